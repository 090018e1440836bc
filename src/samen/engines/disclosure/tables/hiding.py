"""The method "suppress": hide small counts and what gives them away, audit, and mend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.tables.audit import (
    audited,
    exposed_cells,
    needed,
    refuse_emptiness,
    refuse_exposed,
)
from samen.engines.disclosure.tables.bounds import attacker_bounds
from samen.engines.disclosure.tables.greedy import hide_greedily
from samen.engines.disclosure.tables.knowledge import Knowledge
from samen.engines.disclosure.tables.model import Table
from samen.engines.disclosure.tables.protected import Protected
from samen.engines.disclosure.tables.release import Release, shown_before
from samen.engines.disclosure.tables.rounding import neighbours
from samen.engines.disclosure.tables.settings import HIDDEN, Settings
from samen.engines.disclosure.tables.status import Status
from samen.engines.disclosure.tables.suppress import Suppression, SuppressionTask, suppress
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

Mask = NDArray[np.bool_]
Progress = Callable[[str], None]
_ATTEMPTS, _GREEDY_ATTEMPTS = 10, 4
_LARGE, _GREEDY = 1500, 10_000
"""Above so many cells the search for the smallest pattern is cut short, or left for greed."""
_CROSSED = 4
"""With so many dimensions crossed the search does not end above ``_LARGE`` cells already."""


def hide(
    tables: Sequence[Table],
    knowledge: Knowledge,
    settings: Settings,
    against: Sequence[Release],
    tell: Progress,
) -> tuple[Protected, ...]:
    """Hide what must be hidden in ``tables``, beside what ``against`` shows and hides already.

    Raises :class:`InvalidInput` where no pattern protects, or nothing would be left to publish.
    """
    counts, new = knowledge.counts, np.arange(len(knowledge.counts)) < len(knowledge.owner)
    before = shown_before(knowledge.keys, against)
    need = needed(knowledge, settings, against)
    primary = new & (need > 0)
    crossed = max(sum(size > 1 for size in table.shape) for table in tables)
    greedy = len(counts) > (_LARGE if crossed >= _CROSSED else _GREEDY)
    task = _task(knowledge, need, new & (before == HIDDEN), greedy)
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
    at_least = 0
    for _ in range(_GREEDY_ATTEMPTS if greedy else _ATTEMPTS):
        if greedy:
            found = hide_greedily(task, knowledge.crossings, progress=tell)
        else:
            found = _fewest(task, crossed, tell)
        if found is None:
            beside = " beside what the earlier releases show" if against else ""
            rule = "no way of hiding cells protects every small count" + beside
            raise InvalidInput(Problem("table", rule, code="unprotectable"))
        pattern = found.pattern & new
        at_least = max(at_least, found.at_least)
        refuse_emptiness(counts[~pattern & new])
        status = np.where(primary, Status.PRIMARY, np.where(pattern, Status.SECONDARY, 0))
        status = status.astype(np.uint8)
        shown = [
            np.where(status[variables] == Status.PUBLISHED, table.counts, HIDDEN)
            for table, variables in zip(tables, knowledge.cells, strict=True)
        ]
        result = audited(tables, knowledge, settings, status, shown, against)
        result = tuple(replace(one, at_least=at_least, greedy=greedy) for one in result)
        checked = result[0].audit
        if checked.clean:
            return result
        more = exposed_cells(tables, knowledge, checked)
        if not more.any():
            break
        tell(f"{len(checked.exposed)} cells need more room over whole numbers")
        hidden = task.hidden | found.pattern
        if greedy:
            # The search counted in whole numbers already: make the audit's way there shorter.
            hidden |= neighbours(knowledge.matrix, counts, more, hidden | task.shown)
            task = replace(task, hidden=hidden)
        else:
            # The linear program did not: ask for more room.
            task = replace(task, need=task.need + more, hidden=hidden)
    refuse_exposed(result)
    return result


def _task(
    knowledge: Knowledge, need: NDArray[np.int64], was_hidden: Mask, greedy: bool
) -> SuppressionTask:
    """What to hide: cells ``was_hidden`` earlier stay hidden, and no reader may settle them.

    Nor what is left of earlier releases: totals, say, as they were before a year was added.
    """
    counts, low, high = knowledge.counts, knowledge.low, knowledge.high
    new = np.arange(len(counts)) < len(knowledge.owner)
    fixed = low == high
    left = ~new & ~fixed & knowledge.certain
    if (was_hidden | left).any() and not greedy:
        # Nobody can be kept from knowing what the earlier releases already say together.
        low, high = attacker_bounds(knowledge.matrix, low, high, counts, was_hidden | left)
    primary = new & (need > 0)
    kept = (was_hidden & ~primary) | left
    return SuppressionTask(
        matrix=knowledge.matrix,
        counts=counts,
        sensitive=primary if greedy else primary | kept,
        wished=kept & greedy,
        need=np.maximum(need, 1),
        shown=fixed,
        hidden=was_hidden | (~new & ~fixed),
        low=low,
        high=high,
    )


def _fewest(task: SuppressionTask, crossed: int, tell: Progress) -> Suppression | None:
    if crossed >= _CROSSED:
        # Here a few per cent fewer cells cost minutes, and sometimes more than that.
        rounds, gap = 1, 0.05
    elif len(task.counts) <= _LARGE:
        rounds, gap = 6, 0.002
    else:
        rounds, gap = 2, 0.01
    return suppress(task, rounds=rounds, gap=gap, progress=tell)


def _describe(tables: Sequence[Table], knowledge: Knowledge, variable: int) -> str:
    t, position = knowledge.owner[variable]
    return tables[t].describe(np.unravel_index(int(position), tables[t].shape))
