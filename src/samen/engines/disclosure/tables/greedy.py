"""Secondary suppression of large tables: small cells are protected one after the other.

For each small cell the cheapest move up and down is sought, where figures still shown cost much
and hidden cells next to nothing; the figures that it needs are hidden. This is the network
heuristic of Kelly, Golden & Assad (1992), "Cell Suppression: Disclosure Protection for Sensitive
Tabular Data", Networks 22(4), with linear programs on boxes of the table for its networks.
Afterwards figures that few moves need are shown again where other moves do as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from samen.engines.disclosure.tables.boxes import Boxes, Crossing
from samen.engines.disclosure.tables.moves import SEARCHES, Block, Move, Room, Search
from samen.engines.disclosure.tables.suppress import (
    Suppression,
    SuppressionTask,
    least_further,
    price_of_hiding,
)

_SMALL_PRICE, _HIDDEN_PRICE, _SHOWN_PRICE = 0.01, 0.1, 5.0
_FEW = 4
"""A figure is tried to be shown again where at most so many bounds rest on it."""
_TOLD = 1000
_LAST = SEARCHES[5:]
"""Searches that may hide noughts."""
Goal = tuple[int, int]
"""A sensitive cell and by how much it must be able to change, downwards negative."""


class _Search:
    """The pattern so far, and the move on which every goal rests."""

    def __init__(self, task: SuppressionTask, crossings: Sequence[Crossing]) -> None:
        self.fixed = task.sensitive | task.hidden
        self.pattern = self.fixed.copy()
        self.rests_on: dict[Goal, Move] = {}
        self._task = task
        self._boxes = Boxes(crossings, len(task.counts))
        self._aims = task.sensitive | task.wished
        self._may_hide = ~task.shown
        self._some = task.counts > 0
        self._price = _SHOWN_PRICE * price_of_hiding(task.counts)
        falls, rises = task.counts - task.low, task.high - task.counts
        self._room = Room(sparse.csc_array(task.matrix), falls, rises)
        least, greatest = task.goal()
        self._up, self._down = greatest - task.counts, least - task.counts

    def goals(self) -> list[Goal]:
        """All goals, those of the cells that must move furthest first, wishes last."""
        rank = np.where(self._task.wished, 0, -self._up)
        cells = np.flatnonzero(self._aims)
        order = cells[np.argsort(rank[cells], kind="stable")]
        changes = ((int(c), int(d)) for c in order for d in (self._up[c], self._down[c]))
        return [goal for goal in changes if goal[1]]

    def protect(self, goal: Goal, search: Search) -> bool:
        """Let a goal rest on a move that a ``search`` finds, hiding what it needs.

        Noughts, which everybody may see, are hidden only by the last searches.
        """
        may = self._may_hide if search in _LAST else self._may_hide & self._some
        move = self._find(goal, self.pattern | may, search)
        if move is None:
            return False
        self.pattern[move.cells] = True
        self.rests_on[goal] = move
        reverse = Move(move.cells, -move.change)
        for way in (move, reverse) if self._fits(reverse) else (move,):
            for cell, change in zip(way.cells.tolist(), way.change.tolist(), strict=True):
                wanted = int(self._up[cell] if change > 0 else self._down[cell])
                if self._aims[cell] and wanted and abs(change) >= abs(wanted):
                    self.rests_on.setdefault((cell, wanted), way)
        return True

    def release(self) -> int:
        """Show again what other moves can do without; how many."""
        resting: dict[int, list[Goal]] = {}
        for goal, move in self.rests_on.items():
            for cell in move.cells[~self.fixed[move.cells]].tolist():
                resting.setdefault(cell, []).append(goal)
        released = 0
        for cell in np.flatnonzero(self.pattern & ~self.fixed).tolist():
            # Goals may have found other moves since: only those that still rest on the cell count.
            goals = [g for g in resting.get(cell, []) if cell in self.rests_on[g].cells]
            if len(goals) > _FEW:
                continue
            self.pattern[cell] = False
            found = self._others(goals)
            if found is not None:
                self.rests_on |= found
                for goal, move in found.items():
                    for other in move.cells[~self.fixed[move.cells]].tolist():
                        resting.setdefault(other, []).append(goal)
                released += 1
            else:
                self.pattern[cell] = True
        return released

    def _others(self, goals: Sequence[Goal]) -> dict[Goal, Move] | None:
        """A move of what is hidden for every goal; None as soon as one has none."""
        found: dict[Goal, Move] = {}
        for goal in goals:
            move = self._find(goal, self.pattern, SEARCHES[0])
            if move is None:
                return None
            found[goal] = move
        return found

    def _find(self, goal: Goal, useful: NDArray[np.bool_], search: Search) -> Move | None:
        cells = self._boxes.around(goal[0], useful, search.size)
        if not cells.size:
            return None
        price = np.where(self.pattern[cells], _HIDDEN_PRICE, self._price[cells])
        price[self.fixed[cells]] = _SMALL_PRICE
        return Block(self._room, cells, price).cheapest(*goal, insist=search.insist)

    def _fits(self, move: Move) -> bool:
        room = self._room
        low, high = -room.falls[move.cells], room.rises[move.cells]
        return bool(((low <= move.change) & (move.change <= high)).all())


def hide_greedily(
    task: SuppressionTask, crossings: Sequence[Crossing], *, progress: Callable[[str], None]
) -> Suppression | None:
    """Hide cells until every sensitive one can move enough; None where that was not reached.

    That a wish stays unfulfilled is no failure. Deterministic; the time is about linear in the
    number of sensitive cells.
    """
    search = _Search(task, crossings)
    goals = search.goals()
    for way in SEARCHES:
        left: list[Goal] = []
        for number, goal in enumerate(goals):
            if number and not number % _TOLD:
                progress(f"{number:,} of {len(goals):,} bounds looked at")
            if goal not in search.rests_on and not search.protect(goal, way):
                left.append(goal)
        goals = left
        if not goals:
            break
    must = [goal for goal in goals if not task.wished[goal[0]]]
    if goals:
        progress(f"{len(goals)} bounds stay too narrow whatever is hidden near them")
    if must:
        return None
    hidden = int((search.pattern & ~search.fixed).sum())
    released = search.release()
    progress(f"{hidden - released} further cells hidden ({released} shown again)")
    return Suppression(search.pattern, least_further(task))
