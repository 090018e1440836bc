"""The audit: what an attacker with every published figure can still bound each hidden cell to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.tables.bounds import UNBOUNDED, attacker_bounds
from samen.engines.disclosure.tables.equations import Equations, equations_of
from samen.engines.disclosure.tables.status import Status

if TYPE_CHECKING:
    from samen.engines.disclosure.tables.protect import Protected, Settings


@dataclass(frozen=True, slots=True)
class CellBounds:
    """What can be inferred about one cell. ``high`` is None where there is no upper limit."""

    table: str
    members: tuple[str, ...]
    status: Status
    count: int
    low: int
    high: int | None
    required_low: int
    required_high: int

    @property
    def exposed(self) -> bool:
        """Whether the interval is narrower than the protection asked for."""
        return self.low > self.required_low or (
            self.high is not None and self.high < self.required_high
        )

    @property
    def exact(self) -> bool:
        """Whether the attacker knows the count."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Audit:
    """The bounds of every hidden cell over all tables that were audited together."""

    cells: tuple[CellBounds, ...]
    against: tuple[str, ...] = ()
    """Names of the earlier releases that were used."""

    @property
    def exposed(self) -> tuple[CellBounds, ...]:
        """Small cells whose interval is narrower than asked for."""
        return tuple(cell for cell in self.cells if cell.exposed)

    @property
    def clean(self) -> bool:
        """Whether no small cell is exposed."""
        return not self.exposed


def audit(protected: Protected | Sequence[Protected]) -> Audit:
    """Bound every hidden cell of one protected table, or of several published together."""
    several = [protected] if not isinstance(protected, Sequence) else list(protected)
    tables = [one.table for one in several]
    equations = equations_of(tables)
    status = np.zeros(len(equations.counts), dtype=np.uint8)
    for one, variables in zip(several, equations.cells, strict=True):
        np.maximum.at(status, variables.ravel(), one.status.ravel())
    return audit_suppression(
        equations, status, [table.name for table in tables], several[0].settings, several
    )


def audit_suppression(
    equations: Equations,
    status: NDArray[np.uint8],
    names: Sequence[str],
    settings: Settings,
    protected: Sequence[Protected],
) -> Audit:
    """Audit of a pattern of hidden cells given over the variables of ``equations``."""
    hidden = status != Status.PUBLISHED
    counts = equations.counts
    lower = np.where(hidden, 0, counts)
    upper = np.where(hidden, UNBOUNDED, counts)
    low, high = attacker_bounds(equations.matrix, lower, upper, counts, hidden)
    need = settings.protection_level(counts)
    cells: list[CellBounds] = []
    for variable in np.flatnonzero(hidden):
        t, position = equations.owner[variable]
        table = protected[t].table
        count = int(counts[variable])
        small = 0 < count < settings.threshold or status[variable] == Status.PRIMARY
        margin = int(need[variable]) if small else 0
        cells.append(
            CellBounds(
                table=names[t],
                members=table.members(np.unravel_index(position, table.shape)),
                status=Status(int(status[variable])),
                count=count,
                low=int(low[variable]),
                high=None if high[variable] >= UNBOUNDED else int(high[variable]),
                required_low=max(count - margin, 0),
                required_high=count + margin,
            )
        )
    return Audit(tuple(cells))
