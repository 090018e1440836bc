"""How a table is protected, and what the method itself tells a reader about each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from samen.kernel.errors import Problem, raise_if_any

Method = Literal["suppress", "round", "perturb"]
HIDDEN = -1
"""Stands in an array of shown values where nothing is shown."""
UNBOUNDED = np.int64(2**62)
"""Stands for "no upper limit" in an array of counts."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a table was protected.

    A count from 1 to ``threshold - 1`` is small. Each small count must be able to lie a share
    ``margin`` of itself lower and higher, and one at least, as far as a reader can tell, within
    what its method tells about every cell (``x`` in a rounded table means "small").

    ``method``: "suppress" hides small counts and what gives them away; "round" hides small
    counts and rounds the others to a multiple of ``base`` so that totals still add up; "perturb"
    adds to every count a noise of at most ``noise``, the same for the same cell and count.
    """

    threshold: int = 10
    margin: float = 0.3
    method: Method = "suppress"
    base: int = 5
    noise: int = 5

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        if self.threshold < 2:
            problems.append(Problem("threshold", "must be at least 2", self.threshold))
        if not 0 < self.margin <= 1:
            problems.append(Problem("margin", "must lie above 0 and up to 1", self.margin))
        if self.method not in get_args(Method):
            rule = f"must be one of {', '.join(get_args(Method))}"
            problems.append(Problem("method", rule, self.method))
        if self.method == "round" and not 2 <= self.base <= self.threshold:
            rule = f"the base must lie between 2 and the threshold, {self.threshold}"
            problems.append(Problem("round", rule, self.base))
        if self.method == "perturb" and not 2 <= self.noise <= 20:
            problems.append(Problem("noise", "must lie between 2 and 20", self.noise))
        raise_if_any(problems)

    def small(self, counts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which counts are below the threshold and not nought."""
        return (counts > 0) & (counts < self.threshold)

    def protection_level(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """By how much each count must be able to differ both ways: 1 up to the threshold."""
        level = np.ceil(counts * self.margin - 1e-9).astype(np.int64)
        return np.clip(level, 1, self.threshold)

    def told(self, values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What the method alone tells of each cell: least and greatest count behind ``values``.

        ``values`` as shown, ``HIDDEN`` where nothing is.
        """
        hidden = values == HIDDEN
        if self.method == "round":
            low = np.maximum(values - self.base + 1, np.where(values > 0, self.threshold, 0))
            high = np.where(values > 0, values + self.base - 1, 0)
        elif self.method == "perturb":
            low = np.maximum(values - self.noise, 0)
            high = values + self.noise
        else:
            low, high = values, values
        return np.where(hidden, 0, low), np.where(hidden, UNBOUNDED, high)
