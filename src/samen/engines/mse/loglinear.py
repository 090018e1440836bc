"""Hierarchical Poisson log-linear models with extended maximum likelihood.

Cormack 1989; Fienberg and Rinaldo 2012; Chan, Silverman and Vincent 2021 (JASA 116:1297).
A parameter whose margin is zero lies at minus infinity: its cells leave the likelihood, it still
counts in AIC and BIC, and the rest is estimated as usual.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .backend import kernels
from .estimate import DEPENDENCE_NOTE, NOT_ESTIMABLE, NOT_IDENTIFIED, OK, Estimate, Interval
from .lists import Lists, superset_sums
from .models import Model, independence_model

INDEPENDENCE_ASSUMPTIONS = (
    "the population did not change while the lists were made",
    "records of one person were linked without error",
    "everyone has the same chance to be on a given list",
    "being on one list does not change the chance to be on another",
)
DEPENDENCE_ASSUMPTIONS = (
    *INDEPENDENCE_ASSUMPTIONS[:3],
    DEPENDENCE_NOTE,
)


@dataclass(frozen=True, slots=True)
class Fit:
    """One model fitted to one table.

    status: "ok", "not estimable" (the likelihood has no maximum) or "not identified".
    beta: coefficient per term of the model, -inf at the boundary. covariance: of the estimable
    ones, in the order of ``estimable``. log_likelihood includes the constant -sum log y!.
    """

    model: Model
    observed: int
    status: str
    reason: str
    total: float | None
    log_likelihood: float
    deviance: float
    bic: float
    aic: float
    beta: NDArray[np.float64]
    standard_error: float | None

    def delta(self, level: float) -> Interval:
        """Limits of the dark figure on the log scale, the model taken as given."""
        if self.total is None or self.standard_error is None:
            return Interval("delta", level, None, None)
        reach = NormalDist().inv_cdf(0.5 + level / 2) * self.standard_error
        dark = self.total - self.observed
        return Interval(
            "delta",
            level,
            self.observed + dark * math.exp(-reach),
            self.observed + dark * math.exp(reach),
            "the model is taken as given: too narrow if it was chosen from the data",
        )


def fit(lists: Lists, model: Model) -> Fit:
    """Fit ``model`` to the pooled table of ``lists``."""
    table = lists.table.astype(np.float64)
    margins = superset_sums(table)
    terms = np.array(model.terms, dtype=np.int64)
    member = np.ones((1, len(terms)), dtype=np.bool_)
    levels, totals, verdicts, betas = kernels().rank(
        lists.lists, terms, member, lists.dropped, table, margins
    )
    beta = np.where(margins[terms] > 0, betas[0], -np.inf)
    level = float(levels[0])
    log_likelihood = level - log_factorials(table)
    parameters = len(terms)
    observed = lists.observed
    status, reason, total, error = OK, "", None, None
    if verdicts[0] != 0:
        status, reason = why_not(lists, model)
    else:
        total = float(totals[0])
        error = _standard_error(lists, terms, margins, beta)
    return Fit(
        model,
        observed,
        status,
        reason,
        total,
        log_likelihood,
        2 * (saturated(table[:, None])[0] - level),
        parameters * math.log(observed) - 2 * log_likelihood if observed else math.nan,
        2 * parameters - 2 * log_likelihood,
        beta,
        error,
    )


def loglinear(
    lists: Lists, model: Model, *, levels: tuple[float, ...] = (0.8, 0.95), method: str = ""
) -> Estimate:
    """Estimate the total under a fixed model, with delta-method limits."""
    fitted = fit(lists, model)
    return estimate_of(fitted, lists, method or "loglinear", levels)


def independence(lists: Lists, *, levels: tuple[float, ...] = (0.8, 0.95)) -> Estimate:
    """Estimate the total as if all lists were independent (Darroch 1958)."""
    return loglinear(lists, independence_model(lists.lists), levels=levels, method="independence")


def estimate_of(
    fitted: Fit, lists: Lists, method: str, levels: tuple[float, ...], **details: object
) -> Estimate:
    """The :class:`Estimate` of a fitted model."""
    independent = not fitted.model.interactions
    return Estimate(
        method,
        fitted.total,
        fitted.observed,
        fitted.status,
        fitted.reason,
        fitted.model.text(lists.names),
        fitted.model.words(lists.names),
        fitted.bic,
        fitted.aic,
        tuple(fitted.delta(level) for level in levels) if fitted.total is not None else (),
        INDEPENDENCE_ASSUMPTIONS if independent else DEPENDENCE_ASSUMPTIONS,
        details={"deviance": fitted.deviance, **details},
    )


def why_not(lists: Lists, model: Model) -> tuple[str, str]:
    """Status and reason of a model without a maximum, by linear programming."""
    from .existence import verdict

    margins = superset_sums(lists.table)
    if lists.lists == 1:
        return NOT_IDENTIFIED, "one list says nothing about who is on none"
    pairs = [margins[(1 << i) | (1 << j)] for j in range(lists.lists) for i in range(j)]
    if not any(pairs):
        return NOT_ESTIMABLE, "no two lists overlap: the hidden part may be of any size"
    for i, name in enumerate(lists.names):
        if margins[1 << i] == margins[0]:
            reason = (
                f"everybody registered is on list {name!r}: the others cannot show whom it misses"
            )
            return NOT_ESTIMABLE, reason
    code = verdict(lists, model)
    if code >= 2:
        return NOT_IDENTIFIED, "the overlaps do not determine all parameters of the model"
    return (
        NOT_ESTIMABLE,
        "the likelihood has no maximum: the overlaps fit an ever larger hidden part better",
    )


def saturated(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-likelihood of the saturated model, without -sum log y!, per column of ``tables``."""
    return np.sum(tables * np.log(np.where(tables > 0, tables, 1.0)) - tables, axis=0)


def log_factorials(table: NDArray[np.float64]) -> float:
    """sum of log y! over the cells."""
    return math.fsum(_log_factorial(int(count)) for count in table if count > 1)


@cache
def _log_factorial(count: int) -> float:
    return math.lgamma(count + 1)


def _standard_error(
    lists: Lists,
    terms: NDArray[np.int64],
    margins: NDArray[np.float64],
    beta: NDArray[np.float64],
) -> float | None:
    """Standard error of the intercept: log of the dark figure."""
    inside = margins[terms] > 0
    kept = terms[inside]
    expected = expected_margins(lists, kept, beta[inside], terms[~inside])
    information = expected[kept[:, None] | kept[None, :]]
    scale = 1 / np.sqrt(np.diag(information))
    try:
        inverse = np.linalg.inv(information * scale[:, None] * scale[None, :])
    except np.linalg.LinAlgError:
        return None
    return float(math.sqrt(max(inverse[0, 0], 0.0)) * scale[0])


def expected_margins(
    lists: Lists,
    terms: NDArray[np.int64],
    beta: NDArray[np.float64],
    boundary: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Superset sums of the expected counts over the cells that remain."""
    return superset_sums(expected_counts(lists, terms, beta, boundary))


def expected_counts(
    lists: Lists,
    terms: NDArray[np.int64],
    beta: NDArray[np.float64],
    boundary: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Expected count per history; zero where it cannot occur or is at the boundary."""
    histories = np.arange(1 << lists.lists)
    inside = (histories[:, None] & terms[None, :]) == terms[None, :]
    counts = np.exp(inside @ beta)
    counts[((histories[:, None] & boundary[None, :]) == boundary[None, :]).any(axis=1)] = 0.0
    counts[lists.dropped] = 0.0
    return counts
