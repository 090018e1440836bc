"""What to estimate from, and how."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core import signing
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, gettext_lazy

from samen.analysis.domain.estimation import (
    DEFAULT_REPLICATES,
    LEVELS,
    MOST_REPLICATES,
    Choices,
    Table,
)
from samen.analysis.web.estimation_words import METHODS, number, say
from samen.kernel.errors import InvalidInput

_FURTHER = ("methods", "level", "replicates", "seed")
_SALT = "samen.analysis.estimation"
_SHORT = forms.NumberInput(attrs={"class": "short"})


def pack(table: Table) -> str:
    """The table signed, to travel in the reader's own form: it is stored nowhere."""
    fields = [table.name, table.text, list(table.lists), table.sha256]
    return signing.dumps(fields, salt=_SALT, compress=True)


def unpack(text: str) -> Table | None:
    """The table of :func:`pack`, or None when it is not ours or older than a working day."""
    try:
        name, content, lists, sha256 = signing.loads(
            text, salt=_SALT, max_age=settings.SESSION_COOKIE_AGE
        )
    except signing.BadSignature:
        return None
    return Table(name, content, tuple(lists), sha256)


class EstimationForm(forms.Form):
    """A table of lists and the choices of an estimate; a table once read stays in the form."""

    source = forms.ChoiceField(label=gettext_lazy("Which lists?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    years = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Years"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("For the counts of Samen. None ticked: every year."),
    )
    methods = forms.MultipleChoiceField(
        label=gettext_lazy("Methods"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all that fit the number of lists."),
    )
    by = forms.CharField(
        label=gettext_lazy("Split by"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Names of columns, separated by commas. For the counts of Samen: year, form."
        ),
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Width of the ranges"), coerce=float, initial=0.95
    )
    replicates = forms.IntegerField(
        label=gettext_lazy("Replicates"),
        min_value=0,
        max_value=MOST_REPLICATES,
        initial=DEFAULT_REPLICATES,
        widget=_SHORT,
        help_text=gettext_lazy(
            "How often the people are drawn anew, to see how far chance moves the answer. A page "
            "takes 1,000; for a figure that will be quoted use 10,000 on the command line: "
            "samen estimate LISTS.csv --bootstrap 10000."
        ),
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        required=False,
        min_value=0,
        max_value=2**32 - 1,
        widget=_SHORT,
        help_text=gettext_lazy("The same seed gives the same numbers. Empty: a new one is drawn."),
    )
    table = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, years: Sequence[int], sent: int = 0, **kwargs: object):
        """``years``: that the reader may count from. ``sent``: size of the request in bytes."""
        super().__init__(*args, **kwargs)
        self._sent = sent
        self.kept = unpack(str(self["table"].value() or ""))
        self.fields["file"].help_text = gettext(
            "One column per list with 0 or 1, and a column count with the number of people; "
            "without it a row is one person. Other columns can split the table. At most %(size)s. "
            "The file is read in memory and never stored."
        ) % {"size": filesizeformat(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)}
        self.fields["methods"].choices = [(key, gettext(name)) for key, name in METHODS.items()]
        self.fields["level"].choices = [(level, f"{level:.0%}") for level in LEVELS]
        self.fields["years"].choices = [(year, str(year)) for year in years]
        if not years:
            del self.fields["years"]
        self._offer_sources(bool(years))

    def _offer_sources(self, counts: bool) -> None:
        sources = [("file", gettext("A CSV file"))]
        if counts:
            sources.append(("monitor", gettext("The counts of Samen")))
        if self.kept is not None:
            kept = gettext("The table I gave: %(name)s") % {"name": self.kept.name}
            sources.insert(0, ("kept", kept))
        self.fields["source"].choices = sources
        self.initial.setdefault("source", sources[0][0])

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What everybody chooses."""
        return [self[name] for name in ("source", "file", "years", "by") if name in self.fields]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        """What has a sound default."""
        return [self[name] for name in _FURTHER]

    @property
    def open_further(self) -> bool:
        """Whether there is something to set right among them."""
        return any(name in self.errors for name in _FURTHER)

    def clean_by(self) -> tuple[str, ...]:
        """The names of columns, each once."""
        names = (name.strip() for name in self.cleaned_data["by"].split(","))
        return tuple(dict.fromkeys(name for name in names if name))

    def clean(self) -> dict[str, object]:
        """A file must be there when it is asked for."""
        found = self.cleaned_data
        if found.get("source") == "file" and not found.get("file") and "file" not in self.errors:
            most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
            told = gettext("Choose a CSV file.")
            # A file that is too large is dropped before the form sees it.
            if self._sent > most:
                told = gettext("This file is larger than %(size)s.") % {
                    "size": filesizeformat(most)
                }
            self.add_error("file", told)
        return found

    def choices(self) -> Choices:
        """How to estimate, with a seed drawn where none was given."""
        found = self.cleaned_data
        seed = found["seed"]
        return Choices(
            tuple(found["methods"]),
            found["by"],
            found["level"],
            found["replicates"],
            secrets.randbits(32) if seed is None else seed,
        )

    def keep(self, table: Table) -> None:
        """Remember a table that was read, so that nobody has to choose the file again."""
        self.data = self.data.copy()
        self.data["table"], self.data["source"] = pack(table), "kept"
        self.kept = table
        self._offer_sources("years" in self.fields)

    def tell(self, refused: InvalidInput) -> None:
        """Put every problem beside its field, in the reader's language."""
        for problem in refused.problems:
            told = say(problem.rule)
            field = "by" if problem.where in ("by", "--by") or problem.code == "name" else "file"
            if problem.where not in ("by", "--by", "file"):
                told = f"{say(problem.where)}: {told}"
            if problem.value is not None:
                value = number(problem.value) if type(problem.value) is int else problem.value
                told += " " + gettext("(given: %(value)s)") % {"value": value}
            self.add_error(field, told)


def hidden_fields(table: Table, choices: Choices) -> list[tuple[str, str]]:
    """Names and values of a form that makes the same estimate again."""
    return [
        ("source", "kept"),
        ("table", pack(table)),
        *(("methods", method) for method in choices.methods),
        ("by", ",".join(choices.by)),
        ("level", str(choices.level)),
        ("replicates", str(choices.replicates)),
        ("seed", str(choices.seed)),
    ]
