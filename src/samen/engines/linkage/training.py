"""Learning m and u from the records themselves, without labels (see :mod:`.model`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from samen.engines.linkage import kernels
from samen.engines.linkage.cells import Lexicon
from samen.engines.linkage.model import Model
from samen.engines.linkage.spec import FieldSpec, LinkSpec

_NAME_M: Final = (0.02, 0.01, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15, 0.16, 0.16, 0.16)
_PRIOR_M: Final[Mapping[str, tuple[float, ...]]] = {
    "name": _NAME_M,
    "date": (0.01, 0.01, 0.02, 0.01, 0.03, 0.03, 0.03, 0.1, 0.76),
    "sex": (0.02, 0.98),
    "nationality": (0.08, 0.92),
    "code": (0.08, 0.92),
    "address": (0.2, 0.02, 0.02, 0.02, 0.02, 0.03, 0.04, 0.06, 0.09, 0.1, 0.1, 0.1, 0.2),
    "employer": (0.1, 0.03, 0.03, 0.03, 0.04, 0.05, 0.07, 0.1, 0.11, 0.11, 0.11, 0.11, 0.11),
    "text": (0.3, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.07, 0.07, 0.07, 0.07, 0.07),
}
_IDENTIFIER_M: Final = (0.1, 0.08, 0.82)
_PRIOR_STRENGTH: Final = 100.0
_ROUNDS: Final = 60
_ENOUGH: Final = 50.0


def prior_m(field: FieldSpec) -> NDArray[np.float64]:
    """Starting m of a field's levels, from 0 (disagree) up."""
    levels = np.array(_PRIOR_M.get(field.kind, _IDENTIFIER_M))
    return levels / levels.sum()


@dataclass(frozen=True, slots=True)
class Sample:
    """Levels of sampled pairs; ``masked``: fields they were selected on; ``told``: fields that
    follow from those (a name tells sex and nationality), so that their u is taken among them."""

    levels: NDArray[np.int8]
    masked: frozenset[int]
    told: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Patterns:
    levels: NDArray[np.int8]
    counts: NDArray[np.float64]
    used: tuple[int, ...]
    told: tuple[int, ...]


def _patterns(sample: Sample) -> _Patterns:
    levels = sample.levels.copy()
    fields = levels.shape[1]
    for f in sample.masked:
        levels[:, f] = -1
    code = np.zeros(len(levels), np.int64)
    for f in range(fields):
        code = code * 15 + (levels[:, f].astype(np.int64) + 1)
    _, first, counts = np.unique(code, return_index=True, return_counts=True)
    used = tuple(f for f in range(fields) if f not in sample.masked | sample.told)
    return _Patterns(levels[first], counts.astype(np.float64), used, tuple(sorted(sample.told)))


def _tally(
    patterns: _Patterns, share: NDArray[np.float64], f: int, size: int
) -> NDArray[np.float64]:
    present = patterns.levels[:, f] >= 0
    counted = np.bincount(
        patterns.levels[present, f].astype(np.int64),
        (patterns.counts * share)[present],
        minlength=size,
    )
    return counted[:size].astype(np.float64)


def _smooth_u(counts: NDArray[np.float64], kind: int) -> NDArray[np.float64]:
    """Shares of levels among different persons; the unseen top falls by its bits of evidence."""
    total = counts.sum() + 1.0
    u = counts / total
    if kind == kernels.BAG:
        fall = 2.0**-kernels.EVIDENCE_STEP
        for k in range(1, len(u)):
            if counts[k] < 20 and u[k - 1] > 0:
                u[k] = min(max(u[k], u[k - 1] * fall * 0.5), u[k - 1] * fall)
    u = np.maximum(u, 0.2 / total)
    return u / u.sum()


