"""Intervals, seeds, and the same numbers however many workers carry the replicates."""

from __future__ import annotations

import math

import joblib
import numpy as np
import pytest

from samen.engines.mse import Lists, best, stepwise
from samen.engines.mse.best import best_replicates
from samen.engines.mse.intervals import (
    Replicates,
    acceleration,
    bca_interval,
    bias_correction,
    percentile_interval,
    type8_quantile,
)
from samen.engines.mse.ranking import rank_models
from samen.engines.mse.stepwise import stepwise_replicates

KOREA = Lists.from_counts(
    ["b", "c", "d"], {"b": 5, "c": 5, "d": 41, "b.c": 54, "b.d": 6, "b.c.d": 12}
)


def replicates(totals, jackknife=(1.0, 2.0, 4.0), weights=(1.0, 1.0, 1.0)) -> Replicates:
    return Replicates(np.array(totals, float), np.array(jackknife, float), np.array(weights, float))


def test_type8_quantile_against_numpy() -> None:
    ordered = np.sort(np.random.default_rng(1).gamma(2, 10, size=101))
    for probability in (0.0, 0.003, 0.025, 0.1, 0.5, 0.9, 0.975, 1.0):
        expected = np.quantile(ordered, probability, method="median_unbiased")
        assert type8_quantile(ordered, probability) == pytest.approx(expected)


def test_ties_with_the_estimate_count_half() -> None:
    even = replicates([90, 100 * (1 + 1e-13), 100 * (1 - 1e-13), 110])
    assert bias_correction(even, 100.0) == pytest.approx(0.0)


def test_bca_without_bias_or_skewness_is_the_percentile_interval() -> None:
    totals = 100 + np.arange(-500, 501) / 10
    drawn = replicates(totals, (1.0, 2.0, 3.0))
    bca, plain = bca_interval(drawn, 100.0, 0.9), percentile_interval(drawn, 0.9)
    assert (bca.lower, bca.upper) == pytest.approx((plain.lower, plain.upper))


def test_unbounded_replicates_are_not_dropped() -> None:
    drawn = replicates([*range(100, 190), *[math.inf] * 10])
    interval = percentile_interval(drawn, 0.95)
    assert interval.lower == pytest.approx(102, abs=1)
    assert interval.upper is None
    assert "10.0%" in interval.note
    assert bca_interval(drawn, 140.0, 0.95).upper is None


def test_no_replicate_below_the_estimate() -> None:
    interval = bca_interval(replicates([110, 120, 130]), 100.0, 0.95)
    assert (interval.lower, interval.upper) == (None, None)
    assert "below" in interval.note


def test_limits_beyond_the_resolution_are_flagged() -> None:
    drawn = replicates(np.linspace(90, 200, 200))
    interval = bca_interval(drawn, 92.0, 0.95)
    assert "smallest" in interval.note


def test_jackknife_that_loses_the_estimate_gives_no_bca() -> None:
    drawn = replicates([90, 100, 110], (1.0, math.inf, 2.0))
    assert math.isnan(acceleration(drawn))
    assert bca_interval(drawn, 100.0, 0.95).upper is None


def test_seed_decides_the_numbers() -> None:
    first = stepwise(KOREA, replicates=600, seed=5)
    assert first.intervals == stepwise(KOREA, replicates=600, seed=5).intervals
    assert first.intervals != stepwise(KOREA, replicates=600, seed=6).intervals


def test_more_replicates_begin_with_the_same_ones() -> None:
    options = {"p_value": 0.02, "seed": 3}
    few = stepwise_replicates(KOREA, replicates=512, **options)
    many = stepwise_replicates(KOREA, replicates=1500, **options)
    assert (many.totals[:512] == few.totals).all()


def test_threads_give_the_same_numbers() -> None:
    options = {"p_value": 0.02, "seed": 3, "replicates": 1600}
    one = stepwise_replicates(KOREA, **options)
    two = stepwise_replicates(KOREA, n_jobs=2, **options)
    assert (one.totals == two.totals).all()


def test_progress_counts_the_blocks() -> None:
    seen: list[tuple[int, int]] = []
    best(KOREA, replicates=1500, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.cluster
def test_a_dask_cluster_of_two_workers_gives_the_same_numbers() -> None:
    distributed = pytest.importorskip("distributed")
    options = {"p_value": 0.02, "seed": 3, "replicates": 1100}
    ranking = rank_models(KOREA)
    here = stepwise_replicates(KOREA, **options)
    chosen = best_replicates(KOREA, ranking, replicates=1100, seed=4)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        there = stepwise_replicates(KOREA, **options)
        chosen_there = best_replicates(KOREA, ranking, replicates=1100, seed=4)
    assert (here.totals == there.totals).all()
    assert (chosen.totals == chosen_there.totals).all()
