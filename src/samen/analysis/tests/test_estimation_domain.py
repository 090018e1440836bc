"""A table that travels as text stays the same table; what tells people apart is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.analysis.domain.estimation import (
    MOST_LABELS,
    MOST_STRATA,
    Choices,
    estimate,
    table_of_counts,
    table_of_file,
    table_of_lists,
)
from samen.engines import mse
from samen.kernel.errors import InvalidInput

COUNTS = b"""year,police,shelter,ngo,count
2023,1,0,0,60
2023,0,1,0,40
2023,0,0,1,30
2023,1,1,0,9
2023,1,0,1,6
2024,0,1,1,5
2024,1,0,0,50
2024,1,1,0,8
2024,1,1,1,2
"""


@given(
    st.integers(1, 4).flatmap(
        lambda k: st.lists(
            st.lists(st.integers(0, 5), min_size=(1 << k) - 1, max_size=(1 << k) - 1),
            min_size=1,
            max_size=3,
        )
    )
)
@settings(max_examples=50, deadline=None)
def test_a_table_as_text_is_the_same_table(cells: list[list[int]]) -> None:
    counts = np.array([[0, *row] for row in cells], dtype=np.int64)
    names = tuple(f"list{i}" for i in range(counts.shape[1].bit_length() - 1))
    strata = tuple((f"stratum {i}",) for i in range(len(cells)))
    given_lists = mse.Lists(names, counts, ("group",), strata)
    read = table_of_lists("x", given_lists, "").read()
    assert read.names == names
    expected = {
        labels: part.table.tolist()
        for labels, part in given_lists.by(["group"]).items()
        if part.observed
    }
    found = {labels: part.table.tolist() for labels, part in read.by(["group"]).items()}
    assert {labels: row for labels, row in found.items() if any(row)} == expected


def test_rows_of_persons_become_counts() -> None:
    one_row_each = b"police,ngo\n1,0\n1,1\n1,0\n0,1\n"
    table = table_of_file("x.csv", one_row_each)
    assert table.text == "police,ngo,count\n1,0,2\n0,1,1\n1,1,1\n"
    assert table.read().observed == 4


def test_a_column_that_tells_people_apart_is_refused_by_name() -> None:
    rows = "".join(f"1,0,{number}\n" for number in range(MOST_LABELS + 1))
    with pytest.raises(InvalidInput) as refused:
        table_of_file("x.csv", f"police,ngo,client\n{rows}".encode())
    assert [p.where for p in refused.value.problems] == ['column "client"']


def test_many_strata_times_many_lists_is_refused_before_it_fills_the_memory() -> None:
    names = [f"list{i}" for i in range(12)]
    rows = "".join(f"a{i % 60},b{i // 60},{'1,' * 11}0\n" for i in range(3600))
    with pytest.raises(InvalidInput, match="too many strata"):
        table_of_file("x.csv", f"a,b,{','.join(names)}\n{rows}".encode())


def test_a_column_of_0_and_1_is_a_stratum_when_it_is_asked_for() -> None:
    content = b"minor,police,ngo,count\n1,1,0,5\n0,1,1,7\n0,0,1,4\n1,1,1,2\n"
    table = table_of_file("x.csv", content)
    assert table.lists == ("minor", "police", "ngo")
    assert set(table.read(["minor"]).by(["minor"])) == {("0",), ("1",)}


def test_more_strata_than_a_page_can_work_through_are_refused() -> None:
    rows = "".join(f"{year},1,{year % 2},5\n" for year in range(2000, 2001 + MOST_STRATA))
    table = table_of_file("x.csv", f"year,police,ngo,count\n{rows}".encode())
    with pytest.raises(InvalidInput, match="samen estimate --by"):
        estimate(table, Choices(by=("year",), replicates=0))


def test_the_same_choices_give_the_same_numbers() -> None:
    table = table_of_file("x.csv", COUNTS)
    choices = Choices(("independence", "stepwise"), ("year",), 0.9, 100, 7)
    first, second = (estimate(table, choices).found.to_json() for _ in range(2))
    assert first == second
    levels = {i["level"] for i in first["methods"]["stepwise"]["intervals"]}
    assert levels == {0.8, 0.9, 0.95}
    assert first["input_sha256"] == table.sha256
    assert [part["stratum"] for part in first["strata"]] == [{"year": "2023"}, {"year": "2024"}]


def test_the_table_on_the_page_gives_what_the_command_line_gives() -> None:
    lists = mse.read_lists(COUNTS)
    settings_of_both = mse.Settings(methods=("stepwise",), replicates=100, seed=3)
    direct = mse.analyse_strata(lists, settings_of_both).to_json()["methods"]
    table = table_of_file("x.csv", COUNTS)
    paged = estimate(table, Choices(("stepwise",), replicates=100, seed=3), comparing=False)
    assert paged.found.to_json()["methods"] == direct


def test_a_table_of_counts_is_known_by_its_own_hash() -> None:
    rows = [(("2024",), frozenset({"police"}), 3), (("2024",), frozenset({"police", "ngo"}), 1)]
    table = table_of_counts("x", ["police", "ngo"], ["year"], rows)
    assert table.text == "year,police,ngo,count\n2024,1,0,3\n2024,1,1,1\n"
    again = table_of_file("y.csv", table.text.encode())
    assert again.sha256 == table.sha256
