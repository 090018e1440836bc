"""A generated register of victims: 12 columns with a known structure and no real person in it.

Nine latent classes; in each, every column has Zipf-like frequencies in an order of its own;
three direct links on top (sector on form of exploitation, residence status on nationality,
children on age). Column sizes and links after the description of the project's own measurements;
the strength of the classes is set so that 50,000 rows show about the same distances: columns
shuffled independently lie near .146 (pairs) and .281 (triples) from the truth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SEED = 7
SIZES = {
    "jaar": 10,
    "regio": 35,
    "geslacht": 3,
    "leeftijd": 8,
    "nationaliteit": 60,
    "uitbuiting": 6,
    "sector": 12,
    "verblijfsstatus": 7,
    "melder": 9,
    "kinderen": 2,
    "ronselwijze": 6,
    "zorgbehoefte": 8,
}
LINKS = {"sector": "uitbuiting", "verblijfsstatus": "nationaliteit", "kinderen": "leeftijd"}
CLASSES = 9
EXPONENT = 1.4
"""Steepness of the Zipf-like frequencies."""
OWN = 0.97
"""Share of a column's frequencies that is the class's own; the rest is common to all classes."""
LINK_EXPONENT = 3.0
LINKED = 0.96
"""Share of the values of a linked column that follow the other column."""


def _zipf(rng: np.random.Generator, size: int, exponent: float) -> NDArray[np.float64]:
    weight = 1.0 / np.arange(1, size + 1) ** exponent
    return rng.permutation(weight / weight.sum())


def _draw(rng: np.random.Generator, table: NDArray[np.float64], row: NDArray[np.intp]):
    cumulative = table.cumsum(axis=1)
    point = rng.random(len(row))[:, None] * cumulative[row, -1:]
    return np.minimum((point > cumulative[row]).sum(axis=1), table.shape[1] - 1)


def records(rows: int, *, sample: int = 0, seed: int = SEED) -> dict[str, NDArray[np.intp]]:
    """``rows`` records as codes per column; ``sample`` draws a fresh sample of the same world."""
    world = np.random.default_rng(seed)
    latent = _zipf(world, CLASSES, 0.6)
    own: dict[str, NDArray[np.float64]] = {}
    linked: dict[str, NDArray[np.float64]] = {}
    for column, size in SIZES.items():
        common = _zipf(world, size, EXPONENT)
        per_class = np.stack([_zipf(world, size, EXPONENT) for _ in range(CLASSES)])
        own[column] = (1 - OWN) * common + OWN * per_class
        if column in LINKS:
            other = SIZES[LINKS[column]]
            linked[column] = np.stack([_zipf(world, size, LINK_EXPONENT) for _ in range(other)])
    rng = np.random.default_rng([seed, sample, rows])
    group = rng.choice(CLASSES, size=rows, p=latent)
    result: dict[str, NDArray[np.intp]] = {}
    for column in SIZES:
        values = _draw(rng, own[column], group)
        if column in LINKS:
            follows = rng.random(rows) < LINKED
            values = np.where(follows, _draw(rng, linked[column], result[LINKS[column]]), values)
        result[column] = values
    return result
