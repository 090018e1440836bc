"""Model averaging against R's dga 2.0.2 (1000-point grid, delta 2**-t) and MSETools."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from samen.engines.mse.average import _graphs, average
from samen.engines.mse.lists import Lists

TABLES = json.loads((Path(__file__).parent / "data/mse/tables.json").read_text())


def table(name: str) -> Lists:
    return Lists.from_counts(TABLES[name]["lists"], TABLES[name]["counts"])


@pytest.mark.parametrize(
    ("name", "median", "lower", "upper", "mean"),
    [
        ("Artificial_3", 313, 97, 1950, 439.822),
        ("Korea", 161, 124, 460, 206.1561),
        ("UKdat_5", 23016, 10408, 33481, 21282.22),
        ("Ned_5", 50270, 41616, 203328, 88569.38),
        ("NewOrl_5_186", 846, 528, 1589, 900.7573),
        ("NewOrl_5_185", 869, 514, 1763, 936.2783),
        # Six lists: beyond dga; from the prototype behind the specification.
        ("UKdat", 12304, 10244, 26229, None),
        ("Ned", 145715, 116538, 186267, None),
    ],
)
def test_posterior(name, median, lower, upper, mean) -> None:
    found = average(table(name))
    interval = found.interval(0.95)
    assert (found.total, interval.lower, interval.upper) == (median, lower, upper)
    if mean is not None:
        # As many digits as R prints.
        assert found.details["mean"] == pytest.approx(mean, abs=0.006 if mean > 1e4 else 6e-4)


def test_posterior_on_every_whole_number() -> None:
    """UKdat_5 at every integer to 30 n: 22990, 10387-33510."""
    lists = table("UKdat_5")
    found = average(lists, grid=np.arange(1.0, 30 * lists.observed + 1))
    interval = found.interval(0.95)
    assert (found.total, interval.lower, interval.upper) == (22990, 10387, 33510)


def test_posterior_on_a_wider_grid() -> None:
    """Ned_5 at 4000 points to 100 n: 50445, 41591-210224."""
    lists = table("Ned_5")
    found = average(lists, grid=np.linspace(1, 100 * lists.observed, 4000).round())
    interval = found.interval(0.95)
    assert (found.total, interval.lower, interval.upper) == (50445, 41591, 210224)


@pytest.mark.parametrize(("lists", "count"), [(3, 8), (4, 61), (5, 822), (6, 18_154), (7, 617_675)])
def test_number_of_decomposable_graphs(lists: int, count: int) -> None:
    assert len(_graphs(lists)[0]) == count
