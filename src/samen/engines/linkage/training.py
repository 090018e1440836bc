"""Learning m and u from the records themselves, without labels (see :mod:`.model`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from samen.engines.linkage import kernels
from samen.engines.linkage.cells import Lexicon
from samen.engines.linkage.model import Model, share_of_matches
from samen.engines.linkage.priors import STRENGTH, prior_m, prior_u
from samen.engines.linkage.spec import LinkSpec

_MISSING_STRENGTH: Final = 20.0
_ROUNDS: Final = 60
_ENOUGH: Final = 50.0


def _missing(counts: NDArray[np.float64], u: NDArray[np.float64]) -> float:
    """How often records of one person lack a value: as others do, until enough pairs say else.

    ``counts``: pairs of one person per level, missing first; the ratio to ``u`` has a gamma prior.
    """
    expected = counts.sum() * u[0]
    ratio = (counts[0] + _MISSING_STRENGTH) / (expected + _MISSING_STRENGTH)
    return float(min(ratio * u[0], 0.5 + u[0] / 2))


@dataclass(frozen=True, slots=True)
class Sample:
    """Levels of sampled pairs (pairs × fields) and how many pairs each stands for.

    ``masked``: fields they were selected on; ``told``: fields that follow from those (a name tells
    sex and nationality), so that their u is taken among them.
    """

    levels: NDArray[np.int8]
    weight: NDArray[np.float64]
    masked: frozenset[int] = frozenset()
    told: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The different rows of a sample: ``counts`` pairs they stand for, ``drawn`` pairs seen.

    ``shown``: level + 1, so that 0 is a missing value.
    """

    shown: NDArray[np.int64]
    counts: NDArray[np.float64]
    drawn: NDArray[np.float64]
    used: tuple[int, ...]
    told: tuple[int, ...]
    masked: tuple[int, ...]


def _patterns(sample: Sample) -> _Patterns:
    shown = sample.levels.astype(np.int64) + 1
    fields = shown.shape[1]
    code = np.zeros(len(shown), np.int64)
    for f in range(fields):
        code = code * 15 + shown[:, f]
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    return _Patterns(
        shown[first],
        np.bincount(place, sample.weight, len(first)).astype(np.float64),
        np.bincount(place, minlength=len(first)).astype(np.float64),
        tuple(f for f in range(fields) if f not in sample.masked | sample.told),
        tuple(sorted(sample.told)),
        tuple(sorted(sample.masked)),
    )


