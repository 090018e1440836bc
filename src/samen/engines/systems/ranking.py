"""Which lever, or pair of levers, helps the goals most, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from samen.engines.systems.actions import Action, Goal, actions_of, goals_of, held_by
from samen.engines.systems.ensemble import Progress, over_units, require_room
from samen.engines.systems.equilibrium import no_goal
from samen.engines.systems.interventions import Intervention
from samen.engines.systems.model import Model
from samen.engines.systems.network import Floats
from samen.engines.systems.plan import Backend, Plan, plan, run_unit
from samen.engines.systems.scales import Mode
from samen.engines.systems.uncertainty import Uncertainty
from samen.kernel.errors import raise_if_any

Measure = Literal["end", "mean"]

# An improvement below this (half a percent of a step) is no improvement; a dip below its
# negative on the way is a worsening.
_NOTICEABLE = 1e-3


@dataclass(frozen=True, slots=True)
class Ranked:
    """How one action does over all draws. The score is the weighted change of the goals.

    ``low``, ``median``, ``high``: 5, 50 and 95 % of the score. ``improves``: share of draws in
    which the score is noticeably above 0. ``worse_first``: share in which it first falls
    noticeably and ends above 0. ``mean_rank`` (1 is best), ``top3``: share of draws in the first
    three, ``ranks``: share of draws at each rank. ``regret``: mean shortfall against the best
    action of the same draw. ``per_effort``: median divided by effort. ``goals``: median change
    of each goal, as level (negative is down). ``synergy``: median score beyond the sum of its
    parts (pairs only).
    """

    action: Action
    low: float
    median: float
    high: float
    improves: float
    worse_first: float
    mean_rank: float
    top3: float
    ranks: tuple[float, ...]
    regret: float
    per_effort: float
    goals: dict[str, float]
    synergy: float | None = None

    def to_dict(self) -> dict[str, Any]:
        action = self.action
        values = {name: getattr(self, name) for name in Ranked.__slots__ if name != "action"}
        return {
            "name": action.name,
            "label": action.label,
            "levers": list(action.levers),
            "effort": action.effort,
            **values,
            "ranks": list(self.ranks),
        }


@dataclass(frozen=True, slots=True)
class Ranking:
    """Actions, the best median first.

    ``scores``: (draws, actions) in that order, for pictures of the spread.
    """

    model: Model
    goals: tuple[Goal, ...]
    ranked: tuple[Ranked, ...]
    scores: Floats
    seed: int
    years: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "model": self.model.title,
            "goals": [
                {"variable": g.variable, "wish": "up" if g.way > 0 else "down", "weight": g.weight}
                for g in self.goals
            ],
            "draws": int(self.scores.shape[0]),
            "seed": self.seed,
            "years": self.years,
            "ranking": [one.to_dict() for one in self.ranked],
        }

    def best_by(self, grouping: Literal["actor", "domain"]) -> dict[str, list[str]]:
        """The levers of each actor or domain, the best first."""
        found: dict[str, list[str]] = {}
        for one in self.ranked:
            for lever in one.action.levers:
                for name in held_by(self.model[lever], grouping):
                    found.setdefault(name, []).append(one.action.name)
        return found


def rank(
    model: Model,
    actions: Sequence[Action] | None = None,
    goals: Sequence[Goal] | None = None,
    *,
    draws: int = 1_000,
    seed: int = 0,
    years: float = 10.0,
    measure: Measure = "end",
    mode: Mode = "bounded",
    attenuation: float | None = None,
    uncertainty: Uncertainty | None = None,
    jobs: int | None = 1,
    block: int | None = None,
    backend: Backend = "auto",
    progress: Progress | None = None,
) -> Ranking:
    """Try every action on the same draws and rank them.

    The score of a draw is Σ weight · change in the wished direction, at the end of the horizon or
    as its mean. Pairs also say how much they do beyond the sum of their parts. Raises
    ``InvalidInput`` without goals or actions.
    """
    actions = actions_of(model) if actions is None else tuple(actions)
    goals = goals_of(model) if goals is None else tuple(goals)
    raise_if_any(no_goal(goals))
    tried = (*actions, *_parts(actions))
    made = plan(
        model,
        [action.interventions for action in tried],
        [goal.variable for goal in goals],
        years=years,
        mode=mode,
        attenuation=attenuation,
        uncertainty=uncertainty,
        seed=seed,
        every=min(0.5, years / 8),
        backend=backend,
    )
    pull = np.array([goal.way * goal.weight for goal in goals])
    require_room(draws, len(tried) * (2 + len(goals)))
    task = _Scoring(pull, measure)
    parts = list(over_units(task, made, draws, jobs=jobs, block=block, progress=progress))
    scores, worst, changes = (
        np.concatenate([part[n] for part in parts], axis=1)[:, :draws] for n in range(3)
    )
    ranked = _summary(actions, tried, goals, scores, worst, changes)
    order = sorted(range(len(actions)), key=lambda n: -ranked[n].median)
    return Ranking(
        model=model,
        goals=goals,
        ranked=tuple(ranked[n] for n in order),
        scores=scores[order].T,
        seed=seed,
        years=years,
    )


def _parts(actions: Sequence[Action]) -> tuple[Action, ...]:
    """The single interventions of the pairs among ``actions``, as actions of their own."""
    found: dict[Intervention, Action] = {}
    for action in actions:
        if len(action.interventions) == 2:
            for lever, what in zip(action.levers, action.interventions, strict=True):
                found.setdefault(what, Action(lever, lever, (lever,), (what,), 1.0))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Scoring:
    """Reduce a block of draws to scores, so that no worker sends whole paths back."""

    pull: Floats
    measure: Measure

    def __call__(self, plan: Plan, units: range) -> tuple[Floats, Floats, Floats]:
        scores, worst, changes = [], [], []
        for unit in units:
            levels, means = run_unit(plan, unit)
            improvement = levels @ self.pull
            scores.append(improvement[:, :, -1] if self.measure == "end" else means @ self.pull)
            worst.append(improvement.min(axis=2))
            changes.append(levels[:, :, -1] if self.measure == "end" else means)
        return (
            np.concatenate(scores, axis=1),
            np.concatenate(worst, axis=1),
            np.concatenate(changes, axis=1),
        )


def _summary(
    actions: Sequence[Action],
    tried: Sequence[Action],
    goals: Sequence[Goal],
    scores: Floats,
    worst: Floats,
    changes: Floats,
) -> list[Ranked]:
    count, draws = len(actions), scores.shape[1]
    own = scores[:count]
    places: NDArray[np.int64] = np.empty((count, draws), dtype=np.int64)
    best_first = np.argsort(-own, axis=0, kind="stable")
    np.put_along_axis(places, best_first, np.arange(count)[:, None], axis=0)
    low, median, high = np.quantile(own, (0.05, 0.5, 0.95), axis=1)
    regret = (own.max(axis=0) - own).mean(axis=1)
    goal_medians = np.median(changes[:count], axis=1)
    single = {
        action.interventions[0]: n
        for n, action in enumerate(tried)
        if len(action.interventions) == 1
    }

    def synergy(n: int) -> float | None:
        parts = actions[n].interventions
        if len(parts) != 2:
            return None
        return float(np.median(own[n] - sum(scores[single[part]] for part in parts)))

    return [
        Ranked(
            action=action,
            low=float(low[n]),
            median=float(median[n]),
            high=float(high[n]),
            improves=float((own[n] > _NOTICEABLE).mean()),
            worse_first=float(((worst[n] < -_NOTICEABLE) & (own[n] > 0)).mean()),
            mean_rank=float(places[n].mean() + 1),
            top3=float((places[n] < 3).mean()),
            ranks=tuple(float(x) for x in np.bincount(places[n], minlength=count) / draws),
            regret=float(regret[n]),
            per_effort=float(median[n] / action.effort),
            goals={goal.variable: float(goal_medians[n, g]) for g, goal in enumerate(goals)},
            synergy=synergy(n),
        )
        for n, action in enumerate(actions)
    ]
