"""The forms of casework. Choices come from the domain's code lists, labels from beside them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samen.casework.domain.matching import Need
from samen.casework.domain.people import IDENTITY_FIELDS
from samen.casework.domain.referral import ALLOWED, ReferralState, RefusalReason
from samen.casework.domain.retention import ErasureReason
from samen.casework.domain.status import ClosingReason
from samen.casework.models import PersonRole, Referral
from samen.guidance.public import HELP_KINDS, Criterion
from samen.kernel.codes import (
    FormOfExploitation,
    Sex,
)
from samen.platform.organisations.public import regions
from samen.platform.web.languages import LANGUAGES
from samen.platform.web.words import (
    choices,
    language,
    language_codes,
    language_name,
    languages_in_words,
)

_PRIVATE = {"autocomplete": "off", "spellcheck": "false"}
ROLE_LABELS = {
    PersonRole.VICTIM: _("Possible victim"),
    PersonRole.CHILD: _("Child who comes along"),
    PersonRole.WITNESS: _("Witness"),
    PersonRole.SUSPECT: _("Possible suspect"),
    PersonRole.CONTACT: _("Contact"),
}


def _text(label: Any, *, rows: int = 4, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": rows, **_PRIVATE}),
    )


def _line(label: Any, *, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=300,
        widget=forms.TextInput(attrs=_PRIVATE),
    )


class SignalForm(forms.Form):
    """A signal, with what was seen kept apart from what somebody makes of it."""

    form = forms.ChoiceField(
        label=_("Form of exploitation"), initial=FormOfExploitation.UNKNOWN.value
    )
    facts = _text(_("Facts"), required=True, hint=_("What is certain, and can be checked."))
    observations = _text(_("Observations"), hint=_("What somebody saw or heard, without comment."))
    interpretations = _text(_("Interpretations"), hint=_("What you make of it, and why."))
    sources = _text(_("Sources"), rows=2, hint=_("Who told it, how reliable, when."))
    indicators = forms.MultipleChoiceField(
        label=_("Indicators seen"),
        required=False,
        help_text=_(
            "Signs help to think and to ask on. They prove nothing, and nothing is added up."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, indicators: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = choices(FormOfExploitation)
        self.fields["indicators"].choices = indicators


class NewSignalForm(SignalForm):
    """A signal noted by staff themselves."""

    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    field_order = ["form", "municipality"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = sorted((place.name, place.code) for place in regions("municipality"))
        self.fields["municipality"].choices = [("", "–"), *((c, n) for n, c in places)]


class PersonForm(forms.Form):
    """Somebody in a case. Nothing is obligatory but one thing to recognise them by."""

    role = forms.ChoiceField(label=_("Role in this case"))
    name = _line(_("Name"))
    other_names = _line(_("Other names and spellings"))
    birth_date = _line(_("Date of birth"), hint=_("YYYY-MM-DD, or only the year."))
    sex = forms.ChoiceField(label=_("Sex"), required=False)
    nationality = _line(_("Nationality"))
    languages = _line(_("Languages"), hint=_("With commas between them, like Romanian, English."))
    phone = _line(_("Phone number"))
    description = _text(_("Description, when the name is not known"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, ROLE_LABELS[role]) for role in PersonRole]
        self.fields["sex"].choices = [("", "–"), *choices(Sex)]
        if spoken := self.initial.get("languages"):
            self.initial["languages"] = languages_in_words(spoken)

    def clean_birth_date(self) -> str:
        """A date or a year, never a guess."""
        text = self.cleaned_data["birth_date"].strip()
        if not text:
            return ""
        try:
            if len(text) == 4 and 1900 <= int(text) <= 2100:
                return text
            return forms.DateField().clean(text).isoformat()
        except (ValueError, forms.ValidationError):
            pass
        raise forms.ValidationError(_("Write YYYY-MM-DD, or only the year."))

    def clean_languages(self) -> str:
        """Codes where the language is known, so that help can be found by it."""
        return ", ".join(language_codes(self.cleaned_data["languages"]))

    def identity(self) -> dict[str, str]:
        """The identifying part."""
        return {field: self.cleaned_data.get(field, "") for field in IDENTITY_FIELDS}


class PartForm(forms.Form):
    """One part about a person as free text."""

    text = _text(_("Text"), rows=6)


class SummaryForm(forms.Form):
    """What the case is about."""

    text = _text(_("What is this case about?"), rows=6)


class StatusForm(forms.Form):
    """One of the three statuses."""

    value = forms.ChoiceField(label=_("Status"))

    def __init__(self, *args: Any, codes: type[StrEnum], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = choices(codes)


class ReflectionForm(forms.Form):
    """The reflection period was granted."""

    granted_on = forms.DateField(
        label=_("Granted on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    dublin = forms.BooleanField(
        label=_("Dublin case"),
        required=False,
        help_text=_("Then the period is 30 days instead of three months."),
    )


class EraseForm(forms.Form):
    """Why a person is erased, and that it is meant."""

    reason = forms.ChoiceField(label=_("Reason"))
    sure = forms.BooleanField(
        label=_("Yes, erase this person. This cannot be undone."),
        error_messages={"required": _("Tick the box to confirm.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("Choose")), *choices(ErasureReason)]


class CloseForm(forms.Form):
    """Why the case is closed."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        help_text=_(
            "“Bad employer” takes shelter, reflection period and permit away from the person. Samen"
            " then plans a second look."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("Choose")), *choices(ClosingReason)]


