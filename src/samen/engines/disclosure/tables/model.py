"""A table of counts as a value: dimensions with their trees of members, and one count per cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samen.kernel.errors import Problem, raise_if_any

TOTAL = "Totaal"
"""Code of the total of a dimension where none is given."""

CellKey = tuple[tuple[str, str], ...]
"""Identity of a cell in any table: the (dimension, member) pairs that are not a grand total."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as a reader of a table meets it."""

    members: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Dimension:
    """A classification: members in a forest, every parent before its children.

    ``parents[i]`` is the position of the parent of ``members[i]``, or -1 for a member without
    one. A dimension with a single root has that root as its total; with several roots it has
    no total.
    """

    name: str
    members: tuple[str, ...]
    parents: tuple[int, ...]

    def __post_init__(self) -> None:
        where = f'dimension "{self.name}"'
        problems = [
            Problem(where, "every member may occur once", code, "duplicate_member")
            for code in sorted({m for m in self.members if self.members.count(m) > 1})
        ]
        if not self.members:
            problems.append(Problem(where, "needs at least one member", code="empty_dimension"))
        if len(self.parents) != len(self.members) or any(
            not -1 <= parent < position for position, parent in enumerate(self.parents)
        ):
            problems.append(
                Problem(where, "every parent must stand before its children", code="bad_tree")
            )
        raise_if_any(problems)

    @classmethod
    def flat(cls, name: str, codes: Iterable[str], *, total: str | None = TOTAL) -> Dimension:
        """A classification without levels: ``codes`` under one ``total`` (None: no total)."""
        members = tuple(codes)
        if total is None:
            return cls(name, members, (-1,) * len(members))
        return cls(name, (total, *members), (-1,) + (0,) * len(members))

    @classmethod
    def tree(cls, name: str, parent_of: Mapping[str, str | None]) -> Dimension:
        """A classification with levels from ``{member: its parent}`` (None at the top).

        Raises :class:`InvalidInput` where a parent is not itself a member or members form a ring.
        """
        where = f'dimension "{name}"'
        problems = [
            Problem(where, f'the parent of "{member}" is not a member', parent, "unknown_parent")
            for member, parent in parent_of.items()
            if parent is not None and parent not in parent_of
        ]
        raise_if_any(problems)
        children: dict[str | None, list[str]] = {}
        for member, parent in parent_of.items():
            children.setdefault(parent, []).append(member)
        position: dict[str, int] = {}
        parents: list[int] = []
        waiting = list(reversed(children.get(None, [])))
        while waiting:
            member = waiting.pop()
            parent = parent_of[member]
            position[member] = len(parents)
            parents.append(-1 if parent is None else position[parent])
            waiting.extend(reversed(children.get(member, [])))
        lost = [member for member in parent_of if member not in position]
        raise_if_any(
            Problem(where, "members may not be each other's parent", member, "ring")
            for member in lost
        )
        return cls(name, tuple(position), tuple(parents))

    @property
    def total(self) -> str | None:
        """Code of the single root that has children, or None."""
        single = self.parents.count(-1) == 1 and len(self.members) > 1
        return next(iter(self.members)) if single else None

    @property
    def leaves(self) -> tuple[str, ...]:
        """Members without children, in order."""
        inner = set(self.parents)
        return tuple(code for i, code in enumerate(self.members) if i not in inner)

    def children(self) -> dict[int, NDArray[np.intp]]:
        """Positions of the children of every member that has any."""
        parents = np.asarray(self.parents)
        return {int(p): np.flatnonzero(parents == p) for p in np.unique(parents) if p >= 0}


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of persons over the full crossing of ``dimensions``, totals included.

    ``counts`` has one axis per dimension in the order of its members, non-negative integers.
    ``impossible`` marks cells that every reader knows to be empty (a structural zero); hiding
    one protects nothing. Totals that do not add up are refused, each named.
    """

    dimensions: tuple[Dimension, ...]
    counts: NDArray[np.int64]
    name: str = "table"
    impossible: NDArray[np.bool_] | None = None
    _position: dict[str, dict[str, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = [dimension.name for dimension in self.dimensions]
        index = {d.name: {m: i for i, m in enumerate(d.members)} for d in self.dimensions}
        object.__setattr__(self, "_position", index)
        where = f'table "{self.name}"'
        if len(set(names)) != len(names):
            raise_if_any([Problem(where, "dimensions need different names", names, "duplicate")])
        shape = tuple(len(dimension.members) for dimension in self.dimensions)
        if self.counts.shape != shape or not np.issubdtype(self.counts.dtype, np.integer):
            rule = f"counts must be integers of shape {shape}"
            raise_if_any([Problem(where, rule, self.counts.shape, "shape")])
        raise_if_any([*self._negative(), *self._not_adding_up()])

    def _negative(self) -> Iterator[Problem]:
        for place in np.argwhere(self.counts < 0):
            rule = "a count may not be negative"
            yield Problem(self.describe(place), rule, int(self.counts[tuple(place)]), "negative")

    def _not_adding_up(self) -> Iterator[Problem]:
        for axis, dimension in enumerate(self.dimensions):
            for parent, children in dimension.children().items():
                total = np.take(self.counts, parent, axis)
                parts = np.take(self.counts, children, axis).sum(axis)
                for place in np.argwhere(total != parts):
                    full = np.insert(place, axis, parent)
                    yield Problem(
                        self.describe(full),
                        f"the total must be the sum of its {len(children)} parts over "
                        f'"{dimension.name}", which is {int(parts[tuple(place)])}',
                        int(total[tuple(place)]),
                        "total",
                    )

    @classmethod
    def from_leaves(
        cls,
        dimensions: Sequence[Dimension],
        leaves: Mapping[tuple[str, ...], int],
        *,
        name: str = "table",
    ) -> Table:
        """A table from its innermost counts; totals are added, absent combinations count 0."""
        dimensions = tuple(dimensions)
        counts = np.zeros([len(d.members) for d in dimensions], dtype=np.int64)
        index = [{m: i for i, m in enumerate(d.members)} for d in dimensions]
        allowed = [set(d.leaves) for d in dimensions]
        problems: list[Problem] = []
        for members, count in leaves.items():
            where = f'table "{name}", cell {" × ".join(members)}'
            if len(members) != len(dimensions):
                problems.append(Problem(where, f"needs {len(dimensions)} members", members))
                continue
            unknown = [
                Problem(where, f'not an innermost member of "{d.name}"', member, "unknown_member")
                for member, d, known in zip(members, dimensions, allowed, strict=True)
                if member not in known
            ]
            if not _is_count(count):
                unknown.append(Problem(where, "must be a whole number ≥ 0", count, "count"))
            problems.extend(unknown)
            if not unknown:
                counts[tuple(lookup[m] for lookup, m in zip(index, members, strict=True))] = count
        raise_if_any(problems)
        return cls(dimensions, add_totals(dimensions, counts), name)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of members of each dimension."""
        return self.counts.shape

    def place(self, **members: str) -> tuple[int, ...]:
        """Position of a cell; a dimension left out stands at its total.

        Raises :class:`InvalidInput` for an unknown dimension or member.
        """
        problems = [
            Problem(f'table "{self.name}"', "has no such dimension", name, "unknown_dimension")
            for name in members
            if name not in self._position
        ]
        place: list[int] = []
        for dimension in self.dimensions:
            member = members.get(dimension.name, dimension.total)
            if member not in self._position[dimension.name]:
                where = f'table "{self.name}", dimension "{dimension.name}"'
                problems.append(Problem(where, "has no such member", member, "unknown_member"))
            else:
                place.append(self._position[dimension.name][member])
        raise_if_any(problems)
        return tuple(place)

    def members(self, place: Iterable[int]) -> tuple[str, ...]:
        """Codes of the members at a position."""
        return tuple(d.members[i] for d, i in zip(self.dimensions, place, strict=True))

    def describe(self, place: Iterable[int]) -> str:
        """A position in words, for messages and reports."""
        pairs = zip(self.dimensions, self.members(place), strict=True)
        return f'table "{self.name}", ' + ", ".join(f"{d.name} = {m}" for d, m in pairs)

    def cells(self) -> Iterator[Cell]:
        """Every cell, totals included, the last dimension running fastest."""
        crossing = product(*(dimension.members for dimension in self.dimensions))
        for members, count in zip(crossing, self.counts.ravel().tolist(), strict=True):
            yield Cell(members, count)

    def keys(self) -> list[CellKey]:
        """Identity of every cell, in the order of ``counts.ravel()``.

        Cells of two tables with the same key count the same persons.
        """
        return keys_of(self.dimensions)


def _is_count(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and int(value) >= 0


def keys_of(dimensions: Sequence[Dimension]) -> list[CellKey]:
    """Identity of every cell of the full crossing, the last dimension running fastest."""
    axes = [
        [None if member == d.total else (d.name, member) for member in d.members]
        for d in dimensions
    ]
    return [tuple(sorted(filter(None, pairs))) for pairs in product(*axes)]


def add_totals(dimensions: Sequence[Dimension], leaves: NDArray[np.int64]) -> NDArray[np.int64]:
    """Fill every member that has children with their sum; the input's own totals are ignored."""
    counts = leaves.copy()
    for axis, dimension in enumerate(dimensions):
        view = np.moveaxis(counts, axis, 0)
        for parent, children in sorted(dimension.children().items(), reverse=True):
            view[parent] = view[children].sum(0)
    return counts
