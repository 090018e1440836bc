"""What is done to a system: presses, ramps, pulses and controllers, and their text form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samen.engines.systems.checks import unknown_variable
from samen.engines.systems.model import Model
from samen.engines.systems.scales import Mode
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Press:
    """A lasting push of ``size`` (0.2 is one step) on a variable from ``start`` (years) on."""

    variable: str
    size: float
    start: float = 0.0


@dataclass(frozen=True, slots=True)
class Ramp:
    """A push that grows evenly from 0 at ``start`` to ``size`` after ``years``, then stays."""

    variable: str
    size: float
    years: float
    start: float = 0.0


@dataclass(frozen=True, slots=True)
class Pulse:
    """A push of ``size`` from ``start`` until ``end`` (years)."""

    variable: str
    size: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Controller:
    """Steer a variable to ``setpoint``: du/dt = (setpoint − x)/``adjustment_time`` (years)."""

    variable: str
    setpoint: float
    adjustment_time: float = 1.0


Intervention = Press | Ramp | Pulse | Controller


def intervention_problems(
    model: Model, interventions: Sequence[Intervention], mode: Mode
) -> Iterator[Problem]:
    """What is wrong with these interventions on this model."""
    steered: set[str] = set()
    for what in interventions:
        where = f"{type(what).__name__.lower()} of {what.variable}"
        if what.variable not in model.index:
            yield unknown_variable(where, what.variable, model.ids)
        if isinstance(what, Controller):
            low, high = (0.0, 1.0) if mode == "bounded" else (-np.inf, np.inf)
            if not low < what.setpoint < high:
                rule = "the setpoint must lie between 0 and 1, neither included"
                yield Problem(where, rule, what.setpoint, "range")
            if not 0 < what.adjustment_time < np.inf:
                rule = "the adjustment time must be a number of years above 0"
                yield Problem(where, rule, what.adjustment_time, "range")
            if what.variable in steered:
                rule = "a variable has at most one controller"
                yield Problem(where, rule, what.setpoint, "duplicate-controller")
            steered.add(what.variable)
            continue
        if not np.isfinite(what.size):
            yield Problem(where, "the size must be a finite number", what.size, "range")
        if not 0 <= what.start < np.inf:
            yield Problem(where, "must start at 0 years or later", what.start, "range")
        if isinstance(what, Ramp) and not 0 < what.years < np.inf:
            yield Problem(where, "must take more than 0 years", what.years, "range")
        if isinstance(what, Pulse) and not what.start < what.end:
            yield Problem(where, "must end after it starts", what.end, "range")


def forcing(
    model: Model, interventions: Sequence[Intervention], times: Floats, nodes: int
) -> tuple[Floats, Floats]:
    """u just after and just before each of ``times``: two arrays (T, ``nodes``)."""
    after = np.zeros((times.size, nodes))
    before = np.zeros_like(after)
    # A grid time within this of an edge is the edge; one second in years.
    tiny = 3e-8
    for what in interventions:
        if isinstance(what, Controller):
            continue
        node = model.index[what.variable]
        for values, side in ((after, tiny), (before, -tiny)):
            if isinstance(what, Ramp):
                share = np.clip((times - what.start) / what.years, 0.0, 1.0)
            else:
                end = what.end if isinstance(what, Pulse) else np.inf
                share = (times + side > what.start) & (times + side < end)
            values[:, node] += what.size * share
    return after, before


def controllers(
    model: Model, interventions: Sequence[Intervention], nodes: int
) -> tuple[Floats, Floats]:
    """Wished deviation from the baseline and rate (1/years, 0 where none), each (``nodes``,)."""
    wished, rate = np.zeros(nodes), np.zeros(nodes)
    for what in interventions:
        if isinstance(what, Controller):
            node = model.index[what.variable]
            wished[node] = what.setpoint - model.variables[node].baseline
            rate[node] = 1.0 / what.adjustment_time
    return wished, rate


def parse_press(text: str) -> Press:
    """``VAR=+0.2`` or ``VAR=-0.2@2`` (from year 2)."""
    variable, numbers = _split(text, "--press", "VAR=SIZE or VAR=SIZE@START", (1, 2))
    return Press(variable, *numbers)


def parse_ramp(text: str) -> Ramp:
    """``VAR=+0.2@3``: evenly over three years."""
    variable, numbers = _split(text, "--ramp", "VAR=SIZE@YEARS", (2,))
    return Ramp(variable, *numbers)


def parse_pulse(text: str) -> Pulse:
    """``VAR=+0.2@1@3``: from year 1 until year 3."""
    variable, numbers = _split(text, "--pulse", "VAR=SIZE@START@END", (3,))
    return Pulse(variable, *numbers)


def parse_control(text: str) -> Controller:
    """``VAR=0.8@1``: to 0.8 with an adjustment time of one year (the default)."""
    variable, numbers = _split(text, "--control", "VAR=SETPOINT or VAR=SETPOINT@YEARS", (1, 2))
    return Controller(variable, *numbers)


def _split(text: str, option: str, form: str, counts: Sequence[int]) -> tuple[str, list[float]]:
    variable, equals, rest = text.rpartition("=")
    try:
        numbers = [float(part.strip().replace("−", "-")) for part in rest.split("@")]
    except ValueError:
        numbers = []
    if not equals or not variable.strip() or len(numbers) not in counts:
        raise InvalidInput(Problem(option, f"must have the form {form}", text, "form"))
    return variable.strip(), numbers


def check(model: Model, interventions: Sequence[Intervention], mode: Mode) -> None:
    """Raise ``InvalidInput`` with everything that is wrong with these interventions."""
    raise_if_any(intervention_problems(model, interventions, mode))
