"""Candidates on one machine: blocks are compared in compiled code, on two or more threads."""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samen.engines.linkage import blocking, kernels
from samen.engines.linkage.blocking import Pieces, keys_of
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
class Plan:
    """The rules in use. ``everything``: all pairs are compared, so no rule is needed."""

    blocks: tuple[Block, ...]
    everything: bool
    pairs: int


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
    for rule in rules:
        sizes = blocking.sizes_of(pieces, rule)
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


def blocks_of(pieces: Pieces, block: Block) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """``(members, bounds)`` of the blocks of a rule that are used, as the kernel reads them."""
    keys = keys_of(pieces, block.rule)
    bounds = blocking.block_sizes(keys)
    sizes = np.diff(bounds)
    kept = (sizes > 1) & (sizes <= block.largest)
    keep_rows = np.repeat(kept, sizes)
    return keys[0][keep_rows], np.concatenate(([0], np.cumsum(sizes[kept]))).astype(np.int64)


def _everything(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.arange(n, dtype=np.int64), np.array([0, n], np.int64)


def find_pairs(
    records: Records,
    model: Model,
    cut: float,
    progress: Progress = quiet,
    threads: int | None = None,
    chosen: Plan | None = None,
    pieces: Pieces | None = None,
) -> Pairs:
    """All pairs of the plan whose match weight is at least ``cut``; the same on any thread count."""  # noqa: E501
    pieces = pieces or Pieces(records)
    chosen = chosen or plan(records, pieces, progress)
    found: list[Pairs] = []
    if chosen.everything:
        progress(f"comparing all {chosen.pairs:,} pairs")
        members, bounds = _everything(len(records))
        found.append(_search(records, model, cut, members, bounds, threads))
    for block in chosen.blocks:
        members, bounds = blocks_of(pieces, block)
        found.append(_search(records, model, cut, members, bounds, threads))
        progress(f"rule {block.rule.name}: {len(found[-1]):,} candidates of {block.pairs:,} pairs")
    return _unique(found, len(records))


def _unique(found: Sequence[Pairs], n: int) -> Pairs:
    left = np.concatenate([p.left for p in found]) if found else np.zeros(0, np.int64)
    right = np.concatenate([p.right for p in found]) if found else np.zeros(0, np.int64)
    weight = np.concatenate([p.weight for p in found]) if found else np.zeros(0, np.float64)
    _, first = np.unique(left * n + right, return_index=True)
    return Pairs(left[first], right[first], weight[first])


def _slices(bounds: NDArray[np.int64], parts: int) -> Iterator[tuple[int, int, int]]:
    """Cut blocks (or the rows of one huge block) into parts of about equal work.

    Yields (first block, end block, first row within a single block or -1).
    """
    sizes = np.diff(bounds)
    work = np.cumsum(sizes * (sizes - 1) // 2)
    if not len(work) or not work[-1]:
        return
    cuts = np.unique(np.searchsorted(work, work[-1] * np.arange(1, parts) / parts))
    edges = [0, *(int(c) for c in cuts if 0 < c < len(sizes)), len(sizes)]
    for start, end in zip(edges[:-1], edges[1:], strict=True):  # noqa: RUF007
        yield start, end, -1


def _search(
    records: Records,
    model: Model,
    cut: float,
    members: NDArray[np.int64],
    bounds: NDArray[np.int64],
    threads: int | None,
) -> Pairs:
    weights, order, ceiling, base = model.tables()
    count = threads or min(os.cpu_count() or 1, 8)
    apart = apart_sources(records)

    def run(part: tuple[int, int, int]) -> Pairs:
        start, end, _ = part
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
        return _concatenate(list(pool.map(run, zip(rows[:-1], rows[1:], strict=True))))  # noqa: RUF007


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


def sample_pairs(
    records: Records, pieces: Pieces, rule: Rule, limit: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Up to ``limit`` pairs of a rule, drawn evenly over its pairs (blocks of ≤ 2,000 records)."""
    keys = keys_of(pieces, rule, stable=True)
    bounds = blocking.block_sizes(keys)
    sizes = np.diff(bounds)
    usable = np.flatnonzero((sizes > 1) & (sizes <= 2000))
    if not len(usable):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    sizes = sizes[usable]
    pairs = np.cumsum(sizes * (sizes - 1) // 2)
    total = int(pairs[-1])
    rng = np.random.default_rng(seed)
    chosen = np.arange(total) if total <= limit else np.unique(rng.integers(0, total, limit))
    block = np.searchsorted(pairs, chosen, side="right")
    within = chosen - np.where(block > 0, pairs[block - 1], 0)
    size = sizes[block]
    # Number of the pair in its block → its two places, row by row of the upper triangle.
    i = (size - 0.5 - np.sqrt(np.maximum((size - 0.5) ** 2 - 2 * within, 0))).astype(np.int64)
    before = i * size - i * (i + 1) // 2
    i = np.where(before > within, i - 1, i)
    before = i * size - i * (i + 1) // 2
    after = before + (size - 1 - i)
    i = np.where(within >= after, i + 1, i)
    before = i * size - i * (i + 1) // 2
    j = within - before + i + 1
    start = bounds[usable][block]
    a, b = keys[0][start + i], keys[0][start + j]
    apart = apart_sources(records)
    allowed = (a != b) & ~((records.source[a] == records.source[b]) & apart[records.source[a]])
    a, b = a[allowed], b[allowed]
    return np.minimum(a, b), np.maximum(a, b)


def random_pairs(
    records: Records, limit: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """``limit`` allowed pairs of two different records drawn at random."""
    n = len(records)
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, n, limit), rng.integers(0, n, limit)
    apart = apart_sources(records)
    allowed = (a != b) & ~((records.source[a] == records.source[b]) & apart[records.source[a]])
    return np.minimum(a, b)[allowed], np.maximum(a, b)[allowed]
