"""The sensitivity table, the check on lists of known size, and the simulation study."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from samen.engines.mse import Lists, Scenario, compare, consistency, draw, profile_interval, study
from samen.engines.mse.consistency import known_population
from samen.engines.mse.models import parse_model

TABLE = Lists.from_counts(
    ["IO", "K", "P", "R", "Z"],
    {
        "IO": 756, "K": 1299, "P": 4466, "R": 650, "Z": 632, "IO.K": 1, "IO.P": 81, "IO.R": 5,
        "IO.Z": 73, "K.P": 44, "K.Z": 4, "P.R": 82, "P.Z": 125, "R.Z": 2, "IO.P.R": 2,
        "IO.P.Z": 11, "P.R.Z": 1,
    },
)  # fmt: skip
KOREA = Lists.from_counts(
    ["b", "c", "d"], {"b": 5, "c": 5, "d": 41, "b.c": 54, "b.d": 6, "b.c.d": 12}
)


def test_sensitivity_table_of_the_dutch_lists() -> None:
    found = compare(TABLE, seed=1, replicates=200)
    assert {row.group for row in found.rows} == {
        "method", "stepwise path", "within 6 BIC, order 2", "within 6 BIC, order 3",
        "one list left out", "two lists as one",
    }  # fmt: skip
    path = [row.estimate.total for row in found.group("stepwise path")]
    assert path == pytest.approx(
        [52923.89, 146031.70, 121521.61, 121521.61, 121521.61, 60063.73, 45135.44], abs=0.006
    )
    assert len(found.group("one list left out")) == 5
    assert len(found.group("two lists as one")) == 10
    low, high = found.spread
    assert high > 3 * low
    assert any("disagree" in warning for warning in found.warnings)
    plain = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert plain["table_sha256"] == TABLE.sha256
    assert "52,924" in found.as_text()


def test_comparison_of_two_lists_is_short_but_there() -> None:
    found = compare(Lists.from_counts(["a", "b"], {"a": 30, "b": 40, "a.b": 10}), replicates=50)
    assert [row.label for row in found.rows] == ["independence", "Chao, lower bound", "Chapman"]


def test_a_list_becomes_a_known_population() -> None:
    part, truth = known_population(TABLE, "P")
    assert truth == TABLE.list_totals["P"]
    assert part.names == ("IO", "K", "R", "Z")
    assert part.observed == truth - 4466
    assert part.table[0b0001] == 81
    assert part.table[0b1001] == 11


def test_consistency_counts_and_summarises() -> None:
    found = consistency(TABLE, methods=("independence", "average"), replicates=0)
    assert {check.name for check in found.checks} | set(found.skipped) == set(TABLE.names)
    summary = found.summary()["independence"]
    assert summary["lists"] == len(found.checks) / 2
    ratios = [check.log_ratio for check in found.checks if check.method == "independence" and (
        check.log_ratio is not None)]  # fmt: skip
    assert summary["mean_log_ratio"] == pytest.approx(np.mean(ratios))


def test_profile_likelihood_against_rcapture() -> None:
    """Rcapture 1.4-4, UKdat_5 and Korea; the second starts from a coarser grid in R."""
    interval, peak = profile_interval(KOREA, parse_model("[12,23]", 3))
    assert (interval.lower, interval.upper) == pytest.approx((128.95, 226.40), abs=0.1)
    assert peak == pytest.approx(151.68, abs=0.1)
    interval, peak = profile_interval(TABLE, parse_model("[12,15,23,24,25,35,45]", 5))
    assert (interval.lower, interval.upper) == pytest.approx((42185.00, 55075.46), rel=1e-4)
    assert peak == pytest.approx(47989.76, rel=1e-4)


def test_probabilities_of_a_scenario() -> None:
    plain = Scenario("x", 100, (0.2, 0.4))
    assert plain.history_probabilities() == pytest.approx([0.48, 0.12, 0.32, 0.08])
    tied = Scenario("x", 100, (0.2, 0.4), ((0, 1, math.log(3)),)).history_probabilities()
    assert tied[3] * tied[0] / (tied[1] * tied[2]) == pytest.approx(3)
    mixed = Scenario("x", 100, (0.2, 0.4), spread=1.0).history_probabilities()
    assert mixed.sum() == pytest.approx(1)
    assert mixed[3] * mixed[0] > mixed[1] * mixed[2]


def test_study_finds_what_theory_says() -> None:
    chances = (0.15, 0.10, 0.20, 0.08)
    scenarios = (
        Scenario("independent", 4000, chances),
        Scenario("refer", 4000, chances, ((0, 2, 1.5),)),
        Scenario("avoid", 4000, chances, ((0, 2, -1.5),)),
    )
    found = study(
        scenarios, methods=("independence", "stepwise"), tables=30, replicates=200, seed=1
    )
    by = {(one.scenario, one.method): one for one in found}
    assert abs(by["independent", "independence"].bias) < 0.05
    assert by["refer", "independence"].bias < -0.2
    assert by["avoid", "independence"].bias > 0.1
    assert by["refer", "independence"].coverage < 0.2
    assert by["refer", "stepwise"].coverage > 0.8
    assert by["independent", "stepwise"].coverage > 0.8
    assert all(one.failed == 0 for one in found)


def test_draws_depend_on_seed_and_table_only() -> None:
    scenario = Scenario("x", 4000, (0.15, 0.10, 0.20))
    assert draw(scenario, 1, 2).sha256 == draw(scenario, 1, 2).sha256
    assert draw(scenario, 1, 2).sha256 != draw(scenario, 1, 3).sha256
