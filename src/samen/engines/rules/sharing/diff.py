"""What a change of the table does: which requests get another answer, with an example of each.

Exact, not sampled: z3 finds a request on which the two tables differ, that sender, recipient and
category is set aside, and so on until none is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import z3

from samen.engines.rules.sharing.bulk import BulkIndex, sample
from samen.engines.rules.sharing.prove import Attributes, Model, Space
from samen.engines.rules.sharing.table import Edition
from samen.kernel.codes import DataCategory
from samen.kernel.codes import OrganisationType as Org

_CELL = ("from", "to", "category")


@dataclass(frozen=True, slots=True)
class Change:
    """One sender, recipient and category whose answer changes on ``example``.

    ``now_permitted`` tells the direction; ``rows_before`` and ``rows_after`` are the permitting
    and prohibiting rows that hold on the example.
    """

    sender: Org
    recipient: Org
    category: DataCategory
    now_permitted: bool
    example: Attributes
    rows_before: tuple[str, ...]
    rows_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference between two editions.

    ``complete`` is false when ``limit`` stopped the search. ``sampled`` random requests were
    answered by both; ``opened`` and ``closed`` of them changed their answer.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    changes: tuple[Change, ...]
    complete: bool
    sampled: int
    opened: int
    closed: int


def diff(
    old: Edition, new: Edition, *, limit: int = 500, sampled: int = 200_000, seed: int = 1
) -> Difference:
    """Compare two editions; at most ``limit`` cells per direction get an example."""
    before, after = old.by_id, new.by_id
    opened = _changes(old, new, limit, now_permitted=True)
    closed = _changes(old, new, limit, now_permitted=False)
    half = sampled // 2
    counts = [0, 0]
    for edition in (old, new):
        columns = sample(edition, half, seed)
        was = BulkIndex(old.index).permitted(columns)
        will = BulkIndex(new.index).permitted(columns)
        counts[0] += int((~was & will).sum())
        counts[1] += int((was & ~will).sum())
    return Difference(
        added=tuple(id_ for id_ in after if id_ not in before),
        removed=tuple(id_ for id_ in before if id_ not in after),
        changed=tuple(
            id_ for id_ in after if id_ in before and after[id_].cells != before[id_].cells
        ),
        changes=(*opened, *closed),
        complete=len(opened) < limit and len(closed) < limit,
        sampled=2 * half,
        opened=counts[0],
        closed=counts[1],
    )


def _changes(old: Edition, new: Edition, limit: int, *, now_permitted: bool) -> list[Change]:
    space = Space()
    was, will = Model(old, space).permitted, Model(new, space).permitted
    sought = (z3.Not(was), will) if now_permitted else (was, z3.Not(will))
    found: list[Change] = []
    while len(found) < limit:
        example = space.find(*sought)
        if example is None:
            break
        space.exclude(example, _CELL)
        found.append(
            Change(
                Org(example["from"]),
                Org(example["to"]),
                DataCategory(example["category"]),
                now_permitted,
                example,
                _holding(old, example),
                _holding(new, example),
            )
        )
    return found


def _holding(edition: Edition, request: Attributes) -> tuple[str, ...]:
    outcome = edition.index.outcome(request)
    return tuple(rule.id for rule in (*outcome.permits, *outcome.prohibitions))
