"""The front door: protect a table, or several that are published together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.tables.audit import Audit, audit
from samen.engines.disclosure.tables.bounds import UNBOUNDED
from samen.engines.disclosure.tables.equations import equations_of
from samen.engines.disclosure.tables.model import Table
from samen.engines.disclosure.tables.status import Status
from samen.engines.disclosure.tables.suppress import Suppression, suppress
from samen.engines.disclosure.tables.suppress import Problem as SuppressionProblem
from samen.kernel.errors import InvalidInput, Problem, raise_if_any


@dataclass(frozen=True, slots=True)
class Settings:
    """How a table was protected.

    A count from 1 to ``threshold - 1`` is small. Each small count must be able to lie a share
    ``margin`` of itself lower and higher, and one at least, as far as a reader can tell.
    """

    threshold: int = 10
    margin: float = 0.3

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        if self.threshold < 2:
            problems.append(Problem("threshold", "must be at least 2", self.threshold))
        if not 0 < self.margin <= 1:
            problems.append(Problem("margin", "must lie above 0 and up to 1", self.margin))
        raise_if_any(problems)

    def small(self, counts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which counts are below the threshold and not nought."""
        return (counts > 0) & (counts < self.threshold)

    def protection_level(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """By how much each count must be able to differ both ways, at least 1."""
        return np.maximum(np.ceil(counts * self.margin - 1e-9), 1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class ProtectedCell:
    """A cell of a protected table. ``value`` is what is shown, None where it is hidden."""

    members: tuple[str, ...]
    value: int | None
    status: Status


@dataclass(frozen=True, slots=True)
class Protected:
    """A protected table: the truth (for the privacy officer), what is shown, and the audit.

    ``status`` and ``values`` have the shape of the table; ``values`` is -1 where nothing is
    shown. Only :meth:`cells` and :meth:`value` are meant for publication.
    """

    table: Table
    status: NDArray[np.uint8]
    values: NDArray[np.int64]
    settings: Settings
    audit: Audit

    def value(self, **members: str) -> int | None:
        """What is shown at a cell; a dimension left out stands at its total."""
        value = int(self.values[self.table.place(**members)])
        return None if value < 0 else value

    def status_of(self, **members: str) -> Status:
        """Status of a cell; a dimension left out stands at its total."""
        return Status(int(self.status[self.table.place(**members)]))

    def cells(self) -> Iterator[ProtectedCell]:
        """Every cell, totals included, the last dimension running fastest."""
        values, status = self.values.ravel().tolist(), self.status.ravel().tolist()
        for cell, value, code in zip(self.table.cells(), values, status, strict=True):
            yield ProtectedCell(cell.members, None if value < 0 else value, Status(code))


def protect(table: Table, *, threshold: int = 10, margin: float = 0.3) -> Protected:
    """Hide the small counts of ``table`` and what would give them away.

    Parameters
    ----------
    threshold:
        A count from 1 to ``threshold - 1`` is small. At least 2.
    margin:
        Share of itself by which a small count must be uncertain both ways, above 0 up to 1.

    Raises
    ------
    InvalidInput
        A setting out of range, or nothing would be left to publish.
    """
    return protect_linked([table], threshold=threshold, margin=margin)[0]


def protect_linked(
    tables: Sequence[Table], *, threshold: int = 10, margin: float = 0.3
) -> tuple[Protected, ...]:
    """Protect tables that are published together: a cell in two of them has one status.

    Cells of different tables are the same when they agree on every dimension that is not at its
    total. Parameters and errors as :func:`protect`.
    """
    settings = Settings(threshold, margin)
    equations = equations_of(tables)
    counts = equations.counts
    primary = settings.small(counts)
    nothing = np.zeros_like(primary)
    problem = SuppressionProblem(
        matrix=equations.matrix,
        counts=counts,
        sensitive=primary,
        need=settings.protection_level(counts),
        shown=nothing,
        hidden=nothing,
        low=np.zeros_like(counts),
        high=np.full_like(counts, UNBOUNDED),
    )
    found: Suppression | None = suppress(problem)
    pattern = None if found is None else found.pattern
    if pattern is None or not (counts[~pattern] > 0).any():
        rule = "every figure would have to be hidden: use fewer or broader categories"
        raise InvalidInput(Problem("table", rule, math.inf, "everything_suppressed"))
    status = np.where(primary, Status.PRIMARY, np.where(pattern, Status.SECONDARY, 0))
    bare: list[Protected] = []
    for table, variables in zip(tables, equations.cells, strict=True):
        own = status[variables].astype(np.uint8)
        values = np.where(own == Status.PUBLISHED, table.counts, -1)
        bare.append(Protected(table, own, values, settings, Audit(())))
    checked = audit(bare)
    return tuple(Protected(p.table, p.status, p.values, p.settings, checked) for p in bare)
