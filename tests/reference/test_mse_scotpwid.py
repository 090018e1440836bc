"""Models with covariates on the Scottish table, against R's glm (epsilon 1e-14)."""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from samen.engines.mse import covariate_estimate, fit_covariates, search_covariates
from samen.engines.mse.lists import Lists

GIVEN = json.loads((Path(__file__).parent / "data/mse/tables.json").read_text())["ScotPWID"]
ORDER = ["GGC-M-Y", "GGC-M-O", "GGC-F-Y", "GGC-F-O", "Rest-M-Y", "Rest-M-O", "Rest-F-Y", "Rest-F-O"]
LISTS = ("S1", "S2", "S3", "S4")
COVARIATES = ("region", "sex", "age")


def scotland() -> Lists:
    rows = GIVEN["strata"]
    return Lists(
        LISTS,
        np.array([row["counts"] for row in rows]),
        COVARIATES,
        tuple(tuple(row["stratum"]) for row in rows),
    )


def hidden(fitted) -> list[float]:
    short = {
        f"{region}-{sex[0]}-{age[0]}": float(fitted.hidden[row])
        for row, (region, sex, age) in enumerate(fitted.cells.labels)
    }
    return [short[label] for label in ORDER]


LIST_BY_COVARIATE = [frozenset({a, x}) for a in LISTS for x in COVARIATES]
COVARIATE_PAIRS = [frozenset(pair) for pair in combinations(COVARIATES, 2)]
LIST_PAIRS = [frozenset(pair) for pair in combinations(LISTS, 2)]


def test_model_a_list_by_covariate() -> None:
    found = fit_covariates(scotland(), [*LIST_BY_COVARIATE, *COVARIATE_PAIRS])
    assert found.design.matrix.shape[1] == 23
    assert found.total == pytest.approx(22811.45, abs=0.006)
    assert found.deviance == pytest.approx(140.9807, rel=1e-6)
    assert found.aic == pytest.approx(574.3446, rel=1e-6)
    expected = [
        3001.4757,
        2923.9717,
        1093.8366,
        594.4121,
        4521.2977,
        2661.2738,
        1765.4984,
        579.6831,
    ]
    assert hidden(found) == pytest.approx(expected, rel=1e-6)


def test_model_b_with_all_pairs_of_lists() -> None:
    found = fit_covariates(scotland(), [*LIST_BY_COVARIATE, *COVARIATE_PAIRS, *LIST_PAIRS])
    assert found.design.matrix.shape[1] == 29
    assert found.total == pytest.approx(39523.06, abs=0.006)
    assert found.deviance == pytest.approx(88.90312, rel=1e-6)
    expected = [5891.051, 5458.454, 2113.912, 1095.294, 9397.500, 5186.177, 3599.770, 1110.905]
    assert hidden(found) == pytest.approx(expected, rel=1e-6)


def test_model_c_independence_in_each_stratum() -> None:
    found = fit_covariates(scotland(), [frozenset({a, *COVARIATES}) for a in LISTS])
    assert found.design.matrix.shape[1] == 40
    assert found.total == pytest.approx(22803.07, abs=0.006)
    assert found.deviance == pytest.approx(124.542, rel=1e-5)
    expected = [
        3155.0961,
        2833.6820,
        1087.7832,
        521.4998,
        4565.1450,
        2560.7190,
        1728.8963,
        680.2456,
    ]
    assert hidden(found) == pytest.approx(expected, rel=1e-6)


def test_parametric_bootstrap_covers_the_fit() -> None:
    lists = scotland()
    found = fit_covariates(lists, [*LIST_BY_COVARIATE, *COVARIATE_PAIRS])
    estimate = covariate_estimate(lists, found, replicates=60, seed=1)
    interval = estimate.interval(0.95)
    assert interval.lower < estimate.total < interval.upper
    strata = estimate.details["strata"]
    assert sum(stratum["total"] for stratum in strata) == pytest.approx(estimate.total)


def test_missing_sex_is_shared_out() -> None:
    """With 30% of the sexes erased at random, EM comes back close to the full-data estimate."""
    lists = scotland()
    stream = np.random.default_rng(4)
    erased = stream.binomial(lists.counts, 0.3)
    labels = [
        *lists.strata,
        *((region, "", age) for region, _, age in lists.strata),
    ]
    counts = np.vstack([lists.counts - erased, erased])
    merged: dict[tuple[str, ...], np.ndarray] = {}
    for label, row in zip(labels, counts, strict=True):
        merged[label] = merged.get(label, 0) + row
    partly = Lists(LISTS, np.array(list(merged.values())), COVARIATES, tuple(merged))
    terms = [*LIST_BY_COVARIATE, *COVARIATE_PAIRS]
    whole, found = fit_covariates(lists, terms), fit_covariates(partly, terms)
    assert found.counts.sum() == pytest.approx(5670)
    assert found.total == pytest.approx(whole.total, rel=0.03)
    for label, total in whole.by_stratum().items():
        assert found.by_stratum()[label] == pytest.approx(total, rel=0.15)


def test_search_lowers_bic() -> None:
    lists = scotland()
    found = search_covariates(
        lists, candidates=[*LIST_PAIRS[:2], *COVARIATE_PAIRS, *LIST_BY_COVARIATE[:3]]
    )
    start = fit_covariates(lists, [frozenset({column}) for column in COVARIATES])
    assert found.bic < start.bic
    assert found.status == "ok"


def test_time_trend_finds_a_growing_population() -> None:
    stream = np.random.default_rng(9)
    years = [str(year) for year in range(2015, 2021)]
    odds = np.array([0.5, 0.35, 0.6])
    counts = []
    for step in range(len(years)):
        people = 2000 * 1.15**step
        shares = np.array([np.prod([odds[i] ** (w >> i & 1) for i in range(3)]) for w in range(8)])
        row = stream.poisson(people * shares / shares.sum())
        row[0] = 0
        counts.append(row)
    lists = Lists(("a", "b", "c"), np.array(counts), ("year",), tuple((year,) for year in years))
    found = fit_covariates(lists, [frozenset({"year"})], trends=["year"])
    totals = list(found.by_stratum().values())
    assert found.design.matrix.shape[1] == 5
    assert totals[-1] / totals[0] == pytest.approx(1.15**5, rel=0.12)
    assert all(later > earlier for earlier, later in pairwise(totals))
