"""The same specification on a local cluster: the same candidates, weights, clusters and ids."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from samen.engines.linkage import link, spec_from_mapping, table_of
from samen.engines.linkage.cli import link as link_command
from samen.engines.linkage.linking import Linked
from samen.engines.linkage.synthetic import World

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    from samen.engines.linkage.engine_spark import local_session

    made = local_session()
    yield made
    made.stop()


def _same(one: Linked, other: Linked) -> None:
    for column in ("left", "right"):
        assert one.scored[column].to_pylist() == other.scored[column].to_pylist()
    np.testing.assert_allclose(
        one.scored["match_weight"].to_numpy(), other.scored["match_weight"].to_numpy(), atol=1e-9
    )
    assert (one.cluster == other.cluster).all()
    assert one.ids == other.ids


def test_all_pairs_of_a_small_register(session: Any, linked: Linked) -> None:
    from samen.engines.linkage.engine_spark import cluster

    rows = linked.table.slice(0, 500)
    one = link(rows, linked.spec)
    assert one.plan.everything
    _same(one, link(rows, linked.spec, engine=cluster(session)))


def test_rules_and_sources_that_hold_each_person_once(session: Any, world: World) -> None:
    from samen.engines.linkage.engine_spark import cluster

    rows = [{**row, "__source": row["source"]} for row in world.rows]
    spec = spec_from_mapping(
        {
            "id": "id",
            "link": "both",
            "max_pairs": 60_000,
            "apart": [rows[0]["source"]],
            "fields": {
                "name": {"columns": ["given_name", "family_name"]},
                "born": {"kind": "date", "columns": ["born"]},
                "phone": {"columns": ["phone"]},
            },
        }
    )
    table = table_of(rows, spec)
    one = link(table, spec)
    assert not one.plan.everything
    assert len(one.plan.blocks) > 3
    _same(one, link(table, spec, engine=cluster(session)))


def test_the_command_line_writes_the_same_file(session: Any, world: World, tmp_path: Path) -> None:
    assert session  # the command joins the session that is there
    fields = ("id", "given_name", "family_name", "born")
    with (tmp_path / "register.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(world.rows[:300])
    (tmp_path / "spec.toml").write_text(
        'id = "id"\n[fields.name]\ncolumns = ["given_name", "family_name"]\n'
        '[fields.born]\nkind = "date"\ncolumns = ["born"]\n',
        "utf-8",
    )
    written: list[str] = []
    for engine in ("duckdb", "spark"):
        out = tmp_path / f"{engine}.csv"
        done = CliRunner().invoke(
            link_command,
            [str(tmp_path / "register.csv"), "--spec", str(tmp_path / "spec.toml"),
             "--out", str(out), "--engine", engine, "--quiet"],
        )  # fmt: skip
        assert done.exit_code == 0, done.output
        written.append(out.read_text("utf-8"))
    assert written[0] == written[1]
