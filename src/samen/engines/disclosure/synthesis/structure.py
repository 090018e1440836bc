"""Which columns to measure together: each column gets at most two parents, chosen privately.

A network in the manner of PrivBayes (Zhang et al. 2017), grown like a spanning tree: the next
column and its parents are those whose joint counts depart most from independence, less what the
noise of measuring them would cost (McKenna et al. 2022 do the same in AIM).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.synthesis.marginals import Marginals
from samen.engines.disclosure.synthesis.noise import Source, choose

PRECISION = 2**12
"""Denominator of the frequencies that scores compare with; scores are whole multiples of 1/it."""
SENSITIVITY = 2
"""By how much one person can change a score (see :func:`departure`)."""


@dataclass(frozen=True, slots=True)
class Family:
    """A column and the columns its values depend on."""

    child: str
    parents: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Parents first, the child last."""
        return (*self.parents, self.child)


def departure(joint: NDArray[np.int64], frequencies: NDArray[np.int64]) -> int:
    """Distance of ``joint`` from a child independent of its parents, in units of 1/PRECISION.

    ``joint``: counts, shape (parent configurations, child values). ``frequencies``: whole
    numbers that add to ``PRECISION``, from noisy measurements. Adding a person changes one cell
    by one and its row's expectation by one spread out: at most 2 in all.
    """
    expected = joint.sum(axis=1, keepdims=True) * frequencies
    return int(np.abs(joint * PRECISION - expected).sum())


def whole_frequencies(share: NDArray[np.float64]) -> NDArray[np.int64]:
    """``share`` (adds to 1) as whole numbers that add to ``PRECISION``, by largest remainder."""
    exact = share * PRECISION
    result = np.floor(exact).astype(np.int64)
    order = np.argsort(result - exact, kind="stable")
    result[order[: PRECISION - int(result.sum())]] += 1
    return result


def grow(
    marginals: Marginals,
    shares: dict[str, NDArray[np.float64]],
    *,
    rho: float,
    penalty: Callable[[int], float],
    most_cells: int,
    together: Sequence[frozenset[str]],
    degree: int,
    source: Source,
) -> list[Family]:
    """A network over all columns: the root first, every parent before its children.

    Parameters
    ----------
    shares:
        Noisy frequencies per column.
    rho:
        What the choices may cost together.
    penalty:
        Expected noise, in persons, of measuring a marginal of so many cells.
    most_cells:
        Marginals with more cells are not considered.
    together:
        Pairs of columns with impossible combinations: where one is the other's parent, they
        cannot come out.
    """
    columns = list(shares)
    sizes = {column: len(share) for column, share in shares.items()}
    frequencies = {column: whole_frequencies(share) for column, share in shares.items()}
    rate = _rate(rho / max(len(columns) - 1, 1))
    wanted = [
        (*parents, child)
        for child in columns
        for k in range(1, degree + 1)
        for parents in combinations([c for c in columns if c != child], k)
        if np.prod([sizes[c] for c in parents]) * sizes[child] <= most_cells
    ]
    joint = marginals.count([tuple(sorted(set(key), key=columns.index)) for key in wanted])
    scores: dict[Family, int] = {}
    for key in wanted:
        family = Family(key[-1], key[:-1])
        order = tuple(sorted(key, key=columns.index))
        table = np.moveaxis(joint[order], order.index(family.child), -1)
        gain = departure(table.reshape(-1, sizes[family.child]), frequencies[family.child])
        scores[family] = gain - int(penalty(table.size) * PRECISION)
    for column in columns:
        scores[Family(column, ())] = 0
    # The first choice is made together with its parent: the root of the network.
    done: list[Family] = []
    placed: list[str] = []
    root = max(columns, key=lambda column: sizes[column])
    done.append(Family(root, ()))
    placed.append(root)
    while len(placed) < len(columns):
        candidates = [
            family
            for family in scores
            if family.child not in placed and set(family.parents) <= set(placed)
        ]
        if any(len(family.parents) for family in candidates):
            tied = [f for f in candidates if _keeps_together(f, placed, together, scores)]
            candidates = tied or candidates
        at = choose(source, np.array([scores[f] for f in candidates]), rate)
        done.append(candidates[at])
        placed.append(candidates[at].child)
    return done


def _keeps_together(
    family: Family,
    placed: Sequence[str],
    together: Sequence[frozenset[str]],
    scores: dict[Family, int],
) -> bool:
    """Whether every placed column that excludes values of the child is among its parents."""
    needed = {
        other
        for pair in together
        if family.child in pair
        for other in pair - {family.child}
        if other in placed and Family(family.child, (other,)) in scores
    }
    return len(needed) > 2 or needed <= set(family.parents)


def _rate(rho: float) -> Fraction:
    """Rate of the exponential mechanism per unit of score that costs at most ``rho``."""
    epsilon = Fraction(int(np.sqrt(8 * rho) * 2**20), 2**20)
    return epsilon / (2 * SENSITIVITY * PRECISION)
