"""Every hierarchical model of a table fitted and sorted, or the best found downhill."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from samen.kernel.errors import InvalidInput, Problem

from .backend import kernels
from .lists import Lists, superset_sums
from .loglinear import expected_margins, fit, log_factorials
from .models import ModelSpace, independence_model, model_space, terms_up_to

MOST_MODELS = 40_000
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
