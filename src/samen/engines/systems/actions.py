"""What could be done, and what for: levers, pairs, actors, and goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from samen.engines.systems.elements import Variable
from samen.engines.systems.equilibrium import no_goal
from samen.engines.systems.interventions import Intervention, Press
from samen.engines.systems.model import Model
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

STEP_SIZE = 0.2
Grouping = Literal["lever", "pair", "actor", "domain"]


@dataclass(frozen=True, slots=True)
class Action:
    """Something an actor could do: interventions with a name and a relative effort (> 0)."""

    name: str
    label: str
    levers: tuple[str, ...]
    interventions: tuple[Intervention, ...]
    effort: float


@dataclass(frozen=True, slots=True)
class Goal:
    """A variable that should go up (``way`` 1) or down (-1), with its weight."""

    variable: str
    way: int
    weight: float = 1.0


def goals_of(model: Model, names: Sequence[str] = ()) -> tuple[Goal, ...]:
    """The goals by name (``M3`` or ``M3=down``); without names the model's own.

    Raises ``InvalidInput`` when there are none or a variable has no wish to go by.
    """
    if not names:
        raise_if_any(no_goal(model.goals))
        return tuple(Goal(v.id, -1 if v.goal == "down" else 1, v.weight) for v in model.goals)
    goals: list[Goal] = []
    problems: list[Problem] = []
    for text in names:
        name, equals, wish = (part.strip() for part in text.rpartition("="))
        name, wish = (name, wish.lower()) if equals else (wish, "")
        if not name:
            problems += no_goal(())
            continue
        variable = model.variables[model.position(name, "goal")]
        wish = wish or variable.goal
        if wish not in ("up", "down"):
            rule = f"say which way: {name}=up or {name}=down"
            problems.append(Problem("goal", rule, text, "wish"))
            continue
        goals.append(Goal(name, -1 if wish == "down" else 1))
    raise_if_any(problems)
    return tuple(goals)


def actions_of(
    model: Model,
    grouping: Grouping = "lever",
    *,
    size: float = STEP_SIZE,
    levers: Sequence[str] = (),
    actor: str = "",
    domain: str = "",
) -> tuple[Action, ...]:
    """What can be done: each lever, each pair, or all levers of an actor or a domain at once.

    Each lever is pressed by ``size`` the way it is wished (up when it has no wish). ``levers``,
    ``actor`` and ``domain`` narrow the choice. Raises ``InvalidInput`` when nothing is left.
    """
    raise_if_any(
        Problem("size", "must be a number above 0", size, "range")
        for _ in range(not 0 < size < np.inf)
    )
    chosen = [model.variables[model.position(name, "lever")] for name in levers]
    chosen = [
        variable
        for variable in chosen or model.levers
        if (not actor or actor in variable.actors) and (not domain or domain == variable.domain)
    ]
    least = 2 if grouping == "pair" else 1
    if len(chosen) < least:
        rule = (
            f"needs at least {least} lever(s) of this choice in the model; "
            "mark variables with control lever or part"
        )
        raise InvalidInput(Problem("levers", rule, actor or domain or None, "no-levers"))
    if grouping == "lever":
        groups = [(variable.id, variable.label, [variable]) for variable in chosen]
    elif grouping == "pair":
        groups = [
            (f"{one.id}+{two.id}", f"{one.label} + {two.label}", [one, two])
            for one, two in combinations(chosen, 2)
        ]
    else:
        names = dict.fromkeys(name for variable in chosen for name in held_by(variable, grouping))
        groups = [
            (name, name, [v for v in chosen if name in held_by(v, grouping)]) for name in names
        ]
    return tuple(
        Action(
            name=name,
            label=label,
            levers=tuple(variable.id for variable in members),
            interventions=tuple(
                Press(variable.id, -size if variable.goal == "down" else size)
                for variable in members
            ),
            effort=sum(variable.effort for variable in members),
        )
        for name, label, members in groups
    )


def held_by(variable: Variable, grouping: Grouping) -> tuple[str, ...]:
    """The actors of a variable, or its domain."""
    return variable.actors if grouping == "actor" else (variable.domain,)
