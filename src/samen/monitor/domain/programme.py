"""The programme as values: action lines, actions, what is measured, what it costs.

Modelled on IATI's results framework (indicator, baseline, target and actual per period), with
what a programme board needs besides: a state with its history, and how sure we are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from samen.kernel.codes import Code

_PERIOD = re.compile(r"(?P<year>\d{4})(?:H(?P<half>[12]))?\Z")


class ActionState(Code):
    """Where an action stands."""

    UNKNOWN = "unknown", "Niet bekend", "Not known"
    PLANNED = "planned", "Gepland", "Planned"
    RUNNING = "running", "Loopt", "Running"
    DELAYED = "delayed", "Vertraagd", "Delayed"
    DONE = "done", "Afgerond", "Done"
    STOPPED = "stopped", "Gestopt", "Stopped"

    @property
    def open(self) -> bool:
        """Whether the action still has to be finished."""
        return self not in (ActionState.DONE, ActionState.STOPPED)


class Certainty(Code):
    """How sure we are of what is said about an action."""

    MEASURED = (
        "measured",
        "Gemeten: geteld in een registratie",
        "Measured: counted in a registration",
    )
    ESTIMATED = "estimated", "Geschat: met een marge", "Estimated: with a margin"
    STATED = (
        "stated",
        "Gemeld: volgens de actiehouder, niet gemeten",
        "Stated: by the action owner, not measured",
    )
    UNKNOWN = "unknown", "Niet bekend", "Not known"


class Measure(StrEnum):
    """Unit of an indicator."""

    NUMBER = "number"
    PERCENTAGE = "percentage"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar year (``half`` 0) or half of one (``half`` 1 or 2)."""

    year: int
    half: int = 0

    @classmethod
    def parse(cls, code: str) -> Period:
        """Period of a code such as ``2025`` or ``2025H1``. Raises ValueError for another form."""
        found = _PERIOD.match(code)
        if found is None:
            raise ValueError("a period is a year or half-year, such as 2025 or 2025H1")
        return cls(int(found["year"]), int(found["half"] or 0))

    @classmethod
    def half_of(cls, day: dt.date) -> Period:
        """The half-year a day lies in."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    def __str__(self) -> str:
        return f"{self.year}H{self.half}" if self.half else str(self.year)

    @property
    def start(self) -> dt.date:
        """First day."""
        return dt.date(self.year, 7 if self.half == 2 else 1, 1)

    @property
    def end(self) -> dt.date:
        """Last day."""
        return dt.date(self.year, 6, 30) if self.half == 1 else dt.date(self.year, 12, 31)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money for a period, in whole euros, with where the figure comes from."""

    period: Period
    euros: int
    source: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was aimed at and what was reached in a period; either may be absent."""

    period: Period
    target: Decimal | None
    actual: Decimal | None
    source: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something counted to see whether a goal is reached."""

    code: str
    title: str
    measure: Measure
    ascending: bool
    definition: str
    known_bias: str
    baseline_year: int | None
    baseline: Decimal | None
    source: str
    measurements: tuple[Measurement, ...] = ()

    def at(self, period: Period) -> Measurement | None:
        """The measurement of this period, or of the year that holds it."""
        found = {m.period: m for m in self.measurements}
        return found.get(period) or found.get(Period(period.year))

    @property
    def latest(self) -> Measurement | None:
        """The last period of which it is known what was reached."""
        known = (m for m in self.measurements if m.actual is not None)
        return max(known, key=lambda m: m.period.end, default=None)

    @property
    def target(self) -> Decimal | None:
        """What is aimed at in the last period for which anything is."""
        aims = (m for m in self.measurements if m.target is not None)
        last = max(aims, key=lambda m: m.period.end, default=None)
        return last.target if last else None


@dataclass(frozen=True, slots=True)
class StateChange:
    """From ``day`` on the action was in ``state``, for the reason in ``explanation``."""

    day: dt.date
    state: ActionState
    explanation: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """One action: who does it, what it promises, what is known of it."""

    code: str
    title: str
    owner: str
    partners: tuple[str, ...]
    goal: str
    deadline: dt.date | None
    certainty: Certainty
    certainty_note: str
    source: str
    example: bool
    history: tuple[StateChange, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    budget: tuple[Amount, ...] = ()
    spent: tuple[Amount, ...] = ()

    @property
    def state(self) -> ActionState:
        """The latest state."""
        return self.history[-1].state if self.history else ActionState.UNKNOWN

    def state_at(self, day: dt.date) -> ActionState:
        """The state at the end of ``day``."""
        before = [change for change in self.history if change.day <= day]
        return before[-1].state if before else ActionState.UNKNOWN

    def overdue(self, day: dt.date) -> bool:
        """Whether the deadline has passed on ``day`` while the action was not finished."""
        return self.deadline is not None and self.deadline < day and self.state_at(day).open


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A group of actions with one theme (actielijn)."""

    code: str
    title: str
    description: str
    source: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """The organisation that reports: IATI reference, name and IATI organisation-type code."""

    reference: str
    name: str
    type: str = "10"


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme with its action lines.

    ``budget`` is the money of the whole programme; the actions' budgets are allotted from it.
    ``sources`` tells what each source key stands for.
    """

    code: str
    title: str
    description: str
    start: dt.date
    end: dt.date
    organisation: Organisation
    sources: Mapping[str, str]
    lines: tuple[ActionLine, ...] = ()
    budget: tuple[Amount, ...] = ()

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every action of every line."""
        return tuple(action for line in self.lines for action in line.actions)
