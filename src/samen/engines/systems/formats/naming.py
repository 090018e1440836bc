"""Names from elsewhere as ids of ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def ids_for(labels: Iterable[str]) -> list[str]:
    """One id per label, in order: the label without spaces and signs, made unique by a number."""
    taken: set[str] = set()
    found: list[str] = []
    for label in labels:
        plain = unicodedata.normalize("NFKC", label).strip()
        stem = re.sub(r"[^\w.-]+", "_", plain).strip("_") or "variable"
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}_{number}", number + 1
        taken.add(name)
        found.append(name)
    return found
