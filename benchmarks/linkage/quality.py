"""Quality and CPU time beside Splink 5 on the same files, in one run.

python -m benchmarks.linkage.quality --febrl DIR febrl
python -m benchmarks.linkage.quality --febrl DIR generated 10000 100000
"""

from __future__ import annotations

import argparse
import logging
import resource
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from benchmarks.linkage import febrl, generated

from samen.engines.linkage import link, read_sources, spec_from_mapping
from samen.engines.linkage.evaluation import evaluate, quality_at, quality_curve, true_pairs
from samen.engines.linkage.read import read_column

FEBRL_FIELDS: dict[str, tuple[str, ...]] = {
    "all": ("name", "born", "address", "ssn"),
    "noSSN": ("name", "born", "address"),
    "n+d": ("name", "born"),
}
GENERATED_FIELDS: dict[str, tuple[str, ...]] = {
    "full": ("name", "born", "address"),
    "n+d": ("name", "born"),
}
_PERSON: dict[str, Any] = {
    "name": {"kind": "name", "columns": ["given_name", "surname"]},
    "born": {"kind": "date", "columns": ["date_of_birth"]},
}
FEBRL_COLUMNS: dict[str, Any] = {
    **_PERSON,
    "address": {"kind": "address", "columns": ["street_number", "address_1", "postcode"]},
    "ssn": {"kind": "identifier", "columns": ["soc_sec_id"]},
}
GENERATED_COLUMNS: dict[str, Any] = {
    **_PERSON,
    "address": {"kind": "address", "columns": ["street_number", "street", "postcode"]},
}


def spec(columns: dict[str, Any], fields: tuple[str, ...], how: str, record_id: str) -> Any:
    """A specification with some of the usual fields."""
    return spec_from_mapping(
        {"link": how, "id": record_id, "fields": {name: columns[name] for name in fields}}
    )


def samen(files: list[Path], specification: Any, person: np.ndarray) -> dict[str, Any]:
    """One run of our own."""
    start = time.process_time()
    linked = link(read_sources(files, specification), specification, lenient=True)
    cpu = time.process_time() - start
    found = evaluate(linked, person)
    return {
        "P": found.pairs.precision, "R": found.pairs.recall, "F1": found.pairs.f1,
        "best": found.best.f1, "clusters": found.clusters.f1, "CPU-s": cpu,
        "calibration": [tuple(round(x, 3) for x in row) for row in found.calibration],
    }  # fmt: skip


