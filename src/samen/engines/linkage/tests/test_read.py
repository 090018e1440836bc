from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from samen.engines.linkage import link, load_spec, read_sources, spec_from_mapping
from samen.engines.linkage.linking import table_of
from samen.engines.linkage.rules import check_rule, limit_blocks
from samen.kernel.errors import InvalidInput

SPEC = spec_from_mapping(
    {
        "id": "id",
        "fields": {
            "name": {"kind": "name", "columns": ["name"]},
            "born": {"kind": "date", "columns": ["born"]},
        },
    }
)


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as error:
        link(read_sources([path], SPEC), SPEC)
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id;name;born\n1;Jos\xe9;2001\n", "row 2, column 2"),
        (b"id,name\n1,Jan\n", "'born'"),
        (b"id,name,born\n1,Jan\n", "row 2: 3 cells"),
        (b"id,name,born\n1,Jan,2001\n1,Piet,2002\n", "rows 2, 3, column 'id'"),
        (b"id,name,born\n1,Jan,2001-02-30\n", "row 2, column 'born': this day does not exist"),
        (b"id,name,born\n1,,2001\n2,,2002\n", "column 'name': has no value"),
        (b"id,name,born,name\n1,Jan,2001,Piet\n", "occurs once (given: 'name')"),
        (b"", "empty"),
    ],
)
def test_bad_files_are_named_by_row_and_column(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in refusal(tmp_path / "a.csv", content)


def test_any_usual_delimiter(tmp_path: Path) -> None:
    for mark in ",;\t|":
        path = tmp_path / "a.csv"
        path.write_text(
            mark.join(["id", "name", "born"]) + "\n" + mark.join(["1", "Jan", "2001"]) + "\n"
        )
        assert read_sources([path], SPEC)["name"].to_pylist() == ["Jan"]


def test_a_specification_names_all_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text('link = "all"\nbogus = 1\n[fields.x]\nkind = "soul"\ncolumns = ["x"]\n')
    with pytest.raises(InvalidInput) as error:
        load_spec(path)
    text = str(error.value)
    assert "bogus" in text and "soul" in text and '"dedupe", "link", "both"' in text


def test_a_blocking_rule_of_ten_billion_pairs_is_refused() -> None:
    with pytest.raises(InvalidInput, match="max_pairs"):
        check_rule("name", 10_000_000_000, 1_000_000)


def test_the_largest_blocks_go_first() -> None:
    largest, pairs, out = limit_blocks(np.array([2, 2, 3, 100]), 10)
    assert (largest, pairs, out) == (3, 5, 1)


def test_a_rule_without_its_field_is_refused() -> None:
    spec = spec_from_mapping(
        {"id": "id", "blocking": ["street"], "fields": {"name": {"columns": ["name"]}}}
    )
    rows = [{"id": str(k), "name": n} for k, n in enumerate(["Jan Smit", "Jan Smid"])]
    with pytest.raises(InvalidInput, match="no field of the kind"):
        link(table_of(rows, spec), spec)


def test_one_record_and_constant_fields_do_no_harm() -> None:
    rows = [{"id": str(k), "name": "Jan Smit", "born": "2001"} for k in range(4)]
    linked = link(table_of(rows, SPEC), SPEC)
    assert 1 <= linked.persons <= 4
    assert link(table_of(rows[:1], SPEC), SPEC).persons == 1


def test_several_values_in_a_cell() -> None:
    spec = spec_from_mapping(
        {
            "id": "id",
            "fields": {
                "name": {"columns": ["name"], "aliases": ["alias"]},
                "phone": {"columns": ["phone"]},
            },
        }
    )
    rows = [
        {
            "id": "1",
            "name": "Blessing Okafor",
            "alias": "Joy Osagie|Mercy Eze",
            "phone": "0612345678",
        },
        {"id": "2", "name": "Mercy Eze", "alias": "", "phone": "0687654321|0612345678"},
        {"id": "3", "name": "Piet Bakker", "alias": "", "phone": "0611111111"},
    ]
    linked = link(table_of(rows, spec), spec)
    assert linked.cluster.tolist() == [0, 0, 2]
