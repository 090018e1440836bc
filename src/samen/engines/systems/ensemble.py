"""Many draws of an uncertain model, run at once.

The step is exponential Euler at 1/16 year. Its error is largest in the first year (up to 0.004
of a level under a push of 0.3, measured against ``simulate``), far below the spread between draws;
the end state has none. The run that is shown on its own is ``simulate``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import joblib
import numpy as np
from joblib.parallel import get_active_backend

from samen.engines.systems.interventions import Intervention
from samen.engines.systems.model import Model
from samen.engines.systems.network import Floats
from samen.engines.systems.plan import Backend, Plan, plan, run_unit
from samen.engines.systems.scales import Mode
from samen.engines.systems.uncertainty import UNIT, Uncertainty
from samen.kernel.errors import InvalidInput, Problem

MOST_DRAWS = 10_000_000
# Two gigabytes: what a computer for a meeting room can spare.
MOST_KEPT = 1 << 28
Progress = Callable[[int, int], None]


def units_of(draws: int) -> int:
    """How many units hold ``draws`` draws. Raises ``InvalidInput`` outside 1 to ten million."""
    if not 1 <= draws <= MOST_DRAWS:
        rule = f"must be a whole number from 1 to {MOST_DRAWS:,}"
        raise InvalidInput(Problem("--draws", rule, draws, "range"))
    return -(-draws // UNIT)


def require_room(draws: int, numbers: int) -> None:
    """Raise ``InvalidInput`` when ``numbers`` kept of each draw are too many for the memory."""
    if units_of(draws) * UNIT * numbers > MOST_KEPT:
        rule = f"keeps {numbers:,} numbers of each draw; at most {MOST_KEPT // numbers:,} fit"
        raise InvalidInput(Problem("--draws", rule, draws, "memory"))


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
        # joblib's own annotations leave out None, which it documents.
        workers = cast("int", joblib.effective_n_jobs(cast("int", jobs)))
        size = max(1, min(8, -(-units // (8 * workers)))) if workers > 1 else 4
    else:
        size = units_of(block)
    blocks = [range(first, min(first + size, units)) for first in range(0, units, size)]
    if jobs == 1:
        results: Iterator[Any] = (work(plan, units) for units in blocks)
    else:
        backend = cast("Any", get_active_backend(prefer="threads")[0])
        # Ray's and Spark's back ends only give back all results at once, at the end.
        return_as = "generator" if backend.supports_return_generator else "list"
        parallel = joblib.Parallel(n_jobs=jobs, prefer="threads", return_as=return_as)
        results = cast(
            "Iterator[Any]", parallel(joblib.delayed(work)(plan, units) for units in blocks)
        )
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
    require_room(draws, made.keep.size * len(names))
    parts = over_units(_keep_all, made, draws, jobs=jobs, block=block, progress=progress)
    changes = np.empty((draws, made.keep.size, len(names)))
    means = np.empty((draws, len(names)))
    done = 0
    for levels, averages in (unit for part in parts for unit in part):
        unit = slice(done, done + UNIT)
        size = min(UNIT, draws - done)
        changes[unit], means[unit] = levels[0, :size], averages[0, :size]
        done += size
    return Ensemble(
        model=model,
        watched=names,
        times=made.times,
        changes=changes,
        means=means,
        attenuation=made.attenuation,
        seed=seed,
    )


def _keep_all(plan: Plan, units: range) -> list[tuple[Floats, Floats]]:
    return [run_unit(plan, unit) for unit in units]


def warm_up() -> None:
    """Compile the kernels, or load them from numba's cache, before the first person waits.

    Some ten seconds the first time on a machine, a fraction of a second afterwards.
    """
    from samen.engines.systems.loops import loops
    from samen.engines.systems.models import base_model

    model = base_model()
    ensemble(model, draws=1, years=0.1)
    loops(model, strongest=1, most_counted=1)
