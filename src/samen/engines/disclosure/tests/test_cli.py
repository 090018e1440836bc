"""``samen protect`` and ``samen audit`` as a user types them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from samen.engines.disclosure.tests.world import run

TABLE = """jaar,vorm,regio,aantal
2023,seksueel,Amsterdam,40
2023,seksueel,Twente,7
2023,seksueel,IJsselland,22
2023,arbeid,Amsterdam,31
2023,arbeid,Twente,12
2023,arbeid,IJsselland,3
2023,Totaal,Amsterdam,71
2023,Totaal,Twente,19
2023,Totaal,IJsselland,25
2023,Totaal,Totaal,115
2023,arbeid,Totaal,46
2023,seksueel,Totaal,69
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text(TABLE)
    return tmp_path


def test_protect_rounds_and_hides(folder):
    done = run("protect", "table.csv", "--threshold", 10, "--round", 5)
    assert done.exit_code == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 12
    hidden = {(r["vorm"], r["regio"]) for r in rows if r["aantal"] == "x"}
    assert hidden == {("seksueel", "Twente"), ("arbeid", "IJsselland")}
    assert all(int(r["aantal"]) % 5 == 0 for r in rows if r["aantal"] != "x")
    assert {r["status"] for r in rows} == {"F", "C"}
    assert "audit: clean" in done.stderr


def test_a_second_release_against_the_first_is_the_same(folder):
    assert run("protect", "table.csv", "--out", "one.csv").exit_code == 0
    again = run("protect", "table.csv", "--against", "one.csv", "one.csv", "--out", "two.csv")
    assert again.exit_code == 0, again.stderr
    assert (folder / "one.csv").read_text() == (folder / "two.csv").read_text()
    about = json.loads((folder / "one.csv-metadata.json").read_text())
    assert about["https://w3id.org/samen/ns#protection"]["method"] == "suppress"
    assert about["tableSchema"]["columns"][-2]["name"] == "aantal"


def test_report_and_picture(folder):
    done = run(
        "protect", "table.csv", "--out", "o.csv", "--report", "report.md", "--svg", "audit.svg"
    )
    assert done.exit_code == 0
    report = (folder / "report.md").read_text()
    assert "Not for publication" in report
    assert "| table | 2023 × seksueel × Twente | primary | 7 |" in report
    assert (folder / "audit.svg").read_text().startswith("<svg")


def test_all_faults_of_a_table_at_once_and_nothing_written(folder):
    bad = TABLE.replace("Twente,7", "Twente,-7").replace(",31", ",3.5").replace(",46", ",47")
    (folder / "bad.csv").write_text(bad + "2023,arbeid,Twente,12\n2023,,Twente,1\n")
    done = run("protect", "bad.csv", "--out", "out.csv")
    assert done.exit_code == 2
    assert "row 3, column \"aantal\": must be a whole number ≥ 0 (given: '-7')" in done.stderr
    assert "row 5" in done.stderr
    assert "repeats the cell of row 6" in done.stderr
    assert 'column "vorm": may not be empty' in done.stderr
    assert not (folder / "out.csv").exists()


def test_a_total_that_does_not_add_up_is_named_with_its_row(folder):
    (folder / "bad.csv").write_text(TABLE.replace("Totaal,115", "Totaal,116"))
    done = run("protect", "bad.csv")
    assert done.exit_code == 2
    assert "row 11" in done.stderr
    assert "sum of its parts, 115 (given: 116)" in done.stderr


def test_hierarchy_and_an_unknown_member(folder):
    tree = {"regio": {"NL": None, "Oost": "NL", "Amsterdam": "NL", "Twente": "Oost"}}
    (folder / "tree.json").write_text(json.dumps(tree))
    rows = TABLE.replace(",Totaal,1", ",NL,1").replace("Totaal,", "NL,")
    (folder / "t.csv").write_text("regio,aantal\nTwente,12\nAmsterdam,40\nIJsselland,7\n")
    done = run("protect", "t.csv", "--hierarchy", "tree.json")
    assert done.exit_code == 2
    assert "is not a member of the hierarchy (given: 'IJsselland')" in done.stderr
    (folder / "t.csv").write_text("regio,aantal\nTwente,12\nAmsterdam,40\n")
    done = run("protect", "t.csv", "--hierarchy", "tree.json")
    assert done.exit_code == 0, done.stderr
    assert "NL,52,F" in done.stdout
    assert rows


@pytest.mark.parametrize(
    "words", [["--threshold", 1], ["--round", 0], ["--round", 5, "--perturb", 3], ["--margin", 2]]
)
def test_settings_out_of_range(folder, words):
    assert run("protect", "table.csv", *words).exit_code == 2


