"""FEBRL data set 4: F1 at the default cut beside Splink 5's published-model results.

Splink 5.0.0 with its blocking (benchmarks/linkage/quality.py): default .9994 / .9940 / .8863 with
all fields / without the social security number / names and birth date only.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import numpy as np
import pytest

from samen.engines.linkage import evaluate, link, read_sources, spec_from_mapping

DATA = Path(__file__).parent / "data/linkage"
FIELDS = {
    "name": {"kind": "name", "columns": ["given_name", "surname"]},
    "born": {"kind": "date", "columns": ["date_of_birth"]},
    "address": {"kind": "address", "columns": ["street_number", "address_1", "postcode"]},
    "ssn": {"kind": "identifier", "columns": ["soc_sec_id"]},
}


@pytest.mark.parametrize(
    ("names", "least"),
    [
        (("name", "born", "address", "ssn"), 0.9994),
        (("name", "born", "address"), 0.9940),
        (("name", "born"), 0.92),
    ],
)
def test_f1_at_the_default_cut(tmp_path: Path, names: tuple[str, ...], least: float) -> None:
    files = []
    for part in ("febrl4a", "febrl4b"):
        files.append(tmp_path / f"{part}.csv")
        files[-1].write_bytes(gzip.decompress((DATA / f"{part}.csv.gz").read_bytes()))
    spec = spec_from_mapping(
        {"id": "rec_id", "link": "link", "fields": {name: FIELDS[name] for name in names}}
    )
    table = read_sources(files, spec)
    person = np.array([int(re.findall(r"\d+", key)[0]) for key in table["rec_id"].to_pylist()])
    assert evaluate(link(table, spec, lenient=True), person).pairs.f1 >= least
