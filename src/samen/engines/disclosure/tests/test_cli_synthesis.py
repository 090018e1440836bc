"""``samen synthesise`` as a user types it."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import polars as pl
import pytest

from samen.engines.disclosure.tests.world import CODES, register, run, write_csv


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_synthesise_writes_everything_and_refuses_a_second_time(folder):
    write_csv(folder / "micro.csv", register(2000))
    codes = {"columns": CODES, "impossible": [{"leeftijd": "0-17", "kinderen": ["ja"]}]}
    (folder / "codes.json").write_text(json.dumps(codes))
    words = ["synthesise", "micro.csv", "--codes", "codes.json", "--epsilon", 2, "--out"]
    more = ["--aggregates", "pairs.csv", "--fidelity", "page.md", "--svg", "look.svg"]
    more += ["--ctdc", "ctdc.csv", "--htcds", "htcds.csv"]
    done = run(*words, "open.csv", *more)
    assert done.exit_code == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO((folder / "open.csv").read_text())))
    assert abs(len(rows) - 2000) < 100
    assert all(row[name] in CODES[name] for row in rows for name in CODES)
    assert not any(row["leeftijd"] == "0-17" and row["kinderen"] == "ja" for row in rows)
    assert (folder / "look.svg").read_text().startswith("<svg")
    assert len((folder / "ctdc.csv").read_text().splitlines()[0].split(",")) == 27
    second = run(*words, "again.csv")
    assert second.exit_code == 2
    assert "budget of this register is spent" in second.stderr
    assert not (folder / "again.csv").exists()


def test_every_fault_of_a_synthesis_at_once(folder):
    records = register(200)
    write_csv(folder / "micro.csv", records)
    text = (folder / "micro.csv").read_text().replace("2021", "1921", 1)
    (folder / "micro.csv").write_text(text)
    (folder / "codes.json").write_text(json.dumps(CODES))
    done = run("synthesise", "micro.csv", "--codes", "codes.json", "--epsilon", 0, "--out", "o.csv")
    assert done.exit_code == 2
    assert "epsilon: must be a number above 0" in done.stderr
    assert "column \"jaar\": is not in the code list (given: '1921')" in done.stderr
    assert not (folder / "o.csv").exists()
    assert not (folder / "micro.csv.ledger.json").exists()


def test_every_fault_of_a_parquet_file_at_once(folder):
    records = register(500)
    frame = pl.DataFrame({n: np.array(CODES[n])[v] for n, v in records.items()})
    frame = frame.with_row_index("row").with_columns(
        pl.when(pl.col("row") == 7).then(pl.lit("SEXX")).otherwise(pl.col("vorm")).alias("vorm"),
        pl.when(pl.col("row") > 490).then(None).otherwise(pl.col("jaar")).alias("jaar"),
    )
    frame.write_parquet(folder / "micro.parquet")
    codes = {"columns": CODES, "impossible": [{"leeftijd": "0-17", "kinderen": "nee"}]}
    (folder / "codes.json").write_text(json.dumps(codes))
    words = ["synthesise", "micro.parquet", "--codes", "codes.json", "--out", "o.csv", "--epsilon"]
    done = run(*words, -1)
    assert done.exit_code == 2
    assert "epsilon: must be a number above 0" in done.stderr
    assert 'record 8, column "vorm": is not in the code list (1 records have it)' in done.stderr
    assert 'record 492, column "jaar": is not in the code list (9 records have it)' in done.stderr
    right = frame.filter(pl.col("vorm") != "SEXX", pl.col("jaar").is_not_null())
    right.write_parquet(folder / "micro.parquet")
    done = run(*words, 1)
    assert done.exit_code == 2
    assert "records are declared impossible: leeftijd in 0-17 and kinderen in nee" in done.stderr
    right.drop("regio", "vorm").write_parquet(folder / "micro.parquet")
    done = run(*words, 1)
    assert done.exit_code == 2
    assert done.stderr.count("has no column of this name") == 2
    assert not (folder / "o.csv").exists()
    assert not (folder / "micro.parquet.ledger.json").exists()


def test_the_budget_is_set_once_and_holds_until_it_is_spent(folder):
    write_csv(folder / "micro.csv", register(2000))
    (folder / "codes.json").write_text(json.dumps(CODES))
    words = ["synthesise", "micro.csv", "--codes", "codes.json", "--epsilon", 1, "--out"]
    assert run(*words, "one.csv", "--budget", 2).exit_code == 0
    changed = run(*words, "two.csv", "--budget", 20)
    assert changed.exit_code == 2
    assert "which cannot be changed" in changed.stderr
    assert run(*words, "two.csv").exit_code == 0
    codes = [run(*words, f"more{n}.csv").exit_code for n in range(4)]
    assert codes[-1] == 2
    book = json.loads((folder / "micro.csv.ledger.json").read_text())
    assert len(book["entries"]) == 2 + codes.count(0)
    assert sum(entry["rho"] for entry in book["entries"]) <= book["budget_rho"]


def test_bad_code_lists(folder):
    (folder / "micro.csv").write_text("a,b\n1,2\n")
    (folder / "codes.json").write_text('{"columns": {"a": ["1", "1"], "b": []}}')
    done = run("synthesise", "micro.csv", "--codes", "codes.json", "--epsilon", 1)
    assert done.exit_code == 2
    assert "repeats a code" in done.stderr
    assert "needs a list of codes" in done.stderr
