"""A table that appears every year: each release adds a year, so its totals are others than before.

The reader here is written down from the two releases alone, every total over years of the first
being a quantity of its own, and shares nothing with the product but the search for bounds.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy import sparse

from samen.engines.disclosure.tables import Dimension, Status, Table, audit, hiding, protect
from samen.engines.disclosure.tables.audit import audit_releases
from samen.engines.disclosure.tables.bounds import attacker_bounds
from samen.engines.disclosure.tables.equations import total_rows
from samen.engines.disclosure.tables.model import add_totals
from samen.engines.disclosure.tables.settings import UNBOUNDED
from samen.engines.disclosure.tests.test_large_tables import FORM, REGION

YEARS = 6


def registrations(seed, persons=3000):
    """Counts per year, region and form, 0 at every total."""
    rng = np.random.default_rng(seed)
    mean = np.ones((YEARS + 1, len(REGION.members), len(FORM.members)))
    for axis, dimension in enumerate((years(YEARS), REGION, FORM)):
        weight = rng.gamma(1, 1, len(dimension.members))
        weight[~np.isin(dimension.members, dimension.leaves)] = 0
        mean *= np.expand_dims(weight, [a for a in range(3) if a != axis])
    return rng.poisson(persons * mean / mean.sum()).astype(np.int64)


def years(number):
    return Dimension.flat("year", [str(2015 + n) for n in range(number)])


def up_to(number, leaves):
    """The table of the first years."""
    dimensions = (years(number), REGION, FORM)
    return Table(dimensions, add_totals(dimensions, leaves[: number + 1].copy()), f"until {number}")


def read_both(first, second):
    """Bounds of every cell of the second table, and of the totals over years of the first."""
    now = np.arange(second.values.size).reshape(second.values.shape)
    then = now[: len(first.values)].copy()
    then[0] = now.size + np.arange(then[0].size).reshape(then[0].shape)
    size = now.size + then[0].size
    truth = np.concatenate([second.table.counts.ravel(), first.table.counts[0].ravel()])
    low, high = np.zeros(size, dtype=np.int64), np.full(size, UNBOUNDED)
    rows = []
    for one, cells in ((second, now), (first, then)):
        rows.append(total_rows(one.table.dimensions, cells, size))
        shown = one.values >= 0
        low[cells[shown]] = high[cells[shown]] = one.values[shown]
    matrix = sparse.csr_array(sparse.vstack(rows))
    assert not np.any(matrix @ truth)
    low, high = attacker_bounds(matrix, low, high, truth, low < high)
    return truth, low, high


def given_away(first, second):
    """Small counts of the second table that a reader of both knows too well."""
    truth, low, high = (one[: second.values.size] for one in read_both(first, second))
    need = second.settings.protection_level(truth)
    small = second.settings.small(truth)
    return int((small & ((low > truth - need) | (high < truth + need))).sum())


@pytest.fixture
def greedy(monkeypatch):
    monkeypatch.setattr(hiding, "_GREEDY", 0)


def test_a_new_year_gives_no_small_count_away_with_the_fewest_hidden():
    judge(1, 4)


@pytest.mark.parametrize(("seed", "before"), [(3, 5), (6, 4)])
def test_a_new_year_gives_no_small_count_away(greedy, seed, before):
    judge(seed, before)


def judge(seed, before):
    leaves = registrations(seed)
    first = protect(up_to(before, leaves))
    whole = up_to(YEARS, leaves)
    assert given_away(first, protect(whole)), "the attack works without protection"
    second = protect(whole, against=[first.release()])
    assert second.audit.clean
    assert not second.audit.unused
    assert not given_away(first, second)
    # Nor what the first release hid: the same totals as they were then.
    truth, low, high = read_both(first, second)
    hidden = np.flatnonzero(first.values[0].ravel() < 0) + second.values.size
    assert hidden.size
    assert (low[hidden] < high[hidden]).all()
    assert (low <= truth).all()
    assert (truth <= high).all()


def test_the_audit_sees_what_a_new_year_gives_away(greedy):
    leaves = registrations(1)
    first, alone = protect(up_to(4, leaves)), protect(up_to(YEARS, leaves))
    found = audit(alone, [first.release()])
    assert not found.clean
    assert len(found.exposed) >= given_away(first, alone)


def test_three_releases_year_after_year(greedy):
    leaves = registrations(2)
    releases = []
    for number in (4, 5, 6):
        done = protect(up_to(number, leaves), against=[one.release() for one in releases])
        assert done.audit.clean
        assert not any(given_away(one, done) for one in releases)
        releases.append(done)
    shown = [one.values[1:5] for one in releases]
    for earlier, later in pairwise(shown):
        np.testing.assert_array_equal(later[earlier < 0], -1)
        both = (earlier >= 0) & (later >= 0)
        np.testing.assert_array_equal(earlier[both], later[both])
    public = audit_releases([one.release() for one in releases])
    assert public.clean


def test_a_small_difference_needs_room_as_a_small_count_does():
    leaves = registrations(4, 40_000)
    late = leaves.copy()
    late[2, 2, 1] += 4
    first = protect(up_to(YEARS, leaves))
    second = protect(up_to(YEARS, late), against=[first.release()])
    assert second.audit.clean
    before, now = first.value(), second.table.counts[0, 0, 0]
    assert now - before == 4
    (total,) = (cell for cell in second.audit.cells if cell.members == ("Totaal", "NL", "Totaal"))
    assert total.status == Status.PRIMARY
    assert total.low <= before + 2
    assert total.high is None or total.high >= before + 6


def test_a_hidden_count_that_was_revised_costs_only_its_own_equations(greedy):
    leaves = registrations(5)
    first = protect(up_to(YEARS, leaves))
    place = tuple(np.argwhere((first.values < 0) & (leaves > 0))[0])
    late = leaves.copy()
    late[place] += 1
    second = protect(up_to(YEARS, late), against=[replace(first.release(), name="revised")])
    assert second.audit.clean
    assert second.audit.unused == ("revised",)
