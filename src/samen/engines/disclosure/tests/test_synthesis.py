"""Synthetic records: what must hold always, and attacks that must fail."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from samen.engines.disclosure.synthesis import (
    FromParquet,
    InMemory,
    OnSpark,
    SeededSource,
    synthesise,
)
from samen.engines.disclosure.synthesis.fidelity import distances, fidelity_page, protected_pairs
from samen.engines.disclosure.synthesis.network import to_simplex
from samen.engines.disclosure.synthesis.structure import departure, whole_frequencies
from samen.engines.disclosure.tests.world import CODES, SIZES, register
from samen.kernel.errors import InvalidInput

NO_MINOR_PARENTS = [{"leeftijd": np.arange(4) == 0, "kinderen": np.arange(2) == 0}]


def make(records, epsilon=2.0, seed=1, **more):
    return synthesise(
        InMemory(records, SIZES), SIZES, epsilon=epsilon, source=SeededSource(seed), **more
    )


def rows_of(records):
    return np.stack([records[name] for name in CODES], axis=1)


def test_same_seed_same_file_and_other_seed_another():
    records = register(3000)
    first, again, other = make(records), make(records), make(records, seed=2)
    np.testing.assert_array_equal(rows_of(first.records), rows_of(again.records))
    assert (
        rows_of(first.records).shape != rows_of(other.records).shape
        or (rows_of(first.records) != rows_of(other.records)).any()
    )


def test_the_cost_is_at_most_what_was_granted():
    from samen.engines.disclosure.synthesis import rho_of

    done = make(register(3000), epsilon=1.0)
    assert 0.98 * rho_of(1, 1e-6) < done.rho <= rho_of(1, 1e-6)


def test_impossible_combinations_never_appear():
    for seed in range(5):
        done = make(register(1500), epsilon=0.5, seed=seed, excluded=NO_MINOR_PARENTS)
        wrong = (done.records["leeftijd"] == 0) & (done.records["kinderen"] == 0)
        assert not wrong.any()
    without = make(register(1500), epsilon=0.5, seed=0, degree=1)
    assert without.records["leeftijd"].size


def test_an_impossible_combination_of_three_columns_never_appears():
    excluded = [
        {"vorm": np.arange(5) == 2, "leeftijd": np.arange(4) == 3, "jaar": np.arange(4) == 0}
    ]
    done = make(register(2000), excluded=excluded)
    records = done.records
    assert not ((records["vorm"] == 2) & (records["leeftijd"] == 3) & (records["jaar"] == 0)).any()


def test_no_code_below_the_second_lock_appears():
    records = register(4000)
    records["regio"][:] = np.where(records["regio"] < 3, records["regio"], 3)
    records["regio"][:2] = 7
    done = make(records, epsilon=4.0)
    assert 7 not in done.records["regio"]
    pairs = protected_pairs(done, CODES, 11)
    assert min(count for *_, count in pairs) >= 11
    page = fidelity_page(done, CODES, 11)
    assert "ε = 4" in page
    assert "< 11" in page


def test_marginals_are_near_the_truth_and_relations_survive():
    records = register(20_000)
    done = make(records, epsilon=4.0)
    assert done.worth
    assert max(d for *_, d in distances(records, done, CODES)) < 0.08
    rng = np.random.default_rng(0)
    shuffled = make({n: rng.permutation(v) for n, v in records.items()}, epsilon=4.0)
    assert shuffled.gain < 0.1
    assert not shuffled.worth


def test_it_says_when_a_file_is_not_worth_publishing():
    assert not make(register(300), epsilon=0.3).worth


def test_children_of_one_parent_are_not_aligned():
    """The defect of ranking rows inside parent groups without a shuffle (mbi 1.1.0)."""
    rng = np.random.default_rng(5)
    parent = rng.integers(0, 4, 8000)
    records = {
        "p": parent,
        "a": np.where(rng.random(8000) < 0.6, parent, rng.integers(0, 4, 8000)),
        "b": np.where(rng.random(8000) < 0.6, 3 - parent, rng.integers(0, 4, 8000)),
    }
    sizes = {"p": 4, "a": 4, "b": 4}
    done = synthesise(InMemory(records, sizes), sizes, epsilon=8, degree=1, source=SeededSource(1))
    for value in range(4):
        links: list[float] = []
        for table in (records, done.records):
            inside = table["p"] == value
            pairs = np.bincount(table["a"][inside] * 4 + table["b"][inside], minlength=16)
            links.append(stats.contingency.association(pairs.reshape(4, 4) + 1))
        assert links[1] < links[0] + 0.08


def test_too_few_people_and_empty_columns_are_refused():
    with pytest.raises(InvalidInput, match="nothing can be published"):
        make(register(1), epsilon=4.0)
    with pytest.raises(InvalidInput, match="above 0"):
        make(register(100), epsilon=0)


def test_parquet_memory_and_spark_count_alike(tmp_path):
    import polars as pl

    records = register(2500)
    path = tmp_path / "register.parquet"
    frame = pl.DataFrame({n: np.array(CODES[n])[v] for n, v in records.items()})
    frame.write_parquet(path)
    keys = [("jaar",), ("vorm", "regio"), ("leeftijd", "kinderen", "jaar")]
    ours = InMemory(records, SIZES).count(keys)
    streamed = FromParquet(path, CODES).count(keys)
    for key in keys:
        np.testing.assert_array_equal(ours[key], streamed[key])
    first = make(records)
    second = synthesise(FromParquet(path, CODES), SIZES, epsilon=2.0, source=SeededSource(1))
    np.testing.assert_array_equal(rows_of(first.records), rows_of(second.records))
    frame.with_columns(pl.lit("??").alias("vorm")).write_parquet(path)
    with pytest.raises(InvalidInput, match='record 1, column "vorm"'):
        FromParquet(path, CODES).count(keys)
    frame.clear().write_parquet(path)
    with pytest.raises(InvalidInput, match="no records"):
        FromParquet(path, CODES).count(keys)


@pytest.mark.spark
def test_spark_counts_alike():
    from pyspark.sql import SparkSession

    records = register(400)
    spark = (
        SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    )
    try:
        rows = [
            tuple(CODES[n][v] for n, v in zip(records, row, strict=True))
            for row in zip(*records.values(), strict=True)
        ]
        frame = spark.createDataFrame(rows, list(records))
        keys = [("jaar",), ("vorm", "regio")]
        ours, theirs = InMemory(records, SIZES).count(keys), OnSpark(frame, CODES).count(keys)
        for key in keys:
            np.testing.assert_array_equal(ours[key], theirs[key])
    finally:
        spark.stop()


def test_projection_on_the_simplex_is_the_nearest_point():
    values = np.array([0.5, -0.2, 0.9, -np.inf])
    result = to_simplex(values, 1.0)
    np.testing.assert_allclose(result, [0.3, 0, 0.7, 0])


def test_one_person_changes_a_score_by_at_most_two():
    rng = np.random.default_rng(2)
    frequencies = whole_frequencies(rng.dirichlet(np.ones(5)))
    assert frequencies.sum() == 4096
    for _ in range(200):
        table = rng.integers(0, 6, size=(4, 5))
        more = table.copy()
        more[rng.integers(4), rng.integers(5)] += 1
        change = abs(departure(more, frequencies) - departure(table, frequencies))
        assert change <= 2 * 4096


def test_membership_inference_fails():
    """Distance to the nearest synthetic record tells members from others no better than chance."""
    members, others = register(1500, seed=1), register(1500, seed=2)
    scores, truth = [], []
    for seed in range(6):
        made = Counter(map(tuple, rows_of(make(members, epsilon=1.0, seed=seed).records).tolist()))
        for group, label in ((members, 1), (others, 0)):
            scores += [made[tuple(row)] for row in rows_of(group).tolist()]
            truth += [label] * 1500
    scores, truth = np.array(scores), np.array(truth)
    ranks = stats.rankdata(scores)
    positive = truth == 1
    auc = (ranks[positive].sum() - positive.sum() * (positive.sum() + 1) / 2) / (
        positive.sum() * (~positive).sum()
    )
    assert auc <= 0.52


def test_the_membership_attack_works_on_a_copy():
    members, others = register(300, seed=1), register(300, seed=2)
    made = Counter(map(tuple, rows_of(members).tolist()))
    hits = [np.mean([made[tuple(r)] > 0 for r in rows_of(g).tolist()]) for g in (members, others)]
    assert hits[0] - hits[1] > 0.3


def test_singling_out_does_no_better_than_on_a_fresh_sample():
    """Unique real records that also stand, once, in the synthetic file."""
    real, fresh = register(3000, seed=1), register(3000, seed=9)
    unique = {r for r, n in Counter(map(tuple, rows_of(real).tolist())).items() if n == 1}

    def singled(records):
        made = Counter(map(tuple, rows_of(records).tolist()))
        return np.mean([made[r] == 1 for r in unique])

    attack = np.mean([singled(make(real, epsilon=1.0, seed=s).records) for s in range(4)])
    control = singled(fresh)
    assert attack <= control + 3 * np.sqrt(control * (1 - control) / len(unique))
