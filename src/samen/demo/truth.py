"""What is true in the synthetic Netherlands, beside what its lists show."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from samen.demo.population import LISTS, Population


def write_truth(population: Population, data_dir: Path) -> None:
    """``truth.csv``: how many victims there truly were; ``lists-YEAR.csv``: who was on which list.

    The second is what ``samen estimate`` takes, the first what its answer is held against.
    """
    with (data_dir / "truth.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["year", "registered", "true_total"])
        for year in np.unique(population.year).tolist():
            out.writerow([year, population.registered(year), population.true_total(year)])
    for year in np.unique(population.year).tolist():
        rows = population.seen[(population.year == year) & population.seen.any(axis=1)]
        histories, counts = np.unique(rows, axis=0, return_counts=True)
        with (data_dir / f"lists-{year}.csv").open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow([*LISTS, "count"])
            out.writerows(
                [*map(int, history), int(n)] for history, n in zip(histories, counts, strict=True)
            )
