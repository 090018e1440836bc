"""The ways of large tables, tried on small ones where the exact audit can judge them."""

from __future__ import annotations

import numpy as np
import pytest

from samen.engines.disclosure.tables import (
    Dimension,
    Status,
    Table,
    audit,
    bounds,
    hiding,
    protect,
    protect_linked,
)
from samen.engines.disclosure.tables.model import add_totals

REGION = Dimension.tree(
    "region",
    {"NL": None, **{f"E{u}": "NL" for u in range(3)}}
    | {f"R{u}{r}": f"E{u}" for u in range(3) for r in range(3)},
)
YEAR, FORM = Dimension.flat("year", "123456"), Dimension.flat("form", "abcd")


def table(seed):
    return made((YEAR, REGION, FORM), 3000, seed)


def mid_size(seed):
    """1,365 cells in three dimensions."""
    return made((Dimension.flat("year", map(str, range(20))), REGION, FORM), 9000, seed)


def made(dimensions, persons, seed):
    rng = np.random.default_rng(seed)
    mean = np.ones([len(d.members) for d in dimensions])
    for axis, dimension in enumerate(dimensions):
        weight = rng.gamma(1, 1, len(dimension.members))
        weight[~np.isin(dimension.members, dimension.leaves)] = 0
        mean = mean * np.expand_dims(weight, [a for a in range(3) if a != axis])
    leaves = rng.poisson(persons * mean / mean.sum()).astype(np.int64)
    return Table(dimensions, add_totals(dimensions, leaves), "t")


@pytest.fixture
def greedy(monkeypatch):
    monkeypatch.setattr(hiding, "_GREEDY", 0)


@pytest.mark.parametrize("seed", range(4))
def test_a_pattern_found_greedily_is_clean_by_the_exact_audit(greedy, seed):
    done = protect(table(seed))
    assert done.audit.clean
    hidden = int((done.status == Status.SECONDARY).sum())
    assert done.at_least <= hidden
    assert (done.status[done.settings.small(done.table.counts)] == Status.PRIMARY).all()
    again = protect(done.table)
    np.testing.assert_array_equal(done.status, again.status)


def test_a_second_release_found_greedily_is_the_same(greedy):
    first = protect(table(1))
    second = protect(first.table, against=[first.release()])
    np.testing.assert_array_equal(first.values, second.values)
    assert second.audit.clean


def test_linked_tables_found_greedily_are_clean_together_by_the_exact_audit(greedy):
    whole = mid_size(5)
    coarse = Table((REGION, FORM), whole.counts[0], "without years")
    done = protect_linked([coarse, whole])
    assert done[0].audit is done[1].audit
    assert done[0].audit.clean
    assert all(one.greedy for one in done)
    np.testing.assert_array_equal(done[0].status, done[1].status[0])
    np.testing.assert_array_equal(done[0].values, done[1].values[0])
    # Protected alone, the small table shows what the large one must hide.
    assert (protect(coarse).status <= done[0].status).all()


def test_a_later_release_found_greedily_stays_clean_beside_an_earlier_one(greedy):
    before = mid_size(6)
    first = protect(before)
    late = before.counts.copy()
    rng = np.random.default_rng(6)
    for year, region, form in zip(
        rng.integers(18, 21, 12), rng.integers(4, 13, 12), rng.integers(1, 5, 12), strict=True
    ):
        late[year, region, form] += 3
    after = Table(before.dimensions, add_totals(before.dimensions, late), before.name)
    alone = audit(protect(after), [first.release()])
    second = protect(after, against=[first.release()])
    assert second.audit.clean
    assert second.audit.against == (first.table.name,)
    assert not alone.clean, "otherwise the earlier release asks for nothing"
    was_hidden = first.values < 0
    assert (second.values[was_hidden] < 0).all()
    both = (first.values >= 0) & (second.values >= 0)
    change = np.abs(first.values - second.values)[both]
    assert not ((change > 0) & (change < 10)).any()


def test_what_a_coarser_release_hid_is_not_settled_by_a_large_table(greedy):
    whole = made((YEAR, REGION, FORM), 30_000, 8)
    coarse = Table((REGION, FORM), whole.counts[0], "without years")
    first = protect(coarse, threshold=150)
    hidden = first.status == Status.SECONDARY
    assert hidden.any()
    second = protect(whole, threshold=3, against=[first.release()])
    assert second.audit.clean
    bounds_of = {cell.members: cell for cell in second.audit.cells}
    for region, form in np.argwhere(hidden):
        cell = bounds_of[(YEAR.total, REGION.members[region], FORM.members[form])]
        assert cell.low < (cell.high or np.inf)


def test_a_figure_hidden_before_that_a_new_table_settles_is_exposed():
    whole = table(3)
    first = protect(whole, threshold=20)
    second = protect(whole, threshold=2)
    secondary = first.status == Status.SECONDARY
    hidden = secondary & ~second.status.astype(bool)
    place = tuple(np.argwhere(hidden)[0])
    status = second.status.copy()
    status[place] = Status.SECONDARY
    values = np.where(status == 0, whole.counts, -1)
    bare = type(second)(whole, status, values, second.settings, second.audit)
    assert audit(bare).clean
    exposed = {cell.members: cell for cell in audit(bare, [first.release()]).exposed}
    assert exposed[whole.members(place)].exact


def test_intervals_of_a_large_table_lie_inside_the_exact_ones(monkeypatch):
    done = protect(table(2))
    monkeypatch.setattr(bounds, "LARGE", 0)
    shown = audit(done)
    assert shown.clean
    narrower = 0
    for exact, inner in zip(done.audit.cells, shown.cells, strict=True):
        assert exact.members == inner.members
        assert exact.low <= inner.low <= inner.high
        assert exact.high is None or inner.high <= exact.high
        assert not inner.exact
        narrower += exact.low < inner.low
    assert narrower, "otherwise this test compares the exact audit with itself"


def test_what_is_exposed_is_exposed_in_a_large_table_too(monkeypatch):
    monkeypatch.setattr(bounds, "LARGE", 0)
    done = protect(table(2))
    status = np.where(done.status == Status.SECONDARY, 0, done.status).astype(np.uint8)
    values = np.where(status == 0, done.table.counts, -1)
    bare = type(done)(done.table, status, values, done.settings, done.audit)
    assert not audit(bare).clean
