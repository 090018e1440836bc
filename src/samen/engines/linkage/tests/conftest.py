"""A small world whose truth is known, linked once for all tests."""

from __future__ import annotations

import pytest

from samen.engines.linkage import spec_from_mapping
from samen.engines.linkage.linking import Linked, link, table_of
from samen.engines.linkage.spec import LinkSpec
from samen.engines.linkage.synthetic import World, make_world


@pytest.fixture(scope="session")
def spec() -> LinkSpec:
    return spec_from_mapping(
        {
            "id": "id",
            "link": "both",
            "fields": {
                "name": {"kind": "name", "columns": ["given_name", "family_name"]},
                "born": {"kind": "date", "columns": ["born"]},
                "sex": {"kind": "sex", "columns": ["sex"]},
                "nationality": {"kind": "nationality", "columns": ["nationality"]},
                "address": {"kind": "address", "columns": ["address"]},
                "phone": {"kind": "phone", "columns": ["phone"]},
                "document": {"kind": "document", "columns": ["document"]},
            },
        }
    )


@pytest.fixture(scope="session")
def world() -> World:
    return make_world(1500, seed=3)


@pytest.fixture(scope="session")
def linked(world: World, spec: LinkSpec) -> Linked:
    rows = [{**row, "__source": row["source"]} for row in world.rows]
    return link(table_of(rows, spec), spec)
