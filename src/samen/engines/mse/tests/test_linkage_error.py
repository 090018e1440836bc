"""Bias from linkage errors, simulated person by person, and removed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.engines.mse import (
    LinkErrors,
    Lists,
    ding_fienberg,
    linkage_corrected,
    rates_from_probabilities,
)
from samen.engines.mse.linkage_error import linked_table, true_table
from samen.kernel.errors import InvalidInput


def link_badly(
    people: int, chances: tuple[float, ...], missed: float, false: float, seed: int
) -> Lists:
    """Put people on lists, lose links and make false ones, record by record."""
    stream = np.random.default_rng(seed)
    on = stream.random((people, len(chances))) < np.array(chances)
    loose = on & (stream.random(on.shape) < missed)
    units: list[int] = []
    for person in range(people):
        together = 0
        for i in np.flatnonzero(on[person]):
            if loose[person, i] and on[person].sum() > 1:
                units.append(1 << int(i))
            else:
                together |= 1 << int(i)
        if together:
            units.append(together)
    table = np.bincount(units, minlength=1 << len(chances)).astype(np.int64)
    for i in range(len(chances)):
        bit = 1 << i
        for _ in range(stream.binomial(table[bit], false)):
            free = np.array([0 if w & bit else table[w] for w in range(len(table))], float)
            free[0] = 0
            partner = stream.choice(len(table), p=free / free.sum())
            table[bit] -= 1
            table[partner] -= 1
            table[partner | bit] += 1
    return Lists(tuple("abcd"[: len(chances)]), table[None, :])


@pytest.mark.parametrize(
    ("chances", "missed", "false"),
    [
        ((0.30, 0.25), 0.12, 0.0),
        ((0.20, 0.15, 0.25), 0.10, 0.0),
        ((0.20, 0.15, 0.25), 0.05, 0.04),
        ((0.20, 0.15, 0.25, 0.10), 0.08, 0.02),
    ],
)
def test_correction_removes_the_bias(chances, missed: float, false: float) -> None:
    """Without correction off by more than 5%; with it, by less than the simulation can see."""
    people, errors = 6000, LinkErrors((missed,) * len(chances), (false,) * len(chances))
    naive, corrected = [], []
    for seed in range(16):
        lists = link_badly(people, chances, missed, false, seed)
        found = linkage_corrected(lists, errors, p_value=0, replicates=0)
        naive.append(found.details["without_correction"])
        corrected.append(found.total)
    assert abs(np.mean(naive) / people - 1) > 0.05
    error = np.std(corrected) / people / np.sqrt(len(corrected))
    assert np.mean(corrected) / people == pytest.approx(1, abs=3 * error + 0.003)
    assert error < 0.02


def test_interval_covers_and_carries_the_uncertainty_of_the_rates() -> None:
    lists = link_badly(6000, (0.20, 0.15, 0.25), 0.10, 0.0, 3)
    known = LinkErrors((0.1,) * 3, (0.0,) * 3)
    measured = LinkErrors((0.1,) * 3, (0.0,) * 3, checked=150)
    options = {"p_value": 0, "replicates": 400, "seed": 1}
    sure = linkage_corrected(lists, known, **options).interval(0.95)
    unsure = linkage_corrected(lists, measured, **options).interval(0.95)
    assert sure.lower < 6000 < sure.upper
    assert unsure.upper - unsure.lower > 1.1 * (sure.upper - sure.lower)


def test_ding_fienberg_two_lists() -> None:
    """100 true matches, alpha 0.9, beta 0.02 of the 300 records of list one without match."""
    linked = 0.9 * 100 + 0.02 * 300
    assert ding_fienberg(400, 500, linked, missed=0.1, false=0.02) == pytest.approx(2000)
    with pytest.raises(InvalidInput, match="true matches"):
        ding_fienberg(400, 500, 5, missed=0.1, false=0.05)


def test_two_lists_agree_with_ding_fienberg() -> None:
    lists = link_badly(6000, (0.3, 0.25), 0.12, 0.0, 1)
    errors = LinkErrors.same(2, 0.2)
    sizes = lists.list_totals
    found = linkage_corrected(lists, errors, p_value=0, replicates=0)
    linked = float(lists.table[3])
    expected = ding_fienberg(sizes["a"], sizes["b"], linked, missed=0.2)
    assert found.total == pytest.approx(expected, rel=1e-9)


@given(
    st.lists(st.integers(5, 400), min_size=7, max_size=7),
    st.floats(0, 0.25),
    st.floats(0, 0.1),
)
def test_linking_and_correcting_are_inverse(counts, missed: float, false: float) -> None:
    true = np.array([0.0, *counts])
    errors = LinkErrors((missed, missed / 2, missed), (false, 0.0, false))
    linked = linked_table(true, errors)
    # Records are split or joined, never lost.
    bits = np.array([w.bit_count() for w in range(8)])
    assert linked @ bits == pytest.approx(true @ bits)
    recovered, negative = true_table(linked, errors)
    assert recovered == pytest.approx(true, rel=1e-5, abs=1e-4)
    assert negative < 1e-4


def test_rates_from_match_probabilities() -> None:
    missed, false = rates_from_probabilities([0.9] * 100, [0.1] * 100, 520)
    assert missed == pytest.approx(10 / 100)
    assert false == pytest.approx(10 / 520)
    with pytest.raises(InvalidInput):
        rates_from_probabilities([1.2], [], 3)


def test_wrong_rates_are_named() -> None:
    lists = link_badly(500, (0.3, 0.25), 0, 0, 1)
    with pytest.raises(InvalidInput) as caught:
        linkage_corrected(lists, LinkErrors((0.1, 1.5), (0.0,)))
    assert len(caught.value.problems) == 2
