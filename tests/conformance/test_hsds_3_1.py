"""The help directory's API against the JSON Schemas of the Human Services Data Specification 3.1.

The schemas are Open Referral's (CC BY-SA 4.0) and not part of this repository. Put them beside it
as ``../shared/data/hsds-3.1``, or name their folder in ``HSDS_SCHEMAS``; without them these tests
are skipped and say so.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from samen.guidance.actions import load_content, put_service
from samen.guidance.api import BASE_PATH
from samen.guidance.domain.offers import NewService

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("HSDS_SCHEMAS", REPOSITORY.parent / "shared/data/hsds-3.1"))
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (FOLDER / "schema/service.json").is_file(),
        reason=f"NOT CHECKED against HSDS 3.1: no schemas in {FOLDER} (set HSDS_SCHEMAS)",
    ),
]


@cache
def registry() -> Registry[Any]:
    """Every schema under the file name by which the others refer to it."""
    return Registry().with_resources(
        (path.name, Resource(json.loads(path.read_text()), DRAFT202012))
        for path in (FOLDER / "schema").glob("*.json")
        if path.name != "openapi.json"
    )


def errors(entity: str, document: object) -> list[str]:
    """What HSDS's schema of ``entity`` says against ``document``; formats are checked too."""
    schema = json.loads((FOLDER / f"schema/{entity}.json").read_text())
    validator = Draft202012Validator(
        schema, registry=registry(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def unknown_terms(entity: str, document: dict[str, Any]) -> set[str]:
    """Fields for which HSDS has no name."""
    schema = json.loads((FOLDER / f"schema/{entity}.json").read_text())
    return set(document) - set(schema["properties"])


@pytest.fixture
def get(client: Client) -> Any:
    load_content()
    put_service(
        service=NewService(
            organisation_name="Voorbeeldopvang",
            name="Veilige plek",
            description="Opvang met begeleiding.",
            kind="shelter",
            minimum_age=18,
            areas=(("municipality", "GM0344"),),
            languages=("nl", "pl"),
            attributes={"sex": {"female": True, "male": False}},
            unit="bed",
            available=2,
            maximum=6,
            phones=("030-000 00 00",),
        )
    )

    def read(path: str, **query: object) -> dict[str, Any]:
        response = client.get(f"{BASE_PATH}{path}", query)
        assert response.status_code == 200, response.content
        return response.json()

    return read


def test_the_checker_sees_a_mistake() -> None:
    assert errors("service", {"id": "x", "name": "no status"})
    assert errors("service", {"id": "x", "name": "n", "status": "sometimes"})


@pytest.mark.parametrize(
    "entity",
    ["service", "service_at_location", "organization", "taxonomy", "taxonomy_term"],
)
def test_every_item_of_a_list_and_by_id_is_valid(get: Any, entity: str) -> None:
    plural = entity[:-1] + "ies" if entity.endswith("y") else f"{entity}s"
    page = get(f"/{plural}", per_page=100)
    assert page["total_items"] == page["size"] == len(page["contents"]) > 0
    for item in page["contents"]:
        assert errors(entity, item) == []
        assert not unknown_terms(entity, item)
        whole = get(f"/{plural}/{item['id']}")
        assert whole["id"] == item["id"]
        assert errors(entity, whole) == []


def test_full_services_carry_capacity_areas_languages_and_attributes(get: Any) -> None:
    full = get("/services", full=True, search="Veilige plek")["contents"][0]
    assert errors("service", full) == []
    assert not unknown_terms("service", full)
    assert full["capacities"][0]["available"] == 2
    assert full["capacities"][0]["unit"]["identifier"] == "bed"
    assert full["service_areas"][0]["extent"] == "municipality:GM0344"
    assert {spoken["code"] for spoken in full["languages"]} == {"nl", "pl"}
    values = {a["taxonomy_term"]["code"]: a["value"] for a in full["attributes"]}
    assert values == {"female": "yes", "male": "no"}


def test_no_address_is_published(get: Any) -> None:
    for item in get("/services", full=True)["contents"]:
        assert "address" not in json.dumps(item)
    for item in get("/service_at_locations")["contents"]:
        assert item["location"]["location_type"] == "virtual"
        assert not {"latitude", "longitude", "addresses"} & set(item["location"])
        assert get(f"/services/{item['service_id']}")["id"] == item["service_id"]


def test_pages_are_whole_and_do_not_overlap(get: Any) -> None:
    total = get("/taxonomy_terms")["total_items"]
    seen: list[str] = []
    number = 1
    while True:
        page = get("/taxonomy_terms", page=number, per_page=7)
        seen += [term["id"] for term in page["contents"]]
        assert page["first_page"] == (number == 1)
        if page["last_page"]:
            break
        number += 1
    assert len(seen) == len(set(seen)) == total
    beyond = get("/taxonomy_terms", page=number + 1, per_page=7)
    assert beyond["empty"] and beyond["contents"] == []


def test_the_api_says_which_hsds_it_is(get: Any) -> None:
    about = get("/")
    assert about["version"] == "3.1"
    assert set(about) == {"version", "profile", "openapi_url"}
