"""Speed and utility of table protection and synthesis beside their peers, in one run.

    python -m benchmarks.disclosure                          # ours alone
    python -m benchmarks.disclosure --pytauargus PY --dpmm PY --opendp PY

PY is the Python of an environment in which that peer alone is installed. CPU seconds are those of
one process (``process_time``); ours are the least of three runs, the slow peers run once, at the
same time as the rest. Peers run in a folder that is thrown away: tau-ARGUS litters its own.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click
import numpy as np
from benchmarks.disclosure.generator import SEED, SIZES, records
from benchmarks.disclosure.large import large_table
from benchmarks.disclosure.measures import Columns, accuracy, pair_miss, total_variation

from samen.engines.disclosure.synthesis import InMemory, SeededSource, synthesise
from samen.engines.disclosure.tables import Dimension, Table, protect
from samen.engines.disclosure.tables.model import add_totals

PEERS = Path(__file__).parent / "peers"
TABLES = (
    ("jaar", "uitbuiting"),
    ("jaar", "uitbuiting", "geslacht"),
    ("regio", "uitbuiting", "geslacht"),
)
TEST = 20_000
Peer = tuple[str, Path, "Future[dict[str, Any]]"]
"""A slow peer: its name, the file it writes, and what it will say of its run."""


def table_of(data: Columns, columns: Sequence[str]) -> Table:
    """The full table of ``columns`` with totals."""
    dimensions = [Dimension.flat(c, [f"{c[0]}{i:02d}" for i in range(SIZES[c])]) for c in columns]
    counts = np.zeros([SIZES[c] + 1 for c in columns], dtype=np.int64)
    np.add.at(counts, tuple(data[c] + 1 for c in columns), 1)
    return Table(tuple(dimensions), add_totals(dimensions, counts), " × ".join(columns))


def least(action: Callable[[], Any], times: int = 3) -> tuple[Any, float]:
    """The result and the least CPU seconds of a few runs."""
    seconds: list[float] = []
    result: Any = None
    for _ in range(times):
        start = time.process_time()
        result = action()
        seconds.append(time.process_time() - start)
    return result, min(seconds)


def peer(python: str, script: str, *arguments: str) -> dict[str, Any]:
    """Run a peer's script in its own environment and read its last line."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [python, str(PEERS / script), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
        )
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1:]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def tables(pytauargus: str | None) -> None:
    """Secondary suppression of three tables of 6,000 records, and of a large one (ours alone)."""
    data = records(6_000, sample=2)
    print("\n## Secondary suppression, 6,000 records, threshold 10\n")
    print("| table | cells | small | method | further hidden | at least | CPU s |")
    print("|---|--:|--:|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        write(path, {c: data[c] for t in TABLES for c in t}, labelled=True)
        for columns in TABLES:
            table = table_of(data, columns)
            head = f"| {table.name} | {table.counts.size} |"
            done, seconds = least(lambda table=table: protect(table, threshold=10))
            numbers = [int((done.status == s).sum()) for s in (1, 2)]
            verdict = f"samen, audit {'clean' if done.audit.clean else 'NOT clean'}"
            found = f"{numbers[1]} | {done.at_least} | {seconds:.2f} |"
            print(f"{head} {numbers[0]} | {verdict} | {found}", flush=True)
            for method in ("MOD", "OPT") if pytauargus else ():
                got = peer(pytauargus, "tau_argus.py", str(path), ",".join(columns), method)
                if "failed" in got:
                    print(f"{head} | tau-ARGUS {method} | failed: {got['failed']} | | |")
                else:
                    print(
                        f"{head} {got['primary']} | tau-ARGUS {method} | {got['secondary']} | | "
                        f"{got['seconds']:.2f} |"
                    )
    table = large_table()
    done, seconds = least(lambda: protect(table, threshold=10), times=1)
    numbers = [int((done.status == s).sum()) for s in (1, 2)]
    verdict = f"samen (greedy), audit {'clean' if done.audit.clean else 'NOT clean'}"
    print(
        f"| {table.name} | {table.counts.size} | {numbers[0]} | {verdict} | {numbers[1]} | "
        f"{done.at_least} | {seconds:.2f} |",
        flush=True,
    )


def write(path: Path, data: Columns, *, labelled: bool = False) -> None:
    """Records as CSV: whole numbers, or codes such as r07."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(data)
        columns = [
            [f"{name[0]}{v:02d}" for v in values.tolist()] if labelled else values.tolist()
            for name, values in data.items()
        ]
        writer.writerows(zip(*columns, strict=True))


def line(name: str, real: Columns, made: Columns, seconds: float | None, memory: str = "") -> None:
    """One row of the utility table."""
    distances = " | ".join(f"{total_variation(real, made, SIZES, k):.4f}" for k in (1, 2, 3))
    correct = accuracy(made, records(TEST, sample=1), SIZES, "uitbuiting")
    used = "" if seconds is None else f"{seconds:.2f}"
    miss = pair_miss(real, made, SIZES)
    print(f"| {name} | {used} | {memory} | {distances} | {miss:.4f} | {correct:.3f} |", flush=True)


def synthesis(rows: int, epsilons: Sequence[float], peers: Sequence[Peer] = ()) -> None:
    """Utility of synthetic records by total variation, missed pairs and a classifier."""
    real = records(rows, sample=0 if rows == 50_000 else 2)
    compact = {name: values.astype(np.uint8) for name, values in real.items()}
    print(f"\n## Synthesis, {rows:,} × 12 (generator seed {SEED}), δ = 1e-6\n")
    print("| method | CPU s | MB | TV1 | TV2 | TV3 | pair miss | classifier |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    rng = np.random.default_rng(SEED)
    line("the records themselves", real, real, None)
    line("fresh sample of 20,000", real, records(TEST, sample=1), None)
    line("columns shuffled", real, {c: rng.permutation(v) for c, v in real.items()}, None)
    for epsilon in epsilons:
        for seed in (1, 2, 3):
            made, seconds = least(
                lambda e=epsilon, s=seed: synthesise(
                    InMemory(compact, SIZES), SIZES, epsilon=e, source=SeededSource(s)
                )
            )
            note = "" if made.worth else " (says: not worth it)"
            line(f"samen ε = {epsilon:g}, noise seed {seed}{note}", real, made.records, seconds)
    for name, target, running in peers:
        got = running.result()
        if "failed" in got:
            print(f"| {name} | failed: {got['failed']} | | | | | | |", flush=True)
        else:
            line(name, real, read(target), got["seconds"], str(got["megabytes"]))


def started(pool: Executor, folder: Path, dpmm: str | None, opendp: str | None) -> list[Peer]:
    """The slow peers, each at work on 50,000 records in a process of its own."""
    source = folder / "real.csv"
    write(source, records(50_000, sample=0))
    peers: list[Peer] = []
    for name, python, script, extra in (
        ("dpmm MST ε = 4", dpmm, "dpmm_mst.py", ["4"]),
        ("OpenDP MST ε = 4", opendp, "opendp_mst.py", []),
    ):
        if python is not None:
            target = folder / f"{Path(script).stem}.csv"
            told = (str(source), str(target), json.dumps(SIZES), *extra)
            peers.append((name, target, pool.submit(peer, python, script, *told)))
    return peers


def read(path: Path) -> Columns:
    """A peer's records; OpenDP leaves some values empty, and such a row is left out."""
    with path.open(encoding="utf-8", newline="") as file:
        everything = list(csv.DictReader(file))
    rows = [row for row in everything if all(row[name] for name in SIZES)]
    if left_out := len(everything) - len(rows):
        click.echo(
            f"{path.name}: {left_out} of {len(everything)} rows have an empty value", err=True
        )
    return {name: np.array([int(float(row[name])) for row in rows]) for name in SIZES}


def memory() -> None:
    """Peak memory of one synthesis in a process of its own, at two sizes."""
    print("\n## Memory of one synthesis (a process of its own)\n")
    print("| rows | CPU s | peak MB | above the imports |")
    print("|--:|--:|--:|--:|")
    for rows in (50_000, 1_000_000):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.disclosure", "--one", str(rows)],
            capture_output=True,
            text=True,
            check=True,
        )
        got = json.loads(done.stdout)
        print(f"| {rows:,} | {got['seconds']:.2f} | {got['peak']} | {got['peak'] - got['base']} |")


