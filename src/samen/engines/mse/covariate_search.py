"""Which terms a model with covariates has: given by the analyst, or found by BIC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from samen.kernel.errors import InvalidInput, Problem, raise_if_any

from .covariates import CovariateFit, fit_covariates
from .design import Term, closure, parse_terms
from .estimate import OK
from .lists import Lists

SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Covariates:
    """A wish for a model with covariates. terms: None to search. trends: straight lines."""

    terms: tuple[Term, ...] | None = None
    trends: tuple[str, ...] = ()

    @staticmethod
    def parse(text: str, trends: Sequence[str] = ()) -> Covariates:
        """Read ``police:form + year``, or ``search``. Raises :class:`InvalidInput`."""
        searching = text.strip().lower() == SEARCH
        return Covariates(None if searching else parse_terms(text), tuple(trends))

    def fit(self, lists: Lists) -> CovariateFit:
        """The model on the strata of the columns it names; a search takes all columns.

        Raises :class:`InvalidInput` for unknown lists and columns, or a table without strata.
        """
        if not lists.strata_names:
            raise InvalidInput(Problem("--covariates", "the table has no columns but the lists"))
        if self.terms is None:
            return search_covariates(lists, trends=self.trends)
        named = {*self.trends}.union(*self.terms) - {*lists.names}
        raise_if_any(
            Problem("--covariates", f"must name some of: {', '.join(known)}", name, "factor")
            for known in [(*lists.names, *lists.strata_names)]
            for name in sorted(named - {*known})
        )
        return fit_covariates(lists.over(sorted(named)), self.terms, trends=self.trends)


def candidate_terms(lists: Lists) -> tuple[Term, ...]:
    """What a search may add: pairs of factors, and a pair of lists with a covariate."""
    factors = [*lists.names, *lists.strata_names]
    pairs = [frozenset(pair) for pair in combinations(factors, 2)]
    triples = [
        frozenset({*pair, covariate})
        for pair in combinations(lists.names, 2)
        for covariate in lists.strata_names
    ]
    return (*pairs, *triples)


def search_covariates(
    lists: Lists,
    *,
    start: Sequence[Term] = (),
    trends: Sequence[str] = (),
    candidates: Sequence[Term] | None = None,
) -> CovariateFit:
    """Add, one at a time, the term that lowers BIC most, until none does."""
    offered = list(candidates if candidates is not None else candidate_terms(lists))
    chosen = [*start, *(frozenset({column}) for column in lists.strata_names)]
    best = fit_covariates(lists, chosen, trends=trends)
    while True:
        tried = [
            (fit_covariates(lists, [*chosen, term], trends=trends), term)
            for term in offered
            if term not in best.design.terms and _one_above(term, best.design.terms)
        ]
        fine = [pair for pair in tried if pair[0].status == OK and pair[0].bic < best.bic - 1e-9]
        if not fine:
            return best
        best, term = min(fine, key=lambda pair: pair[0].bic)
        chosen.append(term)


def _one_above(term: Term, present: tuple[Term, ...]) -> bool:
    """Whether only ``term`` itself would be added, so that terms compete one by one."""
    return all(part == term or part in present for part in closure([term]))
