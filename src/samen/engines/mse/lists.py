"""The data of multiple systems estimation: who is on which list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samen.kernel.errors import InvalidInput, Problem, raise_if_any

MOST_LISTS = 12
# Above this a count is no longer exact as a floating-point number.
LARGEST_COUNT = 2**53


@dataclass(frozen=True, slots=True)
class Lists:
    """Counts per capture history, for one population or for each stratum of it.

    A capture history is a bitmask over ``names``: bit i is set for the people on list i.
    Everyone counted is on at least one list.

    names: the lists, 1 to 12. counts: (strata, 2**lists) whole numbers, column 0 all zero.
    strata_names: the columns that define strata, may be empty. strata: one tuple of labels per
    row of ``counts``. impossible: histories that cannot occur (structural zeros).
    notes: what a reader must know about how the table came about.
    """

    names: tuple[str, ...]
    counts: NDArray[np.int64]
    strata_names: tuple[str, ...] = ()
    strata: tuple[tuple[str, ...], ...] = ((),)
    impossible: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        if not 1 <= len(self.names) <= MOST_LISTS:
            problems.append(
                Problem("lists", f"between 1 and {MOST_LISTS} lists", len(self.names), "lists")
            )
        if len(set(self.names)) < len(self.names):
            problems.append(Problem("lists", "two lists have the same name", code="duplicate"))
        raise_if_any(problems)
        if self.counts.shape != (len(self.strata), 1 << len(self.names)):
            raise ValueError("counts must have one row per stratum and 2**lists columns")
        if self.counts[:, 0].any():
            raise InvalidInput(
                Problem("history without lists", "nobody can have counted people on no list")
            )
        self.counts.flags.writeable = False

    @staticmethod
    def from_counts(
        names: Sequence[str],
        counts: Mapping[str, int] | Mapping[tuple[str, ...], int],
        *,
        separator: str = ".",
    ) -> Lists:
        """A table from the counts per history: ``{"police": 907, "police.shelter": 56}``.

        Keys are tuples of list names, or names joined by ``separator``. Raises
        :class:`InvalidInput` for an unknown list or a count that is not a whole number >= 0.
        """
        index = {name: i for i, name in enumerate(names)}
        table = np.zeros(1 << len(names), dtype=np.int64)
        problems: list[Problem] = []
        for key, count in counts.items():
            parts = (
                key
                if isinstance(key, tuple)
                else ((key,) if key in index else tuple(key.split(separator)))
            )
            unknown = [part for part in parts if part not in index]
            if unknown or not parts:
                problems.append(Problem(f"history {key!r}", "names an unknown list", code="list"))
                continue
            problem = count_problem(count, f"history {key!r}")
            if problem is not None:
                problems.append(problem)
                continue
            table[sum({1 << index[part] for part in parts})] += int(count)
        raise_if_any(problems)
        return Lists(tuple(names), table[None, :])

    @property
    def lists(self) -> int:
        """How many lists there are."""
        return len(self.names)

    @property
    def observed(self) -> int:
        """How many different people are on at least one list."""
        return int(self.counts.sum())

    @property
    def table(self) -> NDArray[np.int64]:
        """Counts per history over all strata, shape (2**lists,)."""
        return self.counts.sum(axis=0)

    @property
    def list_totals(self) -> dict[str, int]:
        """How many people are on each list."""
        margins = superset_sums(self.table)
        return {name: int(margins[1 << i]) for i, name in enumerate(self.names)}

    @property
    def dropped(self) -> NDArray[np.int64]:
        """Histories without an expected count: nobody on no list is seen, nor the impossible."""
        return np.array(sorted({0, *self.impossible}), dtype=np.int64)

    @property
    def sha256(self) -> str:
        """A fingerprint of the table: names, strata, structural zeros and counts."""
        parts = [self.names, self.strata_names, self.strata, self.impossible]
        digest = hashlib.sha256(repr(parts).encode())
        digest.update(np.ascontiguousarray(self.counts).astype("<i8").tobytes())
        return digest.hexdigest()

    def pooled(self) -> Lists:
        """The same people without the strata."""
        return replace(self, counts=self.table[None, :], strata_names=(), strata=((),))

    def over(self, columns: Sequence[str]) -> Lists:
        """The same people, split by ``columns`` only; raises as :meth:`by`."""
        parts = self.by(columns)
        counts = np.concatenate([part.counts for part in parts.values()])
        return replace(self, counts=counts, strata_names=tuple(columns), strata=tuple(parts))

    def by(self, columns: Sequence[str]) -> dict[tuple[str, ...], Lists]:
        """One table per combination of labels of ``columns``, pooled over the other strata.

        Raises :class:`InvalidInput` for a column that is not a stratum.
        """
        raise_if_any(
            Problem("--by", f"must be one of: {', '.join(self.strata_names) or 'none'}", c, "by")
            for c in columns
            if c not in self.strata_names
        )
        places = [self.strata_names.index(column) for column in columns]
        rows: dict[tuple[str, ...], list[int]] = {}
        for row, labels in enumerate(self.strata):
            rows.setdefault(tuple(labels[place] for place in places), []).append(row)
        return {
            key: replace(
                self,
                counts=self.counts[chosen].sum(axis=0)[None, :],
                strata_names=(),
                strata=((),),
            )
            for key, chosen in sorted(rows.items())
        }

    def without(self, name: str) -> Lists:
        """Leave out a list; people on no other list are no longer counted."""
        kept = [i for i, other in enumerate(self.names) if other != name]
        return self._regrouped(
            tuple(self.names[i] for i in kept), [kept.index(i) if i in kept else -1 for i in range(
                self.lists)]
        )  # fmt: skip

    def merged(self, names: Iterable[str], label: str | None = None) -> Lists:
        """Treat several lists as one: on the merged list is who is on any of them."""
        joined = [name for name in self.names if name in set(names)]
        first = self.names.index(joined[0])
        kept = [i for i, name in enumerate(self.names) if name not in joined or i == first]
        new_names = tuple(
            (label or "+".join(joined)) if i == first else self.names[i] for i in kept
        )
        target = [kept.index(first if self.names[i] in joined else i) for i in range(self.lists)]
        return self._regrouped(new_names, target)

    def _regrouped(self, names: tuple[str, ...], target: Sequence[int]) -> Lists:
        """Send list i to list ``target[i]`` of ``names`` (-1: nowhere)."""
        histories = np.arange(self.counts.shape[1])
        mapped = np.zeros_like(histories)
        for i, place in enumerate(target):
            if place >= 0:
                mapped |= ((histories >> i) & 1) << place
        counts = np.zeros((len(self.strata), 1 << len(names)), dtype=np.int64)
        np.add.at(counts.T, mapped, self.counts.T)
        counts[:, 0] = 0
        possible = {int(mapped[w]) for w in histories if w not in self.impossible}
        impossible = tuple(w for w in range(1, 1 << len(names)) if w not in possible)
        return replace(self, names=names, counts=counts, impossible=impossible)

    def never_together(self, first: str, second: str) -> Lists:
        """State that nobody can be on both lists: their joint histories are structural zeros.

        Raises :class:`InvalidInput` when a list is unknown or somebody is on both.
        """
        raise_if_any(
            Problem("structural zero", f"unknown list; known are {', '.join(self.names)}", name)
            for name in (first, second)
            if name not in self.names
        )
        both = (1 << self.names.index(first)) | (1 << self.names.index(second))
        cells = {w for w in range(self.counts.shape[1]) if w & both == both}
        if self.table[sorted(cells)].any():
            raise InvalidInput(
                Problem("structural zero", f"somebody is on both {first} and {second}")
            )
        return replace(self, impossible=tuple(sorted(cells | set(self.impossible))))


def superset_sums(counts: NDArray[np.generic]) -> NDArray[np.float64]:
    """T_S: for each set S of lists, how many people are on all lists of S.

    counts: (2**lists, …); the sum runs over the first axis. T_0 is everybody in the table.
    """
    margins = np.array(counts, dtype=np.float64)
    size = margins.shape[0]
    half = 1
    while half < size:
        blocks = margins.reshape(size // (2 * half), 2, half, *margins.shape[1:])
        blocks[:, 0] += blocks[:, 1]
        half *= 2
    return margins


def count_problem(count: object, where: str) -> Problem | None:
    """What is wrong with a count, if anything."""
    rule = "a count must be a whole number of people, 0 or more"
    if isinstance(count, bool) or count is None:
        return Problem(where, rule, count, "count")
    try:
        number = float(count)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return Problem(where, rule, count, "count")
    if not np.isfinite(number) or number < 0 or number != int(number):
        return Problem(where, rule, count, "count")
    if number >= LARGEST_COUNT:
        return Problem(where, "a count must be below 2**53", count, "count")
    return None
