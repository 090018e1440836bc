"""What is due when: statutory terms and the terms partners agreed with each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from samen.kernel.codes import Code
from samen.kernel.dates import add_months, add_working_days

DUBLIN_SHORTENED_FROM = dt.date(2023, 5, 18)
"""Reflection periods granted after this day in Dublin cases last 30 days (WBV 2023/11)."""


class TaskKind(Code):
    """What has to be done."""

    WEIGH_SIGNAL = "weigh_signal", "Signaal wegen", "Weigh the signal"
    FIRST_CONTACT = "first_contact", "Eerste contact", "First contact"
    DISCUSS_RIGHTS = "discuss_rights", "Rechten bespreken", "Discuss rights"
    OFFER_REFLECTION = "offer_reflection", "Bedenktijd aanbieden", "Offer the reflection period"
    REFLECTION_ENDS = "reflection_ends", "Bedenktijd eindigt", "Reflection period ends"
    REGISTER = "register", "Registreren", "Register"
    REFERRAL_ANSWER = "referral_answer", "Antwoord op verwijzing", "Answer to a referral"
    SECOND_LOOK = "second_look", "Tweede blik", "Second look"
    CALL_BACK = "call_back", "Terugbellen", "Call back"
    OTHER = "other", "Taak", "Task"


@dataclass(frozen=True, slots=True)
class Term:
    """Working days a task may take, and where that number comes from."""

    working_days: int
    basis: str


TERMS: Mapping[TaskKind, Term] = {
    TaskKind.WEIGH_SIGNAL: Term(2, "samenwerkingsafspraak"),
    TaskKind.FIRST_CONTACT: Term(1, "samenwerkingsafspraak"),
    TaskKind.DISCUSS_RIGHTS: Term(5, "Sv 51a e.v.; samenwerkingsafspraak"),
    TaskKind.OFFER_REFLECTION: Term(1, "Vc B8/3"),
    TaskKind.REGISTER: Term(10, "samenwerkingsafspraak"),
    TaskKind.REFERRAL_ANSWER: Term(3, "samenwerkingsafspraak"),
    TaskKind.SECOND_LOOK: Term(10, "samenwerkingsafspraak"),
    TaskKind.CALL_BACK: Term(5, "samenwerkingsafspraak"),
    TaskKind.OTHER: Term(5, "samenwerkingsafspraak"),
}


def due_on(kind: TaskKind, start: dt.date) -> dt.date:
    """When a task that begins on ``start`` is due, in Dutch working days."""
    return add_working_days(start, TERMS[kind].working_days)


def reflection_period_end(granted_on: dt.date, *, dublin: bool) -> dt.date:
    """Last day of the reflection period: three months, or 30 days in a Dublin case.

    Vreemdelingencirculaire B8/3, since WBV 2023/11. The last day is not moved to a working day:
    the period is a maximum, and who counts on the later day is too late.
    """
    if dublin and granted_on > DUBLIN_SHORTENED_FROM:
        return granted_on + dt.timedelta(days=30)
    return add_months(granted_on, 3)
