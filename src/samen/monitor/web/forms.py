"""Forms of the programme board and the releases. The verbs check again what matters."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samen.kernel.errors import InvalidInput
from samen.monitor.domain.programme import ActionState, Indicator, Period
from samen.monitor.domain.publication import DEFAULT_THRESHOLD
from samen.monitor.queries import ReleaseView
from samen.monitor.web.labels import place_label, state_label

_FILE_LIMIT = 1 << 19


_RULES = (
    _("says why"),
    _("may not be empty"),
    _("must have ended"),
    _("may not lie in the future"),
    _("lies 0 to 9 years after the first"),
    _("says what changed and why"),
    _("says why the release is refused"),
    _("is a published release that nothing replaces yet"),
    _("hold no registration to publish"),
    _("is at least that of what was published on these years"),
    _("is small under this threshold and was given away under an earlier one: use that one"),
    _("was published after this one was prepared: prepare it again"),
    _("too few registrations to show any figure safely: leave them out, or wait for more"),
)
"""Rules of the verbs that a form can break, so that the catalogue holds them."""
IN_A_FILE = (
    _("is missing"),
    _("is missing (or say example: true)"),
    _("is missing or has no named fields"),
    _("is not a field here"),
    _("is not under sources"),
    _("is named twice"),
    _("is not YAML"),
    _("lies before start"),
    _("must be a list"),
    _("must be a list of named fields"),
    _("must be a single value"),
    _("must have named fields"),
    _("must run from early to late"),
    _("needs at least one action line"),
    _("a period may occur once"),
    _("and baseline_year come together"),
    _("or actual must be given"),
    _("stands here twice with the same source"),
    _("may occur once in the file"),
    _("must be text"),
    _("is one of"),
    _("is true or false"),
    _("is a number"),
    _("is a whole number of euros, not negative"),
    _("is a year"),
    _("is a year or half-year, such as 2025 or 2025H1"),
    _("is a date such as 2026-12-31"),
    _("holds letters, digits, points and hyphens only"),
)
"""What can be wrong in a programme file; the names of its fields stay as they are."""
_MEANT = "; did you mean "


def tell(form: forms.Form, refused: InvalidInput) -> None:
    """Put every problem of a verb beside its field, or above the form when there is none."""
    for problem in refused.problems:
        field = problem.where if problem.where in form.fields else None
        rule = in_words(problem.rule)
        form.add_error(field, rule if field else f"{place_label(problem.where)}: {rule}")


def in_words(rule: str) -> str:
    """A rule in the reader's language; what a file's reader adds to it stays as it is."""
    rule, meant, near = rule.partition(_MEANT)
    for opening in (rule, rule.partition(": ")[0], rule[: len("is one of")]):
        if (told := gettext(opening)) != opening:
            rule = told + rule.removeprefix(opening)
            break
    return rule + (gettext("; did you mean %(name)s") % {"name": near} if meant else "")


class PeriodField(forms.CharField):
    """A year or half-year, such as 2025 or 2025H1."""

    def clean(self, value: object) -> Period | None:
        """The period."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return Period.parse(text.upper())
        except ValueError:
            raise forms.ValidationError(_("Give a year or half-year, such as 2025H1.")) from None


class StateForm(forms.Form):
    """A new state of an action."""

    state = forms.ChoiceField(label=_("State"))
    day = forms.DateField(label=_("From which day"), widget=forms.DateInput(attrs={"type": "date"}))
    explanation = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody reads this on the board and in the half-yearly report."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(s.value, state_label(s)) for s in ActionState]


class MeasurementForm(forms.Form):
    """What was reached in a period."""

    indicator = forms.ChoiceField(label=_("What is counted"))
    period = PeriodField(
        label=_("Period"), max_length=6, help_text=_("A year or half-year, such as 2025H1.")
    )
    actual = forms.DecimalField(label=_("Reached"), max_digits=16, decimal_places=3)

    def __init__(self, *args: object, indicators: Iterable[Indicator], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [(i.code, i.title) for i in indicators]


class SpendingForm(forms.Form):
    """What an action spent in a period."""

    period = PeriodField(
        label=_("Period"), max_length=6, help_text=_("A year or half-year, such as 2025H1.")
    )
    euros = forms.IntegerField(label=_("Spent, in whole euros"), min_value=0)


class LoadForm(forms.Form):
    """A programme file."""

    file = forms.FileField(
        label=_("Programme file (YAML)"),
        help_text=_("Loading a file twice changes nothing. At most 500 kB."),
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > _FILE_LIMIT:
            raise forms.ValidationError(_("This file is larger than 500 kB."))
        try:
            return file.read().decode("utf-8")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This file is no text in UTF-8.")) from None


class ReleaseForm(forms.Form):
    """What to publish."""

    title = forms.CharField(label=_("Title"), max_length=200)
    first_year = forms.TypedChoiceField(label=_("First year"), coerce=int)
    last_year = forms.TypedChoiceField(label=_("Last year"), coerce=int)
    threshold = forms.IntegerField(
        label=_("Hide figures below"),
        min_value=5,
        max_value=100,
        initial=DEFAULT_THRESHOLD,
        help_text=_("Figures below this, and figures that would give them away, are hidden."),
    )
    replaces = forms.TypedChoiceField(
        label=_("Replaces an earlier release"), required=False, empty_value=None
    )
    revision_note = forms.CharField(
        label=_("What changed and why"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: object,
        years: Iterable[int],
        published: Iterable[ReleaseView],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(year, year) for year in years]
        self.fields["first_year"].choices = self.fields["last_year"].choices = choices
        self.fields["replaces"].choices = [
            ("", _("No, this is a new release")),
            *((str(r.id), f"{r.number}. {r.title}") for r in published if not r.replaced_by),
        ]


class DecisionForm(forms.Form):
    """The privacy officer's decision."""

    approve = forms.TypedChoiceField(
        label=_("May these figures be published?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes, nobody is exposed")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you refuse."),
    )
