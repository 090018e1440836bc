"""Table protection: properties on small tables whose every solution can be listed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.engines.disclosure.tables import Dimension, Status, Table, audit, protect, protect_linked
from samen.engines.disclosure.tables.bounds import attacker_bounds, propagate
from samen.engines.disclosure.tables.cellkey import perturb, transition
from samen.engines.disclosure.tables.equations import equations_of
from samen.engines.disclosure.tables.model import add_totals, keys_of
from samen.engines.disclosure.tables.settings import UNBOUNDED
from samen.kernel.errors import InvalidInput


def table_of(array, name="t"):
    array = np.asarray(array, dtype=np.int64)
    dimensions = tuple(
        Dimension.flat(f"d{axis}", [f"{'abc'[axis]}{i}" for i in range(size)])
        for axis, size in enumerate(array.shape)
    )
    full = np.zeros([size + 1 for size in array.shape], dtype=np.int64)
    full[tuple(slice(1, None) for _ in array.shape)] = array
    return Table(dimensions, add_totals(dimensions, full), name)


def solutions(table, hidden):
    """Every table of whole numbers that agrees with the shown cells, by brute force."""
    leaves = [p for p in np.ndindex(table.shape) if 0 not in p]
    totals = []
    for p in leaves:
        unit = np.zeros(table.shape, dtype=np.int64)
        unit[p] = 1
        totals.append(add_totals(table.dimensions, unit).ravel())
    ranges = [
        range(int(table.counts[(p[0], *([0] * (len(p) - 1)))]) + 1)
        if hidden[p]
        else [table.counts[p]]
        for p in leaves
    ]
    grids = np.meshgrid(*ranges, indexing="ij")
    candidates = np.stack([grid.ravel() for grid in grids], axis=1) @ np.array(totals)
    shown = ~hidden.ravel()
    fits = (candidates[:, shown] == table.counts.ravel()[shown]).all(axis=1)
    return candidates[fits]


small_arrays = st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), min_size=2, max_size=2)


@settings(max_examples=40, deadline=None)
@given(small_arrays, st.lists(st.booleans(), min_size=12, max_size=12))
def test_bounds_equal_those_of_every_table_that_fits(array, mask):
    table = table_of(array)
    hidden = np.array(mask).reshape(table.shape)
    hidden[:, 0] = hidden[0, :] = False
    equations = equations_of([table])
    truth = table.counts.ravel()
    flat = hidden.ravel()
    low, high = attacker_bounds(
        equations.matrix,
        np.where(flat, 0, truth),
        np.where(flat, UNBOUNDED, truth),
        truth,
        flat,
    )
    every = solutions(table, hidden)
    np.testing.assert_array_equal(low[flat], every.min(axis=0)[flat])
    np.testing.assert_array_equal(high[flat], every.max(axis=0)[flat])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_three_way_bounds_contain_no_value_that_no_whole_table_has(seed):
    rng = np.random.default_rng(seed)
    table = table_of(rng.integers(0, 2, size=(2, 2, 2)))
    hidden = rng.random(table.shape) < 0.8
    for axis in range(3):
        np.moveaxis(hidden, axis, 0)[0] = False
    truth, flat = table.counts.ravel(), hidden.ravel()
    low, high = attacker_bounds(
        equations_of([table]).matrix,
        np.where(flat, 0, truth),
        np.where(flat, UNBOUNDED, truth),
        truth,
        flat,
    )
    every = solutions(table, hidden)
    np.testing.assert_array_equal(low[flat], every.min(axis=0)[flat])
    np.testing.assert_array_equal(high[flat], every.max(axis=0)[flat])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 12), st.sampled_from(["suppress", "round"]))
def test_a_protected_table_is_clean_and_shows_no_small_count(seed, threshold, method):
    rng = np.random.default_rng(seed)
    table = table_of(rng.poisson(rng.gamma(0.8, 15, size=(4, 3, 2))))
    try:
        done = protect(table, threshold=threshold, method=method, base=2)
    except InvalidInput as error:
        assert {p.code for p in error.problems} <= {
            "everything_suppressed", "unprotectable", "exposed", "no_rounding",
        }  # fmt: skip
        return
    assert done.audit.clean
    small = (table.counts > 0) & (table.counts < threshold)
    assert (done.values[small] == -1).all()
    assert ((done.status == Status.PRIMARY) == small).all()
    low, high = done.told()
    assert (low <= table.counts).all()
    assert (table.counts <= high).all()


def test_the_pattern_is_the_smallest_there_is():
    table = table_of([[20, 3, 30], [15, 25, 40], [22, 31, 19]])
    done = protect(table, threshold=10)
    assert int((done.status == Status.SECONDARY).sum()) == done.at_least == 3


def test_without_secondary_suppression_the_audit_is_not_clean():
    table = table_of([[20, 3, 30], [15, 25, 40]])
    done = protect(table, threshold=10)
    naive = np.where(done.status == Status.SECONDARY, 0, done.status).astype(np.uint8)
    bare = type(done)(
        table, naive, np.where(naive == 0, table.counts, -1), done.settings, done.audit
    )
    found = audit(bare)
    assert not found.clean
    assert [(cell.low, cell.high) for cell in found.exposed] == [(3, 3)]


def test_the_same_cell_of_linked_tables_has_one_answer_and_both_audit_together():
    rng = np.random.default_rng(3)
    cube = rng.poisson(9, size=(3, 4, 3))
    first, second = table_of(cube.sum(axis=2), "years"), table_of(cube, "whole")
    one, two = protect_linked([first, second], threshold=8)
    assert one.audit is two.audit
    assert one.audit.clean
    np.testing.assert_array_equal(one.status, two.status[:, :, 0])
    alone = protect(first, threshold=8)
    assert (alone.status <= one.status).all() or not (alone.status == one.status).all()


def test_linked_tables_that_contradict_each_other_are_refused():
    first, second = table_of([[11, 12], [13, 14]], "one"), table_of([[11, 12], [13, 15]], "two")
    with pytest.raises(InvalidInput, match="same persons"):
        protect_linked([first, second])


def test_a_second_release_of_the_same_table_is_the_same():
    table = table_of([[20, 3, 30], [15, 25, 40], [22, 31, 19]])
    for method in ("suppress", "round"):
        first = protect(table, method=method)
        again = protect(table, method=method, against=[first.release()])
        np.testing.assert_array_equal(first.values, again.values)


def test_differencing_two_releases_does_not_give_a_late_registration_away():
    before = table_of([[20, 33, 30], [15, 25, 40], [22, 31, 19]])
    after = table_of([[20, 33, 30], [15, 27, 40], [22, 31, 19]])
    first = protect(before)
    assert (first.status == Status.PUBLISHED).all()
    alone = protect(after)
    shown = (alone.values >= 0) & (first.values >= 0)
    assert 2 in (alone.values - first.values)[shown], "the attack works without protection"
    second = protect(after, against=[first.release()])
    assert second.status_of(d0="a1", d1="b1") == Status.PRIMARY
    both = (second.values >= 0) & (first.values >= 0)
    change = np.abs(second.values - first.values)[both]
    assert not ((change > 0) & (change < 10)).any()
    assert second.audit.clean


def test_a_small_count_that_an_earlier_release_shows_is_refused():
    table = table_of([[20, 3, 30], [15, 25, 40]])
    first = protect(table, threshold=2)
    with pytest.raises(InvalidInput, match="earlier release"):
        protect(table, threshold=10, against=[first.release()])


def test_what_was_hidden_in_an_earlier_table_stays_out_of_reach_of_a_finer_one():
    cube = np.array([[[9, 11], [20, 13], [16, 14]], [[15, 25], [12, 28], [22, 31]]])
    cube[0, 0] = [2, 1]
    coarse, fine = table_of(cube.sum(axis=2), "coarse"), table_of(cube, "fine")
    first = protect(coarse)
    assert first.status_of(d0="a0", d1="b0") == Status.PRIMARY
    second = protect(fine, against=[first.release()])
    hidden_before = {k for k, v in first.release().shown().items() if v < 0}
    shown_now = {k for k, v in second.release().shown().items() if v >= 0}
    assert hidden_before
    assert not hidden_before & shown_now
    together = audit(second, [first.release()])
    assert together.clean
    assert together.against == ("coarse",)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_rounding_is_near_additive_and_a_multiple(seed):
    rng = np.random.default_rng(seed)
    table = table_of(rng.integers(10, 90, size=(4, 5)))
    done = protect(table, method="round", base=5)
    assert (done.values % 5 == 0).all()
    assert (np.abs(done.values - table.counts) < 5).all()
    np.testing.assert_array_equal(done.values, add_totals(table.dimensions, done.values))


def test_cell_keys_repeat_and_their_noise_is_unbiased():
    secret = b"0123456789abcdef"
    table = table_of(np.full((40, 40), 25))
    keys, counts = keys_of(table.dimensions), table.counts.ravel()
    first, again = (perturb(keys, counts, 5, secret) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    noise = (first - counts)[counts == 25]
    assert np.abs(noise).max() <= 5
    assert abs(noise.mean()) < 0.2
    assert (perturb(keys, counts, 5, secret[::-1]) != first).any()
    with pytest.raises(InvalidInput, match="16 bytes"):
        perturb(keys, counts, 5, b"short")


@pytest.mark.parametrize("count", [1, 2, 3, 7, 15])
def test_transition_probabilities_have_mean_nought_and_stay_in_range(count):
    steps, weight = np.array(transition(count, 5)).T
    assert weight.sum() == pytest.approx(1)
    assert (steps * weight).sum() == pytest.approx(0, abs=1e-3)
    result = count + steps
    assert result.min() >= 0
    assert not set(result) & {1, 2}


def test_totals_that_do_not_add_up_and_negative_counts_are_all_named():
    table = table_of([[20, 3], [15, 25]])
    counts = table.counts.copy()
    counts[0, 0] += 1
    counts[1, 2] = -4
    with pytest.raises(InvalidInput) as caught:
        Table(table.dimensions, counts, "bad")
    codes = sorted(problem.code for problem in caught.value.problems)
    assert codes.count("negative") == 1
    assert codes.count("total") >= 3


def test_unknown_members_and_broken_trees_are_refused():
    with pytest.raises(InvalidInput, match="not a member"):
        Dimension.tree("region", {"Twente": "Oost", "Nederland": None})
    with pytest.raises(InvalidInput, match="each other's parent"):
        Dimension.tree("region", {"a": "b", "b": "a", "c": None})
    region = Dimension.tree("region", {"NL": None, "Oost": "NL", "Twente": "Oost"})
    with pytest.raises(InvalidInput, match="innermost"):
        Table.from_leaves((region,), {("Oost",): 3})
    assert region.leaves == ("Twente",)


def test_a_table_with_everything_hidden_is_refused():
    with pytest.raises(InvalidInput) as caught:
        protect(table_of([[2, 3], [1, 2]]))
    assert caught.value.problems[0].code == "everything_suppressed"


def test_propagation_is_sound():
    table = table_of([[4, 6, 2], [7, 1, 5]])
    equations = equations_of([table])
    truth = table.counts.ravel()
    low, high = propagate(equations.matrix, np.zeros_like(truth), np.full_like(truth, 30))
    assert (low <= truth).all()
    assert (truth <= high).all()


def test_hierarchy_members_protect_their_parents():
    region = Dimension.tree(
        "region", {"NL": None, "Oost": "NL", "West": "NL", "Twente": "Oost", "IJsselland": "Oost",
                   "Rijnmond": "West", "Haaglanden": "West"},
    )  # fmt: skip
    year = Dimension.flat("year", ["2023", "2024"])
    leaves = {
        ("2023", "Twente"): 4, ("2023", "IJsselland"): 21, ("2023", "Rijnmond"): 33,
        ("2023", "Haaglanden"): 27, ("2024", "Twente"): 18, ("2024", "IJsselland"): 22,
        ("2024", "Rijnmond"): 31, ("2024", "Haaglanden"): 29,
    }  # fmt: skip
    done = protect(Table.from_leaves((year, region), leaves))
    assert done.audit.clean
    assert done.value(year="2023", region="Twente") is None
    assert done.value() == 185