ANSWERS = {
    ReferralState.ACCEPTED: _("Accepted, place follows"),
    ReferralState.PLACED: _("Placed"),
    ReferralState.REFUSED: _("Refused"),
    ReferralState.WITHDRAWN: _("Withdrawn"),
    ReferralState.COMPLETED: _("Completed"),
}


class AnswerForm(forms.Form):
    """The answer to a referral: what its provider, or who asked, can make of it now."""

    state = forms.ChoiceField(label=_("Answer"))
    reason = forms.ChoiceField(label=_("Reason of refusal"), required=False)

    def __init__(self, *args: Any, of: Referral, as_provider: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{of.id}-%s", **kwargs)
        self.of = of
        possible = set(ALLOWED.get(ReferralState(of.state), ()))
        if as_provider:  # To withdraw is for who asked.
            possible.discard(ReferralState.WITHDRAWN)
        self.fields["state"].choices = [
            ("", _("Choose")),
            *((state.value, label) for state, label in ANSWERS.items() if state in possible),
        ]
        self.fields["reason"].choices = [("", "–"), *choices(RefusalReason)]
        if ReferralState.REFUSED not in possible:
            del self.fields["reason"]

    @property
    def is_over(self) -> bool:
        """Whether nothing can be answered any more."""
        return len(self.fields["state"].choices) == 1


ASKED = ("sex", "children", "residence_status", "care", "security", "accessibility", "expertise")
"""What a need is about. How somebody gets in and who pays follow from the offer, not the need."""


class NeedForm(forms.Form):
    """What somebody needs, asked in the words of the help directory."""

    kind = forms.ChoiceField(
        label=_("Kind of help"), required=False, choices=[("", _("All")), *HELP_KINDS.items()]
    )
    age = forms.IntegerField(label=_("Age"), required=False, min_value=0, max_value=120)
    municipality = forms.ChoiceField(label=_("Wanted in or near"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        column = 1 if language() == "nl" else 2
        places = sorted((place.name, place.code) for place in regions("municipality"))
        self.fields["municipality"].choices = [
            ("", _("The region of the case")),
            *((c, n) for n, c in places),
        ]
        self.fields["languages"].choices = sorted(
            ((known.code, language_name(known.code)) for known in LANGUAGES),
            key=lambda choice: choice[1],
        )
        asked = [criterion for criterion in criteria if criterion.code in ASKED]
        for criterion in sorted(asked, key=lambda criterion: ASKED.index(criterion.code)):
            self.fields[f"c_{criterion.code}"] = forms.MultipleChoiceField(
                label=criterion.name,
                required=False,
                choices=[(term[0], term[column]) for term in criterion.terms],
                widget=forms.CheckboxSelectMultiple,
            )

    def need(self, areas: frozenset[tuple[str, str]]) -> Need:
        """The need as a value."""
        data = self.cleaned_data
        return Need(
            kind=data.get("kind", ""),
            age=data.get("age"),
            areas=areas,
            languages=frozenset(data.get("languages", ())),
            terms=frozenset(
                (name[2:], term)
                for name, terms in data.items()
                if name.startswith("c_")
                for term in terms
            ),
        )
