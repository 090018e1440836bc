"""Bringing the programme board in line with a programme file."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, TypeVar

from django.db import models, transaction

from samen.monitor.actions.programme import ACTIVITY, allow
from samen.monitor.domain import programme as values
from samen.monitor.domain.programme_file import read_programme
from samen.monitor.models import (
    Action,
    ActionLine,
    Indicator,
    Measurement,
    Money,
    Programme,
    StateChange,
)
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def load_programme(actor: Actor | None, *, text: str) -> dict[str, int]:
    """Bring the board in line with a programme file; loading the same file twice changes nothing.

    What the file states, holds. What it does not state stays: states and figures entered on the
    board, and actions that the file no longer names. A state of the file is added when it is later
    than the last one on the board.

    Args:
        actor: who loads; None from the command line of the machine itself.
        text: the file (YAML).

    Returns:
        How many rows were ``created``, ``changed`` and ``unchanged``, and how many actions on the
        board the file does not name (``not_in_file``).

    Raises:
        PermissionDenied: the actor may not write on the board.
        InvalidInput: every mistake in the file, each with its line and field.
    """
    if actor is not None:
        allow(actor)
    told = read_programme(text)
    found: Counter[str] = Counter(created=0, changed=0, unchanged=0)
    programme = _put(
        found,
        Programme,
        {"code": told.code},
        {
            "title": told.title,
            "description": told.description,
            "start": told.start,
            "end": told.end,
            "organisation_reference": told.organisation.reference,
            "organisation_name": told.organisation.name,
            "organisation_type": told.organisation.type,
            "sources": dict(told.sources),
        },
    )
    _put_money(found, programme, None, Money.Kind.BUDGET, told.budget)
    for position, line in enumerate(told.lines):
        _put_line(found, programme, position, line)
    named = {action.code for action in told.actions}
    on_board = Action.objects.filter(line__programme=programme).values_list("code", flat=True)
    found["not_in_file"] = len(set(on_board) - named)
    record(actor=actor, activity=ACTIVITY, name="monitor.load_programme", details=dict(found))
    return dict(found)


def _put_line(
    found: Counter[str], programme: Programme, position: int, line: values.ActionLine
) -> None:
    row = _put(
        found,
        ActionLine,
        {"programme": programme, "code": line.code},
        {
            "position": position,
            "title": line.title,
            "description": line.description,
            "source": line.source,
        },
    )
    for place, action in enumerate(line.actions):
        _put_action(found, programme, row, place, action)


def _put_action(
    found: Counter[str],
    programme: Programme,
    line: ActionLine,
    position: int,
    action: values.Action,
) -> None:
    row = _put(
        found,
        Action,
        {"line": line, "code": action.code},
        {
            "position": position,
            "title": action.title,
            "owner": action.owner,
            "partners": list(action.partners),
            "goal": action.goal,
            "deadline": action.deadline,
            "certainty": action.certainty,
            "certainty_note": action.certainty_note,
            "source": action.source,
        },
    )
    _put_history(found, row, action.history)
    _put_money(found, programme, row, Money.Kind.BUDGET, action.budget)
    _put_money(found, programme, row, Money.Kind.SPENT, action.spent)
    for place, indicator in enumerate(action.indicators):
        _put_indicator(found, row, place, indicator)


def _put_history(
    found: Counter[str], action: Action, history: tuple[values.StateChange, ...]
) -> None:
    known = list(action.history.order_by("number"))
    last = known[-1].day if known else dt.date.min
    for change in history:
        same = any((k.day, k.state) == (change.day, change.state) for k in known)
        if same or change.day < last:
            found["unchanged"] += 1
            continue
        StateChange.objects.create(
            action=action,
            number=len(known),
            day=change.day,
            state=change.state,
            explanation=change.explanation,
        )
        known.append(change)  # type: ignore[arg-type]
        found["created"] += 1


def _put_indicator(
    found: Counter[str], action: Action, position: int, indicator: values.Indicator
) -> None:
    row = _put(
        found,
        Indicator,
        {"action": action, "code": indicator.code},
        {
            "position": position,
            "title": indicator.title,
            "measure": indicator.measure,
            "ascending": indicator.ascending,
            "definition": indicator.definition,
            "known_bias": indicator.known_bias,
            "baseline_year": indicator.baseline_year,
            "baseline": indicator.baseline,
            "source": indicator.source,
        },
    )
    for m in indicator.measurements:
        stated = {"target": m.target, "actual": m.actual}
        _put(
            found,
            Measurement,
            {"indicator": row, "period": str(m.period)},
            {k: v for k, v in stated.items() if v is not None} | {"source": m.source},
        )


def _put_money(
    found: Counter[str],
    programme: Programme,
    action: Action | None,
    kind: Money.Kind,
    amounts: tuple[values.Amount, ...],
) -> None:
    for amount in amounts:
        _put(
            found,
            Money,
            {
                "programme": programme,
                "action": action,
                "kind": kind,
                "period": str(amount.period),
                "source": amount.source,
            },
            {"euros": amount.euros},
        )


def _put(
    found: Counter[str], model: type[Row], place: dict[str, Any], stated: dict[str, Any]
) -> Row:
    """The row at ``place`` with what is ``stated``, created or changed where needed."""
    row = model._default_manager.filter(**place).first()
    if row is None:
        found["created"] += 1
        return model._default_manager.create(**place, **stated)
    if all(getattr(row, name) == value for name, value in stated.items()):
        found["unchanged"] += 1
        return row
    for name, value in stated.items():
        setattr(row, name, value)
    row.save()
    found["changed"] += 1
    return row
