"""REST-API Design Rules 2.2 (Logius) over the OpenAPI document of every API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR
from tests.conformance.api_design_rules import (
    BY_SCHEMA,
    LINTER_RULES,
    RULES,
    Document,
    violations,
)
from tests.conformance.sample_api import SAMPLE

from samen.platform.web.api import SamenAPI


def test_every_rule_of_the_linter_is_checked_here():
    assert set(RULES) == LINTER_RULES
    assert not BY_SCHEMA & LINTER_RULES


def mounted() -> Iterator[SamenAPI]:
    """Every API that the real URL configuration serves."""

    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[SamenAPI]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            else:
                keywords = getattr(pattern.callback, "keywords", {})
                api = keywords.get("api")
                if isinstance(api, SamenAPI):
                    yield api

    yield from {id(api): api for api in walk(get_resolver().url_patterns)}.values()


def documents() -> list[Document]:
    return [json.loads(json.dumps(api.get_openapi_schema())) for api in (SAMPLE, *mounted())]


# The names in the HSDS API are those of the international standard it serves, which go before ours.
OUTSIDE_NAMES = {
    "Help directory (HSDS 3.1)": (
        "nlgov:paths-kebab-case",
        "nlgov:query-keys-camel-case",
        "nlgov:property-casing",
    )
}


def test_every_api_follows_the_rules():
    for document in documents():
        excused = OUTSIDE_NAMES.get(document["info"]["title"], ())
        assert [v for v in violations(document) if not v.startswith(excused)] == []


def test_every_document_is_valid_openapi_3_1():
    """The linter's ``oas3-*`` rules, by schemathesis' copy of the OpenAPI 3.1 schema."""
    for document in documents():
        OPENAPI_31_VALIDATOR.validate(document)
    with pytest.raises(ValueError, match="required"):
        OPENAPI_31_VALIDATOR.validate({"openapi": "3.1.0", "paths": {}})


def test_the_rules_can_be_broken():
    """Each rule sees a document that breaks it: the checks are not empty."""
    document = documents()[0]
    document |= {"openapi": "2.0", "servers": [{"url": "http://x.example/api"}]}
    document["tags"] = [{"name": "a"}, {"name": "a"}]
    document["info"] = {"title": "x", "version": "1"}
    operation = {
        "operationId": "x",
        "parameters": [{"in": "query", "name": "Region_code"}],
        "responses": {
            "200": {},
            "422": {"content": {"application/json": {}}},
        },
    }
    document["paths"] = {
        "/Wrong_path/": {"get": operation, "trace": operation},
        "/x/{y}": {"post": operation},
    }
    document["components"]["schemas"]["wrong_name"] = {
        "properties": {
            "first_name": {},
            "startDate": {"format": "date-time"},
            "clock": {"format": "time"},
        }
    }
    del document["components"]["schemas"]["Problem"]["properties"]["title"]
    broken = {violation.split(": ")[0] for violation in violations(document)}
    assert LINTER_RULES - broken == {"nlgov:openapi-root-exists", "oas3-api-servers"}


def test_openapi_documents_are_as_recorded():
    """A change of an API is a change of this file: it shows in review.

    To accept a change on purpose, delete the file and run this test once more.
    """
    file = Path(__file__).with_name("openapi.json")
    now = {document["info"]["title"]: document for document in documents()}
    text = json.dumps(now, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if not file.exists():
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"{file.name} was missing and has been written: review and commit it")
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(text)