def test_everything_suppressed_is_refused(folder):
    done = run("protect", "table.csv", "--threshold", 1000, "--out", "o.csv")
    assert done.exit_code == 2
    assert "every figure would have to be hidden" in done.stderr
    assert not (folder / "o.csv").exists()


def test_perturbation_needs_a_secret(folder, monkeypatch):
    assert run("protect", "table.csv", "--perturb", 3).exit_code == 2
    monkeypatch.setenv("SAMEN_CELL_KEY_SECRET", "a secret of enough bytes")
    first, again = (run("protect", "table.csv", "--perturb", 3) for _ in range(2))
    assert first.exit_code == 0, first.stderr
    assert first.stdout == again.stdout


def test_audit_finds_a_release_that_gives_a_count_away(folder):
    run("protect", "table.csv", "--out", "good.csv")
    good = run("audit", "table.csv", "--release", "good.csv", "--json")
    assert good.exit_code == 0, good.stderr
    assert json.loads(good.stdout)["clean"]
    lines = (folder / "good.csv").read_text().splitlines()
    leak = [line.replace("x,C", "12,F") if "arbeid,Twente" in line else line for line in lines]
    (folder / "leak.csv").write_text("\n".join(leak) + "\n")
    done = run("audit", "table.csv", "--release", "leak.csv", "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert not found["clean"]
    assert any(cell["low"] == cell["high"] == cell["count"] for cell in found["cells"])


def test_missing_files_are_all_named(folder):
    done = run("protect", "no.csv", "neither.csv")
    assert done.exit_code == 2
    assert "no.csv" in done.stderr
    assert "neither.csv" in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        # Domain figures of tests/reference/test_disclosure_national_series.py, as an analyst has
        # them: without a total over the years, and a list of pairs without any total.
        (
            "series",
            (
                "jaar,vorm,aantal\n2016,seksueel,523\n2016,arbeid,244\n2016,beide,35\n"
                "2016,onbekend,150\n2016,Totaal,952\n2018,seksueel,458\n2018,arbeid,142\n"
                "2018,beide,28\n2018,onbekend,40\n2018,Totaal,668\n"
            ),
            0,
        ),
        (
            "overlap",
            (
                "paar,aantal\nPZ,137\nPR,85\nOP,72\nOZ,64\nKP,44\nIP,26\nIZ,20\nIO,5\nKZ,4\n"
                "OR,4\nIR,3\nRZ,3\nKO,1\nIK,0\nKR,0\n"
            ),
            6,
        ),
    ],
)
def test_published_dutch_figures_as_files(folder, name, text, hidden):
    (folder / f"{name}.csv").write_text(text)
    done = run("protect", f"{name}.csv", "--threshold", 10, "--out", "open.csv")
    assert done.exit_code == 0, done.stderr
    assert f"{hidden} cells hidden; audit: clean" in done.stderr
    rows = (folder / "open.csv").read_text().splitlines()
    assert len(rows) == len(text.splitlines()), "no totals that the file did not have"
    assert sum(",x,C" in row for row in rows) == hidden


def test_faults_of_settings_tree_and_table_at_once(folder):
    tree = {"regio": {"NL": None, "Amsterdam": "NL", "Twente": "Oost"}}
    (folder / "tree.json").write_text(json.dumps(tree))
    done = run("protect", "table.csv", "--hierarchy", "tree.json", "--threshold", 1)
    assert done.exit_code == 2
    assert "threshold: must be at least 2 (given: 1)" in done.stderr
    assert "Oost" in done.stderr


def test_audit_of_a_published_table_alone(folder):
    run("protect", "table.csv", "--out", "open.csv")
    done = run("audit", "open.csv", "--json")
    assert done.exit_code == 0, done.stderr
    assert len(json.loads(done.stdout)["cells"]) == 4
    lines = (folder / "open.csv").read_text().splitlines()
    leak = [line.replace("x,C", "12,F") if "arbeid,Twente" in line else line for line in lines]
    (folder / "leak.csv").write_text("\n".join(leak) + "\n")
    done = run("audit", "leak.csv")
    assert done.exit_code == 1
    assert "hidden counts are settled" in done.stderr
    assert "7 to 7" in done.stdout


def test_wrong_counts_and_wrong_totals_are_named_together(folder):
    rows = TABLE.replace("Twente,7", "Twente,-7").replace("arbeid,Totaal,46", "arbeid,Totaal,47")
    (folder / "bad.csv").write_text(rows)
    done = run("protect", "bad.csv")
    assert done.exit_code == 2
    assert "row 3" in done.stderr
    assert "row 12" in done.stderr
    assert "sum of its parts, 46 (given: 47)" in done.stderr
