"""Reading tables: what is accepted, and that every mistake is named by row and column."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.engines.mse.lists import Lists, superset_sums
from samen.engines.mse.reading import lists_from_records, read_lists
from samen.kernel.errors import InvalidInput

CSV = b"police,shelter,year,count\n1,0,2019,10\n0,1,2019,7\n1,1,2019,3\n1,0,2020,4\n1,1,2020,1\n"


def problems(source, **options) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_lists(source, **options)
    return [str(problem) for problem in caught.value.problems]


def test_columns_find_their_role() -> None:
    lists = read_lists(CSV)
    assert lists.names == ("police", "shelter")
    assert lists.strata_names == ("year",)
    assert lists.observed == 25
    assert lists.list_totals == {"police": 18, "shelter": 11}
    assert lists.by(["year"])[("2020",)].observed == 5


@pytest.mark.parametrize("name", ["count", "Frequency", "n"])
def test_count_column_names(name: str) -> None:
    assert read_lists(CSV.replace(b"count", name.encode())).observed == 25


def test_without_count_column_a_row_is_a_person() -> None:
    assert read_lists(b"a;b\n1;0\n1;0\n1;1\n0;1\n").table.tolist() == [0, 2, 1, 1]


def test_every_source_gives_the_same_table(tmp_path) -> None:
    frame = pl.read_csv(CSV)
    frame.write_parquet(tmp_path / "t.parquet")
    (tmp_path / "t.csv").write_bytes(CSV)
    expected = read_lists(CSV)
    for source in (
        tmp_path / "t.csv",
        str(tmp_path / "t.parquet"),
        (tmp_path / "t.parquet").read_bytes(),
        frame,
        frame.to_arrow(),
        frame.to_dict(as_series=False),
    ):
        found = read_lists(source)
        assert found.sha256 == expected.sha256
    assert lists_from_records(frame.to_dicts()).sha256 == expected.sha256


def test_pandas_frame() -> None:
    pandas = pytest.importorskip("pandas")
    import io

    assert read_lists(pandas.read_csv(io.BytesIO(CSV))).sha256 == read_lists(CSV).sha256


def test_rows_in_any_order_and_repeated_rows_add_up() -> None:
    once = read_lists(b"a,b,n\n1,0,5\n0,1,6\n1,1,2\n")
    again = read_lists(b"a,b,n\n1,1,2\n1,0,2\n0,1,6\n1,0,3\n")
    assert again.table.tolist() == once.table.tolist()
    assert "repeat" in again.notes[0]


def test_names_with_commas_and_dots() -> None:
    lists = read_lists(b'"Police, East",v.1,count\n1,0,3\n0,1,4\n1,1,2\n')
    assert lists.names == ("Police, East", "v.1")


def test_all_mistakes_at_once() -> None:
    found = problems(b"a,b,count\n1,0,-2\n2,1,3\n1,,4\n0,1,1.5\n1,1,many\n")
    assert len(found) == 5
    assert any('row 2, column "count"' in problem and "'-2'" in problem for problem in found)
    assert any('row 3, column "a"' in problem for problem in found)
    assert any('row 4, column "b"' in problem for problem in found)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b"a,b,count\n", "no rows"),
        (b"a,a,count\n1,0,2\n", "same name"),
        (b"a,,count\n1,0,2\n", "needs a name"),
        (b"a,b,count\n1,0\n", "must have 3 fields"),
        (b"a,b,count\n0,0,4\n1,0,2\n", "on no list"),
        (b"a,b\n0,0\n1,0\n", "on no list"),
        (b"x,y\nq,r\n", "at least one list"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"PAR1nonsense", "cannot be read"),
        (b"a,b,count\n1,0,1e300\n", "2**53"),
        (b"a,b,count\n1,0,nan\n", "whole number"),
    ],
)
def test_unusable_files_say_why(content: bytes, part: str) -> None:
    assert any(part in problem for problem in problems(content))


def test_more_than_twelve_lists() -> None:
    header = ",".join(f"l{i}" for i in range(13))
    assert any("12" in p for p in problems(f"{header}\n{','.join('1' * 13)}\n".encode()))


def test_a_missing_file_is_named(tmp_path) -> None:
    assert "cannot be read" in problems(tmp_path / "none.csv")[0]


def test_a_stratum_of_zeros_and_ones_can_be_named() -> None:
    lists = read_lists(b"a,b,minor,count\n1,0,1,4\n0,1,0,5\n1,1,1,2\n", strata=["minor"])
    assert lists.names == ("a", "b")
    assert lists.strata == (("0",), ("1",))


def test_unknown_stratum_is_refused() -> None:
    with pytest.raises(InvalidInput, match="year"):
        read_lists(CSV).by(["form"])


def test_zero_history_is_refused_everywhere() -> None:
    with pytest.raises(InvalidInput):
        Lists(("a",), np.array([[3, 1]]))


counts = st.lists(st.integers(0, 50), min_size=16, max_size=16)


@given(counts)
def test_superset_sums_count_people(values: list[int]) -> None:
    table = np.array(values)
    table[0] = 0
    sums = superset_sums(table)
    for chosen in range(16):
        assert sums[chosen] == sum(table[w] for w in range(16) if w & chosen == chosen)


@given(counts)
@settings(max_examples=30)
def test_merging_and_leaving_out_keep_people(values: list[int]) -> None:
    table = np.array(values)
    table[0] = 0
    lists = Lists(("a", "b", "c", "d"), table[None, :])
    assert lists.merged(["b", "d"]).observed == lists.observed
    assert lists.without("c").observed == lists.observed - table[4]


def test_structural_zeros_are_checked_and_follow_a_merge() -> None:
    lists = Lists.from_counts(["a", "b", "c"], {"a": 5, "b": 6, "c": 7, "a.c": 2, "b.c": 1})
    apart = lists.never_together("a", "b")
    assert set(apart.impossible) == {3, 7}
    with pytest.raises(InvalidInput, match="somebody"):
        lists.never_together("a", "c")
    assert apart.without("c").impossible == (3,)
