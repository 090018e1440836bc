"""Capture histories for estimating the hidden population: counts only, never persons out.

The hand-over to ``samen.engines.mse`` is :class:`CaptureHistories`: how many clusters were seen
on each combination of registers, averaged over draws of the uncertain links, with how sure the
linkage is of each pair of registers.
"""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samen.engines.linkage.cluster import cluster_pairs
from samen.engines.linkage.linking import Linked
from samen.engines.linkage.read import SOURCE
from samen.kernel.errors import InvalidInput, Problem


@dataclass(frozen=True, slots=True)
class PairQuality:
    """Two registers: persons linked between them, and what the model expects of those links."""

    left: str
    right: str
    linked: int
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class CaptureHistories:
    """Counts of persons per combination of lists, and nothing else.

    ``lists``: names; ``masks``: (histories,) bit i = seen on list i; ``counts``: (histories,)
    from the links as decided; ``draws``: (draws × histories) counts, each draw taking every
    uncertain pair as a link with its match probability: what linkage error does to the table.
    ``quality``: expected precision and recall of the links between each pair of lists.
    """

    lists: tuple[str, ...]
    masks: NDArray[np.int64]
    counts: NDArray[np.int64]
    draws: NDArray[np.int64]
    quality: tuple[PairQuality, ...]

    def rows(self) -> list[dict[str, int]]:
        """One row per history: a 0/1 column per list, then ``count`` (what ``samen estimate`` reads)."""  # noqa: E501
        return [
            {**{name: int(mask >> i & 1) for i, name in enumerate(self.lists)}, "count": int(count)}
            for mask, count in zip(self.masks.tolist(), self.counts.tolist(), strict=True)
        ]

    def draw(self, k: int) -> dict[int, int]:
        """Mask → count of one draw, without the empty histories."""
        return {
            int(mask): int(count)
            for mask, count in zip(self.masks, self.draws[k], strict=True)
            if count
        }

    def write(self, path: str | Path) -> None:
        """The table as CSV: one 0/1 column per list and ``count``."""
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*self.lists, "count"])
            writer.writeheader()
            writer.writerows(self.rows())


def _histories(
    cluster: NDArray[np.int64], source: NDArray[np.int64], lists: int
) -> NDArray[np.int64]:
    """Number of clusters per mask 0 … 2^lists - 1."""
    _, inverse = np.unique(cluster, return_inverse=True)
    masks = np.zeros(int(inverse.max()) + 1, np.int64)
    np.bitwise_or.at(masks, inverse, np.int64(1) << source)
    return np.bincount(masks, minlength=1 << lists)


def capture_histories(linked: Linked, draws: int = 100, seed: int = 1) -> CaptureHistories:
    """The 2^k table of a run over k registers (2 to 16), one call.

    Every draw re-links with the uncertain pairs as chance has them, so that an estimate over the
    draws carries the uncertainty of the linkage. Links that no rule proposed cannot be drawn: see
    the recall in ``quality``.
    """
    lists, source = np.unique(np.array(linked.table[SOURCE].to_pylist()), return_inverse=True)
    if not 2 <= len(lists) <= 16:
        raise InvalidInput(
            Problem("sources", "capture histories need 2 to 16 registers", len(lists))
        )
    width = len(lists)
    source = source.astype(np.int64)
    decided = _histories(linked.cluster, source, width)
    left = linked.scored["left"].to_numpy()
    right = linked.scored["right"].to_numpy()
    probability = linked.scored["match_probability"].to_numpy()
    weight = linked.scored["match_weight"].to_numpy()
    apart = np.array([linked.spec.link == "link" or name in linked.spec.apart for name in lists])
    rng = np.random.default_rng(seed)
    table = np.empty((draws, 1 << width), np.int64)
    for k in range(draws):
        taken = rng.random(len(left)) < probability
        cluster, _ = cluster_pairs(
            len(source), left[taken], right[taken], weight[taken], source.astype(np.int16), apart
        )
        table[k] = _histories(cluster, source, width)
    used = np.flatnonzero((decided > 0) | (table > 0).any(axis=0))
    return CaptureHistories(
        tuple(str(name) for name in lists),
        used,
        decided[used],
        table[:, used],
        tuple(_pair_quality(linked, source, [str(n) for n in lists])),
    )


def _pair_quality(
    linked: Linked, source: NDArray[np.int64], lists: Sequence[str]
) -> list[PairQuality]:
    left = linked.scored["left"].to_numpy()
    right = linked.scored["right"].to_numpy()
    probability = linked.scored["match_probability"].to_numpy()
    joined = linked.cluster[left] == linked.cluster[right]
    found: list[PairQuality] = []
    for a in range(len(lists)):
        for b in range(a + 1, len(lists)):
            between = ((source[left] == a) & (source[right] == b)) | (
                (source[left] == b) & (source[right] == a)
            )
            both = between & joined
            expected = float(probability[between].sum())
            right_links = float(probability[both].sum())
            found.append(
                PairQuality(
                    lists[a],
                    lists[b],
                    int(both.sum()),
                    right_links / both.sum() if both.any() else 1.0,
                    right_links / expected if expected else 1.0,
                )
            )
    return found
