"""The verbs of the programme board: change a state, enter a figure or an amount."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from samen.kernel.errors import Problem, raise_if_any
from samen.monitor import policy
from samen.monitor.domain import programme as values
from samen.monitor.models import Action, Measurement, Money
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor

ACTIVITY = "programme"
BOARD = "board"
"""Source key of what was entered on the board itself."""


@in_turn
def set_state(
    actor: Actor,
    *,
    programme: str,
    action: str,
    state: values.ActionState,
    explanation: str,
    day: dt.date | None = None,
) -> None:
    """Note the state an action has come into.

    Raises:
        PermissionDenied: the actor may not write on the board.
        InvalidInput: no such action, no explanation, or a day before the last change or after
            today.
    """
    allow(actor)
    row = _action(programme, action)
    today = timezone.localdate()
    last = row.history.order_by("number").last()
    day = day or today
    problems: list[Problem] = []
    if not explanation.strip():
        problems.append(Problem("explanation", "says why"))
    if day > today:
        problems.append(Problem("day", "may not lie in the future", day.isoformat()))
    if last is not None and day < last.day:
        rule = f"may not lie before the last change ({last.day.isoformat()})"
        problems.append(Problem("day", rule, day.isoformat()))
    raise_if_any(problems)
    row.history.create(
        number=last.number + 1 if last else 0,
        day=day,
        state=state,
        explanation=explanation,
        by=actor.organisation_name,
    )
    details = {"action": action, "state": str(state)}
    record(actor=actor, activity=ACTIVITY, name="monitor.set_state", details=details)


@in_turn
def record_measurement(
    actor: Actor,
    *,
    programme: str,
    action: str,
    indicator: str,
    period: values.Period,
    actual: Decimal,
) -> None:
    """Enter what was reached in a period that has ended.

    Raises:
        PermissionDenied: the actor may not write on the board.
        InvalidInput: no such indicator, or the period has not ended.
    """
    allow(actor)
    row = _action(programme, action).indicators.filter(code=indicator).first()
    raise_if_any(
        [
            *([Problem("indicator", "belongs to the action", indicator)] if row is None else []),
            *_not_ended(period),
        ]
    )
    Measurement.objects.update_or_create(
        indicator=row, period=str(period), defaults={"actual": actual, "source": BOARD}
    )
    details = {"indicator": indicator, "period": str(period)}
    record(actor=actor, activity=ACTIVITY, name="monitor.record_measurement", details=details)


@in_turn
def record_spending(
    actor: Actor, *, programme: str, action: str, period: values.Period, euros: int
) -> None:
    """Enter what an action spent in a period that has ended; a second entry replaces the first.

    Raises:
        PermissionDenied: the actor may not write on the board.
        InvalidInput: no such action, a negative amount, or the period has not ended.
    """
    allow(actor)
    row = _action(programme, action)
    raise_if_any(
        [
            *([Problem("euros", "may not be negative", euros)] if euros < 0 else []),
            *_not_ended(period),
        ]
    )
    Money.objects.update_or_create(
        programme=row.line.programme,
        action=row,
        kind=Money.Kind.SPENT,
        period=str(period),
        source=BOARD,
        defaults={"euros": euros},
    )
    details = {"action": action, "period": str(period)}
    record(actor=actor, activity=ACTIVITY, name="monitor.record_spending", details=details)


def allow(actor: Actor) -> None:
    """Refuse an actor who may not write on the board."""
    decision = policy.may_write_board(actor)
    if not decision:
        raise PermissionDenied(decision.reason)


def _action(programme: str, code: str) -> Action:
    row = Action.objects.filter(line__programme__code=programme, code=code).first()
    if row is None:
        raise_if_any([Problem("action", "is an action of the programme", code, "unknown")])
    assert row is not None
    return row


def _not_ended(period: values.Period) -> list[Problem]:
    if period.end < timezone.localdate():
        return []
    return [Problem("period", "must have ended", str(period))]
