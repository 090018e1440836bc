"""The forms of sharing: a request with its facts, and a record to sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from samen.engines.rules.sharing import (
    RECORD_FORMS,
    Consent,
    Purpose,
    RecordKind,
    Regime,
    SignerRole,
    Subject,
)
from samen.kernel import clock
from samen.kernel.codes import (
    DataCategory,
    OrganisationType,
)
from samen.platform.web.words import choices, in_language
from samen.sharing.domain.facts import FLAGS_STATED, Facts, is_minor
from samen.sharing.domain.regimes import USUAL_REGIME
from samen.sharing.models import Evidence, SharingDecision

_CHOOSE = ("", _("Choose"))
_KNOWN = {"yes": True, "no": False, "unknown": None}
_STATED = {known: code for code, known in _KNOWN.items()}


def _fact(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        # No default: what nobody stated must not be read in favour of sharing.
        choices=[
            _CHOOSE, ("no", _("No")), ("yes", _("Yes")), ("unknown", _("I do not know")),
        ],
    )  # fmt: skip


class RequestForm(forms.Form):
    """Ask to share one part with one partner."""

    to_organisation = forms.TypedChoiceField(label=_("With whom"), coerce=UUID)
    purpose = forms.ChoiceField(label=_("For what"))
    subject = forms.ChoiceField(label=_("About whom"))
    regime = forms.ChoiceField(
        label=_("Under which law do you hold it"),
        help_text=_("Change this if your organisation got the data under another law."),
    )
    acute_danger = _fact(_("Is there acute danger?"))
    minor = _fact(_("Is the person under 18?"))
    incapable_of_consent = _fact(_("Is the person unable to consent (physically or legally)?"))
    others_traceable = _fact(_("Can others than this person be recognised in it?"))
    bsn_included = _fact(_("Is a citizen service number (BSN) in it?"))
    weighty_objection = _fact(_("Has your organisation recorded a weighty objection?"))
    evidence = forms.MultipleChoiceField(
        label=_("Signed records that this rests on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(
        label=_("Until when"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(
        self,
        *args: Any,
        partners: Iterable[Any],
        evidence: Iterable[Evidence],
        organisation_type: str,
        birth_date: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        minor = is_minor(birth_date, clock.today())
        if minor is not None:
            self.fields["minor"].initial = _STATED[minor]
            self.fields["minor"].help_text = _(
                "Follows from the date of birth that is on file (%(date)s). Change it if you know "
                "better."
            ) % {"date": birth_date}
        self.fields["to_organisation"].choices = [
            _CHOOSE,
            *((str(p.id), p.name) for p in partners),
        ]
        self.fields["purpose"].choices = [_CHOOSE, *choices(Purpose)]
        self.fields["subject"].choices = [_CHOOSE, *choices(Subject)]
        self.fields["regime"].choices = choices(Regime)
        self.fields["regime"].initial = USUAL_REGIME.get(
            OrganisationType(organisation_type), Regime.GDPR
        )
        self.fields["evidence"].choices = [(str(row.id), _name_of(row)) for row in evidence]
        if not self.fields["evidence"].choices:
            del self.fields["evidence"]
        self.fields["until"].initial = clock.today() + timedelta(days=180)

    def clean_until(self) -> Any:
        """A day to come, at most two years on."""
        until = self.cleaned_data["until"]
        today = clock.today()
        if not today < until <= today + timedelta(days=731):
            raise forms.ValidationError(_("Choose a day within the next two years."))
        return until

    def asked(self) -> dict[str, Any]:
        """All that was filled in, in the words of the verbs."""
        data = self.cleaned_data
        return {
            "to_organisation_id": data["to_organisation"],
            "facts": self.facts(),
            "evidence_ids": [UUID(text) for text in data.get("evidence", [])],
            "until": data["until"],
        }

    def facts(self) -> Facts:
        """What was stated, as values."""
        data = self.cleaned_data
        known = {name: _KNOWN[data[name]] for name in FLAGS_STATED}
        return Facts(
            purpose=Purpose(data["purpose"]),
            subject=Subject(data["subject"]),
            regime=Regime(data["regime"]),
            **known,
        )


class ProbeForm(RequestForm):
    """May we ask one partner whether it knows this person? The purpose is always the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["purpose"]

    def facts(self) -> Facts:
        """What was stated, as values."""
        self.cleaned_data["purpose"] = Purpose.MATCHING
        return super().facts()


