"""The forms of the editor: a row of the table, a draft, the end of a row, a request to try."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samen.engines.rules.sharing import (
    FLAGS,
    RECORD_FORMS,
    Consent,
    Effect,
    Purpose,
    RecordKind,
    Regime,
    Request,
    SignedRecord,
    Status,
    Subject,
    load_table,
)
from samen.engines.rules.sharing.records import RECORD_ATTRIBUTES
from samen.kernel import clock
from samen.kernel.codes import (
    Code,
    DataCategory,
    OrganisationType,
)
from samen.kernel.errors import Problem
from samen.platform.web.words import choices, in_language
from samen.sharing.domain.trial import FLAGS_TO_STATE, trial
from samen.sharing.web.problems import say

_SETS: dict[str, tuple[Any, type[Code]]] = {
    "from": (_("From whom"), OrganisationType),
    "to": (_("To whom"), OrganisationType),
    "category": (_("Data"), DataCategory),
    "purpose": (_("Purpose"), Purpose),
    "subject": (_("About whom"), Subject),
    "regime": (_("Held under which law"), Regime),
}
_LISTS = ("records", "obligations")
EFFECT_LABELS = {Effect.PERMIT: _("permits"), Effect.PROHIBIT: _("prohibits")}
STATUS_LABELS = {
    Status.DRAFT: _("draft, in force, needs a jurist"),
    Status.APPROVED: _("approved by a jurist, in force"),
    Status.PROPOSED: _("proposal, not in force"),
    Status.WITHDRAWN: _("withdrawn, not in force"),
}


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


class RowForm(forms.Form):
    """Every cell of one row. A set is *all*, *only these* or *all but these*."""

    use_required_attribute = False
    id = forms.CharField(label=_("Number of the row"), max_length=12)
    effect = forms.ChoiceField(label=_("What it does"), choices=list(EFFECT_LABELS.items()))

    def __init__(self, *args: Any, new: bool, cells: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new = new
        self.initial = dict(cells)
        for name, (label, codes) in _SETS.items():
            text = cells.get(name, "any")
            mode = "any" if text == "any" else "not" if text.startswith("!") else "only"
            self.fields[f"{name}_mode"] = forms.ChoiceField(
                label=label,
                initial=mode,
                choices=[("any", _("all")), ("only", _("only these")), ("not", _("all but these"))],
            )
            options = choices(codes)
            if name in ("from", "to"):
                groups = load_table().group_labels.items()
                options = [
                    *((g, _("%(name)s (group)") % {"name": in_language(n)}) for g, n in groups),
                    *options,
                ]
            chosen = [] if mode == "any" else text.removeprefix("!").split("|")
            self.fields[f"{name}_values"] = forms.MultipleChoiceField(
                label=_("%(label)s: which") % {"label": label},
                choices=sorted(options, key=lambda option: option[0] not in chosen),
                required=False,
                initial=chosen,
                widget=forms.CheckboxSelectMultiple,
            )
        self._add_cells(cells)
        if not new:
            self.fields["id"].widget = forms.HiddenInput()

    def _add_cells(self, cells: dict[str, str]) -> None:
        fields = self.fields
        fields["facts"] = forms.CharField(
            label=_("Facts"), required=False,
            help_text=_("Like minor=yes; consent=given. All of them must hold. Known:")
            + " " + ", ".join(FLAGS),
        )  # fmt: skip
        kinds = [kind for kind in RecordKind if kind.value in RECORD_ATTRIBUTES]
        fields["records"] = forms.MultipleChoiceField(
            label=_("Signed records"), required=False,
            choices=[
                (k.value, in_language((RECORD_FORMS[k].label_nl, RECORD_FORMS[k].label_en)))
                for k in kinds
            ],
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        fields["unless"] = forms.CharField(
            label=_("Unless"), required=False,
            help_text=_("Exceptions of a prohibition, separated by ; with & inside one."),
        )  # fmt: skip
        fields["basis"] = forms.CharField(
            label=_("Articles"),
            help_text=_("Like Wpg 16(1)(a); AVG 6(1)(a). Only articles of docs/policy."),
        )
        fields["obligations"] = forms.MultipleChoiceField(
            label=_("Duties"), required=False,
            choices=[
                (code, in_language((duty.text_nl, duty.text_en)))
                for code, duty in load_table().obligations.items()
            ],
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        for name in _LISTS:
            fields[name].initial = [p.strip() for p in cells.get(name, "").split(";") if p.strip()]
            self.initial.pop(name, None)
        fields["valid_from"] = _day(_("In force from"))
        fields["valid_to"] = _day(_("In force until"), required=False)
        fields["status"] = forms.ChoiceField(
            label=_("Status"), choices=list(STATUS_LABELS.items()), initial=Status.DRAFT
        )
        for name, label in (("note_nl", _("In Dutch")), ("note_en", _("In English"))):
            fields[name] = forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 2}))

    def cells(self) -> dict[str, str]:
        """The row as the table writes it; no more is checked than the form itself does."""
        data = self.cleaned_data
        row = {name: str(data.get(name) or "") for name in ("id", "effect", "facts", "unless",
               "basis", "valid_from", "valid_to", "status", "note_nl", "note_en")}  # fmt: skip
        for name in _SETS:
            mode, chosen = data[f"{name}_mode"], "|".join(data[f"{name}_values"])
            row[name] = "any" if mode == "any" else f"!{chosen}" if mode == "not" else chosen
        row |= {name: "; ".join(data[name]) for name in _LISTS}
        return row

    def complain(self, problems: tuple[Problem, ...]) -> None:
        """Put each problem beside its cell."""
        for problem in problems:
            name = f"{problem.where}_values" if problem.where in _SETS else problem.where
            self.add_error(name if name in self.fields else None, say(problem.rule))


class DraftForm(forms.Form):
    """A new draft: from which day, and why."""

    valid_from = _day(_("In force from"))
    note = forms.CharField(
        label=_("What changes and why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class EndForm(forms.Form):
    """The last day of a row."""

    valid_to = _day(_("Last day"))


class TryForm(forms.Form):
    """A made-up request; the records it ticks are taken as signed well."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from", "to", "category", "purpose", "subject", "regime"):
            label, codes = _SETS[name]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices(codes))
        self.fields["consent"] = forms.ChoiceField(
            label=_("Consent"),
            choices=[("unknown", _("not known")), *choices(Consent)],
        )
        for name in FLAGS_TO_STATE:
            self.fields[name] = forms.ChoiceField(
                label=in_language(FLAGS[name]).capitalize(),
                choices=[("no", _("No")), ("yes", _("Yes")), ("unknown", _("I do not know"))],
            )
        self.fields["records"] = forms.MultipleChoiceField(
            label=_("Signed records"),
            required=False,
            choices=[
                (k.value, in_language((RECORD_FORMS[k].label_nl, RECORD_FORMS[k].label_en)))
                for k in RecordKind
            ],
            widget=forms.CheckboxSelectMultiple,
        )

    def request(self) -> tuple[Request, dict[str, SignedRecord]]:
        """The request that was made up, today."""
        data = self.cleaned_data
        return trial(
            sender=OrganisationType(data["from"]),
            recipient=OrganisationType(data["to"]),
            category=DataCategory(data["category"]),
            purpose=Purpose(data["purpose"]),
            subject=Subject(data["subject"]),
            regime=Regime(data["regime"]),
            consent=None if data["consent"] == "unknown" else Consent(data["consent"]),
            flags={n: {"yes": True, "no": False}.get(data[n]) for n in FLAGS_TO_STATE},
            kinds=[RecordKind(kind) for kind in data["records"]],
            day=clock.today(),
        )
