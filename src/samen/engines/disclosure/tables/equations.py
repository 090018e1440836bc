"""What every reader of a table knows: totals are sums. One set of equations for linked tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from samen.engines.disclosure.tables.model import CellKey, Dimension, Table
from samen.kernel.errors import Problem, raise_if_any


@dataclass(frozen=True, slots=True)
class Equations:
    """``matrix @ counts = 0`` over the distinct cells of one or more tables.

    ``counts``: int64, shape (n,), the true counts. ``matrix``: CSR, shape (m, n), +1 at a total
    and -1 at its parts. ``cells[t]`` gives, for table t, the variable of every cell (shape of
    the table). ``owner[i]`` is the (table, flat position) by which variable i is described.
    """

    counts: NDArray[np.int64]
    matrix: sparse.csr_array
    cells: tuple[NDArray[np.intp], ...]
    owner: NDArray[np.intp]


def equations_of(tables: Sequence[Table]) -> Equations:
    """The equations of ``tables``, cells that count the same persons being one variable.

    Raises :class:`InvalidInput` where two tables count the same persons differently.
    """
    cells, owner = _identify(tables)
    counts = np.empty(len(owner), dtype=np.int64)
    for table, variables in zip(tables, cells, strict=True):
        counts[variables.ravel()] = table.counts.ravel()
    _refuse_contradictions(tables, cells, owner, counts)
    if not tables:
        return Equations(counts, sparse.csr_array((0, 0)), (), owner)
    rows = [
        total_rows(table.dimensions, variables, len(owner))
        for table, variables in zip(tables, cells, strict=True)
    ]
    return Equations(counts, sparse.csr_array(sparse.vstack(rows)), cells, owner)


def total_rows(
    dimensions: Sequence[Dimension], variables: NDArray[np.intp], size: int
) -> sparse.csr_array:
    """One row per total of a crossing: +1 at the total, -1 at its parts, over ``size`` cells."""
    entries: list[NDArray[np.intp]] = []
    rows = 0
    for axis, dimension in enumerate(dimensions):
        for parent, children in dimension.children().items():
            head = np.take(variables, parent, axis).ravel()
            tail = np.moveaxis(np.take(variables, children, axis), axis, 0).ravel()
            numbers = np.arange(rows, rows + head.size)
            entries.append(np.stack([numbers, head, np.ones_like(head)]))
            repeated = np.tile(numbers, len(children))
            entries.append(np.stack([repeated, tail, -np.ones_like(tail)]))
            rows += head.size
    if not entries:
        return sparse.csr_array((0, size))
    row, column, sign = np.concatenate(entries, axis=1)
    return sparse.csr_array((sign.astype(float), (row, column)), shape=(rows, size))


def _identify(
    tables: Sequence[Table],
) -> tuple[tuple[NDArray[np.intp], ...], NDArray[np.intp]]:
    if len(tables) == 1:
        variables = np.arange(tables[0].counts.size)
        owner = np.stack([np.zeros_like(variables), variables], axis=1)
        return (variables.reshape(tables[0].shape),), owner
    number: dict[CellKey, int] = {}
    cells: list[NDArray[np.intp]] = []
    owners: list[tuple[int, int]] = []
    for t, table in enumerate(tables):
        variables = np.empty(table.counts.size, dtype=np.intp)
        for position, key in enumerate(table.keys()):
            variables[position] = number.setdefault(key, len(number))
            if variables[position] == len(owners):
                owners.append((t, position))
        cells.append(variables.reshape(table.shape))
    return tuple(cells), np.array(owners, dtype=np.intp).reshape(-1, 2)


def _refuse_contradictions(
    tables: Sequence[Table],
    cells: Sequence[NDArray[np.intp]],
    owner: NDArray[np.intp],
    counts: NDArray[np.int64],
) -> None:
    problems: list[Problem] = []
    for table, variables in zip(tables, cells, strict=True):
        for place in np.argwhere(counts[variables] != table.counts):
            variable = variables[tuple(place)]
            other = tables[owner[variable, 0]]
            rule = f'counts the same persons as table "{other.name}" or a later one, so must agree'
            problems.append(
                Problem(table.describe(place), rule, int(table.counts[tuple(place)]), "linked")
            )
    raise_if_any(problems)
