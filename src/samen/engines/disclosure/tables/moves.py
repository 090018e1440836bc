"""Moves: changes of counts that keep every total, as witnesses of what a reader cannot exclude.

In a table of ten thousand cells one linear program over everything hidden takes seconds, and there
are thousands of small cells to ask about. What lets a small cell go up and down, though, is nearly
always near: other years, regions and forms beside it. A search therefore takes a box around the
cell and lets everything outside stand still. A move that it finds is one of the whole table; that
it finds none proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from samen.engines.disclosure.tables.boxes import Boxes, Crossing
from samen.engines.disclosure.tables.polytope import program_of, solver_of

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
_TOLERANCE = 1e-6
_ATTEMPTS = 4
_MULTIPLES = 3
_NODES = 500


class Search(NamedTuple):
    """A way to look for a move: how many places a box has, and whether to insist on whole numbers.

    Insisting takes an integer program, so it comes last and in small boxes only.
    """

    size: int
    insist: bool = False


SEARCHES = (
    *(Search(size) for size in (81, 300, 1000, 2500, 6000, 16000)),
    Search(300, insist=True),
    Search(1000, insist=True),
)
"""Tried one after the other."""


class Move(NamedTuple):
    """Whole changes, none of them nought, at cells."""

    cells: NDArray[np.intp]
    change: Counts


@dataclass(frozen=True, slots=True)
class Room:
    """How far each cell may go: ``falls`` down and ``rises`` up, shape (n,), none below nought."""

    matrix: sparse.csc_array
    falls: Counts
    rises: Counts

    @property
    def movable(self) -> Mask:
        """Cells that can move at all."""
        return (self.falls > 0) | (self.rises > 0)


class Block:
    """The equations of a few cells, all others standing still: asks for the cheapest moves."""

    def __init__(self, room: Room, cells: NDArray[np.intp], price: NDArray[np.float64]) -> None:
        columns = room.matrix[:, cells]
        rows, index = np.unique(columns.indices, return_inverse=True)
        shape = len(rows), len(cells)
        part = sparse.csc_array((columns.data, index, columns.indptr), shape=shape)
        # A change is a rise less a fall, so that its size has a price.
        self._cells = cells
        self._upper = np.concatenate([room.rises[cells], room.falls[cells]]).astype(float)
        self._price = np.tile(price, 2)
        split = sparse.csc_array(sparse.hstack([part, -part]))
        nought = np.zeros(2 * len(cells))
        program = program_of(split, np.zeros(len(rows)), nought, self._upper, self._price)
        self._solver = solver_of(program)
        self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("mip_max_nodes", _NODES)

    def cheapest(self, cell: int, change: int, *, insist: bool = False) -> Move | None:
        """A cheap move that changes ``cell`` by at least ``change``; None where none was found.

        Negative: downwards. The cheapest by the linear program need not be whole; then a multiple
        of it may be, or the cheapest at prices that differ a little. If none is, ``insist`` on
        whole numbers.
        """
        size = len(self._cells)
        at = int(np.searchsorted(self._cells, cell)) + (0 if change > 0 else size)
        if self._upper[at] < abs(change):
            return None
        for attempt in range(_ATTEMPTS):
            found = self._solve(at, abs(change), attempt)
            if found is None:
                return None
            for times in range(1, _MULTIPLES + 1):
                whole = np.rint(found * times)
                if np.abs(found * times - whole).max() <= _TOLERANCE:
                    if (whole <= self._upper).all():
                        return self._move(whole)
                    break
        if not insist:
            return None
        self._ask_for_whole(True)
        found = self._solve(at, abs(change), 0)
        self._ask_for_whole(False)
        return None if found is None else self._move(np.rint(found))

    def _move(self, whole: NDArray[np.float64]) -> Move:
        size = len(self._cells)
        total = (whole[:size] - whole[size:]).astype(np.int64)
        moved = np.flatnonzero(total)
        return Move(self._cells[moved], total[moved])

    def _ask_for_whole(self, whole: bool) -> None:
        number = len(self._price)
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        everything = np.arange(number, dtype=np.int32)
        self._solver.changeColsIntegrality(number, everything, np.full(number, kind))

    def _solve(self, at: int, least: int, attempt: int) -> NDArray[np.float64] | None:
        size, solver = len(self._cells), self._solver
        back = at - size if at >= size else at + size
        if attempt:
            rng = np.random.default_rng(attempt)
            self._set_price(self._price * rng.uniform(0.5, 1.5, 2 * size))
        solver.changeColBounds(at, float(least), self._upper[at])
        solver.changeColBounds(back, 0.0, 0.0)
        solver.run()
        good = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = np.array(solver.getSolution().col_value) if good else None
        solver.changeColBounds(at, 0.0, self._upper[at])
        solver.changeColBounds(back, 0.0, self._upper[back])
        if attempt:
            self._set_price(self._price)
        return found

    def _set_price(self, price: NDArray[np.float64]) -> None:
        self._solver.changeColsCost(len(price), np.arange(len(price), dtype=np.int32), price)


class Seen:
    """The least and greatest count that moves found so far show for every cell."""

    def __init__(self, counts: Counts, room: Room) -> None:
        self.low, self.high = counts.copy(), counts.copy()
        self._counts, self._room = counts, room

    def take(self, move: Move) -> None:
        """Note a move, and its reverse where the counts allow it."""
        cells, change = move
        self._note(cells, change)
        room = self._room
        if ((change <= room.falls[cells]) & (-change <= room.rises[cells])).all():
            self._note(cells, -change)

    def _note(self, cells: NDArray[np.intp], change: Counts) -> None:
        reached = self._counts[cells] + change
        self.low[cells] = np.minimum(self.low[cells], reached)
        self.high[cells] = np.maximum(self.high[cells], reached)


def witness(
    room: Room,
    counts: Counts,
    crossings: Sequence[Crossing],
    wanted: Mask,
    least: Counts,
    greatest: Counts,
) -> tuple[Counts, Counts]:
    """Counts that a reader cannot exclude: for ``wanted`` cells from ``least`` to ``greatest``.

    Each is given at least one other count beside its own. All arrays have shape (n,). A cell for
    which the search finds less is left with less. Deterministic.
    """
    seen, boxes = Seen(counts, room), Boxes(crossings, len(counts))
    movable = room.movable
    for search in SEARCHES:
        tried = ~wanted
        for centre in np.flatnonzero(wanted):
            if tried[centre] or _enough(seen, int(centre), least, greatest):
                continue
            cells = boxes.around(int(centre), movable, search.size)
            block = Block(room, cells, np.ones(len(cells)))
            for cell in cells[~tried[cells]] if search == SEARCHES[0] else [centre]:
                tried[cell] = True
                for change in _changes(seen, int(cell), counts, least, greatest):
                    if _enough(seen, int(cell), least, greatest):
                        break
                    move = block.cheapest(int(cell), change, insist=search.insist)
                    if move is not None:
                        seen.take(move)
    return seen.low, seen.high


def _enough(seen: Seen, cell: int, least: Counts, greatest: Counts) -> bool:
    low, high = seen.low[cell], seen.high[cell]
    return bool(low <= least[cell] and high >= greatest[cell] and low < high)


def _changes(seen: Seen, cell: int, counts: Counts, least: Counts, greatest: Counts) -> list[int]:
    """What to ask for: the way still missing up and down, or any way at all."""
    count = counts[cell]
    up = greatest[cell] - count if seen.high[cell] < greatest[cell] else 0
    down = least[cell] - count if seen.low[cell] > least[cell] else 0
    return [int(change) for change in (up, down) if change] or [1, -1]
