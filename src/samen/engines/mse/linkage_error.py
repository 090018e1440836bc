"""Estimates from lists that were linked with errors.

A missed link splits one person into two, which makes overlaps too small and the estimate too
large; a false link does the opposite. Two lists: Ding and Fienberg 1994 (Survey Methodology
20:149), with false links as Di Consiglio and Tuoto 2015 (Journal of Official Statistics 31:415).
More lists: in the manner of Zult, de Wolf, Bakker and van der Heijden 2021 (Journal of Official
Statistics 37:673) the expected linked table is written as a function of the true one and
inverted. The corrected table holds expected counts, not whole people; the estimate is made on it,
and replicates draw the people, the link rates and the linking again.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .backend import kernels
from .estimate import DEPENDENCE_NOTE, NOT_ESTIMABLE, Caution, Estimate
from .intervals import Replicates, percentile_interval
from .link_rates import LinkErrors, check_errors
from .lists import Lists, superset_sums
from .models import Model
from .resampling import Progress, block_sizes, bootstrap_block, run
from .stepwise import P_VALUE, allowed_pairs, main_effects_start

Floats = NDArray[np.float64]


@lru_cache(maxsize=64)
def splitting(lists: int, missed: tuple[float, ...]) -> Floats:
    """Expected linked records per person: [observed history, true history].

    Each record of a person stays with the others with probability 1 - missed, else it stands
    alone. What stays together is one linked record.
    """
    size = 1 << lists
    matrix = np.zeros((size, size))
    matrix[0, 0] = 1.0
    for true in range(1, size):
        members = [i for i in range(lists) if true >> i & 1]
        if len(members) == 1:
            matrix[true, true] = 1.0
            continue
        for pattern in range(1 << len(members)):
            probability, together, alone = 1.0, 0, []
            for k, i in enumerate(members):
                if pattern >> k & 1:
                    probability *= missed[i]
                    alone.append(1 << i)
                else:
                    probability *= 1 - missed[i]
                    together |= 1 << i
            if together:
                matrix[together, true] += probability
            for single in alone:
                matrix[single, true] += probability
    return matrix


def linked_table(true: Floats, errors: LinkErrors) -> Floats:
    """Expected table after linking, from the true table (2**lists, history 0 zero)."""
    lists = len(errors.missed)
    table = splitting(lists, errors.missed) @ true
    table[0] = 0.0
    histories = np.arange(1 << lists)
    for i, rate in enumerate(errors.false):
        if rate == 0:
            continue
        bit = 1 << i
        others = (histories & bit == 0) & (histories > 0)
        partners = table[others].sum()
        if partners <= 0:
            continue
        joined = min(rate * table[bit], partners)
        share = np.where(others, table, 0.0) / partners
        table = table - joined * share
        table[bit] -= joined
        table[histories[others] | bit] += joined * share[others]
    return table


def true_table(linked: Floats, errors: LinkErrors) -> tuple[Floats, float]:
    """Invert :func:`linked_table`: expected true counts, and the part that had to be cut off.

    Counts that come out negative are set to zero; the second number is their sum.
    """
    split = splitting(len(errors.missed), errors.missed)[1:, 1:]
    inverse = np.linalg.inv(split)
    true = np.zeros_like(linked)
    true[1:] = inverse @ linked[1:]
    for _ in range(200):
        miss = linked - linked_table(true, errors)
        move = inverse @ miss[1:]
        true[1:] += move
        if np.abs(move).max() <= 1e-10 * max(linked.sum(), 1.0):
            break
    negative = float(-true[true < 0].sum())
    return np.maximum(true, 0.0), negative


def linkage_corrected(
    lists: Lists,
    errors: LinkErrors,
    *,
    p_value: float = P_VALUE,
    replicates: int = 2000,
    seed: int = 0,
    levels: tuple[float, ...] = (0.8, 0.95),
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> Estimate:
    """Stepwise estimate corrected for linkage errors, with limits that carry their uncertainty.

    p_value: threshold of the forward selection; 0 keeps to independence. ``details`` holds the
    estimate without correction and the corrected number of registered people.
    """
    check_errors(lists, errors)
    pooled = lists.pooled()
    true, negative = true_table(pooled.table.astype(np.float64), errors)
    total, model = _estimate(pooled, true[:, None], p_value)
    naive, _ = _estimate(pooled, pooled.table.astype(np.float64)[:, None], p_value)
    details: dict[str, object] = {
        "without_correction": float(naive[0]),
        "registered_after_correction": float(true.sum()),
        "missed": list(errors.missed),
        "false": list(errors.false),
    }
    warnings: list[Caution] = []
    if negative > 0.01 * lists.observed:
        told = (
            f"the link rates imply {negative:.1f} people fewer than none in some histories: they "
            "do not fit this table"
        )
        warnings.append(Caution(told, "link-rates-misfit"))
    if not math.isfinite(total[0]):
        return Estimate(
            "linkage-corrected", None, lists.observed, NOT_ESTIMABLE,
            "the corrected table has no maximum likelihood estimate", details=details,
        )  # fmt: skip
    calls = [
        (pooled, errors, p_value, seed, block, size)
        for block, size in enumerate(block_sizes(replicates))
    ]
    blocks = run(_replicate, calls, n_jobs=n_jobs, progress=progress)
    intervals = ()
    if blocks:
        drawn = Replicates(np.concatenate(blocks), np.array([]), np.array([]))
        intervals = tuple(percentile_interval(drawn, level) for level in levels)
        details.update(drawn.summary())
    return Estimate(
        "linkage-corrected",
        float(total[0]),
        lists.observed,
        model=model.text(lists.names),
        model_words=model.words(lists.names),
        intervals=intervals,
        assumptions=(
            "the population did not change while the lists were made",
            "links fail at the stated rates, for everyone alike and independently",
            "everyone has the same chance to be on a given list",
            DEPENDENCE_NOTE,
        ),
        warnings=tuple(warnings),
        details=details,
        draws=np.concatenate(blocks) if blocks else None,
    )


def _replicate(
    lists: Lists, errors: LinkErrors, p_value: float, seed: int, block: int, size: int
) -> Floats:
    tables = bootstrap_block(lists, seed, block, size)
    stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block, 1)))
    corrected = np.empty_like(tables)
    for k in range(size):
        drawn = errors
        if errors.checked is not None:
            drawn = LinkErrors(
                _drawn(errors.missed, errors.checked, stream),
                _drawn(errors.false, errors.checked, stream),
            )
        corrected[:, k], _ = true_table(tables[:, k], drawn)
    return _estimate(lists, corrected, p_value)[0]


def _drawn(
    rates: tuple[float, ...], checked: int, stream: np.random.Generator
) -> tuple[float, ...]:
    return tuple(
        float(stream.beta(rate * checked + 0.5, (1 - rate) * checked + 0.5)) if rate else 0.0
        for rate in rates
    )


def _estimate(lists: Lists, tables: Floats, p_value: float) -> tuple[Floats, Model]:
    """Totals of stepwise selection on tables of expected counts, and the first one's model."""
    pairs = allowed_pairs(lists)
    margins = superset_sums(tables)
    totals, chosen, _, _ = kernels().stepwise(
        lists.lists,
        pairs,
        lists.dropped,
        margins,
        main_effects_start(margins[:, 0], lists.lists),
        math.log(p_value) if p_value > 0 else -math.inf,
        np.zeros(len(pairs), dtype=np.bool_),
    )
    return totals, Model.of(lists.lists, (int(pair) for pair in pairs[chosen[0]]))
