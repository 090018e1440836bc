"""Bootstrap intervals that keep replicates without an estimate: they count as unbounded.

BCa limits as Silverman, Chan and Vincent 2024 and DiCiccio and Efron 1996, with three repairs:
ties between replicates and the estimate count half (a relative tolerance of 1e-9, so rounding
cannot move a limit), replicates without an estimate stay in as +infinity, and a level that the
number of replicates cannot resolve is said to be so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .estimate import Interval

_NORMAL = NormalDist()
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Replicates:
    """Totals of the bootstrap tables and of the tables with one person fewer.

    totals: (B,), inf where no estimate exists. jackknife: (cells,), one per history with people;
    weights: how many people have that history. undecided: tables whose fit stopped without
    verdict; they count as having no estimate.
    """

    totals: NDArray[np.float64]
    jackknife: NDArray[np.float64]
    weights: NDArray[np.float64]
    undecided: int = 0

    @property
    def unbounded(self) -> int:
        """How many bootstrap tables have no estimate."""
        return int(np.isinf(self.totals).sum())

    def summary(self) -> dict[str, object]:
        """What the JSON of an estimate says about its replicates."""
        median = type8_quantile(np.sort(self.totals), 0.5)
        return {
            "replicates": len(self.totals),
            "replicates_unbounded": self.unbounded,
            "bootstrap_median": median if math.isfinite(median) else None,
        }


def type8_quantile(ordered: NDArray[np.float64], probability: float) -> float:
    """Median-unbiased sample quantile (Hyndman and Fan 1996, type 8) of sorted numbers."""
    count = len(ordered)
    position = (count + 1 / 3) * probability + 1 / 3
    below = math.floor(position + 4e-16 * count)
    fraction = position - below
    if abs(fraction) < 4e-16 * count:
        fraction = 0.0
    low = float(ordered[min(max(below, 1), count) - 1])
    high = float(ordered[min(max(below + 1, 1), count) - 1])
    if fraction == 0.0 or low == high:
        return low
    return low + fraction * (high - low)


def percentile_interval(replicates: Replicates, level: float) -> Interval:
    """The middle ``level`` of the replicates."""
    ordered = np.sort(replicates.totals)
    lower = type8_quantile(ordered, 0.5 - level / 2)
    upper = type8_quantile(ordered, 0.5 + level / 2)
    return Interval(
        "percentile",
        level,
        lower if math.isfinite(lower) else None,
        upper if math.isfinite(upper) else None,
        "" if math.isfinite(upper) else _unbounded(replicates),
    )


def acceleration(replicates: Replicates) -> float:
    """Skewness of the influence of one person (jackknife), nan where an estimate is missing."""
    weights = replicates.weights
    if not np.isfinite(replicates.jackknife).all():
        return math.nan
    mean = float(weights @ replicates.jackknife / weights.sum())
    distance = mean - replicates.jackknife
    squares = float(weights @ distance**2)
    # Estimates that differ only by rounding have no skewness.
    if squares <= weights.sum() * (1e-12 * abs(mean)) ** 2:
        return 0.0
    return float(weights @ distance**3) / (6 * squares**1.5)


def bias_correction(replicates: Replicates, total: float) -> float:
    """z0: the normal quantile of the share of replicates below the estimate, ties half."""
    tolerance = _TIE * abs(total)
    below = float(np.mean(replicates.totals < total - tolerance))
    ties = float(np.mean(np.abs(replicates.totals - total) <= tolerance))
    share = below + ties / 2
    if share <= 0:
        return -math.inf
    return math.inf if share >= 1 else _NORMAL.inv_cdf(share)


def bca_interval(replicates: Replicates, total: float, level: float) -> Interval:
    """Bias-corrected and accelerated limits."""
    z0 = bias_correction(replicates, total)
    a = acceleration(replicates)
    if math.isinf(z0):
        side = "below" if z0 < 0 else "above"
        return Interval(
            "bca", level, None, None, f"no replicate lies {side} the estimate: no BCa limits"
        )
    if math.isnan(a):
        return Interval(
            "bca",
            level,
            None,
            None,
            "leaving out one person can make the estimate unbounded: no BCa limits",
        )
    ordered = np.sort(replicates.totals)
    notes: list[str] = []
    limits: list[float | None] = []
    for probability, side in ((0.5 - level / 2, "lower"), (0.5 + level / 2, "upper")):
        shifted = z0 + _NORMAL.inv_cdf(probability)
        stretch = 1 - a * shifted
        if stretch <= 0:
            limits.append(None)
            notes.append(f"the {side} BCa limit does not exist: the estimate is too skewed")
            continue
        target = _NORMAL.cdf(z0 + shifted / stretch)
        limit = type8_quantile(ordered, target)
        if not 1 / len(ordered) < target < 1 - 1 / len(ordered):
            notes.append(
                f"the {side} limit lies beyond what {len(ordered)} replicates can show; it is "
                f"their {'smallest' if target < 0.5 else 'largest'}"
            )
        if not math.isfinite(limit):
            notes.append(_unbounded(replicates))
        limits.append(limit if math.isfinite(limit) else None)
    return Interval("bca", level, limits[0], limits[1], "; ".join(notes))


def bootstrap_intervals(
    replicates: Replicates, total: float, levels: tuple[float, ...]
) -> tuple[Interval, ...]:
    """BCa and percentile limits at every level."""
    return tuple(bca_interval(replicates, total, level) for level in levels) + tuple(
        percentile_interval(replicates, level) for level in levels
    )


def _unbounded(replicates: Replicates) -> str:
    share = replicates.unbounded / len(replicates.totals)
    return f"unbounded: {share:.1%} of the replicates have no finite estimate"
