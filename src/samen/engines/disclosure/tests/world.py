"""Small made-up registers for the tests."""

from __future__ import annotations

import numpy as np
from click.testing import CliRunner

from samen.cli import main

CODES = {
    "jaar": ["2021", "2022", "2023", "2024"],
    "vorm": ["SEX-D", "SEX-X", "LAB", "CRIM", "BEG"],
    "leeftijd": ["0-17", "18-24", "25-40", "41+"],
    "kinderen": ["ja", "nee"],
    "regio": [f"r{i:02d}" for i in range(12)],
}
SIZES = {name: len(codes) for name, codes in CODES.items()}


def register(rows, seed=0):
    """Records with two classes of victims, as positions in ``CODES``; minors have no children."""
    rng = np.random.default_rng(seed)
    group = rng.random(rows) < 0.4

    def draw(first, second):
        one, two = (rng.choice(len(p), size=rows, p=np.array(p) / sum(p)) for p in (first, second))
        return np.where(group, one, two)

    records = {
        "jaar": draw([4, 3, 2, 1], [1, 2, 3, 4]),
        "vorm": draw([10, 3, 1, 2, 1], [1, 2, 9, 2, 1]),
        "leeftijd": draw([5, 6, 2, 1], [1, 2, 7, 5]),
        "kinderen": draw([1, 6], [4, 3]),
        "regio": draw(list(range(1, 13)), list(range(12, 0, -1))),
    }
    records["kinderen"][records["leeftijd"] == 0] = 1
    return records


def write_csv(path, records):
    """The register with its codes."""
    lines = [",".join(records)]
    lines += [
        ",".join(CODES[name][at] for name, at in zip(records, row, strict=True))
        for row in zip(*(values.tolist() for values in records.values()), strict=True)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(*words):
    """A command as typed, without ``samen``."""
    return CliRunner().invoke(main, [str(word) for word in words])
