"""How good a run is: against known truth, and without any."""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samen.engines.linkage.linking import Linked


@dataclass(frozen=True, slots=True)
class Quality:
    """Pairs found right (``true``), wrong (``false``) and missed, at one threshold."""

    threshold: float
    true: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the found pairs that are right; 1 when nothing is found."""
        return self.true / (self.true + self.false) if self.true + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of the right pairs that are found; 1 when there are none."""
        return self.true / (self.true + self.missed) if self.true + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.true + self.false + self.missed
        return 2 * self.true / total if total else 1.0


def true_pairs(person: NDArray[np.int64], source: NDArray[np.int16], across_only: bool) -> int:
    """Number of pairs of records of one person (``across_only``: of different sources)."""
    _, counts = np.unique(person, return_counts=True)
    total = int((counts * (counts - 1) // 2).sum())
    if across_only:
        _, within = np.unique(np.stack((person, source)), axis=1, return_counts=True)
        total -= int((within * (within - 1) // 2).sum())
    return total


def quality_at(
    probability: NDArray[np.float64], is_true: NDArray[np.bool_], total: int, threshold: float
) -> Quality:
    """Quality of the pairs with at least ``threshold``; ``total``: right pairs there are."""
    found = probability >= threshold
    true = int((found & is_true).sum())
    return Quality(threshold, true, int(found.sum()) - true, total - true)


def quality_curve(
    probability: NDArray[np.float64],
    is_true: NDArray[np.bool_],
    total: int,
    thresholds: NDArray[np.float64] | None = None,
) -> list[Quality]:
    """Quality at each threshold (default .01, .02 … .99)."""
    grid = np.linspace(0.01, 0.99, 99) if thresholds is None else thresholds
    return [quality_at(probability, is_true, total, float(t)) for t in grid]


def cluster_quality(linked: Linked, person: NDArray[np.int64]) -> Quality:
    """Quality of the clusters: all pairs of records inside one, however they were joined."""
    cluster = linked.cluster
    across = linked.spec.link == "link"
    source = _sources(linked)
    joint = np.unique(np.stack((cluster, person)), axis=1, return_inverse=True)[1].ravel()
    together = true_pairs(joint.astype(np.int64), source, across)
    found = true_pairs(cluster, source, across)
    return Quality(
        linked.spec.thresholds.link,
        together,
        found - together,
        true_pairs(person, source, across) - together,
    )


def _sources(linked: Linked) -> NDArray[np.int16]:
    import pyarrow.compute as pc

    from samen.engines.linkage.read import SOURCE

    encoded: Any = pc.dictionary_encode(linked.table[SOURCE]).combine_chunks()
    return np.asarray(encoded.indices, np.int16)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run against truth: pairs at the run's threshold, at the best one, and clusters."""

    pairs: Quality
    best: Quality
    clusters: Quality
    reach: float
    curve: tuple[Quality, ...]
    calibration: tuple[tuple[float, float, int], ...]


def evaluate(linked: Linked, person: NDArray[np.int64]) -> Evaluation:
    """Compare a run with the truth; ``person``: for each row, who it is about.

    ``reach``: share of the right pairs among the candidates with at least the review threshold;
    ``calibration``: per tenth of probability (mean predicted, share right, pairs).
    """
    left, right = linked.scored["left"].to_numpy(), linked.scored["right"].to_numpy()
    probability = linked.scored["match_probability"].to_numpy()
    is_true = person[left] == person[right]
    total = true_pairs(person, _sources(linked), linked.spec.link == "link")
    curve = quality_curve(probability, is_true, total)
    return Evaluation(
        quality_at(probability, is_true, total, linked.spec.thresholds.link),
        max(curve, key=lambda q: q.f1),
        cluster_quality(linked, person),
        float(is_true.sum() / total) if total else 1.0,
        tuple(curve),
        calibration(probability, is_true),
    )


def calibration(
    probability: NDArray[np.float64], is_true: NDArray[np.bool_], bins: int = 10
) -> tuple[tuple[float, float, int], ...]:
    """Predicted against true match rate in equal steps of probability; empty steps left out."""
    step = np.minimum((probability * bins).astype(int), bins - 1)
    return tuple(
        (
            float(probability[step == k].mean()),
            float(is_true[step == k].mean()),
            int((step == k).sum()),
        )
        for k in range(bins)
        if (step == k).any()
    )


def estimated_quality(linked: Linked) -> Quality:
    """Precision and recall the model itself expects, without labels.

    Sums of match probabilities; honest only as far as the probabilities are (see the calibration
    of a run with truth), and blind to pairs that were no candidates.
    """
    probability = linked.scored["match_probability"].to_numpy()
    found = probability >= linked.spec.thresholds.link
    expected = float(probability.sum())
    true = float(probability[found].sum())
    return Quality(
        linked.spec.thresholds.link,
        round(true),
        int(found.sum()) - round(true),
        max(round(expected - true), 0),
    )
