"""Controlled rounding: every figure a multiple of the base, and totals that still add up.

After Cox (1987), "A Constructive Procedure for Unbiased Controlled Rounding", JASA 82(398), as an
integer program: each count goes to the multiple below or above it, those that are multiples stay,
and the sum of the changes is least. Tables of three dimensions need not have such a rounding;
then counts may go one multiple further.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from samen.engines.disclosure.tables.audit import (
    audited,
    exposed_cells,
    refuse_emptiness,
    refuse_exposed,
)
from samen.engines.disclosure.tables.knowledge import Knowledge, knowledge_of
from samen.engines.disclosure.tables.model import Table
from samen.engines.disclosure.tables.protected import Protected
from samen.engines.disclosure.tables.release import Release, shown_before
from samen.engines.disclosure.tables.settings import HIDDEN, Settings
from samen.engines.disclosure.tables.status import Status
from samen.kernel.errors import InvalidInput, Problem

_ATTEMPTS = 10


def round_figures(
    tables: Sequence[Table],
    knowledge: Knowledge,
    settings: Settings,
    against: Sequence[Release],
    tell: Callable[[str], None],
) -> tuple[Protected, ...]:
    """Round what need not be hidden, keeping what ``against`` shows and hides.

    Raises :class:`InvalidInput` where no rounding adds up, or nothing would be left to publish.
    """
    counts, size = knowledge.counts[: len(knowledge.owner)], len(knowledge.owner)
    before = shown_before(knowledge.keys[:size], against)
    own = knowledge_of(tables, ())
    rounded = controlled_rounding(own.matrix, counts, settings.base, before)
    if rounded is None:
        rule = (
            f"no rounding to {settings.base} keeps every total the sum of its parts"
            + (" and every figure of the earlier releases" if against else "")
            + ": use another base, or hide instead of round"
        )
        raise InvalidInput(Problem("round", rule, settings.base, "no_rounding"))
    primary = settings.small(counts)
    hidden = primary | (before == HIDDEN)
    result: tuple[Protected, ...] = ()
    for _ in range(_ATTEMPTS):
        status = np.where(primary, Status.PRIMARY, np.where(hidden, Status.SECONDARY, 0))
        status = status.astype(np.uint8)
        refuse_emptiness(rounded[~hidden])
        shown = [np.where(hidden[variables], HIDDEN, rounded[variables]) for variables in own.cells]
        result = audited(tables, own, settings, status, shown, against)
        if result[0].audit.clean:
            return result
        exposed = exposed_cells(tables, own, result[0].audit)
        more = neighbours(own.matrix, counts, exposed, hidden)
        if not more.any():
            break
        tell(f"{int(exposed.sum())} small counts could be worked out: hiding neighbours")
        hidden = hidden | more
    refuse_exposed(result)
    return result


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


def neighbours(
    matrix: sparse.csr_array,
    counts: NDArray[np.int64],
    exposed: NDArray[np.bool_],
    hidden: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """For every exposed cell the least shown figure that shares an equation with it."""
    more = np.zeros_like(hidden)
    columns = sparse.csc_array(matrix)
    for cell in np.flatnonzero(exposed):
        rows = columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]]
        around = np.unique(matrix[rows].indices)
        around = around[~hidden[around] & (counts[around] > 0)]
        if around.size:
            more[around[np.argmin(counts[around])]] = True
    return more
