"""Secondary suppression: the cells to hide besides the small ones, so that none can be worked out.

A pattern of hidden cells protects a small cell when the tables that fit everything shown let its
count go down *and* up by its protection level. See Fischetti & Salazar-González (2001), "Solving
the Cell Suppression Problem on Tabular Data with Linear Constraints", Management Science 47(7).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from samen.engines.disclosure.tables.bounds import UNBOUNDED, attacker_bounds

Pattern = NDArray[np.bool_]


def suppression_cost(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Cost of hiding each cell: one, and a little more the larger its count."""
    return 1.0 + np.log1p(counts) / (100.0 * np.log1p(counts.max(initial=1)))


def greedy_suppression(
    matrix: sparse.csr_array,
    counts: NDArray[np.int64],
    primary: Pattern,
    need: NDArray[np.int64],
    *,
    shown: Pattern,
    hidden: Pattern,
) -> Pattern | None:
    """A protecting pattern, small but not proven smallest; None where there is none.

    ``need``: shape (n,), by how much each primary cell must be able to move both ways (down to
    nought at most). ``shown`` may not be hidden, ``hidden`` must be.
    """
    pattern = primary | hidden
    cost = suppression_cost(counts)
    order = np.argsort(-counts[primary], kind="stable")
    for cell in np.flatnonzero(primary)[order]:
        for way in (1, -1):
            amount = need[cell] if way > 0 else min(need[cell], counts[cell])
            if amount and not _extend(matrix, counts, cost, pattern, shown, cell, way * amount):
                return None
    return pattern


def _extend(
    matrix: sparse.csr_array,
    counts: NDArray[np.int64],
    cost: NDArray[np.float64],
    pattern: Pattern,
    shown: Pattern,
    cell: int,
    amount: int,
) -> bool:
    """Hide the cheapest cells that let ``cell`` move by ``amount``, in place."""
    usable = np.flatnonzero(~shown)
    rows = matrix[:, usable]
    price = np.where(pattern[usable], 0.0, cost[usable])
    at = int(np.searchsorted(usable, cell))
    up = np.full(len(usable), float(abs(amount)))
    down = np.minimum(counts[usable], abs(amount)).astype(float)
    low = np.zeros(2 * len(usable))
    high = np.concatenate([up, down])
    high[[at, at + len(usable)]] = 0
    sign = at if amount > 0 else at + len(usable)
    low[sign] = high[sign] = abs(amount)
    result = milp(
        np.concatenate([price, price]),
        constraints=LinearConstraint(sparse.hstack([rows, -rows]), 0, 0),
        bounds=Bounds(low, high),
    )
    if result.x is None:
        return False
    moved = result.x[: len(usable)] + result.x[len(usable) :] > 1e-7
    pattern[usable[moved]] = True
    return True


def exposed(
    matrix: sparse.csr_array,
    counts: NDArray[np.int64],
    pattern: Pattern,
    primary: Pattern,
    need: NDArray[np.int64],
) -> Pattern:
    """Primary cells that ``pattern`` leaves with too narrow an interval."""
    lower = np.where(pattern, 0, counts)
    upper = np.where(pattern, UNBOUNDED, counts)
    low, high = attacker_bounds(matrix, lower, upper, counts, primary)
    return primary & ((low > np.maximum(counts - need, 0)) | (high < counts + need))
