"""What the engine says of a document. Pure: the same text gives the same numbers, so they are kept.

The effect of a scenario and the comparison rest on the same :data:`DRAWS` draws with the same
:data:`SEED`; the two dozen levers, a longer calculation, on the first :data:`LEVER_DRAWS` of them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

from samen.analysis.domain.systems import Document, parse
from samen.engines.systems import (
    Action,
    Controller,
    Intervention,
    LoopReport,
    Model,
    Ranking,
    actions_of,
    ensemble,
    explain,
    loops,
    rank,
    simulate,
)
from samen.engines.systems.actions import STEP_SIZE

DRAWS = 10_000
LEVER_DRAWS = 1_000
SEED = 2018
YEARS = 10.0
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LOOPS_SHOWN = 10
_LOOPS_COUNTED = 10_000
# Threads of one calculation; the numbers do not depend on it.
_JOBS = min(4, os.cpu_count() or 1)
# As in the engine's ranking: half a percent of a step is no change.
_NOTICEABLE = 1e-3


@dataclass(frozen=True, slots=True)
class GoalEffect:
    """What a scenario does to one goal.

    ``low``, ``median``, ``high``: 5, 50 and 95 % of the change after :data:`YEARS` years, as a
    level. ``improves``: share of draws that end in the wished direction; ``worse_first``: share
    that first go noticeably the wrong way and end in the right one. ``times`` in years and
    ``fan`` the change at each time, a line for each of :data:`QUANTILES`. ``reasons``: sentences.
    """

    variable: str
    wish: str
    low: float
    median: float
    high: float
    improves: float
    worse_first: float
    times: tuple[float, ...]
    fan: tuple[tuple[float, ...], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of one scenario: on each goal over the draws, and in the one run that is drawn.

    ``changes``: change of every variable at the end of the run of the model as it stands.
    """

    goals: tuple[GoalEffect, ...]
    changes: dict[str, float]


@lru_cache(maxsize=64)
def document_of(text: str) -> Document:
    """The document of a text, parsed once."""
    return parse(text)


@lru_cache(maxsize=64)
def effect(text: str, scenario: int, language: str) -> Effect:
    """The effect of a scenario of a document, by its number."""
    document = document_of(text)
    model = document.model
    done = document.scenarios[scenario].interventions
    run = simulate(model, done, years=YEARS)
    changes = dict(zip(model.ids, (float(x) for x in run.change), strict=True))
    if not model.goals or not done:
        return Effect((), changes)
    found = ensemble(model, done, draws=DRAWS, seed=SEED, years=YEARS, jobs=_JOBS)
    goals: list[GoalEffect] = []
    for n, name in enumerate(found.watched):
        variable = model[name]
        way = -1.0 if variable.goal == "down" else 1.0
        moved = way * found.changes[:, :, n]
        worse = (moved.min(axis=1) < -_NOTICEABLE) & (moved[:, -1] > _NOTICEABLE)
        fan = tuple(
            tuple(float(x) for x in line - variable.baseline)
            for line in found.levels(name, QUANTILES)
        )
        goals.append(
            GoalEffect(
                variable=name,
                wish=variable.goal,
                low=fan[0][-1],
                median=fan[len(fan) // 2][-1],
                high=fan[-1][-1],
                improves=float((moved[:, -1] > _NOTICEABLE).mean()),
                worse_first=float(worse.mean()),
                times=tuple(float(t) for t in found.times),
                fan=fan,
                reasons=explain(model, done, name, paths=4).sentences(language),
            )
        )
    return Effect(tuple(goals), changes)


@lru_cache(maxsize=32)
def comparison(text: str) -> Ranking | None:
    """All scenarios that do something, on the same draws; nothing without goals or scenarios."""
    document = document_of(text)
    tried = [
        Action(
            name=str(number),
            label=scenario.name,
            levers=tuple(one.variable for one in scenario.interventions),
            interventions=scenario.interventions,
            effort=sum(_effort(document.model, one) for one in scenario.interventions),
        )
        for number, scenario in enumerate(document.scenarios)
        if scenario.interventions
    ]
    if not tried or not document.model.goals:
        return None
    return rank(document.model, tried, draws=DRAWS, seed=SEED, years=YEARS, jobs=_JOBS)


def _effort(model: Model, done: Intervention) -> float:
    """Effort of the variable times the steps it is moved, at least a hundredth of a step."""
    variable = model[done.variable]
    way = done.setpoint - variable.baseline if isinstance(done, Controller) else done.size
    return variable.effort * max(abs(way) / STEP_SIZE, 0.01)


@lru_cache(maxsize=32)
def levers(text: str) -> Ranking | None:
    """Every lever pressed one step the way it is wished; nothing without goals or levers."""
    model = document_of(text).model
    if not model.goals or not model.levers:
        return None
    return rank(model, draws=LEVER_DRAWS, seed=SEED, years=YEARS)


@lru_cache(maxsize=32)
def actors(text: str) -> Ranking | None:
    """All levers of an actor at once, each one step; nothing without goals or actors."""
    model = document_of(text).model
    if not model.goals or not any(lever.actors for lever in model.levers):
        return None
    return rank(model, actions_of(model, "actor"), draws=LEVER_DRAWS, seed=SEED, years=YEARS)


@lru_cache(maxsize=32)
def strongest_loops(text: str) -> LoopReport:
    """The strongest feedback loops, the independent ones, and how many there are."""
    return loops(document_of(text).model, strongest=LOOPS_SHOWN, most_counted=_LOOPS_COUNTED)
