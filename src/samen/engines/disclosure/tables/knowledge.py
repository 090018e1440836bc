"""What the readers of a table and of earlier releases know of every cell together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from samen.engines.disclosure.tables.bounds import components, polytope_of, propagate
from samen.engines.disclosure.tables.boxes import Crossing
from samen.engines.disclosure.tables.equations import equations_of, total_rows
from samen.engines.disclosure.tables.model import CellKey, Table, keys_of
from samen.engines.disclosure.tables.release import Release
from samen.engines.disclosure.tables.settings import UNBOUNDED


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All a reader knows: ``matrix @ counts = 0`` and ``low ≤ counts ≤ high``, shape (n,) each.

    The first cells are those of the tables (variables of ``cells``), then those that only
    earlier releases have. A cell that was revised since, such as a total to which a year was
    added, is one of the latter too: what a release said of it stays true of what it was then.
    ``known`` is False for those of which no figure was shown. ``certain`` is False where
    ``counts`` holds some whole numbers that fit, because the tables do not tell which.
    """

    matrix: sparse.csr_array
    counts: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    known: NDArray[np.bool_]
    certain: NDArray[np.bool_]
    cells: tuple[NDArray[np.intp], ...]
    owner: NDArray[np.intp]
    crossings: tuple[Crossing, ...]
    """The variables of every table and release, for those who look at a cell's neighbours."""
    keys: tuple[CellKey, ...]
    """Identity of every cell."""
    unused: tuple[str, ...]
    """Releases of which not every equation could be used: a hidden part was revised since."""


class _Told(NamedTuple):
    """A release over its own cells: its equations, and least and greatest of every cell."""

    rows: sparse.csr_array
    low: NDArray[np.int64]
    high: NDArray[np.int64]

    @property
    def exact(self) -> NDArray[np.bool_]:
        """Cells whose count was told."""
        return self.low == self.high

    @property
    def totals(self) -> NDArray[np.bool_]:
        """Cells that have parts."""
        return self.rows.maximum(0).T @ np.ones(len(self.rows.indptr) - 1) > 0


def knowledge_of(tables: Sequence[Table], releases: Sequence[Release]) -> Knowledge:
    """What readers of ``releases`` know of the cells of ``tables``.

    An equation of an earlier release is left out where a hidden part of it was revised since.
    """
    own = equations_of(tables)
    size = len(own.counts)
    number: dict[CellKey, int] = {}
    for table, variables in zip(tables, own.cells, strict=True):
        number.update(zip(table.keys(), variables.ravel().tolist(), strict=True))
    crossings = [
        Crossing(table.dimensions, variables, variables)
        for table, variables in zip(tables, own.cells, strict=True)
    ]
    reader = _Reader(own.matrix, own.counts)
    unused: list[str] = []
    for release in releases:
        keys = keys_of(release.dimensions)
        places = np.arange(len(keys)).reshape(release.values.shape)
        rows = total_rows(release.dimensions, places, len(keys))
        told = _Told(rows, *(bound.ravel() for bound in release.told()))
        variables = np.array([number.setdefault(key, len(number)) for key in keys])
        reader.widen(len(number))
        moved = reader.moved(variables, told)
        then, left_out = variables, None
        # Where that does not fit together any total may have been another then, hidden or not; and
        # where that does not either only what can be checked is used.
        every = moved | told.totals
        for cells, whole in ((moved, True), (every, True), (every, False)):
            then = variables.copy()
            for at in np.flatnonzero(cells):
                key = (*keys[at], ("release", release.name))
                then[at] = number.setdefault(key, len(number))
            reader.widen(len(number))
            left_out = reader.learn(then, told, whole=whole)
            if left_out is not None:
                break
        if left_out != 0:
            unused.append(release.name)
        crossing = Crossing(release.dimensions, then[places], variables[places])
        if not any(_same(one, crossing) for one in crossings):
            crossings.append(crossing)
    inside = np.arange(len(number)) < size
    return Knowledge(
        reader.matrix,
        reader.counts,
        reader.low,
        reader.high,
        inside | (reader.low == reader.high),
        reader.certain,
        own.cells,
        own.owner,
        tuple(crossings),
        tuple(number),
        tuple(unused),
    )


