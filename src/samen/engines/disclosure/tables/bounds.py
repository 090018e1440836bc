"""What an attacker can bound every hidden cell to.

The attacker knows the equations and, per cell, a first interval: a point where the count is
published, ``[0, ∞)`` where it is hidden, a few units around a rounded or perturbed figure. For
each cell the attacker's best interval runs from the least to the greatest value the cell has in
any table that fits: two linear programs. Interval arithmetic on the equations answers many
beforehand, and every solution found for one cell is a witness for all others. Counts are whole,
so ends are rounded inwards, and a narrow interval is checked over whole numbers: in a table of
three dimensions the linear program may reach a value that no table of whole numbers has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from samen.engines.disclosure.tables.boxes import Crossing
from samen.engines.disclosure.tables.moves import Room, witness
from samen.engines.disclosure.tables.polytope import Polytope
from samen.engines.disclosure.tables.settings import UNBOUNDED

NARROW = 6
"""Intervals up to this width are exact over whole numbers; wider ones are the linear bounds."""
LARGE = 4000
"""With more cells than this hanging together, intervals are only shown to be wide enough."""
_TOLERANCE = 1e-6


class Enough(NamedTuple):
    """How wide an interval must be shown to be (``least`` to ``greatest``, shape (n,) each).

    ``crossings`` say which cells are near each other.
    """

    least: NDArray[np.int64]
    greatest: NDArray[np.int64]
    crossings: Sequence[Crossing]


def propagate(
    matrix: sparse.csr_array,
    lower: NDArray[np.int64],
    upper: NDArray[np.int64],
    *,
    rounds: int = 20,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Narrow ``[lower, upper]`` by interval arithmetic on ``matrix @ y = 0`` to a fixed point.

    ``matrix`` holds only -1, 0 and 1. Sound, not complete: the result contains every solution,
    and is empty somewhere only if there is none.
    """
    entries = matrix.tocoo()
    row, column, sign = entries.row, entries.col, entries.data > 0
    size = len(matrix.indptr) - 1
    lower, upper = lower.copy(), upper.copy()
    for _ in range(rounds):
        least = np.where(sign, lower[column], -upper[column])
        most = np.where(sign, upper[column], -lower[column])
        open_least, open_most = least <= -UNBOUNDED, most >= UNBOUNDED
        least, most = np.where(open_least, 0, least), np.where(open_most, 0, most)
        # a·y = -(the rest of the row), so a·y ≤ -(least of the rest) and ≥ -(most of the rest)
        ceiling = least - np.bincount(row, least, size)[row].astype(np.int64)
        floor = most - np.bincount(row, most, size)[row].astype(np.int64)
        ceiling[np.bincount(row, open_least, size)[row] - open_least > 0] = UNBOUNDED
        floor[np.bincount(row, open_most, size)[row] - open_most > 0] = -UNBOUNDED
        new_lower, new_upper = lower.copy(), upper.copy()
        np.maximum.at(new_lower, column, np.where(sign, floor, -ceiling))
        np.minimum.at(new_upper, column, np.where(sign, ceiling, -floor))
        if np.array_equal(new_lower, lower) and np.array_equal(new_upper, upper):
            break
        lower, upper = new_lower, new_upper
        if (lower > upper).any():
            break
    return lower, upper


