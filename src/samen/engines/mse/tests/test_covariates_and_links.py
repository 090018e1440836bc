"""Covariates and linkage errors as an analyst asks for them, on populations of known size."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from samen.cli import main
from samen.engines.mse import LinkErrors, linkage_corrected, read_lists

NAMES = ("police", "shelter", "ngo")
TRUE_SIZE = 6600
"""2,000, 2,200 and 2,400 people in three years."""


@pytest.fixture(scope="module")
def persons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A row per person; victims of one form are found twice as easily, 5% miss the form."""
    stream = np.random.default_rng(3)
    rows = [",".join((*NAMES, "year", "form"))]
    for year in (2019, 2020, 2021):
        for form, size, ease in (("sexual", 800, 1.5), ("labour", 1200, 0.8)):
            chances = np.array([0.2, 0.15, 0.1]) * ease
            on = (stream.random((size + 100 * (year - 2019), 3)) < chances).astype(int)
            for row in on[on.any(axis=1)]:
                label = form if stream.random() > 0.05 else ""
                rows.append(",".join((*map(str, row), str(year), label)))
    path = tmp_path_factory.mktemp("persons") / "persons.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["estimate", *map(str, arguments)])


def method(name: str, *arguments: object) -> dict:
    result = run(*arguments, "--method", "independence", "--seed", 1, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["methods"][name]


TERMS = "police:form + shelter:form + ngo:form + year"


def test_covariates_find_who_a_pooled_table_misses(persons: Path) -> None:
    found = method("covariates", persons, "--covariates", TERMS, "--trend", "year")
    pooled = method("independence", persons)
    assert pooled["intervals"][1]["upper"] < TRUE_SIZE
    assert abs(found["total"] - TRUE_SIZE) < 0.05 * TRUE_SIZE
    limits = next(i for i in found["intervals"] if i["level"] == 0.95)
    assert limits["lower"] < TRUE_SIZE < limits["upper"]
    assert found["model"] == "year + form:ngo + form:police + form:shelter"
    assert len(found["strata"]) == 6
    assert sum(part["total"] for part in found["strata"]) == pytest.approx(found["total"])
    # People without a form are shared out, so nobody is lost.
    people = sum(part["observed"] for part in found["strata"])
    assert people == pytest.approx(read_lists(persons).observed)
    assert found["warning_codes"] == ["model-as-given"]


def test_the_search_finds_that_form_matters(persons: Path) -> None:
    found = method("covariates", persons, "--covariates", "search", "--bootstrap", 20)
    assert {"form:police", "form:shelter", "form:ngo"} <= set(found["model"].split(" + "))


def test_links_by_rate_are_those_of_the_library(persons: Path) -> None:
    options = ("--missed", "0.08", "--false-links", "police=0.01", "--bootstrap", 200)
    found = method("linkage-corrected", persons, *options)
    errors = LinkErrors(LinkErrors.same(3, 0.08).missed, (0.01, 0.0, 0.0))
    expected = linkage_corrected(read_lists(persons), errors, replicates=200, seed=1)
    assert found["total"] == pytest.approx(expected.total)
    assert found["total"] < found["without_correction"]
    assert found["registered_after_correction"] < read_lists(persons).observed
    wider = method("linkage-corrected", persons, *options, "--links-checked", 40)
    narrow, wide = found["intervals"][1], wider["intervals"][1]
    assert wide["upper"] - wide["lower"] > narrow["upper"] - narrow["lower"]


def test_links_by_match_probability(persons: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    rows = ["probability,linked", *["0.99,1"] * 500, *["0.10,0"] * 400]
    pairs.write_text("\n".join(rows) + "\n")
    found = method("linkage-corrected", persons, "--link-probabilities", pairs, "--bootstrap", 0)
    # 40 of 535 true matches missed: each record of a pair by half of that.
    missed = 40 / (495 + 40)
    assert found["missed"] == pytest.approx([1 - (1 - missed) ** 0.5] * 3)
    assert all(0 < rate < 0.01 for rate in found["false"])


def test_both_stand_in_the_terminal_and_the_report(persons: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    options = ("--covariates", TERMS, "--missed", "0.08", "--by", "form", "--bootstrap", 50)
    result = run(persons, *options, "--method", "independence", "--report", report, "--seed", 1)
    assert result.exit_code == 0, result.stderr
    assert "form sexual, year 2021: 5" in result.stdout
    assert "without correction 5,911" in result.stdout
    page = report.read_text()
    for part in ("With covariates", "Linkage errors", "form labour, year 2019", "4.08%"):
        assert part in page
    # One model for all strata: it is of the whole table, not of each stratum again.
    assert page.count("With covariates") == 1


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("--covariates", "police:frm"), ["--covariates", "'frm'", "form"]),
        (("--covariates", "a::b"), ["must look like a:b + c"]),
        (("--covariates", "form", "--trend", "form"), ["straight line needs numbers"]),
        (("--trend", "year"), ["--trend"]),
        (("--missed", "1.5", "--false-links", "x=0.1"), ["'1.5'", "police, shelter, ngo"]),
        (("--links-checked", "5"), ["--links-checked"]),
        (("--link-probabilities", "no.csv"), ["no.csv"]),
        (("--bootstrap", "100000000"), ["10,000,000"]),
    ],
)
def test_wrong_wishes_are_told(persons: Path, arguments, parts: list[str]) -> None:
    result = run(persons, *arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    for part in parts:
        assert part in result.stderr


def test_pairs_with_mistakes_are_told_by_row(persons: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("probability,linked\n1.2,1\n0.5,yes\n")
    result = run(persons, "--link-probabilities", pairs)
    assert result.exit_code == 2
    assert 'row 2, column "probability"' in result.stderr
    assert 'row 3, column "linked"' in result.stderr
