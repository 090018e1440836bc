"""A protected table as a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.tables.findings import Audit
from samen.engines.disclosure.tables.model import Table
from samen.engines.disclosure.tables.release import Release
from samen.engines.disclosure.tables.settings import HIDDEN, Settings
from samen.engines.disclosure.tables.status import Status


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
    shown. Only :meth:`cells`, :meth:`value` and :meth:`release` are meant for publication.
    ``at_least``: no pattern hides fewer further cells over all tables protected together (nought
    where the method is not suppression). ``greedy``: they were chosen one after the other, not
    as the fewest.
    """

    table: Table
    status: NDArray[np.uint8]
    values: NDArray[np.int64]
    settings: Settings
    audit: Audit
    at_least: int = 0
    greedy: bool = False

    def value(self, **members: str) -> int | None:
        """What is shown at a cell; a dimension left out stands at its total."""
        value = int(self.values[self.table.place(**members)])
        return None if value == HIDDEN else value

    def status_of(self, **members: str) -> Status:
        """Status of a cell; a dimension left out stands at its total."""
        return Status(int(self.status[self.table.place(**members)]))

    def cells(self) -> Iterator[ProtectedCell]:
        """Every cell, totals included, the last dimension running fastest."""
        values, status = self.values.ravel().tolist(), self.status.ravel().tolist()
        for cell, value, code in zip(self.table.cells(), values, status, strict=True):
            yield ProtectedCell(cell.members, None if value == HIDDEN else value, Status(code))

    def release(self) -> Release:
        """The table as its readers will have it."""
        return Release(self.table.name, self.table.dimensions, self.values, self.settings)

    def told(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Least and greatest count of each cell by the method alone.

        In a rounded table where nothing else is hidden, a hidden cell is known to be small.
        """
        low, high = self.settings.told(self.values)
        if self.settings.method == "round" and not (self.status == Status.SECONDARY).any():
            hidden = self.values == HIDDEN
            low = np.where(hidden, 1, low)
            high = np.where(hidden, self.settings.threshold - 1, high)
        return low, high
