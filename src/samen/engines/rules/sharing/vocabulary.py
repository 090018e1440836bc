"""The words a rule may use: what a request can say.

Every attribute of a request has a closed list of values. ``UNKNOWN`` is a value of its own and is
never read in anyone's favour: a permission never holds on it and a prohibition always does.
"""

from __future__ import annotations

from collections.abc import Mapping

from samen.engines.rules.sharing.records import RECORD_ATTRIBUTES
from samen.kernel.codes import Code, DataCategory, OrganisationType

UNKNOWN = "unknown"
YES = "yes"
NO = "no"
VALID = "valid"
ABSENT = "absent"


class Purpose(Code):
    """Why the data are needed by the one who receives them."""

    SHELTER_AND_CARE = "shelter_and_care", "opvang en zorg regelen", "arrange shelter and care"
    REGISTRATION = "registration", "registratie van het slachtoffer", "register the victim"
    VICTIM_INTERESTS = (
        "victim_interests",
        "belangen van het slachtoffer behartigen",
        "look after the victim's interests",
    )
    TREATMENT = "treatment", "dezelfde behandeling", "the same treatment"
    YOUTH_HELP = "youth_help", "jeugdhulp", "youth help"
    CHILD_PROTECTION = "child_protection", "bescherming van een kind", "protection of a child"
    DOMESTIC_VIOLENCE = (
        "domestic_violence",
        "melding van huiselijk geweld of kindermishandeling",
        "report of domestic violence or child abuse",
    )
    AVERTING_DANGER = "averting_danger", "acuut gevaar afwenden", "avert acute danger"
    REPORT_OFFENCE = "report_offence", "aangifte of melding van een misdrijf", "report an offence"
    DETECTION = "detection", "opsporing en vervolging", "detection and prosecution"
    PREVENTION = "prevention", "voorkomen van strafbare feiten", "prevention of offences"
    PUBLIC_ORDER = "public_order", "handhaven van de openbare orde", "public order"
    SUPERVISION = "supervision", "toezicht op de naleving", "supervision of compliance"
    ADMINISTRATIVE_DECISION = (
        "administrative_decision",
        "een bestuursbesluit",
        "an administrative decision",
    )
    RESIDENCE_DECISION = (
        "residence_decision",
        "een besluit over verblijf",
        "a decision on residence",
    )
    RECEPTION = "reception", "opvang door het COA", "reception by the COA"
    COMPENSATION = "compensation", "schadevergoeding of tegemoetkoming", "compensation"
    LEGAL_CLAIM = "legal_claim", "een rechtsvordering", "a legal claim"
    CASE_CONSULTATION = "case_consultation", "casusoverleg", "case consultation"
    ENFORCEMENT_PROBLEM = "enforcement_problem", "een handhavingsknelpunt", "an enforcement problem"
    MATCHING = "matching", "nagaan of iemand bekend is", "find out whether someone is known"
    STATISTICS = "statistics", "statistiek", "statistics"
    ALIENS_ENFORCEMENT = (
        "aliens_enforcement",
        "vreemdelingentoezicht of terugkeer",
        "enforcement of aliens law or return",
    )


class Subject(Code):
    """Who the data are about."""

    VICTIM = "victim", "(mogelijk) slachtoffer", "(possible) victim"
    SUSPECT = "suspect", "verdachte", "suspect"
    WITNESS = "witness", "getuige", "witness"
    OTHER = "other", "iemand anders", "someone else"


class Regime(Code):
    """The law under which the sender holds the data."""

    GDPR = "gdpr", "AVG, geen bijzondere wet", "GDPR, no special act"
    WMO = "wmo", "Wmo 2015", "Social Support Act 2015"
    YOUTH_ACT = "youth_act", "Jeugdwet", "Youth Act"
    MEDICAL = "medical", "medisch dossier (WGBO)", "medical file (WGBO)"
    WPG_8 = "wpg_8", "Wpg art. 8, dagelijkse politietaak", "Police Data Act art. 8, daily task"
    WPG_9 = "wpg_9", "Wpg art. 9, onderzoek", "Police Data Act art. 9, investigation"
    WPG_10_1_A = "wpg_10_1_a", "Wpg art. 10, eerste lid, a", "Police Data Act art. 10(1)(a)"
    WPG_10_1_B = (
        "wpg_10_1_b",
        "Wpg art. 10, eerste lid, b (themaregister)",
        "Police Data Act art. 10(1)(b) (theme register)",
    )
    WPG_10_1_C = "wpg_10_1_c", "Wpg art. 10, eerste lid, c", "Police Data Act art. 10(1)(c)"
    WPG_13 = "wpg_13", "Wpg art. 13, ondersteunende taken", "Police Data Act art. 13, support"
    WPG_14 = "wpg_14", "Wpg art. 14, verwijderde gegevens", "Police Data Act art. 14, removed data"
    WJSG = "wjsg", "Wjsg, strafvorderlijke gegevens", "Judicial and Criminal Data Act"
    WGS = "wgs", "resultaat van een samenwerkingsverband (WGS)", "result of a WGS partnership"


class Consent(Code):
    """Where the data subject's consent to this disclosure (GDPR) stands."""

    GIVEN = "given", "gegeven", "given"
    NOT_ASKED = "not_asked", "niet gevraagd", "not asked"
    REFUSED = "refused", "geweigerd", "refused"
    WITHDRAWN = "withdrawn", "ingetrokken", "withdrawn"


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
