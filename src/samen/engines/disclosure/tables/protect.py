"""The front door: protect a table, or several that are published together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.tables.audit import Audit, audit
from samen.engines.disclosure.tables.bounds import attacker_bounds
from samen.engines.disclosure.tables.cellkey import perturb
from samen.engines.disclosure.tables.greedy import hide_greedily
from samen.engines.disclosure.tables.model import Table, keys_of
from samen.engines.disclosure.tables.protected import Protected
from samen.engines.disclosure.tables.release import (
    Knowledge,
    Release,
    knowledge_of,
    shown_before,
    small_revision,
)
from samen.engines.disclosure.tables.rounding import controlled_rounding
from samen.engines.disclosure.tables.settings import HIDDEN, Method, Settings
from samen.engines.disclosure.tables.status import Status
from samen.engines.disclosure.tables.suppress import SuppressionTask, suppress
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

_ATTEMPTS = 10
_LARGE, _GREEDY = 1500, 10_000
"""Above so many cells the search for the smallest pattern is cut short, or left for greed."""
Progress = Callable[[str], None]


def protect(
    table: Table,
    *,
    threshold: int = 10,
    margin: float = 0.3,
    method: Method = "suppress",
    base: int = 5,
    noise: int = 5,
    secret: bytes = b"",
    against: Sequence[Release] = (),
    progress: Progress | None = None,
) -> Protected:
    """Protect the small counts of ``table`` so that no reader can work one out.

    Parameters
    ----------
    threshold:
        A count from 1 to ``threshold - 1`` is small. At least 2.
    margin:
        Share of itself by which a small count must be uncertain both ways, above 0 up to 1.
    method:
        "suppress", "round" or "perturb": see :class:`Settings`.
    base, noise:
        The base of "round" (2 up to the threshold), the greatest noise of "perturb" (2 to 20).
    secret:
        Secret of the cell keys of "perturb", at least 16 bytes, the same for every release.
    against:
        Earlier releases; a cell shown or hidden there is shown or hidden the same way here.
    progress:
        Called with a line of words at every step.

    Raises
    ------
    InvalidInput
        A setting out of range; nothing would be left to publish; a cell cannot be protected
        because of what an earlier release shows.
    """
    return protect_linked(
        [table],
        threshold=threshold,
        margin=margin,
        method=method,
        base=base,
        noise=noise,
        secret=secret,
        against=against,
        progress=progress,
    )[0]


def protect_linked(
    tables: Sequence[Table],
    *,
    threshold: int = 10,
    margin: float = 0.3,
    method: Method = "suppress",
    base: int = 5,
    noise: int = 5,
    secret: bytes = b"",
    against: Sequence[Release] = (),
    progress: Progress | None = None,
) -> tuple[Protected, ...]:
    """Protect tables that are published together: a cell in two of them has one answer.

    Cells of different tables are the same when they agree on every dimension that is not at its
    total. Parameters and errors as :func:`protect`.
    """
    settings = Settings(threshold, margin, method, base, noise)
    tell = progress or _silent
    knowledge = knowledge_of(tables, against)
    tell(f"{len(knowledge.owner)} cells, {int(_small(knowledge, settings).sum())} of them small")
    if method == "suppress":
        return _suppressed(tables, knowledge, settings, against, tell)
    if method == "round":
        return _rounded(tables, knowledge, settings, against, tell)
    keys = [keys_of(table.dimensions) for table in tables]
    shown = [
        perturb(key, table.counts.ravel(), noise, secret).reshape(table.shape)
        for key, table in zip(keys, tables, strict=True)
    ]
    status = np.zeros(len(knowledge.counts), dtype=np.uint8)
    result = _build(tables, knowledge, settings, status, shown, against)
    _refuse_exposed(result)
    return result


def _silent(line: str) -> None:
    """Progress nobody asked for."""


def _small(knowledge: Knowledge, settings: Settings) -> NDArray[np.bool_]:
    new = np.arange(len(knowledge.counts)) < len(knowledge.owner)
    return settings.small(knowledge.counts) & new


def _suppressed(
    tables: Sequence[Table],
    knowledge: Knowledge,
    settings: Settings,
    against: Sequence[Release],
    tell: Progress,
) -> tuple[Protected, ...]:
    counts, new = knowledge.counts, np.arange(len(knowledge.counts)) < len(knowledge.owner)
    before = shown_before(tables, knowledge, against)
    primary = _small(knowledge, settings) | small_revision(before, counts, settings)
    was_hidden = new & (before == HIDDEN)
    large = len(counts) > _GREEDY
    sensitive = primary if large else (primary | was_hidden) & new
    need = np.where(primary, settings.protection_level(counts), 1)
    low, high = knowledge.low, knowledge.high
    if was_hidden.any() and not large:
        # Nobody can be kept from knowing what the earlier releases already say together.
        low, high = attacker_bounds(knowledge.matrix, low, high, counts, was_hidden)
    fixed = ~new & (knowledge.low == knowledge.high)
    task = SuppressionTask(
        matrix=knowledge.matrix,
        counts=counts,
        sensitive=sensitive,
        need=need,
        shown=(new & (knowledge.low == knowledge.high)) | fixed,
        hidden=was_hidden | (~new & ~fixed),
        low=low,
        high=high,
    )
    given_away = primary & ((task.low == task.high) | task.shown)
    raise_if_any(
        Problem(
            _describe(tables, knowledge, int(variable)),
            "is small, and an earlier release shows it or gives it away",
            code="shown_before",
        )
        for variable in np.flatnonzero(given_away)
    )
    result: tuple[Protected, ...] = ()
    rounds, gap = (6, 0.002) if len(counts) <= _LARGE else (2, 0.01)
    at_least = 0
    for _ in range(_ATTEMPTS):
        if large:
            found = hide_greedily(task, knowledge.crossings, progress=tell)
        else:
            found = suppress(task, rounds=rounds, gap=gap, progress=tell)
        if found is None:
            beside = " beside what the earlier releases show" if against else ""
            rule = "no way of hiding cells protects every small count" + beside
            raise InvalidInput(Problem("table", rule, code="unprotectable"))
        pattern = found.pattern & new
        at_least = max(at_least, found.at_least)
        _refuse_emptiness(counts[~pattern & new])
        status = np.where(primary, Status.PRIMARY, np.where(pattern, Status.SECONDARY, 0))
        status = np.where(new, status, 0).astype(np.uint8)
        shown = [
            np.where(status[variables] == Status.PUBLISHED, table.counts, HIDDEN)
            for table, variables in zip(tables, knowledge.cells, strict=True)
        ]
        result = _build(tables, knowledge, settings, status, shown, against, at_least)
        if result[0].audit.clean:
            return result
        # Whole numbers can be tighter than the linear program: ask for more room there.
        tell(f"{len(result[0].audit.exposed)} cells need more room over whole numbers")
        need = need.copy()
        exposed = {(c.table, c.members) for c in result[0].audit.exposed}
        for variable in np.flatnonzero(sensitive):
            t, position = knowledge.owner[variable]
            table = tables[t]
            members = table.members(np.unravel_index(int(position), table.shape))
            need[variable] += (table.name, members) in exposed
        task = replace(task, need=need, hidden=task.hidden | found.pattern)
    _refuse_exposed(result)
    return result


def _rounded(
    tables: Sequence[Table],
    knowledge: Knowledge,
    settings: Settings,
    against: Sequence[Release],
    tell: Progress,
) -> tuple[Protected, ...]:
    counts, size = knowledge.counts[: len(knowledge.owner)], len(knowledge.owner)
    before = shown_before(tables, knowledge, against)[:size]
    own = knowledge_of(tables, ())
    rounded = controlled_rounding(own.matrix, counts, settings.base, before)
    if rounded is None:
        rule = (
            f"no rounding to {settings.base} keeps every total the sum of its parts"
            + (" and every figure of the earlier releases" if against else "")
            + ": use another base, or hide instead of round"
        )
        raise InvalidInput(Problem("round", rule, settings.base, "no_rounding"))
    primary = settings.small(counts)
    hidden = primary | (before == HIDDEN)
    result: tuple[Protected, ...] = ()
    for _ in range(_ATTEMPTS):
        status = np.where(primary, Status.PRIMARY, np.where(hidden, Status.SECONDARY, 0))
        status = status.astype(np.uint8)
        _refuse_emptiness(rounded[~hidden])
        shown = [np.where(hidden[variables], HIDDEN, rounded[variables]) for variables in own.cells]
        result = _build(tables, own, settings, status, shown, against)
        if result[0].audit.clean:
            return result
        tell(f"{len(result[0].audit.exposed)} small counts could be worked out: hiding neighbours")
        hidden = hidden | _neighbours(tables, own, result[0].audit, hidden, counts)
    _refuse_exposed(result)
    return result


def _neighbours(
    tables: Sequence[Table],
    knowledge: Knowledge,
    found: Audit,
    hidden: NDArray[np.bool_],
    counts: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """For every exposed cell the least shown figure that shares an equation with it."""
    names = {table.name: t for t, table in enumerate(tables)}
    more = np.zeros_like(hidden)
    columns = knowledge.matrix.tocsc()
    for cell in found.exposed:
        t = names[cell.table]
        place = tables[t].place(
            **dict(zip((d.name for d in tables[t].dimensions), cell.members, strict=True))
        )
        variable = knowledge.cells[t][place]
        rows = columns.indices[columns.indptr[variable] : columns.indptr[variable + 1]]
        around = np.unique(knowledge.matrix[rows].indices)
        around = around[~hidden[around] & (counts[around] > 0)]
        if around.size:
            more[around[np.argmin(counts[around])]] = True
    return more


def _describe(tables: Sequence[Table], knowledge: Knowledge, variable: int) -> str:
    t, position = knowledge.owner[variable]
    return tables[t].describe(np.unravel_index(int(position), tables[t].shape))


def _build(
    tables: Sequence[Table],
    knowledge: Knowledge,
    settings: Settings,
    status: NDArray[np.uint8],
    shown: Sequence[NDArray[np.int64]],
    against: Sequence[Release],
    at_least: int = 0,
) -> tuple[Protected, ...]:
    bare = [
        Protected(table, status[variables], values.astype(np.int64), settings, Audit(()), at_least)
        for table, variables, values in zip(tables, knowledge.cells, shown, strict=True)
    ]
    checked = audit(bare, against)
    return tuple(replace(one, audit=checked) for one in bare)


def _refuse_emptiness(shown: NDArray[np.int64]) -> None:
    if not (shown > 0).any():
        rule = "every figure would have to be hidden: use fewer or broader categories"
        raise InvalidInput(Problem("table", rule, code="everything_suppressed"))


def _refuse_exposed(result: Sequence[Protected]) -> None:
    raise_if_any(
        Problem(
            f'table "{cell.table}", cell {" × ".join(cell.members)}',
            f"could be bounded to {cell.low}–{cell.high}, which is too narrow: "
            "use another method, more noise or broader categories",
            code="exposed",
        )
        for cell in result[0].audit.exposed
    )
