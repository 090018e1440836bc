"""The words a rule may use: what a request says, and which signed records can back it.

Every attribute of a request has a closed list of values. ``UNKNOWN`` is a value of its own and is
never read in anyone's favour: a permission never holds on it and a prohibition always does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from samen.kernel.codes import DataCategory, OrganisationType

UNKNOWN = "unknown"
YES = "yes"
NO = "no"
VALID = "valid"
ABSENT = "absent"


class Purpose(StrEnum):
    """Why the data are needed by the one who receives them."""

    SHELTER_AND_CARE = "shelter_and_care"
    REGISTRATION = "registration"
    VICTIM_INTERESTS = "victim_interests"
    TREATMENT = "treatment"
    YOUTH_HELP = "youth_help"
    CHILD_PROTECTION = "child_protection"
    DOMESTIC_VIOLENCE = "domestic_violence"
    AVERTING_DANGER = "averting_danger"
    REPORT_OFFENCE = "report_offence"
    DETECTION = "detection"
    PREVENTION = "prevention"
    PUBLIC_ORDER = "public_order"
    SUPERVISION = "supervision"
    ADMINISTRATIVE_DECISION = "administrative_decision"
    RESIDENCE_DECISION = "residence_decision"
    RECEPTION = "reception"
    COMPENSATION = "compensation"
    LEGAL_CLAIM = "legal_claim"
    CASE_CONSULTATION = "case_consultation"
    ENFORCEMENT_PROBLEM = "enforcement_problem"
    MATCHING = "matching"
    STATISTICS = "statistics"
    ALIENS_ENFORCEMENT = "aliens_enforcement"


PURPOSE_LABELS: Mapping[Purpose, tuple[str, str]] = {
    Purpose.SHELTER_AND_CARE: ("opvang en zorg regelen", "arrange shelter and care"),
    Purpose.REGISTRATION: ("registratie van het slachtoffer", "register the victim"),
    Purpose.VICTIM_INTERESTS: (
        "belangen van het slachtoffer behartigen",
        "look after the victim's interests",
    ),
    Purpose.TREATMENT: ("dezelfde behandeling", "the same treatment"),
    Purpose.YOUTH_HELP: ("jeugdhulp", "youth help"),
    Purpose.CHILD_PROTECTION: ("bescherming van een kind", "protection of a child"),
    Purpose.DOMESTIC_VIOLENCE: (
        "melding van huiselijk geweld of kindermishandeling",
        "report of domestic violence or child abuse",
    ),
    Purpose.AVERTING_DANGER: ("acuut gevaar afwenden", "avert acute danger"),
    Purpose.REPORT_OFFENCE: ("aangifte of melding van een misdrijf", "report an offence"),
    Purpose.DETECTION: ("opsporing en vervolging", "detection and prosecution"),
    Purpose.PREVENTION: ("voorkomen van strafbare feiten", "prevention of offences"),
    Purpose.PUBLIC_ORDER: ("handhaven van de openbare orde", "public order"),
    Purpose.SUPERVISION: ("toezicht op de naleving", "supervision of compliance"),
    Purpose.ADMINISTRATIVE_DECISION: ("een bestuursbesluit", "an administrative decision"),
    Purpose.RESIDENCE_DECISION: ("een besluit over verblijf", "a decision on residence"),
    Purpose.RECEPTION: ("opvang door het COA", "reception by the COA"),
    Purpose.COMPENSATION: ("schadevergoeding of tegemoetkoming", "compensation"),
    Purpose.LEGAL_CLAIM: ("een rechtsvordering", "a legal claim"),
    Purpose.CASE_CONSULTATION: ("casusoverleg", "case consultation"),
    Purpose.ENFORCEMENT_PROBLEM: ("een handhavingsknelpunt", "an enforcement problem"),
    Purpose.MATCHING: ("nagaan of iemand bekend is", "find out whether someone is known"),
    Purpose.STATISTICS: ("statistiek", "statistics"),
    Purpose.ALIENS_ENFORCEMENT: (
        "vreemdelingentoezicht of terugkeer",
        "enforcement of aliens law or return",
    ),
}


class Subject(StrEnum):
    """Who the data are about."""

    VICTIM = "victim"
    SUSPECT = "suspect"
    WITNESS = "witness"
    OTHER = "other"


SUBJECT_LABELS: Mapping[Subject, tuple[str, str]] = {
    Subject.VICTIM: ("(mogelijk) slachtoffer", "(possible) victim"),
    Subject.SUSPECT: ("verdachte", "suspect"),
    Subject.WITNESS: ("getuige", "witness"),
    Subject.OTHER: ("iemand anders", "someone else"),
}


class Regime(StrEnum):
    """The law under which the sender holds the data."""

    GDPR = "gdpr"
    WMO = "wmo"
    YOUTH_ACT = "youth_act"
    MEDICAL = "medical"
    WPG_8 = "wpg_8"
    WPG_9 = "wpg_9"
    WPG_10_1_A = "wpg_10_1_a"
    WPG_10_1_B = "wpg_10_1_b"
    WPG_10_1_C = "wpg_10_1_c"
    WPG_13 = "wpg_13"
    WPG_14 = "wpg_14"
    WJSG = "wjsg"
    WGS = "wgs"


REGIME_LABELS: Mapping[Regime, tuple[str, str]] = {
    Regime.GDPR: ("AVG, geen bijzondere wet", "GDPR, no special act"),
    Regime.WMO: ("Wmo 2015", "Social Support Act 2015"),
    Regime.YOUTH_ACT: ("Jeugdwet", "Youth Act"),
    Regime.MEDICAL: ("medisch dossier (WGBO)", "medical file (WGBO)"),
    Regime.WPG_8: ("Wpg art. 8, dagelijkse politietaak", "Police Data Act art. 8, daily task"),
    Regime.WPG_9: ("Wpg art. 9, onderzoek", "Police Data Act art. 9, investigation"),
    Regime.WPG_10_1_A: ("Wpg art. 10, eerste lid, a", "Police Data Act art. 10(1)(a)"),
    Regime.WPG_10_1_B: (
        "Wpg art. 10, eerste lid, b (themaregister)",
        "Police Data Act art. 10(1)(b) (theme register)",
    ),
    Regime.WPG_10_1_C: ("Wpg art. 10, eerste lid, c", "Police Data Act art. 10(1)(c)"),
    Regime.WPG_13: ("Wpg art. 13, ondersteunende taken", "Police Data Act art. 13, support"),
    Regime.WPG_14: ("Wpg art. 14, verwijderde gegevens", "Police Data Act art. 14, removed data"),
    Regime.WJSG: ("Wjsg, strafvorderlijke gegevens", "Judicial and Criminal Data Act"),
    Regime.WGS: ("resultaat van een samenwerkingsverband (WGS)", "result of a WGS partnership"),
}


class Consent(StrEnum):
    """Where the data subject's consent to this disclosure (GDPR) stands."""

    GIVEN = "given"
    NOT_ASKED = "not_asked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CONSENT_LABELS: Mapping[Consent, tuple[str, str]] = {
    Consent.GIVEN: ("gegeven", "given"),
    Consent.NOT_ASKED: ("niet gevraagd", "not asked"),
    Consent.REFUSED: ("geweigerd", "refused"),
    Consent.WITHDRAWN: ("ingetrokken", "withdrawn"),
}


