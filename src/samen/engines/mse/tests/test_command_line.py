"""``samen estimate``: its options and the fields of its JSON are a contract."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samen.cli import main

TABLE = (
    "LA,NG,PFNCA,GO,GP,count\n1,0,0,0,0,54\n0,1,0,0,0,463\n0,0,1,0,0,995\n0,0,0,1,0,695\n"
    "0,0,0,0,1,316\n1,1,0,0,0,15\n1,0,1,0,0,19\n1,0,0,1,0,3\n0,1,1,0,0,62\n0,1,0,1,0,19\n"
    "0,1,0,0,1,1\n0,0,1,1,0,76\n0,0,1,0,1,11\n0,0,0,1,1,8\n1,1,1,0,0,1\n1,1,0,1,0,1\n"
    "0,1,1,1,0,4\n1,1,1,1,0,1\n"
)
STRATA = (
    "a,b,c,year,count\n1,0,0,2019,60\n0,1,0,2019,50\n0,0,1,2019,40\n1,1,0,2019,9\n1,0,1,2019,7\n"
    "0,1,1,2019,8\n1,0,0,2020,30\n0,1,0,2020,20\n0,0,1,2020,25\n1,1,0,2020,4\n1,0,1,2020,5\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "lists.csv"
    path.write_text(TABLE)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["estimate", *map(str, arguments)])


def test_json_contract(table: Path) -> None:
    result = run(table, "--json", "--seed", 7, "--bootstrap", 300)
    assert result.exit_code == 0
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert found["observed"] == 2744
    assert found["lists"] == ["LA", "NG", "PFNCA", "GO", "GP"]
    assert found["seed"] == 7
    assert found["input_sha256"] == hashlib.sha256(TABLE.encode()).hexdigest()
    assert isinstance(found["warnings"], list)
    assert set(found["methods"]) == {"independence", "chao", "stepwise", "bic", "average"}
    for one in found["methods"].values():
        assert {"total", "model", "bic", "aic", "status", "intervals"} <= set(one)
        for interval in one["intervals"]:
            assert {"kind", "level", "lower", "upper"} <= set(interval)
    stepwise = found["methods"]["stepwise"]
    assert stepwise["model"] == "[12,13,24,25,35,45]"
    assert stepwise["total"] == pytest.approx(11312.99029, rel=1e-8)
    kinds = {(i["kind"], i["level"]) for i in stepwise["intervals"]}
    assert kinds == {("bca", 0.8), ("bca", 0.95), ("percentile", 0.8), ("percentile", 0.95)}
    assert found["methods"]["bic"]["model"] == "[12,13,23,25,34]"
    average = found["methods"]["average"]
    assert (average["median"], average["total"]) == (23016, 23016)
    assert {"mean", "mode"} <= set(average)
    assert any("disagree" in warning for warning in found["warnings"])


def test_max_order_reaches_three_list_terms(table: Path) -> None:
    result = run(table, "--json", "--method", "bic", "--max-order", 4, "--bootstrap", 0)
    found = json.loads(result.stdout)["methods"]
    assert set(found) == {"bic"}
    assert found["bic"]["model"] == "[123,25,34]"
    assert found["bic"]["bic"] == pytest.approx(195.8791, abs=5e-5)
    assert found["bic"]["intervals"] == []


def test_same_seed_same_numbers_on_one_core_or_two(table: Path) -> None:
    options = ("--json", "--seed", 3, "--bootstrap", 1500, "--method", "stepwise,bic")
    one, two = run(table, *options), run(table, *options, "--jobs", 2)
    assert json.loads(one.stdout) == json.loads(two.stdout)
    other = run(table, "--json", "--seed", 4, "--bootstrap", 1500, "--method", "stepwise")
    assert (
        json.loads(other.stdout)["methods"]["stepwise"]
        != json.loads(one.stdout)["methods"]["stepwise"]
    )


def test_seed_is_reported_when_not_given(table: Path) -> None:
    result = run(table, "--json", "--method", "independence")
    assert isinstance(json.loads(result.stdout)["seed"], int)


def test_strata_and_their_sum(tmp_path: Path) -> None:
    path = tmp_path / "strata.csv"
    path.write_text(STRATA)
    result = run(path, "--json", "--by", "year", "--seed", 1, "--bootstrap", 200)
    found = json.loads(result.stdout)
    years = [stratum["stratum"]["year"] for stratum in found["strata"]]
    assert years == ["2019", "2020"]
    parts = [stratum["methods"]["independence"]["total"] for stratum in found["strata"]]
    assert found["sum_over_strata"]["independence"]["total"] == pytest.approx(sum(parts))
    assert found["sum_over_strata"]["stepwise"]["intervals"]
    assert found["observed"] == sum(stratum["observed"] for stratum in found["strata"])


def test_text_output_shows_ranges_and_warnings(table: Path) -> None:
    result = run(table, "--seed", 1, "--bootstrap", 200)
    assert "2,744 people registered" in result.stdout
    assert "13,444" in result.stdout
    assert "! the methods disagree" in result.stdout


def test_picture_and_report(table: Path, tmp_path: Path) -> None:
    picture, report = tmp_path / "p.svg", tmp_path / "r.html"
    result = run(table, "--seed", 1, "--bootstrap", 200, "--svg", picture, "--report", report)
    assert result.exit_code == 0
    assert picture.read_text().startswith("<svg")
    page = report.read_text()
    for part in ("What is assumed", "To make this again", "13,444", "23,016", "<svg", "seed"):
        assert part in page
    assert hashlib.sha256(TABLE.encode()).hexdigest() in page


def test_pdf_report(tmp_path: Path) -> None:
    from samen.engines.mse import Settings, analyse_strata, read_lists
    from samen.engines.mse.report import report_html, report_pdf

    found = analyse_strata(read_lists(STRATA.encode()), Settings(replicates=100), by=["year"])
    assert report_pdf(report_html(found)).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--method", "magic"), "must be one of"),
        (("--method", ""), "at least one"),
        (("--max-order", "0"), "--max-order"),
        (("--bootstrap", "-1"), "--bootstrap"),
        (("--by", "form"), "form"),
        (("--model", "12"), "[12,3]"),
        (("--report", "x.doc"), ".html or .pdf"),
        (("--lists", "LA,XX"), "XX"),
        (("--never-together", "LA:NG"), "somebody"),
        (("--jobs", "0"), "--jobs"),
    ],
)
def test_wrong_options_exit_with_2_and_say_why(table: Path, arguments, part: str) -> None:
    result = run(table, *arguments)
    assert result.exit_code == 2
    assert part in result.stderr
    assert "Traceback" not in result.output


def test_given_model(table: Path) -> None:
    result = run(table, "--json", "--method", "independence", "--model", "[12,23,34,45]")
    found = json.loads(result.stdout)["methods"]["loglinear"]
    assert found["total"] == pytest.approx(20099.421084, rel=1e-9)
