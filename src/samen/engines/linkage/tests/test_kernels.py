"""Which record comes first must not matter to what a comparison says."""

from __future__ import annotations

import numpy as np
import pytest

from samen.engines.linkage import kernels
from samen.engines.linkage.linking import prepare, table_of
from samen.engines.linkage.spec import FieldSpec, LinkSpec


@pytest.mark.parametrize(
    ("kind", "one", "other", "level"),
    [
        ("date", "1990-05-17", "1991-05-03", 2),
        ("date", "1990", "1992-04-04", 1),
        ("date", "1990-03-03", "1991-09-08", 1),
        ("date", "1990-05-07", "1990-07-05", 7),
        ("document", "123456", "1234567", 1),
        ("phone", "0612345678", "061234568", 1),
        ("kvk", "12345678", "12345687", 1),
        ("document", "12345", "123456", 0),
    ],
)
def test_a_level_is_the_same_in_either_order(kind, one, other, level):
    spec = LinkSpec((FieldSpec("f", kind, ("f",)),))
    records = prepare(table_of([{"f": one}, {"f": other}], spec), spec, lenient=True)
    out = np.empty((2, 1), np.int8)
    left, right = np.array([0, 1]), np.array([1, 0])
    kernels.levels_of_pairs(records.words, records.starts, records.kinds, left, right, out)
    assert out.ravel().tolist() == [level, level]
