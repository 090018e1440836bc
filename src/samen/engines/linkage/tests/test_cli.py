from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from samen.cli import main
from samen.engines.linkage.synthetic import World

SPEC = """
id = "id"
link = "both"
[fields.name]
kind = "name"
columns = ["given_name", "family_name"]
[fields.born]
kind = "date"
columns = ["born"]
[fields.phone]
kind = "phone"
columns = ["phone"]
[fields.document]
kind = "document"
columns = ["document"]
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, world: World) -> Path:
    path = tmp_path_factory.mktemp("cli")
    path.joinpath("spec.toml").write_text(SPEC)
    for source in world.lists:
        rows = [r for r in world.rows if r["source"] == source][:150]
        with path.joinpath(f"{source}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    with path.joinpath("truth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source", "id", "person"])
        writer.writerows([r["source"], r["id"], r["person"]] for r in world.rows)
    return path


def test_link_then_review_then_evaluate(folder: Path) -> None:
    files = [folder / "police.csv", folder / "shelter.csv"]
    out, review, pairs = folder / "c.parquet", folder / "review.csv", folder / "pairs.parquet"
    options = ["--spec", folder / "spec.toml", "--quiet"]
    done = run("link", *files, *options, "--out", out, "--review", review, "--pairs", pairs,
               "--captures", folder / "lists.csv", "--svg", folder / "svg", "--truth", "person",
               "--save-model", folder / "model.json")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert pq.read_table(out).column_names == ["source", "id", "cluster", "size"]
    assert {p.name for p in (folder / "svg").iterdir()} >= {
        "scores.svg",
        "quality.svg",
        "calibration.svg",
    }
    with (folder / "lists.csv").open() as file:
        assert next(csv.reader(file)) == ["police", "shelter", "count"]
    with review.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if rows:
        rows[0]["verdict"] = "different"
    decided = folder / "decided.csv"
    with decided.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["left", "right", "verdict"])
        writer.writeheader()
        writer.writerows(rows)
    again = run("link", *files, *options, "--out", folder / "c2.parquet", "--judgements", decided,
                "--previous", out, "--model", folder / "model.json")  # fmt: skip
    assert again.exit_code == 0, again.output
    found = run(
        "link", "evaluate", out, "--truth", folder / "truth.csv", "--pairs", pairs, "--json"
    )
    assert found.exit_code == 0, found.output
    assert json.loads(found.output)["clusters"]["f1"] > 0.9


def test_nothing_is_written_for_a_wrong_file(folder: Path) -> None:
    bad = folder / "bad.csv"
    bad.write_text(
        "id,given_name,family_name,born,phone,document\n1,Jan,Smit,2001-02-30,0612345678,XX123\n"
    )
    out = folder / "never.parquet"
    done = run("link", bad, "--spec", folder / "spec.toml", "--out", out, "--quiet")
    assert done.exit_code == 2
    assert "bad, row 2, column 'born'" in done.output
    assert not out.exists()


def test_all_missing_options_at_once() -> None:
    done = run("link", "run")
    assert done.exit_code == 2
    assert all(option in done.output for option in ("FILES", "--spec", "--out"))


def test_tokens_from_key_to_hit(folder: Path) -> None:
    spec, store = folder / "shared.toml", folder / "store"
    # The sources share a specification that speaks of a third one's file.
    spec.write_text('apart = ["elsewhere"]\n' + (folder / "spec.toml").read_text())
    store.mkdir()
    made = run("tokens", "keygen", "--epoch", "2026", "--out", folder / "key.json")
    public = made.output.strip()
    for source in ("shelter", "police"):
        small = folder / f"{source}-few.csv"
        small.write_text("\n".join((folder / f"{source}.csv").read_text().splitlines()[:9]) + "\n")
        b, state, e = (folder / f"{source}.{part}" for part in ("b", "state", "e"))
        steps = [
            ("blind", small, "--spec", spec, "--epoch", "2026", "--out", b, "--state", state),
            ("evaluate", b, "--key", folder / "key.json", "--source", source,
             "--ledger", folder / "ledger.json", "--out", e),
            ("finalise", e, "--state", state, "--public-key", public,
             "--out", store / f"{source}.json" if source == "shelter" else folder / "probe.json"),
        ]  # fmt: skip
        for step in steps:
            done = run("tokens", *step)
            assert done.exit_code == 0, done.output
    done = run("tokens", "match", folder / "probe.json", "--store", store, "--decision", "d-1",
               "--log", folder / "log.jsonl", "--out", folder / "answers.csv")  # fmt: skip
    assert done.exit_code == 0, done.output
    lines = (folder / "log.jsonl").read_text().splitlines()
    assert lines and json.loads(lines[0])["decision"] == "d-1"
    refused = run("tokens", "match", folder / "probe.json", "--store", store, "--decision", " ",
                  "--log", folder / "log.jsonl", "--out", folder / "a.csv")  # fmt: skip
    assert refused.exit_code == 2
    assert len((folder / "log.jsonl").read_text().splitlines()) == len(lines)


def test_a_constant_column_is_named(tmp_path: Path) -> None:
    register, spec = tmp_path / "a.csv", tmp_path / "spec.toml"
    register.write_text("id,name,sex\n1,Jan Smit,m\n2,Piet Bos,m\n3,Kees Vos,m\n", "utf-8")
    spec.write_text('id = "id"\n[fields.name]\n[fields.sex]\n', "utf-8")
    done = run("link", register, "--spec", spec, "--out", tmp_path / "c.csv", "--quiet")
    assert done.exit_code == 0, done.output
    assert "'sex' has the same value" in done.stderr
