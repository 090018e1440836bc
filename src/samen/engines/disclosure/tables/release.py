"""A published table as its readers have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.tables.model import CellKey, Dimension, keys_of
from samen.engines.disclosure.tables.settings import UNBOUNDED, Settings


@dataclass(frozen=True, slots=True)
class Release:
    """A published table: ``values`` over the full crossing, ``HIDDEN`` where nothing was shown."""

    name: str
    dimensions: tuple[Dimension, ...]
    values: NDArray[np.int64]
    settings: Settings

    def told(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Least and greatest count of each cell by the method alone."""
        return self.settings.told(self.values)

    def shown(self) -> dict[CellKey, int]:
        """What was shown per cell, ``HIDDEN`` where it was hidden."""
        return dict(zip(keys_of(self.dimensions), self.values.ravel().tolist(), strict=True))


def shown_before(keys: Sequence[CellKey], against: Sequence[Release]) -> NDArray[np.int64]:
    """What the latest earlier release shows per cell, ``HIDDEN`` where hidden, -2 where absent."""
    before = np.full(len(keys), -2, dtype=np.int64)
    for release in against:
        shown = release.shown()
        found = np.array([shown.get(key, -2) for key in keys], dtype=np.int64)
        before = np.where(found == -2, before, found)
    return before


def revisions(
    keys: Sequence[CellKey], counts: NDArray[np.int64], against: Sequence[Release]
) -> NDArray[np.int64]:
    """By how much each count differs from the nearest figure that a release showed; 0 for none."""
    change = np.full(len(keys), UNBOUNDED)
    for release in against:
        told = zip(*(bound.ravel().tolist() for bound in release.told()), strict=True)
        shown = dict(zip(keys_of(release.dimensions), told, strict=True))
        low, high = np.array([shown.get(key, (0, UNBOUNDED)) for key in keys]).T.reshape(2, -1)
        differs = np.maximum(low - counts, counts - high)
        change = np.where(differs > 0, np.minimum(change, differs), change)
    return np.where(change == UNBOUNDED, 0, change)
