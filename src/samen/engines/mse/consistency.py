"""Internal consistency: is a list's known size found back from the other lists?

Binette and Steorts (arXiv 2112.01594): take the people on one list as a population of known size,
forget that list, and estimate the size from the others. An engine that misses by much here has no
claim to the hidden part either.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .average import FEWEST, average
from .best import best
from .diagnose import diagnose
from .estimate import Estimate
from .lists import Lists
from .loglinear import independence
from .resampling import Progress
from .stepwise import stepwise

FEWEST_OBSERVED = 30
METHODS = ("independence", "stepwise", "bic", "average")


@dataclass(frozen=True, slots=True)
class ListCheck:
    """One list, estimated from the others by one method.

    truth: people on the list. observed: how many of them are on another list too. covered: whether
    the 95% interval (BCa, else the method's own) holds the truth; None without an interval.
    """

    name: str
    method: str
    truth: int
    observed: int
    total: float | None
    lower: float | None
    upper: float | None
    covered: bool | None
    reason: str = ""

    @property
    def log_ratio(self) -> float | None:
        """log(estimate / truth): below zero is an underestimate."""
        return None if self.total is None else math.log(self.total / self.truth)


@dataclass(frozen=True, slots=True)
class Consistency:
    """All checks, and the lists with too few people on other lists to check."""

    checks: tuple[ListCheck, ...]
    skipped: tuple[str, ...]

    def summary(self) -> dict[str, dict[str, float | int | None]]:
        """Per method: mean and root mean square of log(estimate / truth), share covered."""
        found: dict[str, dict[str, float | int | None]] = {}
        for method in dict.fromkeys(check.method for check in self.checks):
            own = [check for check in self.checks if check.method == method]
            ratios = [check.log_ratio for check in own if check.log_ratio is not None]
            covered = [check.covered for check in own if check.covered is not None]
            found[method] = {
                "lists": len(own),
                "without_estimate": len(own) - len(ratios),
                "mean_log_ratio": float(np.mean(ratios)) if ratios else None,
                "rms_log_ratio": float(np.sqrt(np.mean(np.square(ratios)))) if ratios else None,
                "coverage": float(np.mean(covered)) if covered else None,
            }
        return found

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "summary": self.summary(),
            "skipped": list(self.skipped),
            "lists": [
                {
                    "list": check.name,
                    "method": check.method,
                    "truth": check.truth,
                    "observed": check.observed,
                    "total": check.total,
                    "lower": check.lower,
                    "upper": check.upper,
                    "covered": check.covered,
                    "log_ratio": check.log_ratio,
                    "reason": check.reason,
                }
                for check in self.checks
            ],
        }


def known_population(lists: Lists, name: str) -> tuple[Lists, int]:
    """The people on list ``name`` as seen by the other lists, and how many there truly are."""
    place = lists.names.index(name)
    bit = 1 << place
    on_list = [w for w in range(1 << lists.lists) if w & bit]
    low = bit - 1
    counts = np.zeros((1, 1 << (lists.lists - 1)), dtype=np.int64)
    for w in on_list:
        counts[0, (w & low) | ((w >> 1) & ~low)] += lists.table[w]
    truth = int(counts.sum())
    counts[0, 0] = 0
    names = tuple(other for other in lists.names if other != name)
    impossible = tuple(
        sorted({(w & low) | ((w >> 1) & ~low) for w in lists.impossible if w & bit} - {0})
    )
    return Lists(names, counts, impossible=impossible), truth


def consistency(
    lists: Lists,
    *,
    methods: Sequence[str] = METHODS,
    max_order: int = 2,
    replicates: int = 1000,
    seed: int = 0,
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> Consistency:
    """Estimate each list from the others by each method.

    Lists with fewer than 30 people who are also on another list are skipped.
    """
    checks: list[ListCheck] = []
    skipped: list[str] = []
    for place, name in enumerate(lists.names):
        part, truth = known_population(lists.pooled(), name)
        usable = diagnose(part, existence=False).usable
        if usable.observed < FEWEST_OBSERVED or usable.lists < 2:
            skipped.append(name)
        else:
            for method in methods:
                if method == "average" and usable.lists < FEWEST:
                    continue
                found = _estimate(method, usable, max_order, replicates, seed + place, n_jobs)
                checks.append(_check(name, truth, found))
        if progress is not None:
            progress(place + 1, lists.lists)
    return Consistency(tuple(checks), tuple(skipped))


def _estimate(
    method: str, lists: Lists, max_order: int, replicates: int, seed: int, n_jobs: int | None
) -> Estimate:
    if method == "stepwise":
        return stepwise(lists, replicates=replicates, seed=seed, n_jobs=n_jobs)
    if method in ("bic", "aic"):
        return best(
            lists, criterion=method, max_order=max_order, replicates=replicates, seed=seed,
            n_jobs=n_jobs,
        )  # fmt: skip
    return average(lists) if method == "average" else replace(independence(lists), method=method)


def _check(name: str, truth: int, found: Estimate) -> ListCheck:
    interval = found.interval(0.95)
    covered = None
    if interval is not None and (interval.lower is not None or interval.upper is not None):
        low = -math.inf if interval.lower is None else interval.lower
        high = math.inf if interval.upper is None else interval.upper
        covered = low <= truth <= high
    return ListCheck(
        name,
        found.method,
        truth,
        found.observed,
        found.total,
        None if interval is None else interval.lower,
        None if interval is None else interval.upper,
        covered,
        found.reason,
    )
