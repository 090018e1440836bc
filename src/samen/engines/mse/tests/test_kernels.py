"""The compiled loops, the NumPy path and a plain Newton fit must agree."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from samen.engines.mse import Lists, batched
from samen.engines.mse.average import log_gamma
from samen.engines.mse.backend import kernels
from samen.engines.mse.existence import verdict
from samen.engines.mse.kernels.poisson import log_smaller_tail
from samen.engines.mse.lists import superset_sums
from samen.engines.mse.loglinear import fit, saturated
from samen.engines.mse.models import Model, parse_model
from samen.engines.mse.ranking import rank_models
from samen.engines.mse.resampling import bootstrap_block
from samen.engines.mse.stepwise import allowed_pairs, main_effects_start

UK = Lists.from_counts(
    ["LA", "NG", "PF", "GO", "GP"],
    {
        "LA": 54, "NG": 463, "PF": 995, "GO": 695, "GP": 316, "LA.NG": 15, "LA.PF": 19,
        "LA.GO": 3, "NG.PF": 62, "NG.GO": 19, "NG.GP": 1, "PF.GO": 76, "PF.GP": 11, "GO.GP": 8,
        "LA.NG.PF": 1, "LA.NG.GO": 1, "NG.PF.GO": 4, "LA.NG.PF.GO": 1,
    },
)  # fmt: skip

sparse_tables = st.lists(
    st.one_of(st.just(0), st.integers(0, 8), st.integers(0, 400)), min_size=15, max_size=15
)


def lists_of(values: list[int]) -> Lists:
    return Lists(("a", "b", "c", "d"), np.array([[0, *values]], dtype=np.int64))


@given(sparse_tables, st.integers(0, 113))
@settings(max_examples=120, deadline=None)
def test_existence_agrees_with_the_linear_program(values: list[int], place: int) -> None:
    """Any sparse table of four lists, any hierarchical model."""
    lists = lists_of(values)
    if lists.observed == 0:
        return
    ranking = rank_models(lists, max_order=3)
    index = place % len(ranking.bic)
    exists = math.isfinite(ranking.bic[index])
    assert exists == (verdict(lists, ranking.space.model(index)) == 0)


@given(sparse_tables)
@settings(max_examples=25, deadline=None)
def test_ranking_agrees_with_numpy(values: list[int]) -> None:
    lists = lists_of(values)
    if lists.observed == 0:
        return
    ranking = rank_models(lists, max_order=3)
    space = ranking.space
    table = lists.table.astype(float)
    level, totals, verdicts, _ = batched.rank(
        4, space.terms, space.member, lists.dropped, table, superset_sums(table)
    )
    exists = np.isfinite(ranking.bic)
    assert ((verdicts == 0) == exists).all()
    assert totals[exists] == pytest.approx(ranking.totals[exists], rel=1e-7)
    assert np.isfinite(level[exists]).all()


def test_gradient_vanishes_at_the_fit() -> None:
    found = fit(UK, parse_model("[12,13,24,25,35,45]", 5))
    terms = np.array(found.model.terms)
    histories = np.arange(1, 32)
    inside = (histories[:, None] & terms) == terms
    expected = np.exp(inside @ found.beta)
    assert inside.T @ expected == pytest.approx(superset_sums(UK.table)[terms], rel=1e-9)


@pytest.mark.parametrize("p_value", [0.02, 0.3, 1.0])
def test_stepwise_agrees_with_numpy(p_value: float) -> None:
    margins = superset_sums(bootstrap_block(UK, 5, 0, 150))
    pairs = allowed_pairs(UK)
    arguments = (
        5, pairs, UK.dropped, margins, main_effects_start(margins[:, 0], 5),
        math.log(p_value), np.zeros(len(pairs), dtype=bool),
    )  # fmt: skip
    fast, slow = kernels().stepwise(*arguments), batched.stepwise(*arguments)
    assert (fast[1] == slow[1]).all()
    assert fast[0] == pytest.approx(slow[0], rel=1e-9)
    assert (fast[3] == slow[3]).all()


def search(module, hopeful: bool, tree: bool, tables: int = 40, order: int = 3):
    ranking = rank_models(UK, max_order=order)
    space = ranking.space
    drawn = bootstrap_block(UK, 9, 0, tables)
    return module.select(
        5, space.terms, space.member, np.vstack([ranking.betas, np.exp(ranking.betas)]),
        UK.dropped, superset_sums(drawn), saturated(drawn), math.log(UK.observed),
        ranking.order[:16] if tree else np.arange(len(space.member)),
        space.depth if tree else np.empty(0, dtype=np.int64), space.least, space.last_below,
        hopeful,
    )  # fmt: skip


def test_branch_and_bound_finds_the_best_of_all_models() -> None:
    pruned = search(kernels(), True, True)
    everything = search(kernels(), False, False)
    assert (pruned[1] == everything[1]).all()
    assert pruned[0] == pytest.approx(everything[0], rel=1e-9)
    assert pruned[4] < everything[4] / 10


def test_branch_and_bound_agrees_with_numpy() -> None:
    fast, slow = search(kernels(), True, True, 25, 2), search(batched, True, True, 25, 2)
    assert (fast[1] == slow[1]).all()
    assert fast[0] == pytest.approx(slow[0], rel=1e-9)


@given(st.integers(0, 900), st.floats(0.05, 900))
@settings(deadline=None)
def test_poisson_tails(k: int, mean: float) -> None:
    exact = min(poisson.cdf(k, mean), poisson.sf(k - 1, mean))
    if exact > 1e-250:
        assert log_smaller_tail(float(k), mean) == pytest.approx(
            math.log(exact), rel=1e-8, abs=1e-8
        )


@pytest.mark.parametrize(
    ("k", "mean"), [(100_500, 100_000.0), (2_003_000, 2e6), (10**9, 1e9 + 9e4)]
)
def test_poisson_tails_of_large_counts(k: int, mean: float) -> None:
    exact = min(poisson.logcdf(k, mean), poisson.logsf(k - 1, mean))
    assert log_smaller_tail(float(k), mean) == pytest.approx(exact, rel=2e-4, abs=2e-4)


def test_poisson_tails_far_out_keep_their_order() -> None:
    tails = [log_smaller_tail(float(k), 100.0) for k in (2000, 4000, 8000, 10**6, 10**9)]
    assert tails == sorted(tails, reverse=True)
    assert all(math.isfinite(tail) for tail in tails)


@given(st.floats(1e-3, 1e8))
def test_log_gamma(x: float) -> None:
    assert log_gamma(np.array([x]))[0] == pytest.approx(math.lgamma(x), rel=1e-12, abs=1e-12)


def test_graphs_and_posterior_agree_with_numpy() -> None:
    fast, slow = kernels().chordal_graphs(5), batched.chordal_graphs(5)
    assert (fast[0] == slow[0]).all()
    for q in range(len(fast[0])):
        assert dict(zip(fast[1][q], fast[2][q], strict=False)) == dict(
            zip(slow[1][q], slow[2][q], strict=False)
        )


def test_numpy_path_gives_the_same_estimates(monkeypatch) -> None:
    from samen.engines.mse import average, best, stepwise

    options = {"replicates": 60, "seed": 2}
    fast = [stepwise(UK, **options), best(UK, **options), average(UK)]
    monkeypatch.setenv("SAMEN_MSE_KERNELS", "numpy")
    kernels.cache_clear()
    try:
        slow = [stepwise(UK, **options), best(UK, **options), average(UK)]
    finally:
        kernels.cache_clear()
    for one, other in zip(fast, slow, strict=True):
        assert one.total == pytest.approx(other.total, rel=1e-9)
        for mine, theirs in zip(one.intervals, other.intervals, strict=True):
            assert (mine.lower, mine.upper) == pytest.approx((theirs.lower, theirs.upper), rel=1e-7)


@given(st.sets(st.integers(3, 31), max_size=4))
def test_model_text_round_trip(generators: set[int]) -> None:
    model = Model.of(5, generators)
    assert parse_model(model.text(), 5) == model
    for term in model.terms:
        assert all(term & ~(1 << i) in model.terms for i in range(5) if term >> i & 1)


def test_model_text_with_more_than_nine_lists() -> None:
    names = [f"list.{i}" for i in range(11)]
    model = Model.of(11, [0b11, 0b10000000001])
    assert model.text(names).startswith("[list.0:list.1,list.0:list.10,")
    assert parse_model(model.text(names), 11, names) == model
