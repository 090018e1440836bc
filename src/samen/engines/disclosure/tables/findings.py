"""What an audit found, as values."""

from __future__ import annotations

from dataclasses import dataclass

from samen.engines.disclosure.tables.status import Status


@dataclass(frozen=True, slots=True)
class CellBounds:
    """What can be inferred about one cell. ``high`` is None where there is no upper limit.

    ``count`` is None for a cell that only an earlier release has: its count is not at hand.

    ``required_low`` and ``required_high`` are the values the cell must at least be able to take.
    """

    table: str
    members: tuple[str, ...]
    status: Status
    count: int | None
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
    """The bounds of every hidden or small cell over all tables that were audited together."""

    cells: tuple[CellBounds, ...]
    against: tuple[str, ...] = ()
    """Names of the earlier releases that were taken into account."""
    unused: tuple[str, ...] = ()
    """Those of which not every equation could be used: hidden counts were revised since."""

    @property
    def exposed(self) -> tuple[CellBounds, ...]:
        """Small cells whose interval is narrower than asked for."""
        return tuple(cell for cell in self.cells if cell.exposed)

    @property
    def clean(self) -> bool:
        """Whether no small cell is exposed."""
        return not self.exposed
