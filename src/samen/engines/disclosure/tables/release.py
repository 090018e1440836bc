"""A published table as its readers have it, and what several releases say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from samen.engines.disclosure.tables.bounds import components, polytope_of, propagate
from samen.engines.disclosure.tables.boxes import Crossing
from samen.engines.disclosure.tables.equations import equations_of, total_rows
from samen.engines.disclosure.tables.model import CellKey, Dimension, Table, keys_of
from samen.engines.disclosure.tables.settings import UNBOUNDED, Settings


@dataclass(frozen=True, slots=True)
class Release:
    """A published table: ``values`` over the full crossing, ``HIDDEN`` where nothing was shown."""

    name: str
    dimensions: tuple[Dimension, ...]
    values: NDArray[np.int64]
    settings: Settings

    def told(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Least and greatest count of each cell by the method alone."""
        return self.settings.told(self.values)

    def shown(self) -> dict[CellKey, int]:
        """What was shown per cell, ``HIDDEN`` where it was hidden."""
        return dict(zip(keys_of(self.dimensions), self.values.ravel().tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All a reader knows: ``matrix @ counts = 0`` and ``low ≤ counts ≤ high``, shape (n,) each.

    The first cells are those of the tables (variables of ``cells``), then those that only
    earlier releases have. The counts of the latter are not known here where they were hidden:
    there ``counts`` holds some whole numbers that fit, and ``known`` is False.
    ``revised`` marks cells whose count no longer fits what an earlier release showed.
    """

    matrix: sparse.csr_array
    counts: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    known: NDArray[np.bool_]
    revised: NDArray[np.bool_]
    cells: tuple[NDArray[np.intp], ...]
    owner: NDArray[np.intp]
    crossings: tuple[Crossing, ...]
    """The variables of every table and release, for those who look at a cell's neighbours."""
    extra: tuple[CellKey, ...]
    """Identity of the cells that only earlier releases have, in order."""
    unused: tuple[str, ...]
    """Releases of which no equation could be used, because the counts were revised since."""


def knowledge_of(tables: Sequence[Table], releases: Sequence[Release]) -> Knowledge:
    """What readers of ``releases`` know of the cells of ``tables``.

    An equation of an earlier release counts only where none of its cells was revised since.
    """
    own = equations_of(tables)
    size = len(own.counts)
    crossings = [
        Crossing(table.dimensions, variables)
        for table, variables in zip(tables, own.cells, strict=True)
    ]
    if not releases:
        nothing = np.zeros(size, dtype=np.bool_)
        free = np.zeros(size, dtype=np.int64), np.full(size, UNBOUNDED)
        return Knowledge(
            own.matrix,
            own.counts,
            *free,
            ~nothing,
            nothing,
            own.cells,
            own.owner,
            tuple(crossings),
            (),
            (),
        )
    number: dict[CellKey, int] = {}
    for table, variables in zip(tables, own.cells, strict=True):
        number.update(zip(table.keys(), variables.ravel().tolist(), strict=True))
    places = [
        np.array([number.setdefault(key, len(number)) for key in keys_of(release.dimensions)])
        for release in releases
    ]
    total = len(number)
    low, high = np.zeros(total, dtype=np.int64), np.full(total, UNBOUNDED)
    revised = np.zeros(total, dtype=np.bool_)
    for release, variables in zip(releases, places, strict=True):
        least, greatest = (bound.ravel() for bound in release.told())
        mine = variables < size
        count = own.counts[variables[mine]]
        wrong = (count < least[mine]) | (count > greatest[mine])
        revised[variables[mine][wrong]] = True
        use = np.ones(len(variables), dtype=np.bool_)
        use[np.flatnonzero(mine)[wrong]] = False
        np.maximum.at(low, variables[use], least[use])
        np.minimum.at(high, variables[use], greatest[use])
    counts = np.zeros(total, dtype=np.int64)
    counts[:size] = own.counts
    matrix = _widen(own.matrix, total)
    unused: list[str] = []
    for release, flat in zip(releases, places, strict=True):
        variables = flat.reshape(release.values.shape)
        if any(_same(one, release.dimensions, variables) for one in crossings):
            continue
        rows = total_rows(release.dimensions, variables, total)
        stale = np.asarray(abs(rows) @ revised.astype(float)) > 0
        tried = sparse.csr_array(sparse.vstack([matrix, rows[np.flatnonzero(~stale)]]))
        filled = _complete(tried, counts, low, high, size)
        if filled is None:
            unused.append(release.name)
        else:
            matrix, counts = tried, filled
            crossings.append(Crossing(release.dimensions, variables))
    known = (np.arange(total) < size) | (low == high)
    return Knowledge(
        matrix,
        counts,
        low,
        high,
        known,
        revised,
        own.cells,
        own.owner,
        tuple(crossings),
        tuple(number)[size:],
        tuple(unused),
    )


def _same(
    crossing: Crossing, dimensions: tuple[Dimension, ...], variables: NDArray[np.intp]
) -> bool:
    """Whether a table or an earlier release has these equations already."""
    return crossing.dimensions == dimensions and np.array_equal(crossing.variables, variables)


def _widen(matrix: sparse.csr_array, columns: int) -> sparse.csr_array:
    return sparse.csr_array(
        (matrix.data, matrix.indices, matrix.indptr), shape=(len(matrix.indptr) - 1, columns)
    )


def _complete(
    matrix: sparse.csr_array,
    counts: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    size: int,
) -> NDArray[np.int64] | None:
    """Counts with whole numbers that fit beyond ``size``; None where none do."""
    least, greatest = low.copy(), high.copy()
    least[:size] = greatest[:size] = counts[:size]
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
    return filled if not np.any(matrix @ filled) else None


def shown_before(
    tables: Sequence[Table], knowledge: Knowledge, against: Sequence[Release]
) -> NDArray[np.int64]:
    """What the latest earlier release shows per cell, ``HIDDEN`` where hidden, -2 where absent."""
    before = np.full(len(knowledge.counts), -2, dtype=np.int64)
    for release in against:
        shown = release.shown()
        for table, variables in zip(tables, knowledge.cells, strict=True):
            for variable, key in zip(variables.ravel().tolist(), table.keys(), strict=True):
                if key in shown:
                    before[variable] = shown[key]
    return before


def small_revision(
    before: NDArray[np.int64], counts: NDArray[np.int64], settings: Settings
) -> NDArray[np.bool_]:
    """Cells whose count changed by a few since it was shown: the difference is itself small."""
    change = np.abs(counts - before)
    return (before >= 0) & (change > 0) & (change < settings.threshold)
