"""What an attacker can bound every hidden cell to.

The attacker knows the equations and, per cell, a first interval: a point where the count is
published, ``[0, ∞)`` where it is hidden, a few units around a rounded or perturbed figure. For
each cell the attacker's best interval runs from the least to the greatest value the cell has in
any table of whole numbers that fits. Those are two integer programs per cell; here most are
answered without one, by squeezing: interval arithmetic on the equations narrows the outer
interval, and every solution found for one cell widens the inner interval of all others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

UNBOUNDED = np.int64(2**62)
_TOLERANCE = 1e-6


def propagate(
    matrix: sparse.csr_array,
    lower: NDArray[np.int64],
    upper: NDArray[np.int64],
    *,
    rounds: int = 20,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Narrow ``[lower, upper]`` by interval arithmetic on ``matrix @ y = 0`` to a fixed point.

    ``matrix`` holds only -1, 0 and 1. Sound, not complete: the result contains every solution.
    """
    entries = matrix.tocoo()
    row, column, sign = entries.row, entries.col, entries.data > 0
    size = matrix.shape[0]
    lower, upper = lower.copy(), upper.copy()
    for _ in range(rounds):
        least = np.where(sign, lower[column], -upper[column])
        most = np.where(sign, upper[column], -lower[column])
        free_least, free_most = least <= -UNBOUNDED, most >= UNBOUNDED
        sum_least = np.bincount(row, np.where(free_least, 0, least), size)[row]
        sum_most = np.bincount(row, np.where(free_most, 0, most), size)[row]
        open_least = np.bincount(row, free_least, size)[row] - free_least
        open_most = np.bincount(row, free_most, size)[row] - free_most
        # a·y = -(the rest of the row), so a·y ≤ -(least of the rest) and ≥ -(most of the rest)
        ceiling = np.where(
            open_least > 0, UNBOUNDED, -(sum_least - np.where(free_least, 0, least))
        ).astype(np.int64)
        floor = np.where(
            open_most > 0, -UNBOUNDED, -(sum_most - np.where(free_most, 0, most))
        ).astype(np.int64)
        new_lower, new_upper = lower.copy(), upper.copy()
        np.maximum.at(new_lower, column, np.where(sign, floor, -ceiling))
        np.minimum.at(new_upper, column, np.where(sign, ceiling, -floor))
        if np.array_equal(new_lower, lower) and np.array_equal(new_upper, upper):
            break
        lower, upper = new_lower, new_upper
    return lower, upper


def attacker_bounds(
    matrix: sparse.csr_array,
    lower: NDArray[np.int64],
    upper: NDArray[np.int64],
    truth: NDArray[np.int64],
    wanted: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Exact integer bounds of the ``wanted`` cells over ``{y: matrix @ y = 0, lower ≤ y ≤ upper}``.

    All arrays have shape (n,). ``truth`` must be a solution. Cells that are not wanted get an
    interval that need not be as narrow as it could be.
    """
    outer_low, outer_high = propagate(matrix, lower, upper)
    inner_low, inner_high = truth.copy(), truth.copy()
    free = outer_low < outer_high
    for component in _components(matrix, free):
        targets = component[wanted[component]]
        if targets.size:
            _squeeze(
                matrix, truth, component, targets, outer_low, outer_high, inner_low, inner_high
            )
    return outer_low, outer_high


def _components(matrix: sparse.csr_array, free: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Groups of free cells that share equations."""
    columns = np.flatnonzero(free)
    if not columns.size:
        return []
    part = matrix[:, columns]
    adjacency = sparse.csr_array(abs(part).T @ abs(part))
    count, label = sparse.csgraph.connected_components(adjacency, directed=False)
    order = np.argsort(label, kind="stable")
    ends = np.cumsum(np.bincount(label, minlength=count))
    return [columns[chunk] for chunk in np.split(order, ends[:-1])]


def _squeeze(
    matrix: sparse.csr_array,
    truth: NDArray[np.int64],
    component: NDArray[np.intp],
    targets: NDArray[np.intp],
    outer_low: NDArray[np.int64],
    outer_high: NDArray[np.int64],
    inner_low: NDArray[np.int64],
    inner_high: NDArray[np.int64],
) -> None:
    """Close the gap between inner and outer interval of every target, in place."""
    rows = matrix[:, component]
    rows = rows[np.flatnonzero(np.diff(rows.indptr))]
    # The truth solves the equations, so the free part of each row keeps its true sum.
    sums = rows @ truth[component].astype(float)
    constraint = LinearConstraint(rows, sums, sums)
    high = outer_high[component].astype(float)
    high[outer_high[component] >= UNBOUNDED] = np.inf
    box = Bounds(outer_low[component].astype(float), high)
    local = np.searchsorted(component, targets)

    def solve(objective: NDArray[np.float64], whole: bool) -> NDArray[np.float64] | None:
        result = milp(
            objective, constraints=constraint, bounds=box, integrality=int(whole) if whole else None
        )
        return None if result.x is None else result.x

    def learn(point: NDArray[np.float64]) -> bool:
        rounded = np.rint(point)
        if np.abs(point - rounded).max(initial=0) > _TOLERANCE:
            return False
        values = rounded.astype(np.int64)
        np.minimum.at(inner_low, component, values)
        np.maximum.at(inner_high, component, values)
        return True

    for position, cell in zip(local, targets, strict=True):
        for upward in (True, False):
            if upward and inner_high[cell] >= outer_high[cell]:
                continue
            if not upward and inner_low[cell] <= outer_low[cell]:
                continue
            objective = np.zeros(len(component))
            objective[position] = -1.0 if upward else 1.0
            point = solve(objective, whole=False)
            if point is None:  # no upper limit: the interval stays open
                continue
            if not learn(point):
                best = point[position]
                reachable = np.floor(best + _TOLERANCE) if upward else np.ceil(best - _TOLERANCE)
                known = inner_high[cell] if upward else inner_low[cell]
                if reachable != known:
                    whole = solve(objective, whole=True)
                    if whole is not None and learn(whole):
                        reachable = np.rint(whole[position])
            else:
                reachable = np.rint(point[position])
            if upward:
                outer_high[cell] = int(reachable)
            else:
                outer_low[cell] = int(reachable)
