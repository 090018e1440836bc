"""Signed records a rule can ask for: who may sign them and what they must answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from samen.kernel.codes import Code


class SignerRole(Code):
    """In which role somebody signed a record."""

    DATA_SUBJECT = "data_subject", "de betrokkene zelf", "the person concerned"
    LEGAL_REPRESENTATIVE = (
        "legal_representative",
        "de wettelijk vertegenwoordiger",
        "the legal representative",
    )
    AUTHORISED_OFFICER = (
        "authorised_officer",
        "een bevoegd medewerker van de verstrekker",
        "an authorised officer of the sender",
    )
    TREATING_PROFESSIONAL = "treating_professional", "de behandelaar", "the treating professional"
    PRIVACY_OFFICER = (
        "privacy_officer",
        "de functionaris voor gegevensbescherming",
        "the data protection officer",
    )
    DATA_CONTROLLER = "data_controller", "de verwerkingsverantwoordelijke", "the data controller"
    PROSECUTOR = "prosecutor", "de officier van justitie", "the public prosecutor"
    MAYOR = "mayor", "de burgemeester", "the mayor"
    VENUE_CHAIR = (
        "venue_chair",
        "de voorzitter van het samenwerkingsverband",
        "the chair of the partnership",
    )
    COMMITTEE_CHAIR = (
        "committee_chair",
        "de rechtmatigheidsadviescommissie",
        "the lawfulness advisory committee",
    )
    SOURCE_ORGANISATION = (
        "source_organisation",
        "de organisatie waar de gegevens vandaan komen",
        "the organisation the data came from",
    )
    MINISTER = "minister", "de minister (bij algemene maatregel)", "the minister (by decree)"
    RECIPIENT_ORGANISATION = "recipient_organisation", "de ontvanger", "the recipient"


class RecordKind(StrEnum):
    """A signed record a condition can refer to; never a tick-box."""

    CONSENT = "consent"
    MEDICAL_RELEASE = "medical_release"
    NECESSITY = "necessity"
    CONFLICT_OF_DUTIES = "conflict_of_duties"
    AUTHORITY_AGREEMENT = "authority_agreement"
    SPECIAL_CASE_DECISION = "special_case_decision"
    PARTNERSHIP_DECISION = "partnership_decision"
    ACCEPTANCE = "acceptance"
    DPIA = "dpia"
    HUMAN_CHECK = "human_check"
    ANONYMITY_CHECK = "anonymity_check"
    TREATMENT_RELATION = "treatment_relation"
    APPLICATION = "application"
    SOURCE_AGREEMENT = "source_agreement"
    COMMITTEE_ADVICE = "committee_advice"
    DESIGNATION = "designation"
    BSN_BASIS = "bsn_basis"


@dataclass(frozen=True, slots=True)
class RecordForm:
    """What makes a record of one kind count.

    ``signers`` may sign it; every name in ``answers`` must have been answered; ``personal``
    records must name the very person the request is about, others may stand for all.
    """

    label_nl: str
    label_en: str
    signers: frozenset[SignerRole]
    answers: tuple[str, ...] = ()
    personal: bool = True


_OFFICER = frozenset({SignerRole.AUTHORISED_OFFICER, SignerRole.TREATING_PROFESSIONAL})
_PERSON = frozenset({SignerRole.DATA_SUBJECT, SignerRole.LEGAL_REPRESENTATIVE})

RECORD_FORMS: Mapping[RecordKind, RecordForm] = {
    RecordKind.CONSENT: RecordForm(
        "uitdrukkelijke toestemming (AVG)", "explicit consent (GDPR)", _PERSON
    ),
    RecordKind.MEDICAL_RELEASE: RecordForm(
        "ontheffing van het medisch beroepsgeheim",
        "release from medical secrecy",
        _PERSON,
    ),
    RecordKind.NECESSITY: RecordForm(
        "noodzaakafweging (doel, noodzaak, proportionaliteit, subsidiariteit)",
        "necessity record (purpose, necessity, proportionality, subsidiarity)",
        _OFFICER,
        (
            "goal",
            "why_this_person_data_recipient",
            "why_lower_rung_fails",
            "proportionality",
            "risk_to_victim",
            "what_subject_was_told",
        ),
    ),
    RecordKind.CONFLICT_OF_DUTIES: RecordForm(
        "afweging conflict van plichten",
        "conflict-of-duties record",
        _OFFICER,
        (
            "consent_sought",
            "harm_without_breach",
            "conscience",
            "no_other_way",
            "breach_prevents_harm",
            "minimal_breach",
        ),
    ),
    RecordKind.AUTHORITY_AGREEMENT: RecordForm(
        "overeenstemming met het bevoegd gezag",
        "agreement of the competent authority",
        frozenset({SignerRole.PROSECUTOR, SignerRole.MAYOR}),
        personal=False,
    ),
    RecordKind.SPECIAL_CASE_DECISION: RecordForm(
        "beslissing in een bijzonder geval (Wpg art. 19)",
        "decision in a special case (Police Data Act art. 19)",
        frozenset({SignerRole.DATA_CONTROLLER}),
    ),
    RecordKind.PARTNERSHIP_DECISION: RecordForm(
        "schriftelijke beslissing samenwerkingsverband (Wpg art. 20, tweede lid)",
        "written partnership decision (Police Data Act art. 20(2))",
        frozenset({SignerRole.DATA_CONTROLLER}),
        ("interest", "partnership", "purpose", "data", "conditions", "recipients"),
        personal=False,
    ),
    RecordKind.ACCEPTANCE: RecordForm(
        "aanvaarding van het signaal of de casus door het samenwerkingsverband",
        "acceptance of the signal or case by the partnership",
        frozenset({SignerRole.VENUE_CHAIR}),
    ),
    RecordKind.DPIA: RecordForm(
        "gegevensbeschermings\N{SOFT HYPHEN}effect\N{SOFT HYPHEN}beoordeling (DPIA)",
        "data protection impact assessment (DPIA)",
        frozenset({SignerRole.PRIVACY_OFFICER, SignerRole.DATA_CONTROLLER}),
        personal=False,
    ),
    RecordKind.HUMAN_CHECK: RecordForm(
        "menselijke controle van het resultaat",
        "human check of the result",
        frozenset({SignerRole.AUTHORISED_OFFICER}),
    ),
    RecordKind.ANONYMITY_CHECK: RecordForm(
        "controle dat niemand herkenbaar is (kleine aantallen, vrije tekst)",
        "check that nobody can be recognised (small cells, free text)",
        _OFFICER | {SignerRole.PRIVACY_OFFICER},
        ("small_cells_tested", "free_text_screened"),
        personal=False,
    ),
    RecordKind.TREATMENT_RELATION: RecordForm(
        "vastlegging dat de ontvanger rechtstreeks bij de behandeling betrokken is",
        "record that the recipient is directly involved in the treatment",
        frozenset({SignerRole.TREATING_PROFESSIONAL}),
    ),
    RecordKind.APPLICATION: RecordForm(
        "ontvangstbewijs van de aanvraag",
        "receipt of the application",
        frozenset({SignerRole.RECIPIENT_ORGANISATION}),
    ),
    RecordKind.SOURCE_AGREEMENT: RecordForm(
        "instemming van de verstrekkende bron",
        "agreement of the source",
        frozenset({SignerRole.SOURCE_ORGANISATION}),
    ),
    RecordKind.COMMITTEE_ADVICE: RecordForm(
        "advies van de rechtmatigheidsadviescommissie",
        "advice of the lawfulness advisory committee",
        frozenset({SignerRole.COMMITTEE_CHAIR}),
        personal=False,
    ),
    RecordKind.DESIGNATION: RecordForm(
        "aanwijzing als deelnemer (Besluit gegevensverwerking door samenwerkingsverbanden)",
        "designation as participant (decree under the WGS)",
        frozenset({SignerRole.MINISTER}),
        personal=False,
    ),
    RecordKind.BSN_BASIS: RecordForm(
        "wettelijke grondslag voor het burgerservicenummer",
        "statutory basis for the citizen service number",
        frozenset({SignerRole.PRIVACY_OFFICER, SignerRole.DATA_CONTROLLER}),
        ("law", "article"),
        personal=False,
    ),
}

# The consent record is read through the attribute ``consent``, which also knows "refused".
RECORD_ATTRIBUTES: tuple[RecordKind, ...] = tuple(k for k in RecordKind if k != RecordKind.CONSENT)