class SignerRole(StrEnum):
    """In which role somebody signed a record."""

    DATA_SUBJECT = "data_subject"
    LEGAL_REPRESENTATIVE = "legal_representative"
    AUTHORISED_OFFICER = "authorised_officer"
    TREATING_PROFESSIONAL = "treating_professional"
    PRIVACY_OFFICER = "privacy_officer"
    DATA_CONTROLLER = "data_controller"
    PROSECUTOR = "prosecutor"
    MAYOR = "mayor"
    VENUE_CHAIR = "venue_chair"
    COMMITTEE_CHAIR = "committee_chair"
    SOURCE_ORGANISATION = "source_organisation"
    MINISTER = "minister"
    RECIPIENT_ORGANISATION = "recipient_organisation"


SIGNER_ROLE_LABELS: Mapping[SignerRole, tuple[str, str]] = {
    SignerRole.DATA_SUBJECT: ("de betrokkene zelf", "the person concerned"),
    SignerRole.LEGAL_REPRESENTATIVE: ("de wettelijk vertegenwoordiger", "the legal representative"),
    SignerRole.AUTHORISED_OFFICER: (
        "een bevoegd medewerker van de verstrekker",
        "an authorised officer of the sender",
    ),
    SignerRole.TREATING_PROFESSIONAL: ("de behandelaar", "the treating professional"),
    SignerRole.PRIVACY_OFFICER: (
        "de functionaris voor gegevensbescherming",
        "the data protection officer",
    ),
    SignerRole.DATA_CONTROLLER: ("de verwerkingsverantwoordelijke", "the data controller"),
    SignerRole.PROSECUTOR: ("de officier van justitie", "the public prosecutor"),
    SignerRole.MAYOR: ("de burgemeester", "the mayor"),
    SignerRole.VENUE_CHAIR: (
        "de voorzitter van het samenwerkingsverband",
        "the chair of the partnership",
    ),
    SignerRole.COMMITTEE_CHAIR: (
        "de rechtmatigheidsadviescommissie",
        "the lawfulness advisory committee",
    ),
    SignerRole.SOURCE_ORGANISATION: (
        "de organisatie waar de gegevens vandaan komen",
        "the organisation the data came from",
    ),
    SignerRole.MINISTER: ("de minister (bij algemene maatregel)", "the minister (by decree)"),
    SignerRole.RECIPIENT_ORGANISATION: ("de ontvanger", "the recipient"),
}


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
        "gegevensbeschermingseffectbeoordeling (DPIA)",
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