def _tally(shown: NDArray[np.int64], counts: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    return np.bincount(shown, counts, size).astype(np.float64)


def _smooth_u(
    counts: NDArray[np.float64], drawn: NDArray[np.float64], kind: int
) -> NDArray[np.float64]:
    """Shares of levels among different persons; the unseen top falls by its bits of evidence.

    ``counts``: pairs of all, per level (0 = missing); ``drawn``: pairs seen, which tell how sure a
    share is.
    """
    total = counts.sum()
    if not total:
        return np.full(len(counts), 1 / len(counts))
    u = counts / total
    if kind == kernels.BAG:
        fall = 2.0**-kernels.EVIDENCE_STEP
        for k in range(2, len(u)):
            if drawn[k] < _ENOUGH and u[k - 1] > 0:
                u[k] = min(max(u[k], u[k - 1] * fall), u[k - 1])
    u = np.maximum(u, 0.2 / max(drawn.sum(), 1.0))
    return u / u.sum()


def _leaning(
    u: NDArray[np.float64], pairs: float, prior: NDArray[np.float64]
) -> NDArray[np.float64]:
    """``u`` as ``pairs`` pairs tell it, drawn to the ``prior`` of the levels that have a value."""
    weight = pairs / (pairs + STRENGTH)
    present = weight * u[1:] / u[1:].sum() + (1 - weight) * prior
    return np.concatenate((u[:1], present * (1 - u[0])))


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


def _posterior(
    patterns: _Patterns,
    m: Sequence[NDArray[np.float64]],
    u: Sequence[NDArray[np.float64]],
    before: NDArray[np.float64] | float,
) -> NDArray[np.float64]:
    """Probability that each pattern is one person, by the fields in use and the odds ``before``."""
    odds = before * _ratio(patterns, patterns.used, m, u)
    return odds / (1 + odds)


def _ratio(
    patterns: _Patterns,
    fields: Sequence[int],
    m: Sequence[NDArray[np.float64]],
    u: Sequence[NDArray[np.float64]],
) -> NDArray[np.float64]:
    """m/u of each pattern, over ``fields``."""
    out = np.ones(len(patterns.counts))
    for f in fields:
        out *= (m[f] / u[f])[patterns.shown[:, f]]
    return out


def _odds_before(
    patterns: _Patterns,
    m: Sequence[NDArray[np.float64]],
    u: Sequence[NDArray[np.float64]],
    share: float,
) -> NDArray[np.float64]:
    """Odds by the fields that a rule selects on, scaled so that ``share`` of its pairs are matches.

    How rare the shared name is tells these pairs apart although all of them share one: that is
    what separates the errors of the other fields from chance.
    """
    ratio = _ratio(patterns, patterns.masked, m, u)
    low, high = -80.0, 80.0
    for _ in range(50):
        middle = (low + high) / 2
        odds = ratio * np.exp2(middle)
        if patterns.counts @ (odds / (1 + odds)) < share * patterns.counts.sum():
            low = middle
        else:
            high = middle
    return ratio * np.exp2((low + high) / 2)


def _anchored_share(
    patterns: _Patterns, u: Sequence[NDArray[np.float64]], priors: Sequence[NDArray[np.float64]]
) -> float:
    """Share of one person among pairs that have one field left to compare.

    One field cannot tell its m from that share: m may take in any part of u. What can is a level
    that one person hardly ever shows, plain disagreement (mixture proportion estimation: Blanchard,
    Lee & Scott 2010).
    """
    (f,) = patterns.used
    seen = _tally(patterns.shown[:, f], patterns.counts, len(u[f]))
    if not seen.sum():
        return 1e-3
    disagree = float(seen[1] / seen.sum())
    return float(np.clip((u[f][1] - disagree) / (u[f][1] - priors[f][0]), 1e-3, 0.99))


def _share_of_all(
    different: Sequence[_Patterns], posteriors: Sequence[NDArray[np.float64]]
) -> float:
    """Share of one person among all pairs, by the sample that holds most of them."""
    found = [float(p.drawn @ linked) for p, linked in zip(different, posteriors, strict=True)]
    best = int(np.argmax(found))
    patterns, linked = different[best], posteriors[best]
    return share_of_matches(float(patterns.counts @ linked), float(patterns.counts.sum()))


def train(
    spec: LinkSpec,
    unlinked: Sequence[Sample],
    selected: Sequence[Sample],
    lexicon: Lexicon,
    prior: float,
    labelled: Sequence[tuple[NDArray[np.int8], bool]] = (),
) -> Model:
    """Estimate m and u.

    ``unlinked``: per field a sample of all pairs (for its u; the few of one person in it are taken
    out by their probability, at first ``prior`` of all pairs being one person); ``selected``:
    pairs of blocking rules (for m); ``labelled``: clerical decisions, levels of (pairs × fields)
    and whether they are one person. Deterministic.
    """
    fields = spec.fields
    sizes = [kernels.LEVELS[f.compares] + 1 for f in fields]
    bags = {k for k, f in enumerate(fields) if f.compares == kernels.BAG}
    priors = [prior_m(f) for f in fields]
    different = [_patterns(sample) for sample in unlinked]
    samples = [_patterns(s) for s in selected if len(s.levels)]

    def unlinked_u(f: int, rest: NDArray[np.float64] | float) -> NDArray[np.float64]:
        seen = different[f]
        counts = _tally(seen.shown[:, f], seen.counts * rest, sizes[f])
        drawn = _tally(seen.shown[:, f], seen.drawn * rest, sizes[f])
        u = _smooth_u(counts, drawn, fields[f].compares)
        return _leaning(u, min(float(drawn.sum()), float(counts.sum())), prior_u(fields[f]))

    u = [unlinked_u(f, 1.0) for f in range(len(fields))]
    m = [np.concatenate((u[f][:1], p * (1 - u[f][0]))) for f, p in enumerate(priors)]
    shares = [0.1] * len(samples)
    known = [np.zeros(size) for size in sizes]
    for levels, same in labelled:
        for f, size in enumerate(sizes):
            if same:
                known[f] += _tally(levels[:, f].astype(np.int64) + 1, np.ones(len(levels)), size)
    for _ in range(_ROUNDS):
        counts = [known[f] * 5.0 for f in range(len(fields))]
        among_namesakes = [np.zeros(size) for size in sizes]
        for s, patterns in enumerate(samples):
            if len(patterns.used) == 1 and not bags.intersection(patterns.masked):
                shares[s] = _anchored_share(patterns, u, priors)
            before = _odds_before(patterns, m, u, shares[s])
            linked = patterns.counts * _posterior(patterns, m, u, before)
            shares[s] = float(np.clip(linked.sum() / patterns.counts.sum(), 1e-6, 0.99))
            for f in (*patterns.used, *patterns.told):
                counts[f] += _tally(patterns.shown[:, f], linked, sizes[f])
            for f in patterns.told:
                among_namesakes[f] += _tally(
                    patterns.shown[:, f], patterns.counts - linked, sizes[f]
                )
        last = m
        m = []
        for f in range(len(fields)):
            present = counts[f][1:] + STRENGTH * priors[f]
            present /= present.sum()
            if fields[f].compares == kernels.BAG:
                present = _monotone(present, u[f][1:])
            missing = _missing(counts[f], u[f])
            m.append(np.concatenate(([missing], present * (1 - missing))))
        posteriors = [_posterior(patterns, m, u, prior / (1 - prior)) for patterns in different]
        prior = _share_of_all(different, posteriors)
        u = [unlinked_u(f, 1 - linked) for f, linked in enumerate(posteriors)]
        for f, counted in enumerate(among_namesakes):
            if counted.sum() >= _ENOUGH:
                # Agreement on what the name tells anyway says next to nothing.
                u[f] = _smooth_u(counted, counted, fields[f].compares)
        if max(float(np.abs(a - b).max()) for a, b in zip(m, last, strict=True)) < 1e-5:
            break
    return Model(spec, tuple(m), tuple(u), prior, lexicon)