def _monotone(m: NDArray[np.float64], u: NDArray[np.float64]) -> NDArray[np.float64]:
    """``m`` changed as little as needed for m/u to rise with the level (pool adjacent violators)."""  # noqa: E501
    groups: list[tuple[float, float, int]] = []
    for mk, uk in zip(m.tolist(), u.tolist(), strict=True):
        groups.append((mk, uk, 1))
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] > groups[-1][0] / groups[-1][1]:
            (m1, u1, n1), (m2, u2, n2) = groups[-2:]
            groups[-2:] = [(m1 + m2, u1 + u2, n1 + n2)]
    ratio = np.concatenate([np.full(n, gm / gu) for gm, gu, n in groups])
    pooled = ratio * u
    return pooled / pooled.sum()


def train(
    spec: LinkSpec,
    random: Sample,
    selected: Sequence[Sample],
    lexicon: Lexicon,
    prior: float,
    labelled: Sequence[tuple[NDArray[np.int8], bool]] = (),
) -> Model:
    """Estimate m and u.

    ``random``: levels of random pairs (for u); ``selected``: levels of pairs of blocking rules
    (for m); ``labelled``: clerical decisions, levels of (pairs × fields) and whether they are
    one person. Deterministic.
    """
    fields = spec.fields
    sizes = [kernels.LEVELS[f.compares] for f in fields]
    random_patterns = _patterns(random)
    samples = [_patterns(s) for s in selected if len(s.levels)]
    u = [
        _smooth_u(
            _tally(random_patterns, np.ones(len(random_patterns.counts)), f, size),
            fields[f].compares,
        )
        for f, size in enumerate(sizes)
    ]
    priors = [prior_m(f) for f in fields]
    m = [p.copy() for p in priors]
    shares = [0.1] * len(samples)
    known = [np.zeros(size) for size in sizes]
    for levels, same in labelled:
        if same:
            for f, size in enumerate(sizes):
                present = levels[:, f][levels[:, f] >= 0].astype(np.int64)
                known[f] += np.bincount(present, minlength=size)[:size]
    for _ in range(_ROUNDS):
        counts = [known[f] * 5.0 for f in range(len(fields))]
        among_namesakes = [np.zeros(size) for size in sizes]
        for s, patterns in enumerate(samples):
            odds = np.full(len(patterns.counts), shares[s] / (1 - shares[s]))
            for f in patterns.used:
                ratio = np.concatenate((m[f] / u[f], [1.0]))
                odds *= ratio[patterns.levels[:, f]]
            p = odds / (1 + odds)
            shares[s] = float(
                np.clip((patterns.counts * p).sum() / patterns.counts.sum(), 1e-6, 0.99)
            )
            for f in patterns.used:
                counts[f] += _tally(patterns, p, f, sizes[f])
            for f in patterns.told:
                counts[f] += _tally(patterns, p, f, sizes[f])
                among_namesakes[f] += _tally(patterns, 1 - p, f, sizes[f])
        before = m
        m = []
        for f in range(len(fields)):
            estimate = counts[f] + _PRIOR_STRENGTH * priors[f]
            estimate /= estimate.sum()
            if fields[f].compares == kernels.BAG:
                estimate = _monotone(estimate, u[f])
            m.append(estimate)
        # Random pairs hold a few of the same person: take them out of u.
        odds = np.full(len(random_patterns.counts), prior / (1 - prior))
        for f in range(len(fields)):
            odds *= np.concatenate((m[f] / u[f], [1.0]))[random_patterns.levels[:, f]]
        rest = 1 - odds / (1 + odds)
        u = [
            _smooth_u(_tally(random_patterns, rest, f, size), fields[f].compares)
            for f, size in enumerate(sizes)
        ]
        for f, counted in enumerate(among_namesakes):
            if counted.sum() >= _ENOUGH:
                # Agreement on what the name tells anyway says next to nothing.
                u[f] = _smooth_u(counted, fields[f].compares)
        if max(float(np.abs(a - b).max()) for a, b in zip(m, before, strict=True)) < 1e-5:
            break
    return Model(spec, tuple(m), tuple(u), prior, lexicon)