def attacker_bounds(
    matrix: sparse.csr_array,
    lower: NDArray[np.int64],
    upper: NDArray[np.int64],
    truth: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    enough: Enough | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Bounds of the ``wanted`` cells over ``{y whole: matrix @ y = 0, lower ≤ y ≤ upper}``.

    All arrays have shape (n,); ``truth`` must be a solution. ``UNBOUNDED`` stands for no upper
    limit. Cells that are not wanted get an interval that need not be as narrow as it could be.
    With ``enough``, where more than ``LARGE`` cells hang together, a wanted cell gets an interval
    between counts that it is known to have in tables of whole numbers: the attacker's is at least
    as wide.
    """
    low, high = propagate(matrix, lower, upper)
    outer = low.copy(), high.copy()
    for component in components(matrix, low < high):
        asked = np.zeros_like(wanted)
        asked[component] = wanted[component]
        if enough is not None and len(component) > LARGE:
            shown = _shown(matrix, component, truth, asked, *outer, enough)
            low[asked], high[asked] = (one[asked] for one in shown)
        elif asked.any():
            unsure = _narrow(matrix, component, truth, asked, low, high)
            if enough is not None and unsure.any():
                least, greatest = _shown(matrix, component, truth, unsure, *outer, enough)
                low[unsure] = np.minimum(low, least)[unsure]
                high[unsure] = np.maximum(high, greatest)[unsure]
    return low, high


def _shown(
    matrix: sparse.csr_array,
    component: NDArray[np.intp],
    truth: NDArray[np.int64],
    asked: NDArray[np.bool_],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    enough: Enough,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Least and greatest counts of the asked cells of one component in tables that moves show."""
    falls, rises = np.zeros_like(truth), np.zeros_like(truth)
    falls[component] = (truth - low)[component]
    rises[component] = (high - truth)[component]
    # What no table can reach need not be shown.
    least, greatest = np.maximum(enough.least, low), np.minimum(enough.greatest, high)
    room = Room(sparse.csc_array(matrix), falls, rises)
    return witness(room, truth, enough.crossings, asked, least, greatest)


def components(matrix: sparse.csr_array, free: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Groups of ``free`` cells (ascending positions) that share equations."""
    columns = np.flatnonzero(free)
    if not columns.size:
        return []
    part = abs(matrix[:, columns])
    count, label = sparse.csgraph.connected_components(
        sparse.block_array([[None, part], [part.T, None]]), directed=False
    )
    label = label[len(matrix.indptr) - 1 :]
    order = np.argsort(label, kind="stable")
    ends = np.cumsum(np.bincount(label, minlength=count))
    return [columns[chunk] for chunk in np.split(order, ends[:-1]) if chunk.size]


def polytope_of(
    matrix: sparse.csr_array,
    component: NDArray[np.intp],
    truth: NDArray[np.int64] | None,
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    *,
    sums: NDArray[np.float64] | None = None,
) -> Polytope:
    """The tables that fit, seen on one component: its part of each equation keeps its true sum.

    Give ``truth`` over all cells, or the ``sums`` of the equations that touch the component.
    """
    rows = matrix[:, component]
    rows = rows[np.flatnonzero(np.diff(rows.indptr))]
    top = np.where(high[component] >= UNBOUNDED, np.inf, high[component].astype(float))
    if truth is not None:
        sums = np.asarray(rows @ truth[component].astype(float))
    assert sums is not None
    return Polytope(rows, sums, low[component].astype(float), top)


def _narrow(
    matrix: sparse.csr_array,
    component: NDArray[np.intp],
    truth: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Bring the intervals of the wanted cells of one component to the attacker's, in place.

    Returns the cells whose search over whole numbers was given up.
    """
    polytope = polytope_of(matrix, component, truth, low, high)
    seen_low, seen_high = truth[component], truth[component]

    def witness(table: NDArray[np.int64]) -> None:
        nonlocal seen_low, seen_high
        seen_low, seen_high = np.minimum(seen_low, table), np.maximum(seen_high, table)

    targets = np.flatnonzero(wanted[component])
    unsure = np.zeros_like(wanted)
    for at in targets:
        cell = component[at]
        for upward in (True, False):
            if (seen_high[at] == high[cell]) if upward else (seen_low[at] == low[cell]):
                continue
            extreme = polytope.extreme(int(at), upward=upward)
            if extreme is None:
                continue
            whole = np.rint(extreme.point)
            if np.abs(extreme.point - whole).max() <= _TOLERANCE:
                witness(whole.astype(np.int64))
            value = float(extreme.point[at])
            if upward:
                high[cell] = int(np.floor(value + _TOLERANCE))
            else:
                low[cell] = int(np.ceil(value - _TOLERANCE))
    for at in targets:
        cell = component[at]
        if high[cell] - low[cell] > NARROW:
            continue
        for upward in (True, False):
            if (seen_high[at] == high[cell]) if upward else (seen_low[at] == low[cell]):
                continue
            table = polytope.extreme_of_whole(int(at), upward=upward)
            # Where the search gives up, only what a table shows counts as protection.
            if table is not None:
                witness(table)
            else:
                unsure[cell] = True
            high[cell], low[cell] = (
                (seen_high[at], low[cell]) if upward else (high[cell], seen_low[at])
            )
    return unsure