def asked_before(row: SharingDecision, stated: Facts | None, evidence: set[str]) -> dict[str, Any]:
    """The initial values of a request that is asked again."""
    initial: dict[str, Any] = {
        "to_organisation": str(row.to_organisation_id),
        "purpose": row.purpose,
        "evidence": sorted(evidence),
    }
    if stated is not None:
        initial |= {"subject": stated.subject, "regime": stated.regime}
        initial |= {name: _STATED[getattr(stated, name)] for name in FLAGS_STATED}
    return initial


def _name_of(row: Evidence) -> str:
    form = RECORD_FORMS[RecordKind(row.kind)]
    name = f"{in_language((form.label_nl, form.label_en))} ({row.signed_on:%d-%m-%Y})"
    if row.withdrawn_on:
        return str(_("%(name)s – withdrawn")) % {"name": name}
    return name


_HOLDS_FOR = {"to_types": OrganisationType, "categories": DataCategory, "purposes": Purpose}


class RecordForm(forms.Form):
    """Sign one kind of record; its questions come from the rules engine."""

    signer_role = forms.ChoiceField(label=_("Signed by"))
    consent = forms.ChoiceField(label=_("What was said"))
    to_types = forms.MultipleChoiceField(
        label=_("Holds for sharing with"), widget=forms.CheckboxSelectMultiple
    )
    categories = forms.MultipleChoiceField(
        label=_("Holds for which data"), widget=forms.CheckboxSelectMultiple
    )
    purposes = forms.MultipleChoiceField(
        label=_("Holds for which purposes"), widget=forms.CheckboxSelectMultiple
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(
        self, *args: Any, kind: RecordKind, signers: Iterable[SignerRole], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        form = RECORD_FORMS[kind]
        self.questions = form.answers
        self.fields["signer_role"].choices = choices(signers)
        if kind is RecordKind.CONSENT:
            self.fields["consent"].choices = [
                _CHOOSE,
                *choices((Consent.GIVEN, Consent.REFUSED)),
            ]
        else:
            del self.fields["consent"]
        for name, codes in _HOLDS_FOR.items():
            self.fields[name].choices = choices(codes, first=self.initial.get(name, ()))
        for question in form.answers:
            self.fields[question] = forms.CharField(
                label=QUESTIONS.get(question, question.replace("_", " ")),
                widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
                max_length=4000,
            )
        self.order_fields(["signer_role", "consent", *form.answers])

    def answers(self) -> dict[str, str]:
        """The answered questions, to be sealed."""
        return {question: self.cleaned_data[question] for question in self.questions}


QUESTIONS = {
    "goal": _("What is the goal?"),
    "why_this_person_data_recipient": _("Why this person, these data and this receiver?"),
    "why_lower_rung_fails": _("Why is less not enough (anonymous, hit or no hit)?"),
    "proportionality": _("Why does the goal outweigh the intrusion?"),
    "risk_to_victim": _("What is the risk for the victim (reprisal, residence, expulsion)?"),
    "what_subject_was_told": _("What has the person been told, and what did they say?"),
    "consent_sought": _("What was done to get consent?"),
    "harm_without_breach": _("What serious harm follows if you stay silent?"),
    "conscience": _("Why does silence weigh on your conscience?"),
    "no_other_way": _("Why is there no other way?"),
    "breach_prevents_harm": _("Why does speaking almost certainly prevent the harm?"),
    "minimal_breach": _("How do you keep what you tell to the minimum?"),
    "small_cells_tested": _("How were small numbers tested?"),
    "free_text_screened": _("How was free text screened?"),
    "interest": _("Which interest does it serve?"),
    "partnership": _("Which partnership is it for?"),
    "purpose": _("What is the purpose of the partnership?"),
    "data": _("Which data?"),
    "conditions": _("Under which conditions?"),
    "recipients": _("Who receives it?"),
    "law": _("Which law?"),
    "article": _("Which article?"),
}
