"""Many draws of an uncertain model, run at once.

The step is exponential Euler at 1/16 year (its error, 3e-4 at a signal of 0.2, is far below
the spread between draws); the run that is shown on its own is ``simulate``.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import joblib
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
MOST_DRAWS = 10_000_000
Backend = Literal["auto", "numba", "numpy"]
Progress = Callable[[int, int], None]

# Power iteration on (|K|/ρ + 0.5·I): 40 rounds leave (0.5 + |λ₂|/ρ)/1.5 to the 40th.
_ROUNDS, _SHIFT = 40, 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """All a worker needs to run any unit of draws; plain arrays, so it travels to any machine.

    ``forcing``: (S, steps+1, N); ``wished``, ``rate`` (per step): (S, N); ``watched``: nodes
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
        return self.keep * self.step


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
    steps, h = time_grid(years, step)
    grid = np.arange(steps + 1) * h
    nodes = network.nodes
    steering = [controllers(model, interventions, nodes) for interventions in scenarios]
    radius = spectral_radius(network.influence())
    if mode == "linear":
        worst = delta if uncertainty.loop_gain is None else uncertainty.loop_gain[1] / radius
        for _, rate in steering:
            require_stable(network, min(1.0, worst) if radius else 1.0, rate)
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
        rate=np.array([rate * h for _, rate in steering]),
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
    q = np.divide(-plan.step, tau, out=tau)
    scenarios, watched = plan.forcing.shape[0], plan.watched.size
    levels = np.empty((scenarios, TILES, plan.keep.size, watched, WIDTH))
    means = np.empty((scenarios, TILES, watched, WIDTH))
    up = 1 - plan.network.baseline
    args: tuple[Any, ...] = (up, plan.network.baseline, plan.saturates, plan.forcing)
    args += (plan.wished, plan.rate, plan.watched, plan.keep, levels, means)
    source, start = plan.network.source, plan.network.start
    if plan.backend == "numba":
        from samen.engines.systems import kernels

        decay, gain = kernels.aligned(*q.shape), kernels.aligned(*q.shape)
        links, nodes = source.size, up.size
        args += (kernels.aligned(links, WIDTH), kernels.aligned(2 * nodes, WIDTH))
        args += (kernels.aligned(nodes, WIDTH),)
        run_tiles: Any = kernels.run_tiles
    else:
        decay, gain = np.empty_like(q), np.empty_like(q)
        run_tiles = batched.run_tiles
    np.exp(q, out=decay)
    np.multiply(1 - decay, weight, out=gain)
    run_tiles(source, start, decay, gain, *args)
    return (
        levels.transpose(0, 1, 4, 2, 3).reshape(scenarios, UNIT, plan.keep.size, watched),
        means.transpose(0, 1, 3, 2).reshape(scenarios, UNIT, watched),
    )


def _links(network: Network, drawn: Draws) -> tuple[Floats, Floats]:
    """Weights before attenuation and time constants per link, (TILES, L, 8)."""
    weight, tau = drawn.weight[:, network.relation], drawn.tau[:, network.relation]
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


