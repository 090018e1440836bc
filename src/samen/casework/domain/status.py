"""Three statuses that do not follow from each other.

Whether somebody is seen as a victim, whether they get help, and what the criminal case does are
three questions with three owners. Identification must not wait for a prosecution, and help must
not stop with it (GRETA; National Rapporteur), so no transition of one looks at another.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class VictimStatus(StrEnum):
    """How the person is seen; the words of HTCDS 2.0 with the Dutch practice between them."""

    POSSIBLE = "possible"
    PLAUSIBLE = "plausible"
    CONFIRMED = "confirmed"
    NOT_A_VICTIM = "not_a_victim"


class HelpStatus(StrEnum):
    """What help the person gets."""

    NOT_DISCUSSED = "not_discussed"
    WANTED = "wanted"
    NOT_WANTED = "not_wanted"
    WAITING = "waiting"
    IN_HELP = "in_help"
    COMPLETED = "completed"


class CriminalStatus(StrEnum):
    """Where the criminal case is, if there is one."""

    NONE = "none"
    INTAKE_TALK = "intake_talk"
    REFLECTION_PERIOD = "reflection_period"
    COMPLAINT = "complaint"
    INVESTIGATION = "investigation"
    PROSECUTION = "prosecution"
    DISMISSED = "dismissed"
    JUDGMENT = "judgment"


class ClosingReason(StrEnum):
    """Why a case is closed. ``BAD_EMPLOYER`` costs the person rights and asks for a second look."""

    HELP_COMPLETED = "help_completed"
    PERSON_STOPPED = "person_stopped"
    MOVED_ON = "moved_on"
    NO_SIGNS = "no_signs"
    BAD_EMPLOYER = "bad_employer"


LABELS: Mapping[StrEnum, tuple[str, str]] = {
    VictimStatus.POSSIBLE: ("Mogelijk slachtoffer", "Possible victim"),
    VictimStatus.PLAUSIBLE: ("Aannemelijk slachtoffer", "Plausible victim"),
    VictimStatus.CONFIRMED: ("Vastgesteld slachtoffer", "Confirmed victim"),
    VictimStatus.NOT_A_VICTIM: ("Geen slachtoffer", "Not a victim"),
    HelpStatus.NOT_DISCUSSED: ("Nog niet besproken", "Not discussed yet"),
    HelpStatus.WANTED: ("Wil hulp", "Wants help"),
    HelpStatus.NOT_WANTED: ("Wil nu geen hulp", "Wants no help now"),
    HelpStatus.WAITING: ("Wacht op een plek", "Waits for a place"),
    HelpStatus.IN_HELP: ("Krijgt hulp", "Gets help"),
    HelpStatus.COMPLETED: ("Hulp afgerond", "Help completed"),
    CriminalStatus.NONE: ("Geen strafzaak", "No criminal case"),
    CriminalStatus.INTAKE_TALK: ("Informatief gesprek", "Intake talk with police"),
    CriminalStatus.REFLECTION_PERIOD: ("Bedenktijd", "Reflection period"),
    CriminalStatus.COMPLAINT: ("Aangifte gedaan", "Complaint filed"),
    CriminalStatus.INVESTIGATION: ("Onderzoek", "Investigation"),
    CriminalStatus.PROSECUTION: ("Vervolging", "Prosecution"),
    CriminalStatus.DISMISSED: ("Geseponeerd", "Dismissed"),
    CriminalStatus.JUDGMENT: ("Uitspraak", "Judgment"),
    ClosingReason.HELP_COMPLETED: ("Hulp is afgerond", "Help is completed"),
    ClosingReason.PERSON_STOPPED: ("De persoon wil stoppen", "The person wants to stop"),
    ClosingReason.MOVED_ON: ("Overgedragen aan een andere regio", "Handed over to another region"),
    ClosingReason.NO_SIGNS: ("Geen aanwijzingen gevonden", "No signs found"),
    ClosingReason.BAD_EMPLOYER: ("Slecht werkgeverschap", "Bad employer"),
}

STATUSES: Mapping[str, type[StrEnum]] = {
    "victim_status": VictimStatus,
    "help_status": HelpStatus,
    "criminal_status": CriminalStatus,
}


def label(code: StrEnum, language: str) -> str:
    """A code in words: ``nl``, or English for every other language."""
    dutch, english = LABELS[code]
    return dutch if language == "nl" else english
