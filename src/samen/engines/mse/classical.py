"""Closed-form baselines: Lincoln-Petersen and Chapman for two lists, Chao's lower bound."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

from .estimate import NOT_APPLICABLE, Caution, Estimate, Interval, not_estimable
from .lists import Lists, superset_sums
from .loglinear import INDEPENDENCE_ASSUMPTIONS, independence

UNCHECKED = Caution(
    "with two lists, whether they depend on each other cannot be checked: the estimate stands or "
    "falls with their independence",
    "two-lists",
)


def lincoln_petersen(lists: Lists, *, levels: tuple[float, ...] = (0.8, 0.95)) -> Estimate:
    """Two lists, n1 n2 / m (Petersen 1896, Lincoln 1930): the independence model in closed form."""
    if lists.lists != 2:
        return _two_lists_only("lincoln-petersen", lists)
    both = float(lists.table[3])
    if both == 0:
        return not_estimable(
            "lincoln-petersen", lists.observed, "the two lists do not overlap: no upper bound"
        )
    return replace(
        independence(lists, levels=levels),
        method="lincoln-petersen",
        warnings=(UNCHECKED,),
    )


def chapman(lists: Lists, *, levels: tuple[float, ...] = (0.8, 0.95)) -> Estimate:
    """Two lists, (n1 + 1)(n2 + 1)/(m + 1) - 1 (Chapman 1951), variance of Seber 1970.

    Finite even when the lists do not overlap; it is then no more than a lower bound.
    """
    if lists.lists != 2:
        return _two_lists_only("chapman", lists)
    margins = superset_sums(lists.table)
    first, second, both = (float(margins[w]) for w in (1, 2, 3))
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (
        (first + 1) * (second + 1) * (first - both) * (second - both)
        / ((both + 1) ** 2 * (both + 2))
    )  # fmt: skip
    warnings = [UNCHECKED]
    if both == 0:
        told = "chapman: the lists do not overlap; the number is only a lower bound"
        warnings.append(Caution(told, "only-lower-bound"))
    return Estimate(
        "chapman",
        total,
        lists.observed,
        intervals=tuple(_log_normal(total, lists.observed, variance, level) for level in levels)
        if both
        else (),
        assumptions=INDEPENDENCE_ASSUMPTIONS,
        warnings=tuple(warnings),
    )


def chao(lists: Lists, *, levels: tuple[float, ...] = (0.8, 0.95)) -> Estimate:
    """Lower bound from the people on exactly one and exactly two lists.

    Chao (1987, Biometrics 43:783) bounds the people never seen by f1**2 / (2 f2), which supposes
    that all lists are equally large. With c_j the size of list j's odds the same inequality of
    Cauchy and Schwarz gives (f1**2 - sum_j f1j**2) / (2 f2), where f1j people are on list j alone:
    that is reported, so the bound is also one for lists of different size. With two lists it
    equals Lincoln-Petersen. ``chao_1987`` gives the first form. With f2 = 0 the divisor is
    2 (f2 + 1), as in the bias-corrected form.

    Assumes independent lists but lets people differ in how easily they are seen.
    """
    table = lists.table
    alone = [float(table[1 << i]) for i in range(lists.lists)]
    twice = float(sum(int(table[w]) for w in range(len(table)) if w.bit_count() == 2))
    once = sum(alone)
    if lists.lists == 1:
        return not_estimable("chao", lists.observed, "one list says nothing about who is on none")
    if not lists.observed:
        return not_estimable("chao", 0, "nobody is registered")
    products = once**2 - sum(count**2 for count in alone)
    divisor = 2 * (twice if twice else 1.0)
    total = lists.observed + products / divisor
    warnings: list[Caution] = []
    if not twice:
        told = "chao: nobody is on exactly two lists; no interval"
        warnings.append(Caution(told, "nobody-on-two-lists"))
    if not products:
        told = "chao: the bound is the number registered, so it says nothing of the hidden part"
        warnings.append(Caution(told, "bound-says-nothing"))
    intervals: tuple[Interval, ...] = ()
    if twice and products:
        slopes = [(1 + 2 * (once - count) / divisor, count) for count in alone]
        slopes.append((1 - products / (2 * twice**2), twice))
        others = lists.observed - once - twice
        variance = sum(slope**2 * count for slope, count in slopes) + others - total
        intervals = tuple(
            _log_normal(total, lists.observed, max(variance, 0.0), level) for level in levels
        )
    return Estimate(
        "chao",
        total,
        lists.observed,
        intervals=intervals,
        model_words="lower bound",
        assumptions=(
            *INDEPENDENCE_ASSUMPTIONS[:2],
            "people may differ in how easily any list finds them",
            INDEPENDENCE_ASSUMPTIONS[3],
            "a lower bound, not an estimate: the true number is at least about this large",
        ),
        warnings=tuple(warnings),
        details={
            "lower_bound": True,
            "once": int(once),
            "twice": int(twice),
            "chao_1987": lists.observed
            + (once**2 / (2 * twice) if twice else once * (once - 1) / 2),
        },
    )


def _log_normal(total: float, observed: int, variance: float, level: float) -> Interval:
    """Limits that keep the dark figure positive (Chao 1987, equation 12)."""
    dark = total - observed
    if dark <= 0:
        return Interval("lognormal", level, total, total)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    spread = math.exp(z * math.sqrt(math.log1p(variance / dark**2)))
    return Interval("lognormal", level, observed + dark / spread, observed + dark * spread)


def _two_lists_only(method: str, lists: Lists) -> Estimate:
    return Estimate(
        method, None, lists.observed, NOT_APPLICABLE, "this estimator is for exactly two lists"
    )
