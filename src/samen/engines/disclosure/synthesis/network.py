"""From noisy counts to a model, and from the model to records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.synthesis.structure import Family

Share = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Conditional:
    """Probabilities of a child per configuration of its parents: shape (*parents, child)."""

    family: Family
    probability: Share


def to_simplex(values: Share, total: float) -> Share:
    """The nearest array with no negative value that adds to ``total`` (Euclidean projection)."""
    flat = np.sort(values.ravel())[::-1]
    excess = (np.cumsum(flat) - total) / np.arange(1, flat.size + 1)
    last = int(np.flatnonzero(flat > excess)[-1])
    return np.maximum(values - excess[last], 0.0)


def conditional(
    family: Family,
    noisy: Share,
    deviation: float,
    shares: Mapping[str, Share],
    total: float,
    possible: NDArray[np.bool_],
    rounds: int = 30,
) -> Conditional:
    """Probabilities from the noisy joint counts of a family, shape (*parents, child).

    The counts are made non-negative with the right total, shrunk towards what the
    parents tell one by one where they drown in noise, and fitted to the frequencies of the
    columns (``shares``) by iterative proportional fitting. ``possible`` is False at combinations
    that do not exist.
    """
    child = shares[family.child]
    table = np.where(possible, noisy, 0.0)
    if family.parents:
        table = _shrink(table, deviation, [shares[c] for c in family.columns], total, possible)
    table = to_simplex(np.where(possible, table, -np.inf), total)
    marginal = [shares[column] * total for column in family.columns]
    for _ in range(rounds):
        for axis, goal in enumerate(marginal):
            others = tuple(a for a in range(table.ndim) if a != axis)
            now = table.sum(axis=others)
            ratio = np.divide(goal, now, out=np.zeros_like(goal), where=now > 0)
            table = table * np.expand_dims(ratio, others)
    rows = table.sum(axis=-1, keepdims=True)
    fallback = possible * child
    fallback = fallback / np.maximum(fallback.sum(axis=-1, keepdims=True), 1e-300)
    probability = np.where(rows > 0, table / np.where(rows > 0, rows, 1.0), fallback)
    return Conditional(family, probability)


def _shrink(
    noisy: Share,
    deviation: float,
    shares: Sequence[Share],
    total: float,
    possible: NDArray[np.bool_],
) -> Share:
    """Pull every cell towards its expectation by as much as noise explains of the difference.

    The expectation is independence given the strongest parent; the pull is estimated apart for
    groups of cells of similar expectation, as a large cell departs by more than a small one.
    """
    expected = total * _outer(shares)
    if noisy.ndim == 3:
        expected = _best_pairwise(noisy, deviation, shares, total)
    expected = np.where(possible, expected, 0.0)
    level = np.floor(np.log2(np.maximum(expected, 2.0**-6))).astype(int)
    result = expected.copy()
    for group in np.unique(level[possible]):
        cells = possible & (level == group)
        gap = noisy[cells] - expected[cells]
        signal = max(float((gap**2).mean()) - deviation**2, 0.0)
        result[cells] += signal / (signal + deviation**2) * gap
    return result


def _outer(shares: Sequence[Share]) -> Share:
    result = shares[0]
    for share in shares[1:]:
        result = result[..., None] * share
    return result


def _best_pairwise(noisy: Share, deviation: float, shares: Sequence[Share], total: float) -> Share:
    """Expectation of a three-way table from its three two-way tables, by proportional fitting."""
    pairs = {
        axis: _fit_pair(
            noisy.sum(axis=axis),
            deviation * np.sqrt(noisy.shape[axis]),
            [s for i, s in enumerate(shares) if i != axis],
            total,
        )
        for axis in range(3)
    }
    table = total * _outer(shares)
    for _ in range(10):
        for axis, goal in pairs.items():
            now = table.sum(axis=axis)
            ratio = np.divide(goal, now, out=np.zeros_like(goal), where=now > 0)
            table = table * np.expand_dims(ratio, axis)
    return table


def _fit_pair(noisy: Share, deviation: float, shares: Sequence[Share], total: float) -> Share:
    everywhere = np.ones(noisy.shape, dtype=np.bool_)
    return to_simplex(_shrink(noisy, deviation, shares, total, everywhere), total)


def sample(
    conditionals: Sequence[Conditional], rows: int, rng: np.random.Generator
) -> dict[str, NDArray[np.int64]]:
    """``rows`` records, columns in the order of the network.

    Systematic sampling inside every configuration of parents keeps counts within one of what the
    model says; the shuffle before it keeps children of one parent from being aligned.
    """
    records: dict[str, NDArray[np.int64]] = {}
    for one in conditionals:
        parents = one.family.parents
        shape = one.probability.shape
        group = np.zeros(rows, dtype=np.int64)
        for name, size in zip(parents, shape[:-1], strict=True):
            group = group * size + records[name]
        records[one.family.child] = _systematic(one.probability.reshape(-1, shape[-1]), group, rng)
    return records


def _systematic(
    probability: Share, group: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    rows = len(group)
    shuffled = rng.permutation(rows)
    order = shuffled[np.argsort(group[shuffled], kind="stable")]
    counts = np.bincount(group, minlength=len(probability))
    starts = np.cumsum(counts) - counts
    within = np.arange(rows) - np.repeat(starts, counts)
    sorted_group = group[order]
    offset = rng.random(len(probability))
    point = (within + offset[sorted_group]) / counts[sorted_group]
    ends = np.cumsum(probability, axis=1)
    # A configuration that cannot occur has no probabilities, and no rows either.
    ends = ends / np.where(ends[:, -1:] > 0, ends[:, -1:], 1.0)
    flat = (ends + np.arange(len(probability))[:, None]).ravel()
    # A last value of probability nought must never be reached by rounding.
    at = np.searchsorted(flat, sorted_group + np.minimum(point, 1 - 1e-9), side="right")
    values = at - sorted_group * probability.shape[1]
    result = np.empty(rows, dtype=np.int64)
    result[order] = np.clip(values, 0, probability.shape[1] - 1)
    return result


def impossible_rows(
    records: Mapping[str, NDArray[np.integer[Any]]],
    excluded: Sequence[Mapping[str, NDArray[np.bool_]]],
) -> NDArray[np.bool_]:
    """Records that match any of the ``excluded`` combinations."""
    first: Any = next(iter(records.values()))
    result = np.zeros(len(first), dtype=np.bool_)
    for combination in excluded:
        matches = np.ones(len(first), dtype=np.bool_)
        for column, codes in combination.items():
            matches &= codes[records[column]]
        result |= matches
    return result