def splink(tables: list[pa.Table], comparisons: list[Any], rules: list[Any], deterministic: list[Any],  # noqa: E501
           em: list[Any], person_of: Callable[[str], int], total: int) -> dict[str, Any]:  # fmt: skip  # noqa: E501
    """Splink 5 as the research note ran it; default cut 0.9."""
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.getLogger("splink").setLevel(logging.ERROR)
    start = time.process_time()
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET memory_limit = '3GB'")
    api = DuckDBAPI(connection)
    settings = SettingsCreator(
        link_type="dedupe_only" if len(tables) == 1 else "link_only",
        unique_id_column_name="unique_id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )
    registered = [api.register(t) for t in tables]
    linker = Linker(registered if len(tables) > 1 else registered[0], settings)
    linker.training.estimate_probability_two_random_records_match(deterministic, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    for rule in em:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    result = linker.inference.predict(threshold_match_weight=-10)
    found = connection.sql(
        f"SELECT unique_id_l, unique_id_r, match_probability FROM {result.physical_name}"
    ).to_arrow_table()
    cpu = time.process_time() - start
    left = np.array([person_of(i) for i in found["unique_id_l"].to_pylist()])
    right = np.array([person_of(i) for i in found["unique_id_r"].to_pylist()])
    probability = found["match_probability"].to_numpy()
    at = quality_at(probability, left == right, total, 0.9)
    best = max(quality_curve(probability, left == right, total), key=lambda q: q.f1)
    return {"P": at.precision, "R": at.recall, "F1": at.f1, "best": best.f1, "CPU-s": cpu}


def show(label: str, row: dict[str, Any]) -> None:
    """One line of the table."""
    cells = " ".join(
        f"{k} {v:.4f}" if k != "CPU-s" else f"CPU-s {v:.1f}"
        for k, v in row.items()
        if k != "calibration"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{label:28} {cells} peak {peak} MB", flush=True)
    if "calibration" in row:
        print(f"{'':28} predicted/true/pairs: {row['calibration']}", flush=True)


def run_febrl(source: Path, only: str | None) -> None:
    """FEBRL 4 with three sets of fields, and FEBRL 1-3."""
    import splink.comparison_library as cl
    from splink import block_on

    folder = Path(tempfile.mkdtemp())
    files = {
        n: febrl.write(source, n, folder)
        for n in ("dataset1", "dataset2", "dataset3", "dataset4a", "dataset4b")
    }
    for which, fields in FEBRL_FIELDS.items():
        for names, how in ((("dataset4a", "dataset4b"), "link"), (("dataset1",), "dedupe"),
                           (("dataset2",), "dedupe"), (("dataset3",), "dedupe")):  # fmt: skip
            paths = [files[n] for n in names]
            ids = [i for p in paths for i in read_column(p, "rec_id")]
            person = np.array([febrl.person(i) for i in ids])
            if only != "splink":
                show(
                    f"samen {names[0]} {which}",
                    samen(paths, spec(FEBRL_COLUMNS, fields, how, "rec_id"), person),
                )
        if only == "samen":
            continue
        tables = []
        for name in ("dataset4a", "dataset4b"):
            rows = febrl.rows(source, name)
            keep = (
                "given_name",
                "surname",
                "date_of_birth",
                "street_number",
                "address_1",
                "postcode",
                "soc_sec_id",
            )
            tables.append(pa.table({"unique_id": [r["rec_id"] for r in rows],
                                    **{c: [r[c] or None for r in rows] for c in keep}}))  # fmt: skip  # noqa: E501
        comparisons: list[Any] = [
            cl.ForenameSurnameComparison("given_name", "surname"),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
        ]
        rules: list[Any] = [block_on("given_name", "surname"), block_on("date_of_birth"),
            block_on("surname", "substr(date_of_birth,1,4)"), block_on("given_name", "substr(date_of_birth,1,4)"),  # noqa: E501
            block_on("given_name", "substr(date_of_birth,5,4)"), block_on("surname", "substr(date_of_birth,5,4)")]  # fmt: skip  # noqa: E501
        if which != "n+d":
            comparisons += [cl.ExactMatch("street_number"), cl.JaroWinklerAtThresholds("address_1", [0.9, 0.8]),  # noqa: E501
                            cl.LevenshteinAtThresholds("postcode", [1, 2])]  # fmt: skip
            rules += [block_on("surname", "postcode"), block_on("given_name", "postcode"),
                      block_on("address_1", "postcode"), block_on("street_number", "address_1")]  # fmt: skip  # noqa: E501
        if which == "all":
            comparisons.append(cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]))
            rules.append(block_on("soc_sec_id"))
        show(f"splink dataset4 {which}", splink(tables, comparisons, rules,
             [block_on("given_name", "surname", "date_of_birth")],
             [block_on("date_of_birth"), block_on("given_name", "surname")], febrl.person, 5000))  # fmt: skip  # noqa: E501


def run_generated(source: Path, sizes: list[int], only: str | None, which: str) -> None:
    """The generated register, all fields or names and birth date."""
    import splink.comparison_library as cl
    from splink import block_on

    fields = GENERATED_FIELDS[which]
    for n in sizes:
        table, person = generated.make(n, source)
        path = Path(tempfile.mkdtemp()) / f"generated{n}.csv"
        pacsv.write_csv(table, path)
        if only != "splink":
            show(
                f"samen {n:,} {which}",
                samen([path], spec(GENERATED_COLUMNS, fields, "dedupe", "id"), person),
            )
        if only == "samen":
            continue
        given = pa.table({"unique_id": table["id"],
            **{c: pa.array([v or None for v in table[c].to_pylist()]) for c in generated.FIELDS}})  # fmt: skip  # noqa: E501
        comparisons: list[Any] = [cl.ForenameSurnameComparison("given_name", "surname"),
                                  cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2])]  # fmt: skip  # noqa: E501
        rules: list[Any] = [block_on("date_of_birth", "substr(surname,1,2)"), block_on("date_of_birth", "substr(given_name,1,2)"),  # noqa: E501
            block_on("given_name", "surname", "substr(date_of_birth,1,4)"),
            block_on("given_name", "surname", "substr(date_of_birth,6,5)")]  # fmt: skip
        if which != "n+d":
            comparisons += [cl.ExactMatch("street_number"), cl.JaroWinklerAtThresholds("street", [0.9, 0.8]),  # noqa: E501
                            cl.LevenshteinAtThresholds("postcode", [1, 2])]  # fmt: skip
            rules += [block_on("given_name", "surname", "substr(postcode,1,2)"), block_on("surname", "postcode"),  # noqa: E501
                      block_on("given_name", "postcode"), block_on("street", "postcode"),
                      block_on("date_of_birth", "postcode"), block_on("street_number", "street")]  # fmt: skip  # noqa: E501
        total = true_pairs(person, np.zeros(n, np.int16), False)
        show(f"splink {n:,} {which}", splink([given], comparisons, rules,
             [block_on("given_name", "surname", "date_of_birth")],
             [block_on("date_of_birth"), block_on("given_name", "surname")],
             lambda i: int(person[int(i)]), total))  # fmt: skip  # noqa: B023


def main() -> None:
    """FEBRL 1-4, or generated registers of the given sizes."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=main.__doc__)
    febrl.add_option(parser)
    parser.add_argument("what", choices=("febrl", "generated"))
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--only", choices=("samen", "splink"))
    parser.add_argument("--names-and-birth", action="store_true", help="without the address")
    given = parser.parse_args()
    if given.what == "febrl":
        run_febrl(given.febrl, given.only)
    else:
        which = "n+d" if given.names_and_birth else "full"
        run_generated(given.febrl, given.sizes, given.only, which)


if __name__ == "__main__":
    main()
