"""The noise is exactly the discrete Gaussian, and the accounting is that of zCDP."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from samen.engines.disclosure.synthesis import Entry, Ledger, SeededSource, SystemSource
from samen.engines.disclosure.synthesis.budget import delta_of, epsilon_of, rho_of
from samen.engines.disclosure.synthesis.noise import (
    bernoulli_exp,
    choose,
    discrete_gaussian,
    discrete_laplace,
    uniform_below,
)
from samen.kernel.errors import InvalidInput


def chi_square(drawn, support, probability):
    """p-value of draws against exact probabilities, rare values pooled at both ends."""
    counts = np.array([(drawn == x).sum() for x in support], dtype=float)
    expected = probability * len(drawn)
    keep = expected >= 8
    observed = np.append(counts[keep], len(drawn) - counts[keep].sum())
    wanted = np.append(expected[keep], len(drawn) - expected[keep].sum())
    return stats.chisquare(observed, wanted).pvalue


@pytest.mark.parametrize("variance", [Fraction(1, 3), Fraction(2), Fraction(401, 16)])
def test_discrete_gaussian_follows_its_distribution(variance):
    drawn = discrete_gaussian(SeededSource(11), variance, 60_000)
    reach = 12 * math.ceil(math.sqrt(variance)) + 5
    support = np.arange(-reach, reach + 1)
    weight = np.exp(-(support**2) / (2 * float(variance)))
    assert chi_square(drawn, support, weight / weight.sum()) > 0.001


def test_discrete_laplace_follows_its_distribution():
    drawn = discrete_laplace(SeededSource(5), 4, 60_000)
    support = np.arange(-60, 61)
    weight = np.exp(-np.abs(support) / 4)
    assert chi_square(drawn, support, weight / weight.sum()) > 0.001


def test_the_test_of_the_noise_can_fail():
    drawn = np.rint(np.random.default_rng(1).laplace(0, 1, 60_000)).astype(int)
    support = np.arange(-15, 16)
    weight = np.exp(-(support**2) / 4)
    assert chi_square(drawn, support, weight / weight.sum()) < 1e-6


@pytest.mark.parametrize(("top", "bottom"), [(0, 1), (1, 3), (5, 2)])
def test_bernoulli_of_an_exponential(top, bottom):
    size = 40_000
    tops, bottoms = np.full(size, top), np.full(size, bottom)
    share = bernoulli_exp(SeededSource(2), tops, bottoms).mean()
    exact = math.exp(-top / bottom)
    assert abs(share - exact) <= 4 * math.sqrt(exact * (1 - exact) / size)


def test_known_answers():
    assert SeededSource(7).take(8).hex() == KNOWN_BYTES
    assert discrete_gaussian(SeededSource(7), Fraction(25), 12).tolist() == KNOWN_GAUSSIAN
    assert uniform_below(SeededSource(7), np.full(6, 10)).tolist() == KNOWN_UNIFORM


KNOWN_BYTES = "5b382196fcd137ef"
KNOWN_GAUSSIAN = [-2, 7, 2, -4, -1, 4, 2, -3, -4, 3, 10, 0]
KNOWN_UNIFORM = [5, 1, 0, 4, 9, 8]


def test_uniform_draws_are_below_their_limits():
    limit = np.array([1, 2, 3, 2**40, 2**62] * 500)
    drawn = uniform_below(SystemSource(), limit)
    assert (drawn >= 0).all()
    assert (drawn < limit).all()


def test_the_exponential_mechanism_has_its_probabilities():
    scores = np.array([0, 10, 20])
    source = SeededSource(4)
    chosen = np.bincount(
        [choose(source, scores, Fraction(1, 10)) for _ in range(6000)], minlength=3
    )
    weight = np.exp(scores / 10)
    assert stats.chisquare(chosen, 6000 * weight / weight.sum()).pvalue > 0.001


def test_a_variance_too_fine_for_whole_number_arithmetic_is_refused():
    with pytest.raises(ValueError, match="too large or too fine"):
        discrete_gaussian(SeededSource(1), Fraction(10**9 + 7, 10**9), 1)


def test_the_conversion_agrees_with_the_exact_gaussian_bound_and_is_tight():
    rho = rho_of(4, 1e-6)
    assert rho == pytest.approx(0.311065, abs=1e-5)
    assert rho > 0.2539, "the simple conversion ε = ρ + 2√(ρ ln 1/δ) gives less"
    assert delta_of(rho, 4) == pytest.approx(1e-6, rel=1e-3)
    assert epsilon_of(rho, 1e-6) == pytest.approx(4, abs=1e-4)
    # The exact δ of the Gaussian mechanism (Balle & Wang 2018) is a lower bound.
    sigma = math.sqrt(1 / (2 * rho))
    exact = stats.norm.cdf(0.5 / sigma - 4 * sigma) - math.exp(4) * stats.norm.cdf(
        -0.5 / sigma - 4 * sigma
    )
    assert exact <= 1e-6


@pytest.mark.parametrize(("epsilon", "delta"), [(0, 1e-6), (-1, 1e-6), (1, 0), (math.nan, 0.1)])
def test_budgets_out_of_range_are_refused(epsilon, delta):
    with pytest.raises(InvalidInput):
        rho_of(epsilon, delta)


def test_the_ledger_refuses_a_second_release(tmp_path):
    path = tmp_path / "book.json"
    rho = rho_of(1, 1e-6)
    entry = Entry("2024", 1, 1e-6, rho, "ab")
    Ledger(path).spend(entry, budget_rho=rho)
    before = path.read_text()
    with pytest.raises(InvalidInput, match="spent"):
        Ledger(path).spend(entry, budget_rho=10 * rho)
    assert path.read_text() == before
    assert Ledger(path).spent == rho
    assert not path.with_name("book.json.lock").exists()


def test_a_larger_budget_holds_two_releases_and_a_broken_book_is_refused(tmp_path):
    path = tmp_path / "book.json"
    rho = rho_of(1, 1e-6)
    for year in ("2023", "2024"):
        Ledger(path).spend(Entry(year, 1, 1e-6, rho, year), budget_rho=2 * rho)
    assert [entry.release for entry in Ledger(path).entries] == ["2023", "2024"]
    path.write_text("{")
    with pytest.raises(InvalidInput, match="not a budget ledger"):
        Ledger(path)
