"""Predicted against true match rate, on registers of four makers.

    python -m benchmarks.linkage.calibration --febrl DIR [--pseudo FOLDER]

FEBRL 1-4 and the generated register (``quality``), the demo's synthetic Netherlands, and the lists
of ``pseudopeople`` that ``benchmarks.linkage.pseudo make FOLDER`` wrote.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv as pacsv
from benchmarks.linkage import febrl, generated, pseudo, quality
from tests.reference import test_linkage_demo_world as demo_world

from samen.engines.linkage import evaluate, link, read_sources, spec_from_mapping, table_of
from samen.engines.linkage.read import read_column


def _files(paths: list[Path], spec: Any) -> Any:
    return link(read_sources(paths, spec), spec, lenient=True)


def of_febrl(source: Path) -> Iterator[tuple[str, Any, np.ndarray]]:
    """FEBRL 1-4 with three sets of fields."""
    folder = Path(tempfile.mkdtemp())
    for label, names, how in (
        ("FEBRL 1", ("dataset1",), "dedupe"), ("FEBRL 2", ("dataset2",), "dedupe"),
        ("FEBRL 3", ("dataset3",), "dedupe"), ("FEBRL 4", ("dataset4a", "dataset4b"), "link"),
    ):  # fmt: skip
        paths = [febrl.write(source, name, folder) for name in names]
        ids = [i for path in paths for i in read_column(path, "rec_id")]
        person = np.array([febrl.person(i) for i in ids])
        for which, fields in quality.FEBRL_FIELDS.items():
            spec = quality.spec(quality.FEBRL_COLUMNS, fields, how, "rec_id")
            yield f"{label}, {which}", _files(paths, spec), person


def of_generated(source: Path, sizes: tuple[int, ...]) -> Iterator[tuple[str, Any, np.ndarray]]:
    """The generated register with and without addresses."""
    for n in sizes:
        table, person = generated.make(n, source)
        path = Path(tempfile.mkdtemp()) / f"generated{n}.csv"
        pacsv.write_csv(table, path)
        for which in ("full", "n+d"):
            spec = quality.spec(
                quality.GENERATED_COLUMNS, quality.GENERATED_FIELDS[which], "dedupe", "id"
            )
            yield f"generated {n:,}, {which}", _files([path], spec), person


def of_demo() -> Iterator[tuple[str, Any, np.ndarray]]:
    """The demo's lists of two years, with all fields and with names and birth date."""
    for which, fields in (("all", None), ("n+d", ("name", "born"))):
        for year in (2020, 2024):
            rows, person = demo_world.records_of(year)
            spec = demo_world.SPEC
            if fields:
                spec = replace(spec, fields=tuple(f for f in spec.fields if f.name in fields))
            yield f"demo {year}, {which}", link(table_of(rows, spec), spec), person


def of_pseudo(folder: Path) -> Iterator[tuple[str, Any, np.ndarray]]:
    """Census and social security; census, W-2 and social security with address."""
    for names, which in ((("census", "security"), "n+d"), (("census", "w2", "security"), "all")):
        rows = [row for name in names for row in pseudo.rows(folder, name)]
        person = np.unique([row["simulant_id"] for row in rows], return_inverse=True)[1]
        fields = {k: v for k, v in pseudo.FIELDS.items() if which == "all" or k in pseudo.FEW}
        spec = spec_from_mapping({"id": "id", "link": "link", "fields": fields})
        yield (
            f"pseudopeople {len(names)}, {which}",
            link(table_of(rows, spec), spec, lenient=True),
            person,
        )


def main() -> None:
    """One line a register: quality, and predicted/true/pairs of every tenth with 50 pairs."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=main.__doc__)
    febrl.add_option(parser)
    parser.add_argument("--pseudo", type=Path, metavar="FOLDER")
    parser.add_argument("--sizes", type=int, nargs="+", default=(10_000, 100_000))
    given = parser.parse_args()
    runs: list[Iterator[tuple[str, Any, np.ndarray]]] = [
        of_febrl(given.febrl), of_generated(given.febrl, tuple(given.sizes)), of_demo(),
    ]  # fmt: skip
    if given.pseudo:
        runs.append(of_pseudo(given.pseudo))
    for run in runs:
        for label, linked, person in run:
            found = evaluate(linked, person)
            error = sum(n * abs(p - t) for p, t, n in found.calibration)
            total = sum(n for _, _, n in found.calibration)
            worst = max((abs(p - t) for p, t, n in found.calibration if n >= 100), default=0.0)
            steps = " ".join(f"{p:.2f}/{t:.2f}/{n}" for p, t, n in found.calibration if n >= 50)
            print(
                f"{label}: F1 {found.pairs.f1:.4f} (best {found.best.f1:.4f}), mean error"
                f" {error / max(total, 1):.3f}, largest of 100 pairs {worst:.2f}: {steps}",
                flush=True,
            )


if __name__ == "__main__":
    main()
