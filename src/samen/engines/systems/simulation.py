"""One run over time, exact enough to draw: second-order exponential time differencing.

The step is ETD2RK (Cox & Matthews 2002, J. Comput. Phys. 176, 430-455, §3): the lag itself is
solved exactly, so any step keeps the exact fixed point and stays within the bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from samen.engines.systems.interventions import Intervention, check, controllers, forcing
from samen.engines.systems.model import Model
from samen.engines.systems.network import (
    Floats,
    attenuated,
    choose_attenuation,
    network_of,
    spectral_radius,
)
from samen.engines.systems.scales import Mode
from samen.engines.systems.stability import require_stable
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

STEP = 1 / 48
MOST_STEPS = 96_000


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    ``times`` in years, (T,). ``levels``: level of each variable, (T, V). ``pressures`` u, (T, V).
    ``signals``: what each relation passes on, y, (T, R). ``mean``: mean level over the horizon,
    (V,). ``radius`` is ρ(|K|) before the ``attenuation``.
    """

    model: Model
    interventions: tuple[Intervention, ...]
    mode: Mode
    attenuation: float
    radius: float
    times: Floats
    levels: Floats
    pressures: Floats
    signals: Floats
    mean: Floats

    @property
    def final(self) -> Floats:
        """Level of each variable at the end, (V,)."""
        return self.levels[-1]

    @property
    def change(self) -> Floats:
        """Change of each variable since the start equilibrium at the end, (V,)."""
        return self.final - np.array([variable.baseline for variable in self.model.variables])

    def level(self, variable: str) -> Floats:
        """The level of one variable over time, (T,)."""
        return self.levels[:, self.model.position(variable, "variable")]

    def score(self, variables: Sequence[str]) -> float:
        """Mean of these variables over the horizon."""
        raise_if_any(
            Problem("score", "name at least one variable", None, "empty")
            for _ in range(not variables)
        )
        return float(np.mean([self.mean[self.model.position(v, "score")] for v in variables]))

    def to_dict(self) -> dict[str, Any]:
        ids = self.model.ids
        return {
            "model": self.model.title,
            "mode": self.mode,
            "attenuation": self.attenuation,
            "spectral_radius": self.radius,
            "years": float(self.times[-1]),
            "times": self.times.tolist(),
            "levels": {name: self.levels[:, n].tolist() for n, name in enumerate(ids)},
            "baseline": {variable.id: variable.baseline for variable in self.model.variables},
            "final": dict(zip(ids, self.final.tolist(), strict=True)),
            "change": dict(zip(ids, self.change.tolist(), strict=True)),
            "mean": dict(zip(ids, self.mean.tolist(), strict=True)),
        }


def time_grid(years: float, step: float) -> Floats:
    """Times from 0 to ``years`` in equal steps of at most ``step`` years, (steps+1,)."""
    if not 0 < years < np.inf or not 0 < step < np.inf:
        name, value = ("--years", years) if not 0 < years < np.inf else ("step", step)
        raise InvalidInput(Problem(name, "must be a number of years above 0", value, "range"))
    count = max(1, int(np.ceil(years / step - 1e-9)))
    if count > MOST_STEPS:
        most = MOST_STEPS * step
        raise InvalidInput(Problem("--years", f"must be at most {most:,.0f}", years, "range"))
    return np.linspace(0.0, years, count + 1, dtype=np.float64)


def simulate(
    model: Model,
    interventions: Sequence[Intervention] = (),
    *,
    years: float = 10.0,
    mode: Mode = "bounded",
    attenuation: float | None = None,
    step: float = STEP,
    every: float = 0.25,
) -> Run:
    """Run ``model`` over ``years``, starting in its equilibrium.

    ``attenuation`` replaces the model's δ (0 < δ ≤ 1). ``step`` is the longest time step and
    ``every`` the distance of the times that are kept, in years. Raises ``InvalidInput`` for a
    wrong intervention or horizon and for a linear model that diverges.
    """
    model = attenuated(model, attenuation)
    check(model, interventions, mode)
    network = network_of(model)
    delta = choose_attenuation(model, network, mode)
    wished, rate = controllers(model, interventions, network.nodes)
    if mode == "linear":
        require_stable(network, delta, rate)
    grid = time_grid(years, step)
    steps, h = grid.size - 1, float(grid[1])
    keep = np.unique(np.append(np.arange(0, steps, max(1, round(every / h))), steps))
    after, before = forcing(model, interventions, grid, network.nodes)

    weights, q = network.link_weights(delta), h / network.link_taus()
    decay = np.exp(-q)
    gain = -np.expm1(-q) * weights
    correction = (q + np.expm1(-q)) / q * weights
    source, target, nodes, b = network.source, network.target, network.nodes, network.baseline
    up, down = 1 - b, b
    passes = np.arange(nodes) >= network.variables  # hidden nodes hand on what they get
    bounded = mode == "bounded"

    def deviations(y: Floats, u: Floats) -> Floats:
        z = np.bincount(target, weights=y, minlength=nodes) + u
        if not bounded:
            return z
        c = np.where(z > 0, up, down)
        return np.where(passes, z, c * np.tanh(z / c))

    y, steering = np.zeros(source.size), np.zeros(nodes)
    total = np.zeros(nodes)
    levels, pressures, signals = (np.empty((keep.size, n)) for n in (nodes, nodes, source.size))
    kept = 0
    for n in range(steps + 1):
        pressure = after[n] + steering
        d = deviations(y, pressure)
        if keep[kept] == n:
            levels[kept], pressures[kept], signals[kept] = b + d, pressure, y
            kept += 1
        if n == steps:
            break
        ahead = decay * y + gain * d[source]
        d_ahead = deviations(ahead, before[n + 1] + steering + h * rate * (wished - d))
        y = ahead + correction * (d_ahead - d)[source]
        steering = steering + h * rate * (wished - (d + d_ahead) / 2)
        total += (d + d_ahead) / 2
    own = slice(0, network.variables)
    relation_signals = np.zeros((keep.size, len(model.relations)))
    relation_signals[:, network.relation[network.last]] = signals[:, network.last]
    return Run(
        model=model,
        interventions=tuple(interventions),
        mode=mode,
        attenuation=delta,
        radius=spectral_radius(network.influence()),
        times=grid[keep],
        levels=levels[:, own],
        pressures=pressures[:, own],
        signals=relation_signals,
        mean=(b + total / steps)[own],
    )
