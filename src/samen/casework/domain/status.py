"""Three statuses that do not follow from each other.

Whether somebody is seen as a victim, whether they get help, and what the criminal case does are
three questions with three owners. Identification must not wait for a prosecution, and help must
not stop with it (GRETA; National Rapporteur), so no transition of one looks at another.
"""

from __future__ import annotations

from collections.abc import Mapping

from samen.kernel.codes import Code


class VictimStatus(Code):
    """How the person is seen; the words of HTCDS 2.0 with the Dutch practice between them."""

    POSSIBLE = "possible", "Mogelijk slachtoffer", "Possible victim"
    PLAUSIBLE = "plausible", "Aannemelijk slachtoffer", "Plausible victim"
    CONFIRMED = "confirmed", "Vastgesteld slachtoffer", "Confirmed victim"
    NOT_A_VICTIM = "not_a_victim", "Geen slachtoffer", "Not a victim"


class HelpStatus(Code):
    """What help the person gets."""

    NOT_DISCUSSED = "not_discussed", "Nog niet besproken", "Not discussed yet"
    WANTED = "wanted", "Wil hulp", "Wants help"
    NOT_WANTED = "not_wanted", "Wil nu geen hulp", "Wants no help now"
    WAITING = "waiting", "Wacht op een plek", "Waits for a place"
    IN_HELP = "in_help", "Krijgt hulp", "Gets help"
    COMPLETED = "completed", "Hulp afgerond", "Help completed"


class CriminalStatus(Code):
    """Where the criminal case is, if there is one."""

    NONE = "none", "Geen strafzaak", "No criminal case"
    INTAKE_TALK = "intake_talk", "Informatief gesprek", "Intake talk with police"
    REFLECTION_PERIOD = "reflection_period", "Bedenktijd", "Reflection period"
    COMPLAINT = "complaint", "Aangifte gedaan", "Complaint filed"
    INVESTIGATION = "investigation", "Onderzoek", "Investigation"
    PROSECUTION = "prosecution", "Vervolging", "Prosecution"
    DISMISSED = "dismissed", "Geseponeerd", "Dismissed"
    JUDGMENT = "judgment", "Uitspraak", "Judgment"


class ClosingReason(Code):
    """Why a case is closed. ``BAD_EMPLOYER`` costs the person rights and asks for a second look."""

    HELP_COMPLETED = "help_completed", "Hulp is afgerond", "Help is completed"
    PERSON_STOPPED = "person_stopped", "De persoon wil stoppen", "The person wants to stop"
    MOVED_ON = "moved_on", "Overgedragen aan een andere regio", "Handed over to another region"
    NO_SIGNS = "no_signs", "Geen aanwijzingen gevonden", "No signs found"
    BAD_EMPLOYER = "bad_employer", "Slecht werkgeverschap", "Bad employer"


STATUSES: Mapping[str, type[Code]] = {
    "victim_status": VictimStatus,
    "help_status": HelpStatus,
    "criminal_status": CriminalStatus,
}
