"""How often do the methods get it right? Populations of known size, seen through lists.

A scenario says how large the population is, how likely each list finds a person, which lists
depend on each other, and how much people differ. From the exact probabilities of all histories
tables are drawn, estimated by every method, and compared with the truth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .average import MOST, average
from .best import best
from .classical import chao
from .estimate import Estimate
from .lists import Lists
from .loglinear import independence
from .models import pair_terms
from .resampling import Progress, run
from .stepwise import stepwise

METHODS = ("independence", "chao", "stepwise", "bic", "average")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A population and how it comes onto lists.

    size: people. probabilities: chance of each list to find an average person who is on no other
    list. dependence: log odds ratio per pair of lists (from 0). spread: standard deviation of
    people's own log odds, the same for every list (heterogeneity).
    """

    name: str
    size: int
    probabilities: tuple[float, ...]
    dependence: tuple[tuple[int, int, float], ...] = ()
    spread: float = 0.0
    words: str = field(default="", compare=False)

    def history_probabilities(self) -> NDArray[np.float64]:
        """Probability of each history, shape (2**lists,), history 0 included."""
        lists = len(self.probabilities)
        histories = np.arange(1 << lists)
        inside = (histories[:, None] >> np.arange(lists)) & 1
        logits = np.log(np.array(self.probabilities) / (1 - np.array(self.probabilities)))
        extra = np.zeros(len(histories))
        for i, j, effect in self.dependence:
            extra += effect * inside[:, i] * inside[:, j]
        # People differ by a normal amount: Gauss-Hermite quadrature over it.
        nodes, weights = np.polynomial.hermite_e.hermegauss(31 if self.spread else 1)
        score = inside @ logits + extra
        shares = np.exp(score[:, None] + self.spread * nodes[None, :] * inside.sum(1)[:, None])
        shares /= shares.sum(axis=0)
        return shares @ (weights / weights.sum())


STANDARD_SCENARIOS = (
    Scenario(
        "independent lists", 5000, (0.10, 0.06, 0.20, 0.04),
        words="four lists that know nothing of each other; everyone alike",
    ),
    Scenario(
        "one pair refers", 5000, (0.10, 0.06, 0.20, 0.04), ((0, 2, 1.5),),
        words="two partners often report the same person (log odds ratio 1.5)",
    ),
    Scenario(
        "one pair avoids", 5000, (0.10, 0.06, 0.20, 0.04), ((0, 2, -1.5),),
        words="people known to one partner stay away from another (-1.5)",
    ),
    Scenario(
        "three pairs", 5000, (0.10, 0.06, 0.20, 0.04), ((0, 1, 1.0), (0, 2, 1.0), (2, 3, -1.0)),
        words="two pairs that refer, one that avoids",
    ),
    Scenario(
        "all refer", 5000, (0.10, 0.06, 0.20, 0.04),
        tuple((i, j, 0.8) for i in range(4) for j in range(i)),
        words="every pair of lists overlaps more than by chance",
    ),
    Scenario(
        "people differ", 5000, (0.10, 0.06, 0.20, 0.04), (), 0.8,
        words="some are easily found by all lists, others by none",
    ),
    Scenario(
        "people differ a lot", 5000, (0.10, 0.06, 0.20, 0.04), (), 1.5,
        words="as above, stronger",
    ),
    Scenario(
        "few overlaps", 1000, (0.05, 0.03, 0.08, 0.03),
        words="a small population and short lists: only some tens of overlaps",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """One method in one scenario, over all tables.

    bias: median of (estimate / truth - 1). log_rmse: root mean square of log(estimate / truth).
    coverage: share of tables whose 95% interval holds the truth; for Chao's lower bound, whose
    lower limit does not exceed it. width: median of upper / lower limit, inf if unbounded.
    failed: share of tables without an estimate.
    """

    scenario: str
    method: str
    tables: int
    bias: float
    log_rmse: float
    coverage: float
    width: float
    failed: float

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            name: value if not isinstance(value, float) or math.isfinite(value) else None
            for name in self.__slots__
            for value in [getattr(self, name)]
        }


def draw(scenario: Scenario, seed: int, table: int = 0) -> Lists:
    """One table of the scenario: the people on no list are not in it."""
    stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(table,)))
    counts = stream.multinomial(scenario.size, scenario.history_probabilities())
    counts[0] = 0
    names = tuple("ABCDEFGHIJKL"[: len(scenario.probabilities)])
    return Lists(names, counts[None, :].astype(np.int64))


