"""Small tables of four dimensions: how long hiding takes and how near the least it comes.

python -m benchmarks.disclosure.crossed
"""

from __future__ import annotations

import time

import numpy as np

from samen.engines.disclosure.tables import Dimension, Table, protect
from samen.engines.disclosure.tables.model import add_totals
from samen.engines.disclosure.tables.status import Status

CASES = (
    (1, 30, (3, 3, 3, 12)),
    (2, 20, (3, 3, 3, 12)),
    (2, 60, (3, 3, 3, 12)),
    (3, 20, (3, 3, 3, 12)),
    (3, 60, (3, 3, 3, 12)),
    (5, 25, (3, 4, 5, 11)),
    (5, 25, (3, 3, 5, 14)),
)
"""Seed, mean count of a cell, and the categories of each dimension, the total not counted."""


def crossed_table(seed: int, mean_count: float, sizes: tuple[int, ...]) -> Table:
    """Poisson counts around a product of gamma weights, with all totals."""
    rng = np.random.default_rng(seed)
    dimensions = tuple(
        Dimension.flat(name, [f"{name}{i}" for i in range(size)])
        for name, size in zip("abcd", sizes, strict=True)
    )
    mean = np.ones([len(one.members) for one in dimensions])
    for axis, one in enumerate(dimensions):
        weight = rng.gamma(1.5, 1, len(one.members))
        weight[~np.isin(one.members, one.leaves)] = 0
        mean = mean * np.expand_dims(weight, [a for a in range(4) if a != axis])
    leaves = rng.poisson(mean_count * np.prod(sizes) * mean / mean.sum()).astype(np.int64)
    return Table(dimensions, add_totals(dimensions, leaves), " × ".join("abcd"))


def main() -> None:
    """Protect every case and print Markdown."""
    print("| cells | small | further hidden | no pattern below | ratio | CPU-s |")
    print("|---|---|---|---|---|---|")
    for case in CASES:
        table = crossed_table(*case)
        start = time.process_time()
        result = protect(table, threshold=10)
        seconds = time.process_time() - start
        small = int((result.status == Status.PRIMARY).sum())
        further = int((result.status == Status.SECONDARY).sum())
        ratio = further / result.at_least
        print(
            f"| {table.counts.size:,} | {small} | {further} | {result.at_least} "
            f"| {ratio:.2f} | {seconds:.1f} |"
        )


if __name__ == "__main__":
    main()
