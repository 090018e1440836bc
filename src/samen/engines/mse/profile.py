"""Profile likelihood interval of the population size under a fixed model.

Cormack 1992 (Biometrics 48:567): for each population size the best fit of the multinomial
likelihood; the interval holds the sizes whose deviance is within a chi-square quantile of the
smallest.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .average import log_gamma
from .batched import CONVERGED, fit_batch
from .estimate import Interval
from .lists import Lists, superset_sums
from .loglinear import fit
from .models import Model

Floats = NDArray[np.float64]

_FARTHEST = 1e6
_GRID = 64


def profile_interval(
    lists: Lists, model: Model, level: float = 0.95
) -> tuple[Interval, float | None]:
    """The interval, and the population size at which the likelihood is largest.

    The upper limit is None where the likelihood does not fall far enough up to a million times
    the observed number. Takes the model as given.
    """
    found = fit(lists, model)
    if found.total is None:
        return Interval("profile", level, None, None, found.reason), None
    observed = found.observed

    def levels(dark: Floats) -> Floats:
        return profile_levels(lists, model, dark)

    peak = _peak(levels, max(found.total - observed, 0.5))
    floor = float(levels(np.array([peak]))[0]) - NormalDist().inv_cdf(0.5 + level / 2) ** 2 / 2
    lower = _crossing(levels, floor, peak, 0.0)
    farthest = peak + 1.0
    while farthest < _FARTHEST * observed and levels(np.array([farthest]))[0] > floor:
        farthest *= 2
    upper = _crossing(levels, floor, peak, farthest)
    interval = Interval(
        "profile",
        level,
        float(observed) if lower is None else observed + lower,
        None if upper is None else observed + upper,
        "the model is taken as given: too narrow if it was chosen from the data",
    )
    return interval, observed + peak


def profile_levels(lists: Lists, model: Model, dark: Floats) -> Floats:
    """Multinomial log-likelihood at each dark figure, without the factorials of the cells.

    Each dark figure completes the table; the Poisson fit to it gives the multinomial one.
    """
    table = lists.table.astype(np.float64)
    terms = np.array(model.terms, dtype=np.int64)
    margins = np.repeat(superset_sums(table)[terms][:, None], len(dark), axis=1)
    people = lists.observed + dark
    margins[0] = people
    active = margins > 0
    beta = fit(lists, model).beta
    start = np.repeat(np.where(np.isfinite(beta), beta, 0.0)[:, None], len(dark), axis=1)
    start[0] = np.log(np.maximum(dark, 1e-3))
    impossible = np.array(lists.impossible, dtype=np.int64)
    found = fit_batch(lists.lists, terms, impossible, margins, active, ~active, start)
    level = np.where(found.verdict == CONVERGED, found.level, -np.inf) + people
    return level - people * np.log(people) + log_gamma(people + 1) - log_gamma(dark + 1)


def _peak(levels: Callable[[Floats], Floats], near: float) -> float:
    """The dark figure with the largest likelihood, by ever finer grids."""
    low, high = 0.0, 3 * near
    for _ in range(8):
        grid = np.linspace(low, high, _GRID)
        best = int(np.argmax(levels(grid)))
        low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, _GRID - 1)])
    return (low + high) / 2


def _crossing(
    levels: Callable[[Floats], Floats], floor: float, inside: float, outside: float
) -> float | None:
    """Where the likelihood falls to ``floor`` between two dark figures; None if it does not."""
    if levels(np.array([outside]))[0] > floor:
        return None
    for _ in range(8):
        grid = np.linspace(inside, outside, _GRID)
        below = int(np.argmax(levels(grid) <= floor))
        inside, outside = float(grid[max(below - 1, 0)]), float(grid[below])
    return (inside + outside) / 2
