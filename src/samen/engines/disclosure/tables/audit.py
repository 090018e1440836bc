"""The audit: what an attacker with every published figure can still bound each cell to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from samen.engines.disclosure.tables.bounds import Enough, attacker_bounds
from samen.engines.disclosure.tables.release import Knowledge, Release, knowledge_of
from samen.engines.disclosure.tables.settings import UNBOUNDED
from samen.engines.disclosure.tables.status import Status
from samen.kernel.errors import Problem, raise_if_any

if TYPE_CHECKING:
    from samen.engines.disclosure.tables.protected import Protected


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
    """Those of which no equation could be used, because the counts were revised since."""

    @property
    def exposed(self) -> tuple[CellBounds, ...]:
        """Small cells whose interval is narrower than asked for."""
        return tuple(cell for cell in self.cells if cell.exposed)

    @property
    def clean(self) -> bool:
        """Whether no small cell is exposed."""
        return not self.exposed


def audit(protected: Protected | Sequence[Protected], against: Sequence[Release] = ()) -> Audit:
    """Bound every hidden or small cell of one protected table or of several published together.

    ``against``: earlier releases, whose readers are taken to remember everything.
    """
    several = list(protected) if isinstance(protected, Sequence) else [protected]
    new = [one.release() for one in several]
    knowledge = knowledge_of([one.table for one in several], [*new, *against])
    return _audit(several, knowledge, against)


def _audit(several: Sequence[Protected], knowledge: Knowledge, against: Sequence[Release]) -> Audit:
    settings = several[0].settings
    size = len(knowledge.owner)
    counts = knowledge.counts
    status = np.zeros(len(counts), dtype=np.uint8)
    told_low, told_high = np.zeros_like(counts), np.full_like(counts, UNBOUNDED)
    for one, variables in zip(several, knowledge.cells, strict=True):
        at = variables.ravel()
        status[at] = one.status.ravel()
        told_low[at], told_high[at] = (bound.ravel() for bound in one.told())
    small = settings.small(counts) | (status == Status.PRIMARY)
    wanted = (status != Status.PUBLISHED) | small
    wanted[size:] = False
    need = np.where(small, settings.protection_level(counts), 0)
    least = np.maximum(counts - need, told_low)
    greatest = np.minimum(counts + need, told_high)
    low, high = attacker_bounds(
        knowledge.matrix,
        np.maximum(knowledge.low, told_low),
        np.minimum(knowledge.high, told_high),
        counts,
        wanted,
        Enough(least, greatest, knowledge.crossings),
    )
    cells: list[CellBounds] = []
    for variable in np.flatnonzero(wanted):
        t, position = knowledge.owner[variable]
        table = several[t].table
        top = int(high[variable])
        cells.append(
            CellBounds(
                table=table.name,
                members=table.members(np.unravel_index(int(position), table.shape)),
                status=Status(int(status[variable])),
                count=int(counts[variable]),
                low=int(low[variable]),
                high=None if top >= UNBOUNDED else top,
                required_low=int(least[variable]),
                required_high=int(greatest[variable]),
            )
        )
    if knowledge.extra:
        cells.extend(_newly_known(several, knowledge, against))
    return Audit(tuple(cells), tuple(one.name for one in against), knowledge.unused)


def _newly_known(
    several: Sequence[Protected], knowledge: Knowledge, against: Sequence[Release]
) -> list[CellBounds]:
    """Cells hidden in an earlier release alone, whose count the new tables would settle."""
    before = knowledge_of([one.table for one in several], against)
    hidden = ~knowledge.known
    old, new = (
        attacker_bounds(
            one.matrix,
            one.low,
            one.high,
            one.counts,
            hidden,
            Enough(one.counts, one.counts, one.crossings),
        )
        for one in (before, knowledge)
    )
    found: list[CellBounds] = []
    for variable in np.flatnonzero(hidden):
        low, high = (int(bound[variable]) for bound in new)
        key = knowledge.extra[variable - len(knowledge.owner)]
        settled = low == high and old[0][variable] < old[1][variable]
        found.append(
            CellBounds(
                table="earlier release",
                members=tuple(f"{dimension}={member}" for dimension, member in key),
                status=Status.SECONDARY,
                count=None,
                low=low,
                high=None if high >= UNBOUNDED else high,
                required_low=int(old[0][variable]) if settled else low,
                required_high=int(old[1][variable]) if settled else min(high, low + 1),
            )
        )
    return found


def audit_releases(releases: Sequence[Release]) -> Audit:
    """What readers can bound each hidden cell to when nobody gives the true counts.

    A cell is exposed where its count is settled. Raises :class:`InvalidInput` for releases that
    contradict each other or themselves.
    """
    knowledge = knowledge_of([], releases)
    raise_if_any(
        Problem(f"release {name}", "its figures contradict its totals or another release")
        for name in knowledge.unused
    )
    hidden = ~knowledge.known
    counts = knowledge.counts
    low, high = attacker_bounds(
        knowledge.matrix,
        knowledge.low,
        knowledge.high,
        counts,
        hidden,
        Enough(counts, counts, knowledge.crossings),
    )
    names = "+".join(release.name for release in releases)
    cells = tuple(
        CellBounds(
            table=names,
            members=tuple(f"{d}={m}" for d, m in knowledge.extra[variable]) or ("total",),
            status=Status.SECONDARY,
            count=None,
            low=int(low[variable]),
            high=None if high[variable] >= UNBOUNDED else int(high[variable]),
            required_low=int(low[variable]),
            required_high=int(low[variable]) + 1,
        )
        for variable in np.flatnonzero(hidden)
    )
    return Audit(cells, tuple(release.name for release in releases))
