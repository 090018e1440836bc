"""The ways of large tables, tried on small ones where the exact audit can judge them."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from samen.engines.disclosure.tables import Dimension, Status, Table, audit, bounds, protect
from samen.engines.disclosure.tables.model import add_totals

# The package's ``protect`` is the function.
PROTECT = importlib.import_module("samen.engines.disclosure.tables.protect")
REGION = Dimension.tree(
    "region",
    {"NL": None, **{f"E{u}": "NL" for u in range(3)}}
    | {f"R{u}{r}": f"E{u}" for u in range(3) for r in range(3)},
)
YEAR, FORM = Dimension.flat("year", "123456"), Dimension.flat("form", "abcd")


def table(seed):
    rng = np.random.default_rng(seed)
    dimensions = (YEAR, REGION, FORM)
    mean = np.ones([len(d.members) for d in dimensions])
    for axis, dimension in enumerate(dimensions):
        weight = rng.gamma(1, 1, len(dimension.members))
        weight[~np.isin(dimension.members, dimension.leaves)] = 0
        mean = mean * np.expand_dims(weight, [a for a in range(3) if a != axis])
    leaves = rng.poisson(3000 * mean / mean.sum()).astype(np.int64)
    return Table(dimensions, add_totals(dimensions, leaves), "t")


@pytest.fixture
def greedy(monkeypatch):
    monkeypatch.setattr(PROTECT, "_GREEDY", 0)


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
