"""What happened to a cell."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """Fate of a cell. A public page shows PRIMARY and SECONDARY by one and the same symbol.

    Telling them apart tells the reader which hidden counts are below the threshold, so the
    difference is for the privacy officer only.
    """

    PUBLISHED = 0
    """The count is shown (as it is, rounded or perturbed)."""
    PRIMARY = 1
    """Hidden because the count itself is small, or its revision since an earlier release is."""
    SECONDARY = 2
    """Hidden because showing it would let a reader work out a primary cell."""

    @property
    def hidden(self) -> bool:
        """Whether no figure is shown for the cell."""
        return self is not Status.PUBLISHED
