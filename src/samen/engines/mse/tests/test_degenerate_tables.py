"""Tables that cannot be estimated: a clear statement, never a number that looks like one."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import pytest
from click.testing import CliRunner

from samen.engines.mse import (
    Lists,
    Settings,
    analyse,
    average,
    best,
    chao,
    chapman,
    compare,
    diagnose,
    fit,
    independence,
    lincoln_petersen,
    parse_model,
    stepwise,
)

FEW = {"replicates": 500, "seed": 1}


def lists(names: str, **counts: int) -> Lists:
    return Lists.from_counts(list(names), {"".join(k): v for k, v in counts.items()}, separator="_")


ODD = {"A": 50, "B": 40, "C": 30, "A_B": 6, "B_C": 4, "A_C": 5, "A_B_C": 1}


def codes(table: Lists) -> set[str]:
    return {finding.code for finding in diagnose(table, existence=False).findings}


def test_no_overlap_at_all() -> None:
    table = lists("ABC", A=10, B=12, C=9)
    for method in (independence, average, stepwise, best):
        found = method(table)
        assert found.total is None
        assert found.status == "not estimable"
        assert "overlap" in found.reason
        assert found.intervals == ()
    assert math.isfinite(chao(table).total)
    assert "no-overlap" in codes(table)


def test_one_overlap_gives_an_unbounded_upper_limit() -> None:
    found = stepwise(lists("ABC", A=10, B=12, C=9, A_B=1), replicates=4000, seed=1)
    assert found.total == pytest.approx(355.38, abs=0.01)
    share = found.details["replicates_unbounded"] / 4000
    assert share == pytest.approx(0.36, abs=0.04)
    for interval in found.intervals:
        assert interval.upper is None
        assert interval.note
    assert any("no finite estimate" in warning for warning in found.warnings)


def test_empty_list_is_dropped_with_a_warning() -> None:
    analysis = analyse(lists("ABCD", **ODD), Settings(**FEW))
    assert analysis.methods["independence"].total == pytest.approx(434.76985, abs=1e-5)
    assert any("'D' holds nobody" in warning for warning in analysis.warnings)


def test_repeated_list_is_dropped_with_a_warning() -> None:
    doubled = {
        ("_".join([*key.split("_"), "D"]) if "A" in key else key): n for key, n in ODD.items()
    }
    analysis = analyse(lists("ABCD", **doubled), Settings(**FEW))
    assert analysis.methods["independence"].total == pytest.approx(434.76985, abs=1e-5)
    assert analysis.methods["stepwise"].total == pytest.approx(434.76985, abs=1e-5)
    assert any("exactly the same people" in warning for warning in analysis.warnings)


def test_list_with_everybody() -> None:
    table = lists("ABC", A=50, A_B=20, A_C=10, A_B_C=3)
    assert "complete-list" in codes(table)
    for method in (independence, average, stepwise, best):
        found = method(table)
        assert (found.total, found.status) == (None, "not estimable")
        assert "everybody" in found.reason


def test_list_inside_another_is_reported() -> None:
    assert "nested-list" in codes(lists("ABC", A=50, B=30, A_B=10, A_C=4, A_B_C=2))


def test_one_list() -> None:
    table = lists("A", A=9)
    assert analyse(table, Settings(**FEW)).methods["stepwise"].total is None
    assert "one-list" in codes(table)
    assert independence(table).total is None


def test_nobody() -> None:
    analysis = analyse(lists("ABC"), Settings(**FEW))
    assert all(found.total is None for found in analysis.methods.values())
    assert compare(lists("ABC"), **FEW).rows == ()


def test_two_lists() -> None:
    table = lists("AB", A=30, B=40, A_B=10)
    assert independence(table).total == pytest.approx(200)
    assert lincoln_petersen(table).total == pytest.approx(200)
    assert chapman(table).total == pytest.approx(41 * 51 / 11 - 1)
    assert chao(table).total == pytest.approx(200)
    assert stepwise(table, **FEW).model == "[1,2]"
    assert best(table, **FEW).model == "[1,2]"
    assert "two-lists" in codes(table)
    assert average(table).status == "not applicable"
    apart = lists("AB", A=30, B=40)
    assert lincoln_petersen(apart).status == "not estimable"
    assert "lower bound" in " ".join(chapman(apart).warnings)


def test_unidentified_model() -> None:
    table = lists("ABC", A=40, B=30, C=20, A_B=6)
    found = fit(table, parse_model("[12,13,23]", 3))
    assert (found.total, found.status) == (None, "not identified")
    assert fit(table, parse_model("[12,3]", 3)).status == "not estimable"


def test_counts_of_ten_billion() -> None:
    """The p-values of every pair underflow; the order of selection must not become alphabetical."""
    table = lists(
        "ABC", A=5 * 10**9, B=4 * 10**9, C=3 * 10**9, A_B=6 * 10**8, A_C=5 * 10**8,
        B_C=2 * 10**8, A_B_C=5 * 10**7,
    )  # fmt: skip
    found = stepwise(table, replicates=200, seed=1)
    assert found.model == "[12,13,23]"
    assert found.total == pytest.approx(6.335e10, rel=1e-6)
    assert math.isfinite(found.interval(0.95, "percentile").upper)
    assert math.isfinite(best(table, replicates=200).total)
    # Nothing but the model with all three together fits so many people: no average.
    assert average(table).status == "not identified"


def test_seven_to_twelve_lists_work() -> None:
    names = "ABCDEFGHIJKL"
    counts = {name: 20 + 3 * i for i, name in enumerate(names)}
    counts |= {f"{a}_{b}": 2 for a, b in pairwise(names)}
    table = lists(names, **counts)
    found = stepwise(table, replicates=50, seed=1)
    assert found.total > table.observed
    assert ":" in found.model or found.model.count(",") == 11
    assert best(table, replicates=50, seed=1).details["all_models"] is False
    assert average(table).status == "not applicable"


def test_structural_zero_is_not_a_parameter() -> None:
    counts = {"A": 60, "B": 50, "C": 40, "A_C": 8, "B_C": 9}
    free = lists("ABC", **counts)
    barred = free.never_together("A", "B")
    # The same cells leave the likelihood as with the pair at minus infinity.
    assert independence(barred).total == pytest.approx(fit(free, parse_model("[12,3]", 3)).total)
    assert independence(barred).bic < fit(free, parse_model("[12,3]", 3)).bic
    assert "12" not in best(barred, replicates=0).model
    assert average(barred).status == "not applicable"


BAD = {
    "negative.csv": "a,b,count\n1,0,-3\n",
    "fraction.csv": "a,b,count\n1,0,2.5\n",
    "nobody.csv": "a,b,count\n0,0,3\n",
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_command_line_refuses_with_2(name: str, tmp_path) -> None:
    from samen.cli import main

    path = tmp_path / name
    path.write_text(BAD[name])
    result = CliRunner().invoke(main, ["estimate", str(path), "--json"])
    assert result.exit_code == 2
    assert "row 2" in result.stderr
    assert result.stdout == ""


def test_command_line_says_not_estimable_in_json(tmp_path) -> None:
    from samen.cli import main

    path = tmp_path / "apart.csv"
    path.write_text("A,B,C,count\n1,0,0,10\n0,1,0,12\n0,0,1,9\n")
    result = CliRunner().invoke(main, ["estimate", str(path), "--json", "--seed", "1"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)["methods"]["stepwise"]
    assert found["total"] is None
    assert found["status"] == "not estimable"
    assert found["intervals"] == []
