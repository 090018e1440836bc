"""A table of 20,196 cells in four dimensions, one with levels, a third of them small."""

from __future__ import annotations

import numpy as np
from benchmarks.disclosure.generator import SEED

from samen.engines.disclosure.tables import Dimension, Table
from samen.engines.disclosure.tables.model import add_totals

UNITS, REGIONS, PERSONS = 10, 4, 60_000


def large_table() -> Table:
    """Year (10) × region (40 in 10 units) × form (5) × age (5): about 60,000 persons, unevenly."""
    rng = np.random.default_rng(SEED)
    tree: dict[str, str | None] = {"NL": None}
    for unit in range(UNITS):
        tree[f"E{unit}"] = "NL"
        tree |= {f"R{unit}{region}": f"E{unit}" for region in range(REGIONS)}
    dimensions = (
        Dimension.flat("year", map(str, range(2015, 2025))),
        Dimension.tree("region", tree),
        Dimension.flat("form", [f"v{i}" for i in range(5)]),
        Dimension.flat("age", [f"l{i}" for i in range(5)]),
    )
    mean = np.ones([len(d.members) for d in dimensions])
    for axis, dimension in enumerate(dimensions):
        weight = rng.gamma(1, 1, len(dimension.members))
        weight[~np.isin(dimension.members, dimension.leaves)] = 0
        mean = mean * np.expand_dims(weight, [a for a in range(4) if a != axis])
    leaves = rng.poisson(PERSONS * mean / mean.sum()).astype(np.int64)
    return Table(dimensions, add_totals(dimensions, leaves), "year × region × form × age")
