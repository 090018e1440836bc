"""The words a rule may use: what a request can say.

Every attribute of a request has a closed list of values. ``UNKNOWN`` is a value of its own and is
never read in anyone's favour: a permission never holds on it and a prohibition always does.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from samen.engines.rules.sharing.records import RECORD_ATTRIBUTES
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
