"""Time and memory of one run over growing registers, drawn.

    python -m benchmarks.linkage.scaling --febrl DIR docs/linkage 10000 100000 1000000

Each size runs in a process of its own (peak memory is a process's), reading a CSV file and
linking it with all fields; making the file and judging the result are not counted. Writes
``scaling.csv`` and ``scaling.svg`` into the folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pyarrow.csv as pacsv
import vl_convert as vlc
from benchmarks.linkage import febrl, generated

COLUMNS = ("records", "wall_s", "cpu_s", "peak_mb", "F1")
_FIELDS = {
    "name": {"kind": "name", "columns": ["given_name", "surname"]},
    "born": {"kind": "date", "columns": ["date_of_birth"]},
    "address": {"kind": "address", "columns": ["street_number", "street", "postcode"]},
}


def make_files(n: int, names: Path, folder: Path) -> None:
    """A generated register of ``n`` records and who each is about."""
    table, person = generated.make(n, names)
    pacsv.write_csv(table, folder / "register.csv")
    np.save(folder / "person.npy", person)


def run_files(folder: Path) -> dict[str, Any]:
    """Link the register in ``folder``: seconds, peak memory and F1 of pairs."""
    from samen.engines.linkage import evaluate, link, read_sources, spec_from_mapping

    spec = spec_from_mapping({"link": "dedupe", "id": "id", "fields": _FIELDS})
    wall, cpu = time.perf_counter(), time.process_time()
    linked = link(read_sources([folder / "register.csv"], spec), spec, lenient=True)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = evaluate(linked, np.load(folder / "person.npy"))
    return {
        "records": len(linked.table),
        "wall_s": round(wall, 1),
        "cpu_s": round(cpu, 1),
        "peak_mb": round(peak),
        "F1": round(found.pairs.f1, 4),
    }


def draw(rows: list[dict[str, Any]]) -> str:
    """CPU-seconds and peak memory against the number of records, on logarithmic axes."""
    panels: list[Any] = []
    for column, title, limit in (
        ("cpu_s", "CPU-seconds", None),
        ("peak_mb", "peak memory (MB)", 2048),
    ):
        line = (
            alt.Chart(alt.Data(values=rows))
            .mark_line(color="#1f6f9f", point=alt.OverlayMarkDef(size=60, color="#1f6f9f"))
            .encode(
                x=alt.X(
                    "records:Q",
                    title="records",
                    scale=alt.Scale(type="log", padding=24),
                    axis=alt.Axis(values=[row["records"] for row in rows], format="~s"),
                ),
                y=alt.Y(f"{column}:Q", title=title, scale=alt.Scale(type="log", padding=16)),
            )
        )
        labels = line.mark_text(dy=15, dx=10, color="#1b2b3a").encode(
            text=alt.Text(f"{column}:Q", format=",.4~r")
        )
        layers = [line, labels]
        if limit:
            bound = alt.Chart(alt.Data(values=[{"limit": limit}]))
            layers.append(bound.mark_rule(color="#a63d2f", strokeDash=[4, 3]).encode(y="limit:Q"))
            layers.append(
                bound.mark_text(
                    color="#a63d2f", align="left", x=4, dy=-6, text="limit for one million: 2 GB"
                ).encode(y="limit:Q")
            )
        panels.append(alt.layer(*layers).properties(width=300, height=240))
    chart = alt.hconcat(*panels).configure_view(stroke=None)
    return str(vlc.vegalite_to_svg(chart.to_dict()))


def measure(size: int, names: Path) -> dict[str, Any]:
    """One run in a process of its own, over a register of ``size`` records."""
    with tempfile.TemporaryDirectory() as folder:
        make_files(size, names, Path(folder))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.linkage.scaling", "--one", folder],
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure every size and write table and picture."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(run_files(Path(sys.argv[2]))))
        return
    parser = argparse.ArgumentParser(description=main.__doc__)
    febrl.add_option(parser)
    parser.add_argument("target", type=Path, help="folder for scaling.csv and scaling.svg")
    parser.add_argument("sizes", type=int, nargs="+")
    given = parser.parse_args()
    rows: list[dict[str, Any]] = []
    for size in given.sizes:
        rows.append(measure(size, given.febrl))
        print(rows[-1], flush=True)
    with (given.target / "scaling.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    (given.target / "scaling.svg").write_text(draw(rows), "utf-8")


if __name__ == "__main__":
    main()
