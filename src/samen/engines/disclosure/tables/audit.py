"""The audit: what an attacker with every published figure can still bound each cell to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.tables.bounds import Enough, attacker_bounds
from samen.engines.disclosure.tables.findings import Audit, CellBounds
from samen.engines.disclosure.tables.knowledge import Knowledge, knowledge_of
from samen.engines.disclosure.tables.model import Table
from samen.engines.disclosure.tables.protected import Protected
from samen.engines.disclosure.tables.release import Release, revisions, shown_before
from samen.engines.disclosure.tables.settings import HIDDEN, UNBOUNDED, Settings
from samen.engines.disclosure.tables.status import Status
from samen.kernel.errors import InvalidInput, Problem, raise_if_any


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
    need = needed(knowledge, settings, against)
    need[status == Status.PRIMARY] = np.maximum(need[status == Status.PRIMARY], 1)
    wanted = (status != Status.PUBLISHED) | (need > 0)
    wanted[size:] = False
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
    if against:
        tables = [one.table for one in several]
        kept = wanted & (shown_before(knowledge.keys, against) == HIDDEN)
        low_before, high_before = _known_before(tables, against, kept & (low == high))
        least, greatest = np.minimum(least, low_before), np.maximum(greatest, high_before)
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
    if not knowledge.known.all():
        cells.extend(_newly_known(several, knowledge, against))
    return Audit(tuple(cells), tuple(one.name for one in against), knowledge.unused)


def needed(
    knowledge: Knowledge, settings: Settings, against: Sequence[Release]
) -> NDArray[np.int64]:
    """By how much readers must be unable to tell each count both ways; 0 where they may know it.

    A small count is protected, and so is a small difference with what was shown before.
    """
    counts, change = knowledge.counts, revisions(knowledge.keys, knowledge.counts, against)
    change[len(knowledge.owner) :] = 0
    need = np.zeros_like(counts)
    for what in (counts, change):
        small = settings.small(what) & knowledge.certain
        need[small] = np.maximum(need[small], settings.protection_level(what[small]))
    return need


def _known_before(
    tables: Sequence[Table], against: Sequence[Release], settled: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts next to the true one that earlier releases alone leave possible for settled cells.

    For all others the true count twice.
    """
    before = knowledge_of(tables, against)
    counts = before.counts
    if not settled.any():
        return counts, counts
    near = Enough(counts - settled, counts + settled, before.crossings)
    low, high = attacker_bounds(before.matrix, before.low, before.high, counts, settled, near)
    low = np.where(settled, np.maximum(low, counts - 1), counts)
    return low, np.where(settled, np.minimum(high, counts + 1), counts)


def _newly_known(
    several: Sequence[Protected], knowledge: Knowledge, against: Sequence[Release]
) -> list[CellBounds]:
    """Cells hidden in an earlier release alone, whose count the new tables would give away."""
    before = knowledge_of([one.table for one in several], against)
    hidden = ~knowledge.known
    counts, need = knowledge.counts, needed(knowledge, several[0].settings, ())
    old, new = (
        attacker_bounds(
            one.matrix,
            one.low,
            one.high,
            one.counts,
            hidden,
            Enough(counts - need, counts + need, one.crossings),
        )
        for one in (before, knowledge)
    )
    # Nobody can be kept from knowing what the earlier releases say already.
    least = np.where(knowledge.certain, np.maximum(counts - need, old[0]), new[0])
    greatest = np.where(knowledge.certain, np.minimum(counts + need, old[1]), new[1])
    settled = (new[0] == new[1]) & (old[0] < old[1])
    least, greatest = np.where(settled, old[0], least), np.where(settled, old[1], greatest)
    found: list[CellBounds] = []
    for variable in np.flatnonzero(hidden):
        low, high = (int(bound[variable]) for bound in new)
        key = knowledge.keys[variable]
        found.append(
            CellBounds(
                table="earlier release",
                members=tuple(f"{dimension}={member}" for dimension, member in key),
                status=Status.SECONDARY,
                count=int(counts[variable]) if knowledge.certain[variable] else None,
                low=low,
                high=None if high >= UNBOUNDED else high,
                required_low=int(least[variable]),
                required_high=int(greatest[variable]),
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
            members=tuple(f"{d}={m}" for d, m in knowledge.keys[variable]) or ("total",),
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


def audited(
    tables: Sequence[Table],
    knowledge: Knowledge,
    settings: Settings,
    status: NDArray[np.uint8],
    shown: Sequence[NDArray[np.int64]],
    against: Sequence[Release],
) -> tuple[Protected, ...]:
    """Pair each table with what is ``shown`` of it, and all with the audit of them together.

    ``status`` runs over the cells of ``knowledge``.
    """
    bare = [
        Protected(table, status[variables], values.astype(np.int64), settings, Audit(()))
        for table, variables, values in zip(tables, knowledge.cells, shown, strict=True)
    ]
    checked = audit(bare, against)
    return tuple(replace(one, audit=checked) for one in bare)


def exposed_cells(tables: Sequence[Table], knowledge: Knowledge, found: Audit) -> NDArray[np.bool_]:
    """The exposed cells of ``tables``, over the cells of ``knowledge``; not those of releases."""
    exposed = np.zeros(len(knowledge.counts), dtype=np.bool_)
    number = {table.name: t for t, table in enumerate(tables)}
    for cell in found.exposed:
        if cell.table in number:
            table = tables[number[cell.table]]
            names = (dimension.name for dimension in table.dimensions)
            place = table.place(**dict(zip(names, cell.members, strict=True)))
            exposed[knowledge.cells[number[cell.table]][place]] = True
    return exposed


def refuse_emptiness(shown: NDArray[np.int64]) -> None:
    """Raise :class:`InvalidInput` where no figure above nought is left to publish."""
    if not (shown > 0).any():
        rule = "every figure would have to be hidden: use fewer or broader categories"
        raise InvalidInput(Problem("table", rule, code="everything_suppressed"))


def refuse_exposed(result: Sequence[Protected]) -> None:
    """Raise :class:`InvalidInput` that names every exposed cell, if there is one."""
    raise_if_any(
        Problem(
            f'table "{cell.table}", cell {" × ".join(cell.members)}',
            f"could be bounded to {cell.low}–{cell.high}, which is too narrow: "
            "use another method, more noise or broader categories",
            code="exposed",
        )
        for cell in result[0].audit.exposed
    )
