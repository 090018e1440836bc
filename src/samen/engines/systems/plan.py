"""An uncertain model and its scenarios, compiled so that any worker can run any draws of it."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from samen.engines.systems import batched
from samen.engines.systems.interventions import Intervention, check, controllers, forcing
from samen.engines.systems.model import Model
from samen.engines.systems.network import (
    Floats,
    Ints,
    Network,
    attenuated,
    choose_attenuation,
    network_of,
    spectral_radius,
)
from samen.engines.systems.scales import Mode
from samen.engines.systems.simulation import time_grid
from samen.engines.systems.stability import require_stable
from samen.engines.systems.uncertainty import (
    TILES,
    UNIT,
    WIDTH,
    Draws,
    Uncertainty,
    Views,
    draw,
    views_of,
)
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

STEP = 1 / 16
Backend = Literal["auto", "numba", "numpy"]

# Power iteration on (|K|/ρ + 0.5·I): 40 rounds leave (0.5 + |λ₂|/ρ)/1.5 to the 40th.
_ROUNDS, _SHIFT = 40, 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """All a worker needs to run any unit of draws; plain arrays, so it travels to any machine.

    ``forcing``: (S, steps+1, N); ``wished``, ``rate``: controllers, (S, N); the rate is
    1 − e^(−h/T), exact for a variable on its own and stable at any step; ``watched``: nodes
    that are kept; ``keep``: steps that are kept. ``guess``: start of the power iteration, (N,).
    ``cyclic``: whether a link lies within a loop, (L,).
    """

    network: Network
    views: Views
    uncertainty: Uncertainty
    seed: int
    backend: Literal["numba", "numpy"]
    step: float
    attenuation: float
    radius: float
    guess: Floats
    cyclic: NDArray[np.bool_]
    saturates: NDArray[np.bool_]
    forcing: Floats
    wished: Floats
    rate: Floats
    watched: Ints
    keep: Ints

    @property
    def times(self) -> Floats:
        """Times of the kept steps, in years."""
        return self.keep.astype(np.float64) * self.step


def plan(
    model: Model,
    scenarios: Sequence[Sequence[Intervention]],
    watched: Sequence[str],
    *,
    years: float = 10.0,
    mode: Mode = "bounded",
    attenuation: float | None = None,
    uncertainty: Uncertainty | None = None,
    seed: int = 0,
    every: float = 0.25,
    step: float = STEP,
    backend: Backend = "auto",
) -> Plan:
    """Check everything and compile a model and its scenarios for :func:`run_unit`."""
    raise_if_any(
        Problem("seed", "must be a whole number of 0 or more", seed, "range")
        for _ in range(seed < 0)
    )
    model = attenuated(model, attenuation)
    for interventions in scenarios:
        check(model, interventions, mode)
    uncertainty = uncertainty or Uncertainty()
    network = network_of(model)
    delta = choose_attenuation(model, network, mode)
    grid = time_grid(years, step)
    steps, h = grid.size - 1, float(grid[1])
    nodes = network.nodes
    steering = [controllers(model, interventions, nodes) for interventions in scenarios]
    radius = spectral_radius(network.influence())
    if mode == "linear":
        gain = uncertainty.loop_gain
        strongest = delta if gain is None or radius == 0 else min(1.0, gain[1] / radius)
        for _, rate in steering:
            require_stable(network, strongest, rate)
    guess, cyclic = _loops_of(network)
    own = np.arange(nodes) < network.variables
    return Plan(
        network=network,
        views=views_of(model, uncertainty),
        uncertainty=uncertainty,
        seed=seed,
        backend=_choose(backend),
        step=h,
        attenuation=delta,
        radius=radius,
        guess=guess,
        cyclic=cyclic,
        saturates=own & (mode == "bounded"),
        forcing=np.array([forcing(model, s, grid, nodes)[0] for s in scenarios]),
        wished=np.array([wished for wished, _ in steering]),
        rate=np.array([-np.expm1(-h * rate) for _, rate in steering]),
        watched=np.array([model.position(name, "watched") for name in watched], dtype=np.int64),
        keep=np.unique(np.append(np.arange(0, steps, max(1, round(every / h))), steps)),
    )


def _choose(backend: Backend) -> Literal["numba", "numpy"]:
    installed = importlib.util.find_spec("numba") is not None
    if backend == "numba" and not installed:
        raise InvalidInput(Problem("backend", "numba is not installed; use numpy", backend))
    return "numba" if backend != "numpy" and installed else "numpy"


def _loops_of(network: Network) -> tuple[Floats, NDArray[np.bool_]]:
    """A positive start vector for the power iteration and the links that lie within loops."""
    nodes, links = network.nodes, network.source.size
    matrix = csr_array((np.ones(links), (network.target, network.source)), shape=(nodes, nodes))
    _, component = connected_components(matrix, directed=True, connection="strong")
    cyclic = component[network.source] == component[network.target]
    size = np.where(network.last, np.abs(network.gain[network.relation]), 1.0) * cyclic
    v = np.ones(nodes)
    for _ in range(100):
        z = np.bincount(network.target, weights=size * v[network.source], minlength=nodes)
        v = z + v
        v /= v.max()
    return v + 1e-3, cyclic


def run_unit(plan: Plan, unit: int) -> tuple[Floats, Floats]:
    """Run the 256 draws of one unit.

    Returns deviations from the baseline: at the kept times, (S, 256, T, W), and their mean over
    the horizon, (S, 256, W).
    """
    drawn = draw(plan.views, plan.uncertainty, plan.seed, unit)
    weight, tau = _links(plan.network, drawn)
    weight *= _attenuation(plan, drawn, weight)
    scenarios, watched = plan.forcing.shape[0], plan.watched.size
    levels = np.empty((scenarios, TILES, plan.keep.size, watched, WIDTH))
    means = np.empty((scenarios, TILES, watched, WIDTH))
    up = 1 - plan.network.baseline
    args: tuple[Any, ...] = (up, plan.network.baseline, plan.saturates, plan.forcing)
    args += (plan.wished, plan.rate, plan.watched, plan.keep, levels, means)
    source, start = plan.network.source, plan.network.start
    if plan.backend == "numba":
        from samen.engines.systems import kernels

        decay, gain = kernels.aligned(*tau.shape), kernels.aligned(*tau.shape)
        links, nodes = source.size, up.size
        args += (kernels.aligned(links, WIDTH), kernels.aligned(2 * nodes, WIDTH))
        args += (kernels.aligned(nodes, WIDTH),)
        run_tiles: Any = kernels.run_tiles
    else:
        decay, gain = np.empty_like(tau), np.empty_like(tau)
        run_tiles = batched.run_tiles
    np.exp(np.divide(-plan.step, tau, out=tau), out=decay)
    np.multiply(np.subtract(1, decay, out=gain), weight, out=gain)
    run_tiles(source, start, decay, gain, *args)
    return (
        levels.transpose(0, 1, 4, 2, 3).reshape(scenarios, UNIT, plan.keep.size, watched),
        means.transpose(0, 1, 3, 2).reshape(scenarios, UNIT, watched),
    )


def _links(network: Network, drawn: Draws) -> tuple[Floats, Floats]:
    """Weights before attenuation and time constants per link, (TILES, L, 8)."""
    weight = np.take(drawn.weight, network.relation, axis=1)
    tau = np.take(drawn.tau, network.relation, axis=1)
    if not network.last.all():
        weight = np.where(network.last[:, None], weight, 1.0)
        tau /= network.order[network.relation][:, None]
    return weight, tau


def _attenuation(plan: Plan, drawn: Draws, weight: Floats) -> Floats | float:
    """δ of each draw, broadcastable to the links; 1 for the inner links of a chain."""
    if plan.uncertainty.loop_gain is None or not plan.cyclic.any():
        delta: Floats = np.full((TILES, 1, WIDTH), plan.attenuation)
    else:
        typical = plan.radius or 1.0
        found = np.empty((TILES, WIDTH))
        source, start = plan.network.source, plan.network.start
        if plan.backend == "numba":
            from samen.engines.systems import kernels

            size = kernels.aligned(*weight.shape)
            np.abs(weight, out=size)
            size *= (plan.cyclic / typical)[:, None]
            v = kernels.aligned(2 * plan.network.nodes, WIDTH)
            kernels.loop_gain_tiles(source, start, size, plan.guess, _SHIFT, _ROUNDS, found, v)
        else:
            size = np.abs(weight) * (plan.cyclic / typical)[:, None]
            batched.loop_gain_tiles(source, start, size, plan.guess, _SHIFT, _ROUNDS, found)
        radius = np.maximum(found * typical, 1e-300)
        delta = np.minimum(1.0, drawn.loop_gain / radius)[:, None]
    if plan.network.last.all():
        return delta
    return np.where(plan.network.last[:, None], delta, 1.0)
