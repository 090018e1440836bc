"""What an API of ours answers: versions, camelCase, problem+json, and nothing about a person."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, override_settings
from tests.conformance import sample_api

from samen.platform.web.api import SamenAPI


@pytest.fixture
def client(db):
    with override_settings(ROOT_URLCONF=sample_api.__name__):
        yield Client(raise_request_exception=False)


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def test_an_answer_names_its_version_and_is_camel_case(client):
    response = client.get("/api/v1/places?regionCode=0344")
    assert response.status_code == 200
    assert response["API-Version"] == "1.2.3"
    assert response.json() == [{"regionCode": "0344", "availableDate": "2026-01-02"}]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ('{"regionCode": ""}', {"wanted.regionCode"}),
        ('{"regionCode": "  "}', {"wanted.regionCode"}),
        ('{"extra": 1}', {"wanted.regionCode", "wanted.extra"}),
        ('{"regionCode": "1", "availableDate": "tomorrow"}', {"wanted.availableDate"}),
        ("{", {"body"}),
    ],
)
def test_wrong_input_is_400_with_every_problem(client, body, names):
    response = client.post("/api/v1/places/_zoek", body, content_type="application/json")
    found = problem(response, 400)
    if body != "{":
        assert {item["name"] for item in found["invalidParams"]} == names
    assert "tomorrow" not in response.content.decode()


def test_our_own_rules_give_the_same_shape(client):
    found = problem(client.get("/api/v1/places?regionCode=rule"), 400)
    assert [item["name"] for item in found["invalidParams"]] == ["regionCode", "x"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/v1/places/7", 404),
        ("get", "/api/v1/nothing", 404),
        ("delete", "/api/v1/places", 405),
        ("get", "/api/v1/places?regionCode=crash", 500),
    ],
)
def test_every_error_is_a_problem_and_tells_nothing(client, method, address, status):
    response = getattr(client, method)(address)
    problem(response, status)
    assert b"Janneke" not in response.content


def test_the_document_is_readable_from_any_site(client):
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json()["servers"] == [{"url": "/api/v1"}]


def test_a_mount_without_its_major_version_is_refused():
    with pytest.raises(ValueError, match="major version"):
        SamenAPI(title="x", version="2.0.0", base_path="/api/v1", contact={})
