"""The best model by BIC or AIC, with the choice repeated in every replicate.

Silverman, Chan and Vincent 2024 (Statistics and Computing 34:44). Up to 40,000
hierarchical models are all fitted, and each replicate finds its own best among all of them; that
covers every order for five lists and all two-list models for six. Beyond that a downhill search
finds the model, and replicates choose among the best models it has seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .backend import kernels
from .estimate import Estimate, not_estimable
from .intervals import Replicates
from .lists import Lists, superset_sums
from .loglinear import estimate_of, fit, saturated, why_not
from .models import ModelSpace, independence_model
from .ranking import Ranking, rank_models
from .resampling import Blocks, Progress, bootstrap_blocks, calls_of, jackknife_tables, run
from .stepwise import with_replicates

SEEDS = 16
# How many models the replicates choose among where not all models can be fitted.
DOWNHILL_TOP = 100


def best(
    lists: Lists,
    *,
    criterion: str = "bic",
    max_order: int = 2,
    n_top: int | None = None,
    replicates: int = 10_000,
    seed: int = 0,
    levels: tuple[float, ...] = (0.8, 0.95),
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> Estimate:
    """Estimate the total under the model with the smallest BIC (or AIC).

    max_order: largest interaction, at most the number of lists less one. n_top: let replicates
    choose only among the best models of the full data; by default among all.
    """
    ranking = rank_models(lists, criterion=criterion, max_order=max_order)
    if not len(ranking.order):
        _, reason = why_not(lists, independence_model(lists.lists))
        return not_estimable(criterion, lists.observed, reason)
    fitted = fit(lists, ranking.space.model(int(ranking.order[0])))
    details: dict[str, object] = {
        "max_order": max_order,
        "models": len(ranking.bic),
        "models_estimable": len(ranking.order),
        "all_models": ranking.complete,
    }
    if not replicates:
        return estimate_of(fitted, lists, criterion, (), **details)
    drawn = best_replicates(
        lists, ranking, n_top=n_top, replicates=replicates, seed=seed, n_jobs=n_jobs,
        progress=progress,
    )  # fmt: skip
    found = estimate_of(fitted, lists, criterion, (), **details, **drawn.summary())
    return with_replicates(found, drawn, levels)


def best_replicates(
    lists: Lists,
    ranking: Ranking,
    *,
    replicates: int,
    seed: int,
    n_top: int | None = None,
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> Replicates:
    """The choice of model on every bootstrap and jackknife table."""
    search = _search(ranking, n_top)
    calls = [(lists, search, seed, blocks) for blocks in calls_of(replicates)]
    blocks = run(_bootstrap, calls, n_jobs=n_jobs, progress=progress)
    tables, weights = jackknife_tables(lists)
    jackknife, _ = _select(lists, search, tables)
    return Replicates(
        np.concatenate([totals for totals, _ in blocks]),
        jackknife,
        weights,
        sum(undecided for _, undecided in blocks),
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """What a worker needs to find the best model of a table."""

    space: ModelSpace
    starts: NDArray[np.float64]
    seeds: NDArray[np.int64]
    whole_tree: bool
    criterion: str


def _search(ranking: Ranking, n_top: int | None) -> _Search:
    whole = n_top is None and ranking.complete
    space, betas, order = ranking.space, ranking.betas, ranking.order
    if not whole:
        order = order[: n_top or DOWNHILL_TOP]
        # Only the candidates travel to the workers.
        space = ModelSpace(
            space.lists,
            space.terms,
            space.member[order],
            space.depth[order],
            space.least[order],
            space.last_below[order],
        )
        betas, order = betas[order], np.arange(len(order))
    starts = np.vstack([betas, np.exp(betas)])
    return _Search(space, starts, order[:SEEDS] if whole else order, whole, ranking.criterion)


def _bootstrap(
    lists: Lists, search: _Search, seed: int, blocks: Blocks
) -> tuple[NDArray[np.float64], int]:
    totals, undecided = _select(lists, search, bootstrap_blocks(lists, seed, blocks))
    return totals, int(undecided.sum())


def _select(
    lists: Lists, search: _Search, tables: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    people = max(float(tables[:, 0].sum()), 1.0)
    space = search.space
    totals, _, _, undecided, _ = kernels().select(
        lists.lists,
        space.terms,
        space.member,
        search.starts,
        lists.dropped,
        superset_sums(tables),
        saturated(tables),
        math.log(people) if search.criterion == "bic" else 2.0,
        search.seeds,
        space.depth if search.whole_tree else np.empty(0, dtype=np.int64),
        space.least,
        space.last_below,
        True,
    )
    return totals, undecided
