"""What would need too much is refused beforehand; every warning has a code; what is public."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import get_origin

import numpy as np
import pytest
from click.testing import CliRunner

from samen.cli import main
from samen.engines import mse
from samen.engines.mse import Lists, Settings, analyse_strata, read_lists
from samen.engines.mse.limits import interactions
from samen.kernel.errors import InvalidInput

TWELVE = Lists(
    tuple("ABCDEFGHIJKL"), np.where(np.arange(1 << 12) % 7 == 1, 3, 0).astype(np.int64)[None, :]
)


def refused(lists: Lists, settings: Settings) -> str:
    begun = time.process_time()
    with pytest.raises(InvalidInput) as told:
        analyse_strata(lists, settings)
    assert time.process_time() - begun < 1
    return str(told.value)


def test_all_orders_of_twelve_lists_are_refused_before_starting() -> None:
    assert interactions(12, 11) == 2**12 - 12 - 2
    told = refused(TWELVE, Settings(methods=("bic",), max_order=11))
    assert "4,082 interactions" in told
    assert "use 4 or less" in told


def test_what_is_refused_depends_on_what_is_asked() -> None:
    analyse_strata(TWELVE, Settings(methods=("chao",), max_order=11))
    assert "--bootstrap" in refused(TWELVE, Settings(methods=("chao",), replicates=10**8))
    errors = mse.LinkErrors.same(12, 0.05)
    assert "at most 9 lists" in refused(TWELVE, Settings(methods=("chao",), link_errors=errors))


def test_averaging_over_more_than_seven_lists_says_what_to_do() -> None:
    assert "take lists together" in mse.average(TWELVE).reason


def test_a_column_that_tells_people_apart_does_not_fill_the_memory() -> None:
    columns: dict[str, list[object]] = {name: [0, 1] * 10_000 for name in "ABCDEFGHIJKL"}
    columns["A"] = [1] * 20_000
    columns["client"] = [f"c{number}" for number in range(20_000)]
    columns["year"] = ["2020", "2021"] * 10_000
    with pytest.raises(InvalidInput, match='column "client"'):
        read_lists(columns)


def test_a_model_with_too_many_columns_is_refused() -> None:
    table = {"a": [1, 0, 1] * 700, "b": [0, 1, 1] * 700, "c": [1, 1, 0] * 700}
    table |= {key: [f"{key}{n * 7 % 60}" for n in range(2100)] for key in ("x", "y")}
    lists = read_lists(table)
    with pytest.raises(InvalidInput, match="million numbers"):
        mse.fit_covariates(lists, mse.parse_terms("x:y + a:x"))


TABLES = (
    {"A": 40, "B": 30},
    {"A": 40, "B": 30, "A.B": 5},
    {"A": 10, "B": 12, "C": 9},
    {"A": 10, "B": 12, "C": 9, "A.B": 1},
    {"A": 50, "A.B": 20, "A.C": 10, "A.B.C": 3},
    {"A": 69, "B": 55, "C": 63, "A.B": 21, "A.C": 17, "B.C": 18, "A.B.C": 28},
    {"A": 50, "B": 40, "C": 30, "A.B": 6, "B.C": 4, "A.C": 5, "A.B.C": 1, "D": 0},
)


@pytest.mark.parametrize("counts", TABLES, ids=str)
def test_every_warning_has_a_code(counts: dict[str, int]) -> None:
    names = sorted({name for key in counts for name in key.split(".")})
    lists = Lists.from_counts(names, counts)
    made = analyse_strata(lists, Settings(replicates=60, seed=1)).to_json()
    table = mse.compare(lists, replicates=60, seed=1).to_json()
    parts = [made, table, *made["methods"].values(), *table["rows"]]
    for part in parts:
        codes = part.get("warning_codes", [])
        assert len(codes) == len(part.get("warnings", []))
        for code in codes:
            assert code
            assert code == code.lower()
            assert " " not in code
    assert made["warning_codes"]


def test_codes_are_stable(tmp_path: Path) -> None:
    file = tmp_path / "lists.csv"
    file.write_text("A,B,C,count\n1,0,0,10\n0,1,0,12\n0,0,1,9\n")
    found = json.loads(CliRunner().invoke(main, ["estimate", str(file), "--json"]).stdout)
    assert found["warning_codes"] == ["no-overlap", "nobody-on-two-lists"]


def test_what_the_package_offers_is_there_and_documented() -> None:
    for name in mse.__all__:
        public = getattr(mse, name)
        assert public.__doc__ or name.isupper() or get_origin(public), name
    mse.warm_up()
    assert "stepwise" in mse.METHODS
    with pytest.raises(AttributeError):
        mse.no_such_name  # noqa: B018
