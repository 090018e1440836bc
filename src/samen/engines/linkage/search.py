"""Candidates on one machine: blocks are compared in compiled code, on two or more threads."""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samen.engines.linkage import blocking, kernels
from samen.engines.linkage.blocking import Blocks, Pieces
from samen.engines.linkage.model import Model
from samen.engines.linkage.records import Records
from samen.engines.linkage.rules import (
    ALL,
    Block,
    Rule,
    check_rule,
    default_budget,
    limit_blocks,
    rules_of,
)

Progress = Callable[[str], None]


def quiet(message: str) -> None:
    """A :data:`Progress` that says nothing."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidate pairs, ``left < right``, sorted, with their match weight (log₂ odds)."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Engine:
    """Where a run takes place: how its candidates are found and how they are scored.

    ``find(records, pieces, model, plan, cut, progress)`` gives the pairs of the plan whose match
    weight is at least ``cut``; ``score(records, model, pairs)`` Splink's predictions for them.
    """

    find: Callable[[Records, Pieces, Model, Plan, float, Progress], Pairs]
    score: Callable[[Records, Model, Pairs], pa.Table]


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules in use. ``everything``: all pairs are compared, so no rule is needed."""

    blocks: tuple[Block, ...]
    everything: bool
    pairs: int


def _threads() -> int:
    return min(os.cpu_count() or 1, 8)


