"""Controlled rounding: every figure a multiple of the base, and totals that still add up.

After Cox (1987), "A Constructive Procedure for Unbiased Controlled Rounding", JASA 82(398), as an
integer program: each count goes to the multiple below or above it, those that are multiples stay,
and the sum of the changes is least. Tables of three dimensions need not have such a rounding;
then counts may go one multiple further.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp


def controlled_rounding(
    matrix: sparse.csr_array,
    counts: NDArray[np.int64],
    base: int,
    earlier: NDArray[np.int64],
) -> NDArray[np.int64] | None:
    """Multiples of ``base`` near ``counts`` with ``matrix @ result = 0``; None where none exist.

    Every result is less than ``base`` from its count. ``earlier`` (shape (n,), -1 for none)
    holds what was shown before and is kept where that is still less than ``base`` away.
    """
    below = counts // base
    above = below + (counts % base > 0)
    keep = (earlier >= 0) & (np.abs(earlier - counts) < base) & (earlier % base == 0)
    low = np.where(keep, earlier // base, below).astype(float)
    high = np.where(keep, earlier // base, above).astype(float)
    # Cost of going up rather than down, per cell: nearer is cheaper.
    cost = np.abs(above * base - counts) - np.abs(below * base - counts)
    free = high > low
    shift: Any = -np.asarray(matrix @ low)
    room: Any = high - low
    result = milp(
        np.where(free, cost, 0).astype(float),
        constraints=LinearConstraint(matrix, shift, shift),
        bounds=Bounds(0, room),
        integrality=free.astype(int),
        options={"mip_rel_gap": 0.01, "node_limit": 500},
    )
    if result.x is None:
        return None
    return ((low + np.rint(result.x)) * base).astype(np.int64)