def units_of(draws: int) -> int:
    """How many units hold ``draws`` draws. Raises ``InvalidInput`` outside 1 to ten million."""
    if not 1 <= draws <= MOST_DRAWS:
        rule = f"must be a whole number from 1 to {MOST_DRAWS:,}"
        raise InvalidInput(Problem("--draws", rule, draws, "range"))
    return -(-draws // UNIT)


def over_units(
    work: Callable[[Plan, range], Any],
    plan: Plan,
    draws: int,
    *,
    jobs: int | None = 1,
    block: int | None = None,
    progress: Progress | None = None,
) -> Iterator[Any]:
    """``work(plan, units)`` for blocks of units, in order.

    ``jobs`` is joblib's: 1 runs here, more on that many threads, ``None`` on whatever back end
    ``joblib.parallel_config`` names (Dask, Ray, Spark). ``block``: draws in one task, rounded up
    to units. The numbers do not depend on either.
    """
    units = units_of(draws)
    if block is None:
        workers = joblib.effective_n_jobs(jobs)
        size = max(1, min(16, -(-units // (4 * workers)))) if workers > 1 else 4
    else:
        size = units_of(block)
    blocks = [range(first, min(first + size, units)) for first in range(0, units, size)]
    if jobs == 1:
        results: Iterator[Any] = (work(plan, units) for units in blocks)
    else:
        parallel = joblib.Parallel(n_jobs=jobs, prefer="threads", return_as="generator")
        results = parallel(joblib.delayed(work)(plan, units) for units in blocks)
    for units, result in zip(blocks, results, strict=True):
        if progress is not None:
            progress(min(units.stop * UNIT, draws), draws)
        yield result


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Many draws of one scenario.

    ``changes``: deviation from the baseline, (draws, T, W). ``means``: mean deviation over the
    horizon, (draws, W). ``times`` in years, (T,). ``watched``: the variables, W ids.
    """

    model: Model
    watched: tuple[str, ...]
    times: Floats
    changes: Floats
    means: Floats
    attenuation: float
    seed: int

    def levels(self, variable: str, quantiles: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
        """Quantiles of the level of one variable over time, (len(quantiles), T)."""
        found = np.quantile(self.changes[:, :, self.watched.index(variable)], quantiles, axis=0)
        return found + self.model[variable].baseline

    def improves(self, variable: str) -> Floats:
        """Share of draws in which the variable has moved as wished (up if no wish), (T,)."""
        way = -1.0 if self.model[variable].goal == "down" else 1.0
        return (way * self.changes[:, :, self.watched.index(variable)] > 1e-9).mean(axis=0)

    def to_dict(self) -> dict[str, Any]:
        return {
            "draws": int(self.changes.shape[0]),
            "seed": self.seed,
            "attenuation": self.attenuation,
            "times": self.times.tolist(),
            "variables": {
                name: {
                    "low": low.tolist(),
                    "median": median.tolist(),
                    "high": high.tolist(),
                    "improves": self.improves(name).tolist(),
                }
                for name in self.watched
                for low, median, high in (self.levels(name),)
            },
        }


def ensemble(
    model: Model,
    interventions: Sequence[Intervention] = (),
    *,
    watch: Sequence[str] = (),
    draws: int = 1_000,
    seed: int = 0,
    years: float = 10.0,
    mode: Mode = "bounded",
    attenuation: float | None = None,
    uncertainty: Uncertainty | None = None,
    every: float = 0.25,
    jobs: int | None = 1,
    block: int | None = None,
    backend: Backend = "auto",
    progress: Progress | None = None,
) -> Ensemble:
    """Run ``draws`` draws of the model with these interventions.

    ``watch``: the variables that are kept (default: the goals, else all). The numbers depend on
    the model, the settings and ``seed`` alone. Raises ``InvalidInput`` for a wrong name or number.
    """
    names = tuple(watch) or tuple(goal.id for goal in model.goals) or model.ids
    made = plan(
        model,
        [interventions],
        names,
        years=years,
        mode=mode,
        attenuation=attenuation,
        uncertainty=uncertainty,
        seed=seed,
        every=every,
        backend=backend,
    )
    parts = list(over_units(_keep_all, made, draws, jobs=jobs, block=block, progress=progress))
    return Ensemble(
        model=model,
        watched=names,
        times=made.times,
        changes=np.concatenate([changes for changes, _ in parts])[:draws],
        means=np.concatenate([means for _, means in parts])[:draws],
        attenuation=made.attenuation,
        seed=seed,
    )


def _keep_all(plan: Plan, units: range) -> tuple[Floats, Floats]:
    found = [run_unit(plan, unit) for unit in units]
    return (
        np.concatenate([levels[0] for levels, _ in found]),
        np.concatenate([means[0] for _, means in found]),
    )
