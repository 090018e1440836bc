"""Bayesian model averaging over decomposable graphs.

Madigan and York 1997 (Biometrika 84:19); the prior and the grid are those of the R package dga:
Dirichlet with 2**-t per cell, every graph equally likely, population size N with prior 1/N.
Marginal likelihoods have a closed form, so nothing is simulated: all graphs for 3 to 7 lists.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .backend import kernels
from .estimate import NOT_APPLICABLE, NOT_IDENTIFIED, Caution, Estimate, Interval, not_estimable
from .lists import Lists, superset_sums
from .models import Model, pair_terms

FEWEST, MOST = 3, 7
GRID_POINTS = 1000
GRID_REACH = 30
_WIDEST_GRID = 64
# Graphs and points this far (in log) below the best, plus the log of the number of graphs, are
# left out: together they hold less than 1e-9 of the posterior.
_NEGLIGIBLE = 21.0
_STRIDE = 32
# The share of the complete graph, under which the data are silent on the hidden part.
_MUCH_PRIOR, _ONLY_PRIOR = 0.1, 0.99

ASSUMPTIONS = (
    "the population did not change while the lists were made",
    "records of one person were linked without error",
    "dependence between the lists follows some decomposable graph, all equally likely beforehand",
    "beforehand, a population twice as large is half as likely (prior 1/N)",
)


def average(
    lists: Lists,
    *,
    levels: tuple[float, ...] = (0.8, 0.95),
    delta: float | None = None,
    grid: NDArray[np.float64] | None = None,
) -> Estimate:
    """Posterior of the total, averaged over all decomposable graphs.

    delta: prior count per cell, 2**-lists by default. grid: dark figures to consider, by default
    1000 even points from 1 to 30 times the observed, made wider while the posterior reaches its
    end. ``total`` is the posterior median.
    """
    observed = lists.observed
    if not FEWEST <= lists.lists <= MOST:
        return Estimate(
            "average", None, observed, NOT_APPLICABLE,
            f"model averaging needs {FEWEST} to {MOST} lists: take lists together or leave some out"
            if lists.lists > MOST
            else f"model averaging needs {FEWEST} to {MOST} lists",
        )  # fmt: skip
    if lists.impossible:
        return Estimate(
            "average", None, observed, NOT_APPLICABLE,
            "model averaging cannot take account of histories that are impossible",
        )  # fmt: skip
    margins = superset_sums(lists.table)
    if not any(margins[pair] for pair in pair_terms(lists.lists)):
        return not_estimable(
            "average", observed, "no two lists overlap: the posterior would only repeat the prior"
        )
    complete = [name for name, total in lists.list_totals.items() if total == observed]
    if complete:
        return not_estimable(
            "average",
            observed,
            f"everybody registered is on list {complete[0]!r}: the posterior would only repeat the "
            "prior",
        )
    reach = GRID_REACH
    while True:
        points = (
            grid
            if grid is not None
            else np.linspace(1, reach * observed, GRID_POINTS * reach // GRID_REACH).round()
        )
        density, share = _posterior(lists, points, delta)
        at_end = float(density[-max(len(points) // 20, 1) :].sum())
        if grid is not None or at_end < 0.01 or reach >= GRID_REACH * _WIDEST_GRID:
            break
        reach *= 4
    narrow = False
    while grid is None and int((density > 1e-3).sum()) < 3 and points[1] - points[0] > 1:
        # Many people: the posterior is narrower than a step. Look closer where it lies.
        narrow = True
        near = np.flatnonzero(density > 1e-3)
        low, high = max(int(near[0]) - 1, 0), min(int(near[-1]) + 1, len(points) - 1)
        points = np.linspace(points[low], points[high], GRID_POINTS).round()
        density, share = _posterior(lists, points, delta)
    complete_share = float(
        share[_graphs(lists.lists)[0] == (1 << len(pair_terms(lists.lists))) - 1][0]
    )
    if complete_share > _ONLY_PRIOR:
        return Estimate(
            "average", None, observed, NOT_IDENTIFIED,
            "only the model in which all lists depend on each other fits, and it says nothing of "
            "the hidden part",
        )  # fmt: skip
    cautions: list[Caution] = []
    if complete_share > _MUCH_PRIOR:
        told = (
            f"average: {complete_share:.0%} of the weight is on the model in which all lists "
            "depend on each other; it says nothing of the hidden part and repeats the prior"
        )
        cautions.append(Caution(told, "repeats-prior"))
    if narrow:
        told = "average: with this many people the weights of the models are rough"
        cautions.append(Caution(told, "rough-weights"))
    found = _summary(lists, points, density, share, levels, at_end)
    return replace(found, warnings=(*found.warnings, *cautions))


def _posterior(
    lists: Lists, grid: NDArray[np.float64], delta: float | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    t = lists.lists
    prior = 2.0**-t if delta is None else delta
    _, sets, signs = _graphs(t)
    constants, shifts = _set_constants(lists, prior)
    # Whole groups of sixteen points; the padding repeats the last point at no probability.
    padded = np.concatenate([grid, np.repeat(grid[-1:], -len(grid) % 16)]).astype(np.float64)
    table = np.empty(((1 << t) + 1, len(padded)))
    table[1:-1] = constants[1:, None] + log_gamma(shifts[1:, None] + padded)
    people = lists.observed + padded
    table[0] = log_gamma(people + 1) - log_gamma(padded + 1) - np.log(people)
    table[0, len(grid) :] = -np.inf
    table[-1] = math.lgamma(prior * 2**t) - log_gamma(people + prior * 2**t)
    coarse = table[:, ::_STRIDE]
    coarse = np.hstack([coarse, np.repeat(coarse[:, :1], -coarse.shape[1] % 16, axis=1)])
    density, share = kernels().posterior(
        table.ravel(), len(padded), coarse.ravel(), _STRIDE, sets, signs,
        _NEGLIGIBLE + math.log(len(sets)),
    )  # fmt: skip
    total = density.sum()
    return density[: len(grid)] / total, share / total


def log_gamma(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """log Gamma(x) for x > 0, to 1e-13 relative: Stirling's series, shifted where x < 10."""
    small = x < 10.0
    shifted = x.copy()
    shifted[small] += 10.0
    inverse = np.reciprocal(shifted)
    square = inverse * inverse
    series = square * (-1 / 1680)
    series += 1 / 1260
    series *= square
    series -= 1 / 360
    series *= square
    series += 1 / 12
    series *= inverse
    value = np.log(shifted)
    value -= 1.0
    value *= shifted - 0.5
    value += series
    value += 0.918938533204672742 - 0.5
    below = x[small]
    if below.size:
        value[small] -= np.log(np.prod(below[:, None] + np.arange(10.0), axis=1))
    return value