def one(rows: int) -> None:
    """Read a file of ``rows`` records and synthesise once."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    compact: dict[str, Any] = {}
    for start in range(0, rows, 50_000):
        part = records(50_000, sample=10 + start)
        for name, values in part.items():
            compact.setdefault(name, []).append(values.astype(np.uint8))
    data = {name: np.concatenate(parts) for name, parts in compact.items()}
    start_time = time.process_time()
    synthesise(InMemory(data, SIZES), SIZES, epsilon=4, source=SeededSource(1))
    seconds = time.process_time() - start_time
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "base": base}))


@click.command()
@click.option("--pytauargus", help="Python with pytauargus.")
@click.option("--dpmm", help="Python with dpmm.")
@click.option("--opendp", help="Python with opendp[mbi] and pandas.")
@click.option("--one", "one_rows", type=int, hidden=True)
def main(
    pytauargus: str | None, dpmm: str | None, opendp: str | None, one_rows: int | None
) -> None:
    """Run everything and print Markdown."""
    if one_rows is not None:
        one(one_rows)
        return
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        peers = started(pool, Path(folder), dpmm, opendp)
        tables(pytauargus)
        synthesis(6_000, (1, 4))
        memory()
        synthesis(50_000, (1, 4), peers)


if __name__ == "__main__":
    main()
