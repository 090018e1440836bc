"""The half-yearly report: what we promised, what happened, what it cost, how sure we are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from samen.monitor.domain.programme import (
    Action,
    ActionLine,
    ActionState,
    Amount,
    Certainty,
    Indicator,
    Measurement,
    Period,
    Programme,
    StateChange,
)

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One action in a half-yearly report."""

    action: Action
    state: ActionState
    changes: tuple[StateChange, ...]
    measured: tuple[tuple[Indicator, Measurement | None], ...]
    budget: int
    spent: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The half-yearly report: what we promised, what happened, what it cost, how sure we are.

    Money is that of the report's calendar year: the programme's ``budget`` of the whole year, what
    of it was ``allotted`` to actions, and what was ``spent`` in periods that ended by the end of
    the report's period.
    """

    period: Period
    states: Mapping[ActionState, int]
    lines: tuple[tuple[ActionLine, tuple[ReportRow, ...]], ...]
    budget: int
    allotted: int
    spent: int

    @property
    def rows(self) -> tuple[ReportRow, ...]:
        """Every row of every line."""
        return tuple(row for _, rows in self.lines for row in rows)

    @property
    def overdue(self) -> tuple[Action, ...]:
        """Actions past their deadline."""
        return tuple(row.action for row in self.rows if row.overdue)

    @property
    def indicators(self) -> int:
        """Number of indicators in the programme."""
        return sum(len(row.measured) for row in self.rows)

    @property
    def measured(self) -> int:
        """Number of indicators with an actual for the period."""
        return sum(
            m is not None and m.actual is not None for row in self.rows for _, m in row.measured
        )

    @property
    def certainties(self) -> Mapping[Certainty, int]:
        """Number of actions per certainty."""
        return tally((row.action.certainty for row in self.rows), Certainty)

    @property
    def without_goal_measure(self) -> int:
        """Number of actions that have no indicator at all."""
        return sum(not row.measured for row in self.rows)


def euros_in(amounts: Iterable[Amount], year: int) -> int:
    """Euros of the year, halves included."""
    return sum(a.euros for a in amounts if a.period.year == year)


def spent_until(action: Action, period: Period) -> int:
    """Euros spent in the year of ``period``, in periods that ended by its end."""
    return sum(
        a.euros for a in action.spent if a.period.year == period.year and a.period.end <= period.end
    )


def tally(found: Iterable[Code], codes: type[Code]) -> dict[Code, int]:
    """How often each code occurs, in the order of the code list; codes that do not occur are 0."""
    counts = dict.fromkeys(codes, 0)
    for code in found:
        counts[code] += 1
    return counts


def half_yearly_report(programme: Programme, period: Period) -> Report:
    """The report of ``programme`` over ``period`` (a half-year or a year)."""
    lines = tuple(
        (line, tuple(_report_row(action, period) for action in line.actions))
        for line in programme.lines
    )
    rows = [row for _, found in lines for row in found]
    return Report(
        period=period,
        states=tally((row.state for row in rows), ActionState),
        lines=lines,
        budget=euros_in(programme.budget, period.year),
        allotted=sum(row.budget for row in rows),
        spent=sum(row.spent for row in rows),
    )


def _report_row(action: Action, period: Period) -> ReportRow:
    return ReportRow(
        action=action,
        state=action.state_at(period.end),
        changes=tuple(c for c in action.history if period.start <= c.day <= period.end),
        measured=tuple((i, i.at(period)) for i in action.indicators),
        budget=euros_in(action.budget, period.year),
        spent=spent_until(action, period),
        overdue=action.overdue(period.end),
    )