_THREE = (YES, NO, UNKNOWN)
FLAGS: Mapping[str, tuple[str, str]] = {
    "minor": ("de betrokkene is minderjarig", "the person is a minor"),
    "acute_danger": ("er is acuut gevaar", "there is acute danger"),
    "incapable_of_consent": (
        "de betrokkene kan fysiek of juridisch geen toestemming geven",
        "the person is physically or legally incapable of giving consent",
    ),
    "bsn_included": (
        "het burgerservicenummer zit erbij",
        "the citizen service number is included",
    ),
    "others_traceable": (
        "anderen dan de betrokkene zijn herleidbaar",
        "people other than the subject can be traced",
    ),
    "weighty_objection": (
        "de deelnemer heeft zwaarwegende bezwaren vastgelegd",
        "the participant has recorded a weighty objection",
    ),
    "retention_expired": (
        "de bewaartermijn is verstreken",
        "the retention period has expired",
    ),
}
"""Facts that are yes, no or unknown, with what a *yes* says."""

# The consent record is read through the attribute ``consent``, which also knows "refused".
RECORD_ATTRIBUTES: tuple[RecordKind, ...] = tuple(k for k in RecordKind if k != RecordKind.CONSENT)

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "from": tuple(OrganisationType),
    "to": tuple(OrganisationType),
    "category": tuple(DataCategory),
    "purpose": (*Purpose, UNKNOWN),
    "subject": (*Subject, UNKNOWN),
    "regime": (*Regime, UNKNOWN),
    "consent": (*Consent, UNKNOWN),
    **dict.fromkeys(FLAGS, _THREE),
    **{kind.value: (VALID, ABSENT) for kind in RECORD_ATTRIBUTES},
}
"""Every attribute a rule can test, with all its values; the last value is the least favourable."""