@cache
def _graphs(lists: int) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.int8]]:
    """All decomposable graphs: 8, 61, 822, 18,154 and 617,675 for 3 to 7 lists."""
    return kernels().chordal_graphs(lists)


def _set_constants(lists: Lists, delta: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each set of lists, the part of its log marginal likelihood that z does not change."""
    size = 1 << lists.lists
    table = lists.table
    seen = np.flatnonzero(table)
    sets = np.arange(size)
    counts = np.zeros((size, size))
    np.add.at(counts, (sets[:, None], seen & sets[:, None]), table[seen].astype(np.float64))
    alpha = delta * size / 2.0 ** np.array([s.bit_count() for s in range(size)])
    shifts = counts[:, 0] + alpha
    counts[:, 0] = 0.0
    row, cell = np.nonzero(counts)
    # A cell without people contributes lgamma(alpha) - lgamma(alpha) = 0.
    terms = log_gamma(counts[row, cell] + alpha[row]) - log_gamma(alpha)[row]
    constants = np.bincount(row, weights=terms, minlength=size) - log_gamma(alpha)
    constants[0] = 0.0
    return constants, shifts


def _summary(
    lists: Lists,
    grid: NDArray[np.float64],
    density: NDArray[np.float64],
    share: NDArray[np.float64],
    levels: tuple[float, ...],
    at_end: float,
) -> Estimate:
    observed = lists.observed
    cumulative = np.cumsum(density)

    def quantile(probability: float) -> float:
        place = int(np.searchsorted(cumulative, probability * (1 - 1e-12)))
        return observed + float(grid[min(place, len(grid) - 1)])

    warnings: tuple[Caution, ...] = ()
    if at_end >= 0.01:
        end = f"{observed + grid[-1]:,.0f}"
        told = f"average: {at_end:.0%} of the posterior lies at the end of its grid ({end})"
        warnings = (Caution(told, "posterior-cut-off"),)
    order = np.argsort(-share, kind="stable")[:5]
    graphs = _graphs(lists.lists)[0]
    top: list[dict[str, Any]] = [
        {
            "model": _model_text(lists.lists, int(graphs[index])),
            "probability": float(share[index]),
        }
        for index in order
        if share[index] > 0.001
    ]
    median = quantile(0.5)
    upper_open = at_end >= 0.01
    return Estimate(
        "average",
        median,
        observed,
        model=None,
        model_words="weighted over all decomposable models",
        intervals=tuple(
            Interval(
                "credible",
                level,
                quantile(0.5 - level / 2),
                None
                if upper_open and cumulative[-max(len(grid) // 20, 1) - 1] < 0.5 + level / 2
                else quantile(0.5 + level / 2),
            )
            for level in levels
        ),
        assumptions=ASSUMPTIONS,
        warnings=warnings,
        details={
            "median": median,
            "mean": observed + float(grid @ density),
            "mode": observed + float(grid[int(np.argmax(density))]),
            "models": len(share),
            "most_probable": top,
        },
    )


@cache
def _model_text(lists: int, graph: int) -> str:
    """The hierarchical model of a graph: a term for every set of lists that are all joined."""
    pairs = pair_terms(lists)
    joined = {pair for k, pair in enumerate(pairs) if graph >> k & 1}
    complete = [
        term
        for term in range(1 << lists)
        if all(pair in joined for pair in pairs if pair & term == pair)
    ]
    return Model.of(lists, complete).text()


def posterior_curve(lists: Lists) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Total population and its posterior probability on the default grid, for a picture."""
    grid = np.linspace(1, GRID_REACH * lists.observed, GRID_POINTS).round()
    density, _ = _posterior(lists, grid, None)
    return grid + lists.observed, density
