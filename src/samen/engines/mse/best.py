"""The best model by BIC or AIC, with the choice repeated in every replicate.

Silverman, Chan and Vincent 2024 (Statistics and Computing 34:44). Up to :data:`MOST_MODELS`
hierarchical models are all fitted, and each replicate finds its own best among all of them; that
covers every order for five lists and all two-list models for six. Beyond that a downhill search
finds the model, and replicates choose among the best models it has seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from samen.kernel.errors import InvalidInput, Problem

from .backend import kernels
from .estimate import Estimate, not_estimable
from .intervals import Replicates
from .lists import Lists, superset_sums
from .loglinear import (
    estimate_of,
    expected_margins,
    fit,
    log_factorials,
    saturated,
    why_not,
)
from .models import ModelSpace, independence_model, model_space, terms_up_to
from .resampling import Progress, block_sizes, bootstrap_block, jackknife_tables, run
from .stepwise import with_replicates

MOST_MODELS = 40_000
SEEDS = 16
# How many models the replicates choose among where not all models can be fitted.
DOWNHILL_TOP = 100
DOWNHILL_STARTS = 10


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every model of a space fitted to one table.

    totals: nan where the estimate does not exist. order: indices of the models with an estimate,
    best first. complete: whether the space holds every hierarchical model of the given order.
    """

    space: ModelSpace
    criterion: str
    totals: NDArray[np.float64]
    bic: NDArray[np.float64]
    aic: NDArray[np.float64]
    betas: NDArray[np.float64]
    order: NDArray[np.int64]
    complete: bool

    @property
    def scores(self) -> NDArray[np.float64]:
        """BIC or AIC, whichever ranks."""
        return self.bic if self.criterion == "bic" else self.aic

    def within(self, units: float) -> list[int]:
        """The models whose score is at most ``units`` above the best, best first."""
        if not len(self.order):
            return []
        scores = self.scores[self.order]
        return [int(i) for i in self.order[scores <= scores[0] + units]]


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


def rank_models(lists: Lists, *, criterion: str = "bic", max_order: int = 2) -> Ranking:
    """Fit the models up to ``max_order`` and sort them; see :class:`Ranking`."""
    if criterion not in ("bic", "aic"):
        raise InvalidInput(Problem("criterion", "must be bic or aic", criterion, "criterion"))
    if max_order < 1:
        raise InvalidInput(Problem("max_order", "must be 1 or more", max_order, "order"))
    return _rank_models(_ByContent(lists), criterion, min(max_order, lists.lists - 1))


