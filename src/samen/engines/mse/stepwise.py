"""Forward selection of two-list terms, with the selection repeated in every replicate.

Chan, Silverman and Vincent 2021 (JASA 116:1297), sections 3.2 and 3.3: from main effects, add the
pair whose overlap is least probable under the current model (Poisson, either tail) while that
probability is below ``p_value``, skipping pairs that would leave no maximum likelihood estimate.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .backend import kernels
from .estimate import Caution, Estimate
from .intervals import Replicates, bootstrap_intervals
from .lists import Lists, superset_sums
from .loglinear import Fit, estimate_of, fit
from .models import Model, independence_model, pair_terms
from .resampling import Blocks, Progress, bootstrap_blocks, calls_of, jackknife_tables, run

P_VALUE = 0.02


def stepwise(
    lists: Lists,
    *,
    p_value: float = P_VALUE,
    replicates: int = 10_000,
    seed: int = 0,
    levels: tuple[float, ...] = (0.8, 0.95),
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> Estimate:
    """Estimate the total by forward selection, with BCa and percentile limits.

    p_value: threshold between 0 and 1. replicates: bootstrap tables; 0 for no limits.
    """
    fitted = stepwise_fit(lists, p_value)
    details: dict[str, object] = {"p_value": p_value}
    if fitted.total is None or not replicates:
        return estimate_of(fitted, lists, "stepwise", (), **details)
    drawn = stepwise_replicates(
        lists, p_value=p_value, replicates=replicates, seed=seed, n_jobs=n_jobs, progress=progress
    )
    found = estimate_of(fitted, lists, "stepwise", (), **details, **drawn.summary())
    return with_replicates(found, drawn, levels)


def stepwise_fit(lists: Lists, p_value: float = P_VALUE) -> Fit:
    """The selected model, fitted."""
    first = fit(lists, independence_model(lists.lists))
    if first.total is None:
        return first
    return fit(lists, stepwise_model(lists, p_value))


def stepwise_model(lists: Lists, p_value: float = P_VALUE) -> Model:
    """The model that forward selection ends with (main effects if nothing is estimable)."""
    pairs = allowed_pairs(lists)
    _, chosen, _, _ = _select(lists, superset_sums(lists.table)[:, None], p_value)
    return Model.of(lists.lists, (int(pair) for pair in pairs[chosen[0]]))


def stepwise_replicates(
    lists: Lists,
    *,
    p_value: float,
    replicates: int,
    seed: int,
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> Replicates:
    """The whole selection on every bootstrap and jackknife table."""
    calls = [(lists, p_value, seed, blocks) for blocks in calls_of(replicates)]
    blocks = run(_bootstrap, calls, n_jobs=n_jobs, progress=progress)
    tables, weights = jackknife_tables(lists)
    jackknife, _, _, _ = _select(lists, superset_sums(tables), p_value)
    return Replicates(
        np.concatenate([totals for totals, _ in blocks]),
        jackknife,
        weights,
        sum(undecided for _, undecided in blocks),
    )


def with_replicates(found: Estimate, drawn: Replicates, levels: tuple[float, ...]) -> Estimate:
    """Add limits, and warn where the replicates and the estimate tell different stories."""
    total = found.total
    if total is None:
        return found
    warnings: list[Caution] = []
    if drawn.unbounded:
        told = (
            f"{found.method}: {drawn.unbounded} of {len(drawn.totals)} replicates have no finite "
            "estimate; they count as unbounded"
        )
        warnings.append(Caution(told, "replicates-unbounded"))
    if drawn.undecided:
        told = (
            f"{found.method}: {drawn.undecided} replicates stopped without a verdict and count as "
            "unbounded"
        )
        warnings.append(Caution(told, "replicates-undecided"))
    median = float(np.median(drawn.totals))
    if not math.isfinite(median) or max(median, total) > 1.5 * min(median, total):
        shown = f"{median:,.0f}" if math.isfinite(median) else "unbounded"
        told = (
            f"{found.method}: the median of the replicates ({shown}) is far from the estimate "
            f"({total:,.0f}): the choice of model is unstable"
        )
        warnings.append(Caution(told, "choice-unstable"))
    return replace(
        found,
        intervals=bootstrap_intervals(drawn, total, levels),
        warnings=(*found.warnings, *warnings),
        draws=drawn.totals,
    )


def allowed_pairs(lists: Lists) -> NDArray[np.int64]:
    """The pairs of lists that can have people in common."""
    impossible = set(lists.impossible)
    everything = (1 << lists.lists) - 1
    return np.array(
        [
            pair
            for pair in pair_terms(lists.lists)
            if any(w & pair == pair and w not in impossible for w in range(pair, everything + 1))
        ],
        dtype=np.int64,
    )


def _bootstrap(
    lists: Lists, p_value: float, seed: int, blocks: Blocks
) -> tuple[NDArray[np.float64], int]:
    tables = bootstrap_blocks(lists, seed, blocks)
    totals, _, undecided, _ = _select(lists, superset_sums(tables), p_value)
    return totals, int(undecided.sum())


def _select(lists: Lists, margins: NDArray[np.float64], p_value: float) -> tuple[
    NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]
]:  # fmt: skip
    pairs = allowed_pairs(lists)
    return kernels().stepwise(
        lists.lists,
        pairs,
        lists.dropped,
        margins,
        main_effects_start(margins[:, 0], lists.lists),
        math.log(p_value) if p_value > 0 else -math.inf,
        np.zeros(len(pairs), dtype=np.bool_),
    )


def main_effects_start(margins: NDArray[np.float64], lists: int) -> NDArray[np.float64]:
    """A crude start: a population four times the observed one, lists independent in it."""
    population = 5.0 * max(margins[0], 1.0)
    shares = np.clip(margins[1 << np.arange(lists)] / population, 1e-6, 0.5)
    odds = shares / (1 - shares)
    return np.concatenate([[math.log(population * np.prod(1 - shares))], np.log(odds)])
