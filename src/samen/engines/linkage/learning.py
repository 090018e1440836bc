"""Which pairs teach the model: drawn at random, drawn from rules, decided by people.

How often a level occurs among *different* persons (u) decides most, and the levels that matter
most are the rarest: two of a million persons share a birth date, a street, a rare name. Random
pairs alone hold too few of those. So the pairs are drawn in two layers per field: those that
share a key of the field, drawn from its blocks and weighted back, and the rest, drawn at random
(stratified sampling; Cochran 1977, ch. 5).
"""

# pyright: reportUntypedFunctionDecorator=false, reportMissingParameterType=false
# pyright: reportUnknownParameterType=false, reportUnknownVariableType=false
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numba import njit  # pyright: ignore[reportUnknownVariableType]
from numpy.typing import NDArray

from samen.engines.linkage import blocking, engine_duckdb
from samen.engines.linkage.blocking import Pieces
from samen.engines.linkage.model import Model
from samen.engines.linkage.records import Records
from samen.engines.linkage.rules import Rule, rules_of
from samen.engines.linkage.search import apart_sources, comparable_pairs
from samen.engines.linkage.spec import LinkSpec
from samen.engines.linkage.training import Sample, train

_RANDOM_PAIRS: Final = 500_000
_RULE_PAIRS: Final = 100_000
_FEWEST_PAIRS: Final = 1_000
# Rules whose pairs teach the model: sharp on one field, silent on the others.
_TEACHERS: Final = ("identifier", "names", "date")
# The rule per kind of comparison whose pairs agree on something in that field.
_AGREEING: Final = ("name", "date", "street", "employer-word", "text", "identifier")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pairs of records (``left < right``), and how many pairs there are for each one drawn."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    each: float

    def __len__(self) -> int:
        return len(self.left)


def learn(
    records: Records,
    pieces: Pieces,
    judged: Sequence[tuple[Sequence[tuple[int, int]], bool]] = (),
    seed: int = 1,
) -> Model:
    """Train a model on the records themselves and on decisions (pairs, same or not)."""
    n = len(records)
    selected: list[Sample] = []
    teaching = min(max(n, _FEWEST_PAIRS), _RULE_PAIRS)
    for rule in _teachers(records):
        drawn = draw_of_rule(records, pieces, rule, teaching, seed, smallest_first=True)
        levels = _levels(records, drawn)
        told = _told(records.spec, rule)
        selected.append(Sample(levels, np.ones(len(levels)), rule.masked, told))
    labelled = [
        (engine_duckdb.levels(records, *np.array(pairs, np.int64).T), same)
        for pairs, same in judged
        if pairs
    ]
    return train(
        records.spec,
        _unlinked(records, pieces, seed),
        selected,
        records.lexicon,
        min(0.5 / n, 0.25),
        labelled,
    )


def _levels(records: Records, drawn: Drawn) -> NDArray[np.int8]:
    return engine_duckdb.levels(records, drawn.left, drawn.right)


def _unlinked(records: Records, pieces: Pieces, seed: int) -> list[Sample]:
    """Per field a sample of all pairs, rich in agreement on it; weights add up to all pairs."""
    possible = comparable_pairs(records)
    random = draw_at_random(records, min(_RANDOM_PAIRS, max(4 * possible, 1)), seed)
    levels = _levels(records, random)
    weight = np.full(len(random), random.each)
    found: list[Sample] = []
    agreeing = {rule.parts[0][0]: rule for rule in _unbound(records) if rule.name in _AGREEING}
    for place in range(len(records.spec.fields)):
        rule = agreeing.get(place)
        if rule is None:
            found.append(Sample(levels, weight))
            continue
        codes = pieces.of(*rule.parts[0])
        rest = _shared(*codes, random.left, random.right) == 0
        close = draw_of_rule(records, pieces, rule, _RULE_PAIRS, seed)
        # A pair is drawn once for each key it shares.
        times = _shared(*codes, close.left, close.right)
        kept = times > 0
        found.append(
            Sample(
                np.concatenate((levels[rest], _levels(records, close)[kept])),
                np.concatenate((weight[rest], close.each / times[kept])),
            )
        )
    return found


@njit(cache=True, nogil=True)
def _shared(offsets, codes, left, right):
    """Number of keys that the two records of each pair share; a record's keys are sorted."""
    out = np.zeros(len(left), np.int64)
    for p in range(len(left)):
        i, end_i = offsets[left[p]], offsets[left[p] + 1]
        j, end_j = offsets[right[p]], offsets[right[p] + 1]
        while i < end_i and j < end_j:
            if codes[i] == codes[j]:
                out[p] += 1
                i += 1
                j += 1
            elif codes[i] < codes[j]:
                i += 1
            else:
                j += 1
    return out


def _told(spec: LinkSpec, rule: Rule) -> frozenset[int]:
    """Fields that the names of a rule's pairs already tell: namesakes share sex and nationality."""
    kinds = {spec.fields[place].kind for place in rule.masked}
    told = {"sex", "nationality"} if "name" in kinds else set[str]()
    return frozenset(k for k, f in enumerate(spec.fields) if f.kind in told) - rule.masked


def _unbound(records: Records) -> list[Rule]:
    """All rules the fields can serve, also those the specification does not search by."""
    return rules_of(replace(records, spec=replace(records.spec, blocking=())))


def _teachers(records: Records) -> list[Rule]:
    """Rules to learn m from; every field is left free by at least one of them where possible."""
    rules = _unbound(records)
    chosen = [rule for rule in rules if rule.name in _TEACHERS]
    for place in range(len(records.spec.fields)):
        if all(place in rule.masked for rule in chosen):
            chosen += [rule for rule in rules if place not in rule.masked][:1]
    return chosen


def _allowed(records: Records, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.bool_]:
    apart = apart_sources(records)
    return (a != b) & ~((records.source[a] == records.source[b]) & apart[records.source[a]])


def draw_of_rule(
    records: Records,
    pieces: Pieces,
    rule: Rule,
    limit: int,
    seed: int,
    *,
    smallest_first: bool = False,
) -> Drawn:
    """Up to ``limit`` pairs of a rule, drawn evenly over its pairs.

    ``smallest_first``: only over the smallest blocks that hold ``limit`` pairs, because two records
    that share a rare value are far more often one person than two that share a common one.
    """
    members, bounds = blocking.blocks_of(pieces, rule)
    sizes = np.diff(bounds)
    usable = np.flatnonzero(sizes > 1)
    if not len(usable):
        return Drawn(np.zeros(0, np.int64), np.zeros(0, np.int64), 0.0)
    sizes = sizes[usable]
    if smallest_first:
        ordered = np.sort(sizes)
        enough = np.searchsorted(np.cumsum(ordered * (ordered - 1) // 2), limit)
        kept = sizes <= ordered[min(enough, len(ordered) - 1)]
        usable, sizes = usable[kept], sizes[kept]
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
    a, b = members[start + i], members[start + j]
    allowed = _allowed(records, a, b)
    a, b = a[allowed], b[allowed]
    return Drawn(np.minimum(a, b), np.maximum(a, b), total / len(chosen))


def draw_at_random(records: Records, limit: int, seed: int) -> Drawn:
    """Up to ``limit`` allowed pairs of two different records drawn at random."""
    n = len(records)
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, n, limit), rng.integers(0, n, limit)
    allowed = _allowed(records, a, b)
    a, b = a[allowed], b[allowed]
    each = comparable_pairs(records) / max(len(a), 1)
    return Drawn(np.minimum(a, b), np.maximum(a, b), each)