class _ByContent:
    """A table as a cache key: equal if the counts are."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.key = (lists.names, lists.impossible, lists.table.tobytes())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByContent) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=4)
def _rank_models(content: _ByContent, criterion: str, max_order: int) -> Ranking:
    lists = content.lists
    free = _strongest_first(lists, max_order)
    space = model_space(lists.lists, free, MOST_MODELS)
    if space is not None:
        return _fit_space(lists, space, criterion, complete=True)
    return _downhill(lists, free, criterion, max_order)


def _fit_space(lists: Lists, space: ModelSpace, criterion: str, *, complete: bool) -> Ranking:
    table = lists.table.astype(np.float64)
    margins = superset_sums(table)
    level, totals, verdicts, betas = kernels().rank(
        lists.lists, space.terms, space.member, lists.dropped, table, margins
    )
    exists = verdicts == 0
    level = level - log_factorials(table)
    sizes = space.sizes
    bic = np.where(exists, sizes * math.log(max(lists.observed, 1)) - 2 * level, np.inf)
    aic = np.where(exists, 2.0 * sizes - 2 * level, np.inf)
    score = bic if criterion == "bic" else aic
    order = np.argsort(score, kind="stable")[: int(exists.sum())]
    totals = np.where(exists, totals, np.nan)
    return Ranking(space, criterion, totals, bic, aic, betas, order, complete)


def _downhill(lists: Lists, free: list[int], criterion: str, max_order: int) -> Ranking:
    """From several starts, move to the best neighbour (one term more or less) while that helps.

    The starts are main effects and, above order 2, the best models of order 2.
    """
    starts: list[frozenset[int]] = [frozenset()]
    if max_order > 2:
        lower = rank_models(lists, criterion=criterion, max_order=2)
        starts += [
            frozenset(lower.space.model(int(index)).interactions)
            for index in lower.order[:DOWNHILL_STARTS]
        ]
    seen: dict[frozenset[int], None] = {}
    ranking = None
    for start in starts:
        at, moved = start, True
        while moved:
            around = [at ^ {term} for term in free if _stays_hierarchical(at, term)]
            fresh = [model for model in (at, *around) if model not in seen]
            seen.update(dict.fromkeys(fresh))
            if fresh:
                ranking = _extended(ranking, lists, free, fresh, criterion)
            assert ranking is not None
            place = {model: row for row, model in enumerate(seen)}
            near = (at, *around)
            scores = [float(ranking.scores[place[model]]) for model in near]
            moved = min(scores) < scores[0]
            at = near[scores.index(min(scores))]
    assert ranking is not None
    return ranking


def _extended(
    ranking: Ranking | None,
    lists: Lists,
    free: list[int],
    models: list[frozenset[int]],
    criterion: str,
) -> Ranking:
    """``ranking`` with more models fitted."""
    terms = np.array([0, *(1 << i for i in range(lists.lists)), *free], dtype=np.int64)
    member = np.ones((len(models), len(terms)), dtype=np.bool_)
    for row, model in enumerate(models):
        member[row, lists.lists + 1 :] = [term in model for term in free]
    nothing = np.zeros(len(models), dtype=np.int64)
    space = ModelSpace(lists.lists, terms, member, nothing, nothing, nothing)
    found = _fit_space(lists, space, criterion, complete=False)
    if ranking is None:
        return found
    member = np.vstack([ranking.space.member, member])
    nothing = np.zeros(len(member), dtype=np.int64)
    totals = np.concatenate([ranking.totals, found.totals])
    bic = np.concatenate([ranking.bic, found.bic])
    aic = np.concatenate([ranking.aic, found.aic])
    score = bic if criterion == "bic" else aic
    return Ranking(
        ModelSpace(lists.lists, terms, member, nothing, nothing, nothing),
        criterion,
        totals,
        bic,
        aic,
        np.vstack([ranking.betas, found.betas]),
        np.argsort(score, kind="stable")[: int(np.isfinite(score).sum())],
        False,
    )


def _stays_hierarchical(model: frozenset[int], term: int) -> bool:
    if term in model:
        return not any(other != term and other & term == term for other in model)
    smaller = (term & ~(1 << i) for i in range(term.bit_length()) if term >> i & 1)
    return all(other.bit_count() < 2 or other in model for other in smaller)


def _strongest_first(lists: Lists, max_order: int) -> list[int]:
    """The interactions that can occur, within one size by how far they are from independence."""
    possible = set(range(1 << lists.lists)) - set(lists.impossible)
    free = [
        term
        for term in terms_up_to(lists.lists, max_order)
        if term.bit_count() > 1 and any(w & term == term for w in possible)
    ]
    margins = superset_sums(lists.table)
    first = fit(lists, independence_model(lists.lists))
    terms = np.array(first.model.terms, dtype=np.int64)
    seen = np.isfinite(first.beta)
    expected = expected_margins(lists, terms[seen], first.beta[seen], terms[~seen])

    def distance(term: int) -> float:
        mean = max(float(expected[term]), 1e-12)
        return -abs(float(margins[term]) - mean) / math.sqrt(mean)

    return sorted(free, key=lambda term: (term.bit_count(), distance(term)))


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
    sizes = block_sizes(replicates)
    calls = [(lists, search, seed, block, size) for block, size in enumerate(sizes)]
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
    lists: Lists, search: _Search, seed: int, block: int, size: int
) -> tuple[NDArray[np.float64], int]:
    totals, undecided = _select(lists, search, bootstrap_block(lists, seed, block, size))
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