class _Reader:
    """Somebody who reads one release after the other, with the true counts at hand."""

    def __init__(self, matrix: sparse.csr_array, counts: NDArray[np.int64]) -> None:
        self.matrix, self.counts = matrix, counts
        self.low, self.high = np.zeros_like(counts), np.full_like(counts, UNBOUNDED)
        self.certain = np.ones(len(counts), dtype=np.bool_)
        self._seen = set(_written(matrix))

    def widen(self, size: int) -> None:
        """Make room for cells up to ``size``."""
        more = size - len(self.counts)
        self.counts = np.concatenate([self.counts, np.zeros(more, dtype=np.int64)])
        self.low = np.concatenate([self.low, np.zeros(more, dtype=np.int64)])
        self.high = np.concatenate([self.high, np.full(more, UNBOUNDED)])
        self.certain = np.concatenate([self.certain, np.zeros(more, dtype=np.bool_)])
        self.matrix = sparse.csr_array(
            (self.matrix.data, self.matrix.indices, self.matrix.indptr),
            shape=(len(self.matrix.indptr) - 1, size),
        )

    def moved(self, variables: NDArray[np.intp], told: _Told) -> NDArray[np.bool_]:
        """Cells of a release that were something else then: their figure no longer fits.

        So were hidden totals that no longer are the sum of their parts.
        """
        counts, certain = self.counts[variables], self.certain[variables]
        moved = (told.low > self.high[variables]) | (told.high < self.low[variables])
        moved |= certain & ((counts < told.low) | (counts > told.high))
        value = np.where(told.exact, told.low, counts)
        totals = told.rows.maximum(0).T
        while True:
            wrong = _wrong(told.rows, value, told.exact | (certain & ~moved))
            more = (totals @ wrong.astype(float) > 0) & ~moved & ~told.exact
            if not more.any():
                return moved
            moved |= more

    def learn(self, variables: NDArray[np.intp], told: _Told, *, whole: bool) -> int | None:
        """Take in a release; returns how many of its equations had to be left out.

        Not ``whole``: only equations of certain counts. None where no counts fit.
        """
        low, high = self.low.copy(), self.high.copy()
        np.maximum.at(low, variables, told.low)
        np.minimum.at(high, variables, told.high)
        certain = self.certain | (low == high)
        counts = np.where(certain & ~self.certain, low, self.counts)
        size = len(counts)
        rows = sparse.csr_array(
            (told.rows.data.copy(), variables[told.rows.indices], told.rows.indptr),
            shape=(len(told.rows.indptr) - 1, size),
        )
        rows.sort_indices()
        use = ~_wrong(rows, counts, certain)
        if not whole:
            use &= abs(rows) @ (~certain).astype(float) == 0
        written = _written(rows)
        fresh = [n for n, row in enumerate(written) if use[n] and row not in self._seen]
        matrix = sparse.csr_array(sparse.vstack([self.matrix, rows[fresh]]))
        filled = _complete(matrix, counts, low, high, certain)
        if filled is None:
            return None
        self.matrix, self.low, self.high = matrix, low, high
        self.counts, self.certain = filled
        self._seen.update(written[n] for n in fresh)
        return int((~use).sum())


def _written(rows: sparse.csr_array) -> list[bytes]:
    """Each row as a text that no other has."""
    return [
        rows.indices[start:end].tobytes() + rows.data[start:end].tobytes()
        for start, end in pairwise(map(int, rows.indptr))
    ]


def _wrong(
    rows: sparse.csr_array, counts: NDArray[np.int64], certain: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Equations of certain counts only that do not hold."""
    return (abs(rows) @ (~certain).astype(float) == 0) & (rows @ counts.astype(float) != 0)


def _same(one: Crossing, other: Crossing) -> bool:
    return one.dimensions == other.dimensions and np.array_equal(one.variables, other.variables)


def _complete(
    matrix: sparse.csr_array,
    counts: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    certain: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]] | None:
    """Whole counts that fit where they are not ``certain``, and which are now; None if none do."""
    least = np.where(certain, counts, low)
    greatest = np.where(certain, counts, high)
    least, greatest = propagate(matrix, least, greatest)
    if (least > greatest).any():
        return None
    filled = least.copy()
    for component in components(matrix, least < greatest):
        rows = matrix[:, component]
        used = np.flatnonzero(np.diff(rows.indptr))
        fixed = filled.copy()
        fixed[component] = 0
        sums = -np.asarray(matrix[used] @ fixed.astype(float))
        part = polytope_of(matrix, component, None, least, greatest, sums=sums)
        point = part.extreme_of_whole(0, upward=False)
        if point is None:
            return None
        filled[component] = point
    return (filled, least == greatest) if not np.any(matrix @ filled) else None