def comparable_pairs(records: Records) -> int:
    """Number of pairs that the kind of linkage allows at all."""
    n = len(records)
    within = np.bincount(records.source, minlength=len(records.sources)).astype(object)
    total = n * (n - 1) // 2
    apart = apart_sources(records)
    return int(total - sum(k * (k - 1) // 2 for k, a in zip(within, apart, strict=True) if a))


def apart_sources(records: Records) -> NDArray[np.bool_]:
    """Per source: whether two of its records are never a pair."""
    spec = records.spec
    return np.array([spec.link == "link" or name in spec.apart for name in records.sources])


def plan(records: Records, pieces: Pieces, progress: Progress = quiet) -> Plan:
    """Choose the rules, and the largest block of each, that fit the budget of pairs."""
    spec = records.spec
    n = len(records)
    possible = comparable_pairs(records)
    budget = spec.max_pairs or default_budget(n)
    if ALL in spec.blocking:
        if spec.max_pairs is None:
            check_rule(ALL, possible, n)
        return Plan((), True, possible)
    if not spec.blocking and possible <= budget:
        return Plan((), True, possible)
    chosen: list[Block] = []
    rules = rules_of(records)
    # Half the budget is shared evenly, so that every rule finds its rare values; the other half
    # goes to the sharp rules first.
    pool = budget // 2
    even = (budget - pool) // max(len(rules), 1)
    for rule, sizes in zip(rules, _sizes(pieces, rules), strict=True):
        whole = int((sizes * (sizes - 1) // 2).sum())
        if spec.blocking and spec.max_pairs is None:
            check_rule(rule.name, whole, n)
            share = whole
        else:
            share = even + pool // 3
        largest, pairs, out = limit_blocks(sizes, share)
        if pairs:
            chosen.append(Block(rule, largest, pairs, out))
            pool -= max(pairs - even, 0)
            progress(
                f"rule {rule.name}: {pairs:,} pairs"
                + (f" ({out:,} blocks above {largest:,} records left out)" if out else "")
            )
    return Plan(tuple(chosen), False, sum(block.pairs for block in chosen))


def _sizes(pieces: Pieces, rules: Sequence[Rule]) -> list[NDArray[np.int64]]:
    """Block sizes of every rule, on several threads; the pieces they share are made before."""
    for part in {part for rule in rules for part in rule.parts}:
        pieces.of(*part)
    with ThreadPoolExecutor(_threads()) as pool:
        return list(pool.map(partial(blocking.sizes_of, pieces), rules))


def blocks_of(pieces: Pieces, block: Block) -> Blocks:
    """The blocks of a rule that are used: two records or more, and not above its largest."""
    members, bounds = blocking.blocks_of(pieces, block.rule)
    sizes = np.diff(bounds)
    kept = (sizes > 1) & (sizes <= block.largest)
    return (
        members[np.repeat(kept, sizes)],
        np.concatenate(([0], np.cumsum(sizes[kept]))).astype(np.int64),
    )


def everything(n: int) -> Blocks:
    """One block with every record."""
    return np.arange(n, dtype=np.int64), np.array([0, n], np.int64)


def _ahead(pieces: Pieces, blocks: Sequence[Block]) -> Iterator[tuple[Block, Blocks]]:
    """The blocks of each rule; while one is searched, the next is sorted on another thread."""
    with ThreadPoolExecutor(1) as pool:
        futures = [pool.submit(blocks_of, pieces, block) for block in blocks[:1]]
        for place, block in enumerate(blocks):
            futures += [pool.submit(blocks_of, pieces, b) for b in blocks[place + 1 : place + 2]]
            yield block, futures.pop(0).result()


def find_pairs(
    records: Records,
    pieces: Pieces,
    model: Model,
    chosen: Plan,
    cut: float,
    progress: Progress = quiet,
    threads: int | None = None,
) -> Pairs:
    """All pairs of the plan whose match weight is at least ``cut``; the same on any thread count."""  # noqa: E501
    found: list[Pairs] = []
    if chosen.everything:
        progress(f"comparing all {chosen.pairs:,} pairs")
        found.append(_search(records, model, cut, *everything(len(records)), threads))
    for block, (members, bounds) in _ahead(pieces, chosen.blocks):
        found.append(_search(records, model, cut, members, bounds, threads))
        progress(f"rule {block.rule.name}: {len(found[-1]):,} candidates of {block.pairs:,} pairs")
    return _unique(found, len(records))


def _unique(found: Sequence[Pairs], n: int) -> Pairs:
    left = np.concatenate([p.left for p in found]) if found else np.zeros(0, np.int64)
    right = np.concatenate([p.right for p in found]) if found else np.zeros(0, np.int64)
    weight = np.concatenate([p.weight for p in found]) if found else np.zeros(0, np.float64)
    _, first = np.unique(left * n + right, return_index=True)
    return Pairs(left[first], right[first], weight[first])


def _slices(bounds: NDArray[np.int64], parts: int) -> Iterator[tuple[int, int]]:
    """Cut blocks into parts of about equal work: (first block, end block)."""
    sizes = np.diff(bounds)
    work = np.cumsum(sizes * (sizes - 1) // 2)
    if not len(work) or not work[-1]:
        return
    cuts = np.unique(np.searchsorted(work, work[-1] * np.arange(1, parts) / parts))
    yield from pairwise([0, *(int(c) for c in cuts if 0 < c < len(sizes)), len(sizes)])


def _search(
    records: Records,
    model: Model,
    cut: float,
    members: NDArray[np.int64],
    bounds: NDArray[np.int64],
    threads: int | None,
) -> Pairs:
    weights, order, ceiling, base = model.tables()
    count = threads or _threads()
    apart = apart_sources(records)

    def run(part: tuple[int, int]) -> Pairs:
        start, end = part
        blocks = bounds[start : end + 1]
        capacity = 1 << 16
        out = np.empty(capacity, np.int64), np.empty(capacity, np.int64), np.empty(capacity)
        state = np.array([0, blocks[0], blocks[0] + 1], np.int64)
        pieces: list[Pairs] = []
        while state[0] < len(blocks) - 1:
            written = kernels.search_blocks(
                records.words, records.starts, records.kinds, weights, order, ceiling, base, cut,
                members, blocks, len(members), records.source, apart, state, *out,
            )  # fmt: skip
            pieces.append(_written(out, written))
        return _concatenate(pieces)

    if len(bounds) == 2 and count > 1:
        # One block with everything in it: split its rows, each with all that come after it.
        return _search_rows(records, model, cut, members, count)
    parts = list(_slices(bounds, count * 8))
    with ThreadPoolExecutor(count) as pool:
        return _concatenate(list(pool.map(run, parts)))


def _search_rows(
    records: Records, model: Model, cut: float, members: NDArray[np.int64], threads: int
) -> Pairs:
    weights, order, ceiling, base = model.tables()
    apart = apart_sources(records)
    n = len(members)
    rows = np.unique((n - n * np.sqrt(1 - np.arange(threads * 8 + 1) / (threads * 8))).astype(int))

    def run(bound: tuple[int, int]) -> Pairs:
        pieces: list[Pairs] = []
        first, last = bound
        capacity = 1 << 16
        out = np.empty(capacity, np.int64), np.empty(capacity, np.int64), np.empty(capacity)
        state = np.array([0, first, first + 1], np.int64)
        blocks = np.array([first, n], np.int64)
        while state[0] == 0:
            written = kernels.search_blocks(
                records.words, records.starts, records.kinds, weights, order, ceiling, base, cut,
                members, blocks, last, records.source, apart, state, *out,
            )  # fmt: skip
            pieces.append(_written(out, written))
        return _concatenate(pieces)

    with ThreadPoolExecutor(threads) as pool:
        return _concatenate(list(pool.map(run, pairwise(rows.tolist()))))


_Output = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def _written(out: _Output, count: int) -> Pairs:
    return Pairs(out[0][:count].copy(), out[1][:count].copy(), out[2][:count].copy())


def _concatenate(parts: Sequence[Pairs]) -> Pairs:
    if not parts:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    return Pairs(
        np.concatenate([p.left for p in parts]),
        np.concatenate([p.right for p in parts]),
        np.concatenate([p.weight for p in parts]),
    )
