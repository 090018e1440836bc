"""Where an intervention leads in the end, and which relations decide it.

Linear: d = (I − K)⁻¹u. Bounded: the fixed point of d = S(K·d + u). A variable with a controller
is held: its row becomes d_j = setpoint − b_j.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import root

from samen.engines.systems.elements import Relation
from samen.engines.systems.interventions import (
    Controller,
    Intervention,
    Press,
    Ramp,
    check,
    controllers,
)
from samen.engines.systems.model import Model
from samen.engines.systems.network import (
    Floats,
    attenuated,
    choose_attenuation,
    network_of,
    saturate,
    spectral_radius,
)
from samen.engines.systems.scales import Mode
from samen.engines.systems.stability import require_stable
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

_MOST_ROUNDS = 5_000


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """The state everything settles in.

    ``change``: deviation d of each variable, (V,). ``slope``: S′ at it, (V,), 0 for a held
    variable. ``influence``: K with the attenuation, (V, V). ``unique``: whether ρ(|K|) < 1 makes
    it the only one.
    """

    model: Model
    attenuation: float
    change: Floats
    slope: Floats
    influence: Floats
    unique: bool

    @property
    def levels(self) -> Floats:
        """Level of each variable, (V,)."""
        return self.change + np.array([variable.baseline for variable in self.model.variables])

    def to_dict(self) -> dict[str, Any]:
        return {
            "attenuation": self.attenuation,
            "unique": self.unique,
            "levels": dict(zip(self.model.ids, self.levels.tolist(), strict=True)),
            "change": dict(zip(self.model.ids, self.change.tolist(), strict=True)),
        }


def steady_state(
    model: Model,
    interventions: Sequence[Intervention] = (),
    *,
    mode: Mode = "bounded",
    attenuation: float | None = None,
) -> Equilibrium:
    """The equilibrium under lasting interventions (a pulse leaves none).

    Raises ``InvalidInput`` for a linear model that diverges and for a bounded one that is set so
    strong (ρ(|K|) ≥ 1) that it does not settle.
    """
    model = attenuated(model, attenuation)
    check(model, interventions, mode)
    network = network_of(model)
    delta = choose_attenuation(model, network, mode)
    influence = network.influence(delta)
    size = len(model.variables)
    push, held = np.zeros(size), np.full(size, np.nan)
    for what in interventions:
        node = model.index[what.variable]
        if isinstance(what, Controller):
            held[node] = what.setpoint - model.variables[node].baseline
        elif isinstance(what, Press | Ramp):
            push[node] += what.size
    free = np.isnan(held)
    if mode == "linear":
        require_stable(network, delta, controllers(model, interventions, network.nodes)[1])
        system = np.eye(size) - influence
        system[~free] = np.eye(size)[~free]
        change: Floats = np.linalg.solve(system, np.where(free, push, held)).astype(np.float64)
        slope = free.astype(np.float64)
    else:
        baseline = network.baseline[:size]
        change = _bounded(influence, push, held, free, baseline)
        z = influence @ change + push
        room = np.where(z > 0, 1 - baseline, baseline)
        slope = np.where(free, 1 - np.tanh(z / room) ** 2, 0.0)
    return Equilibrium(
        model=model,
        attenuation=delta,
        change=change,
        slope=slope,
        influence=influence,
        unique=spectral_radius(influence) < 1,
    )


def _bounded(influence: Floats, push: Floats, held: Floats, free: Any, baseline: Floats) -> Floats:
    """Iterate to the fixed point, then two Newton steps to the last digit."""
    unit = np.eye(push.size)

    def gap(change: Floats) -> Floats:
        return np.where(free, saturate(influence @ change + push, baseline), held) - change

    def jacobian(change: Floats) -> Floats:
        z = influence @ change + push
        room = np.where(z > 0, 1 - baseline, baseline)
        slope = np.where(free, 1 - np.tanh(z / room) ** 2, 0.0)
        return slope[:, None] * influence - unit

    change = np.where(free, 0.0, held)
    for _ in range(_MOST_ROUNDS):
        moved = gap(change)
        change = change + moved / 2  # half a step: what swings from side to side settles too
        if np.abs(moved).max() < 1e-10:
            break
    else:
        # Strong balancing loops: solve for the state, and keep it only if the system stays there.
        change = root(gap, change, jac=jacobian).x
        stays = np.linalg.eigvals(jacobian(change)).real.max() < 0
        if not stays or np.abs(gap(change)).max() > 1e-9:
            rule = "does not settle: the loops are too strong; give a lower attenuation"
            raise InvalidInput(Problem("model", rule, None, "no-equilibrium"))
    for _ in range(2):
        change = change - np.linalg.solve(jacobian(change), gap(change))
    return change


@dataclass(frozen=True, slots=True)
class Elasticity:
    """How much the goals change (in levels) per unit of ln(strength) of one relation."""

    relation: Relation
    value: float

    def to_dict(self) -> dict[str, Any]:
        return {"relation": self.relation.key, "value": self.value}


def elasticity(
    model: Model,
    interventions: Sequence[Intervention],
    goals: Sequence[str],
    *,
    mode: Mode = "bounded",
    attenuation: float | None = None,
) -> tuple[Elasticity, ...]:
    """The relations whose strength decides the outcome, the strongest first.

    The value of relation r: i→j is ∂(Σ goals)/∂ln w_r = λ_j·S′_j·w_r·d_i with the adjoint
    λ = (I − S′K)⁻ᵀe at the equilibrium, one linear solve for all relations. The attenuation is
    held fixed. A goal with the wish ``down`` counts negatively, so a positive value is always:
    a stronger relation helps. Raises ``InvalidInput`` without goals.
    """
    raise_if_any(no_goal(goals))
    found = steady_state(model, interventions, mode=mode, attenuation=attenuation)
    network = network_of(model)
    aim = np.zeros(len(model.variables))
    for goal in goals:
        aim[model.position(goal, "goal")] += -1.0 if model[goal].goal == "down" else 1.0
    system = np.eye(aim.size) - found.slope[:, None] * found.influence
    adjoint = np.linalg.solve(system.T, aim) * found.slope
    weights = found.attenuation * network.gain
    values = adjoint[network.effect_of()] * weights * found.change[network.cause_of()]
    order = np.argsort(-np.abs(values), kind="stable")
    return tuple(Elasticity(model.relations[n], float(values[n])) for n in order)


def no_goal(goals: Sequence[object]) -> list[Problem]:
    """The problem of an empty goal, if it is empty."""
    rule = "is empty: name at least one variable, or give variables a wish (up, down) in the model"
    return [] if goals else [Problem("goal", rule, None, "empty-goal")]
