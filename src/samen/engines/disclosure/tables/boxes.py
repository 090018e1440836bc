"""The neighbourhood of a cell: the same members, and a few others of every dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.tables.model import Dimension

Mask = NDArray[np.bool_]
_UPWARD = 2
"""How many members beside an ancestor, and below a member other than the cell's own."""
_FEW = 1000
"""Useful cells up to which a box of that size is the whole table."""
_ON_THE_LINE = 1_000_000


class Crossing(NamedTuple):
    """The variables (numbers of cells) of a table or release, one axis per dimension.

    ``same``: the variables that stand at these places now, where a release said something of a
    count that was another then.
    """

    dimensions: tuple[Dimension, ...]
    variables: NDArray[np.intp]
    same: NDArray[np.intp]


class Boxes:
    """Neighbourhoods of cells that stand in one or more ``crossings`` of ``size`` variables.

    Around a count as it was in an earlier release lies what is around it now, and the reverse: a
    part that both have moves both.
    """

    def __init__(self, crossings: Sequence[Crossing], size: int) -> None:
        self._crossings = tuple(crossings)
        self._children = [[d.children() for d in one.dimensions] for one in crossings]
        self._now = np.arange(size)
        self._place: list[NDArray[np.intp]] = []
        for one in crossings:
            self._now[one.variables.ravel()] = one.same.ravel()
            place = np.full(size, -1, dtype=np.intp)
            place[one.same.ravel()] = np.arange(one.same.size)
            self._place.append(place)

    def around(self, cell: int, useful: Mask, size: int) -> NDArray[np.intp]:
        """Useful cells near ``cell``, ascending, itself among them.

        A box holds about ``size`` places: per dimension the cell's member, its best siblings, its
        ancestors each with a few siblings, and below members with children some of these. Best
        are those with most ``useful`` cells in the box. In a table with few useful cells, all of
        them. Empty where no crossing has the cell.
        """
        if useful.sum() <= min(size, _FEW):
            return np.flatnonzero(useful)
        parts = [
            self._box(number, int(place[self._now[cell]]), useful, size)
            for number, place in enumerate(self._place)
            if place[self._now[cell]] >= 0
        ]
        if not parts:
            return np.empty(0, dtype=np.intp)
        cells = np.unique(np.concatenate(parts))
        return cells[useful[cells]]

    def _box(self, number: int, flat: int, useful: Mask, size: int) -> NDArray[np.intp]:
        dimensions, variables, _ = self._crossings[number]
        children = self._children[number]
        place = [int(at) for at in np.unravel_index(flat, variables.shape)]
        mask = useful[variables]
        width = max(2, int(size ** (1 / max(sum(n > 1 for n in variables.shape), 1))))
        families = [
            below.get(d.parents[at], np.array([at]))
            for d, below, at in zip(dimensions, children, place, strict=True)
        ]
        axes: list[NDArray[np.intp]] = []
        for axis, (dimension, below) in enumerate(zip(dimensions, children, strict=True)):
            others = tuple(a for a in range(len(place)) if a != axis)

            def best(
                members: NDArray[np.intp],
                most: int,
                axis: int = axis,
                others: tuple[int, ...] = others,
            ) -> list[int]:
                box = [*families[:axis], members, *families[axis + 1 :]]
                line = tuple(members if a == axis else at for a, at in enumerate(place))
                score = mask[np.ix_(*box)].sum(axis=others) + _ON_THE_LINE * mask[line]
                return members[np.argsort(-score, kind="stable")[:most]].tolist()

            own = place[axis]
            siblings = families[axis]
            chosen = {own, *best(siblings[siblings != own], width - 1)}
            ancestor = dimension.parents[own]
            while ancestor >= 0:
                chosen.add(ancestor)
                chosen.update(best(below.get(dimension.parents[ancestor], siblings[:0]), _UPWARD))
                ancestor = dimension.parents[ancestor]
            waiting = list(chosen)
            while waiting:
                member = waiting.pop()
                parts = below.get(member)
                if parts is None or not chosen.isdisjoint(parts.tolist()):
                    continue
                added = best(parts, width if member == own else _UPWARD)
                chosen.update(added)
                waiting.extend(added)
            axes.append(np.array(sorted(chosen), dtype=np.intp))
        return variables[np.ix_(*axes)].ravel()