def study(
    scenarios: Sequence[Scenario] = STANDARD_SCENARIOS,
    *,
    methods: Sequence[str] = METHODS,
    tables: int = 200,
    replicates: int = 500,
    seed: int = 0,
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Bias and coverage of every method in every scenario."""
    calls = [
        (scenario, tuple(methods), replicates, seed, table)
        for scenario in scenarios
        for table in range(tables)
    ]
    found = run(_one_table, calls, n_jobs=n_jobs, progress=progress)
    results: list[Result] = []
    for place, scenario in enumerate(scenarios):
        part = found[place * tables : (place + 1) * tables]
        results += [
            _result(scenario, method, [one[k] for one in part])
            for k, method in enumerate(methods)
            if method != "average" or len(scenario.probabilities) <= MOST
        ]
    return tuple(results)


def _one_table(
    scenario: Scenario, methods: tuple[str, ...], replicates: int, seed: int, table: int
) -> list[Estimate]:
    lists = draw(scenario, seed, table)
    own = int(np.random.SeedSequence(seed, spawn_key=(table, 1)).generate_state(1)[0])
    return [_estimate(method, lists, replicates, own) for method in methods]


def _estimate(method: str, lists: Lists, replicates: int, seed: int) -> Estimate:
    if method == "stepwise":
        return stepwise(lists, replicates=replicates, seed=seed)
    if method in ("bic", "aic"):
        return best(lists, criterion=method, replicates=replicates, seed=seed)
    plain = {"independence": independence, "chao": chao, "average": average}
    return plain[method](lists)


def _result(scenario: Scenario, method: str, estimates: list[Estimate]) -> Result:
    truth = scenario.size
    totals = np.array([one.total for one in estimates if one.total is not None])
    ratios = np.log(totals / truth) if len(totals) else np.array([math.nan])
    covered: list[bool] = []
    widths: list[float] = []
    for one in estimates:
        interval = one.interval(0.95)
        if one.total is None or interval is None:
            continue
        low = -math.inf if interval.lower is None else interval.lower
        high = math.inf if interval.upper is None else interval.upper
        covered.append(low <= truth if method == "chao" else low <= truth <= high)
        widths.append(high / max(low, 1.0))
    return Result(
        scenario.name,
        method,
        len(estimates),
        float(np.expm1(np.median(ratios))),
        float(np.sqrt(np.mean(ratios**2))),
        float(np.mean(covered)) if covered else math.nan,
        float(np.median(widths)) if widths else math.nan,
        1 - len(totals) / len(estimates),
    )


def fitted_scenario(lists: Lists, total: int, name: str = "as fitted") -> Scenario:
    """A scenario that resembles a real table: list sizes kept, stepwise pairs as dependence."""
    from .loglinear import fit
    from .stepwise import stepwise_model

    model = stepwise_model(lists)
    fitted = fit(lists, model)
    beta = dict(zip(model.terms, fitted.beta, strict=True))
    mains = [1 / (1 + math.exp(-float(beta[1 << i]))) for i in range(lists.lists)]
    pairs = tuple(
        (i, j, float(beta[pair]))
        for pair in pair_terms(lists.lists)
        for i, j in [tuple(k for k in range(lists.lists) if pair >> k & 1)]
        if pair in beta and math.isfinite(beta[pair])
    )
    return Scenario(name, total, tuple(mains), pairs)
