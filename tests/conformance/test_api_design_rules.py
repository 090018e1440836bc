"""REST-API Design Rules 2.2 (Logius) over the OpenAPI document of every API, and over its answers.

The rule names are those of Logius' own linter configuration; each is one function here, so that
no Node is needed; the rules of OpenAPI itself are left to the OpenAPI 3.1 schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path
from ninja import Path as PathParam
from ninja import Query
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from samen.config import urls
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.web.access import public
from samen.platform.web.api import CamelSchema, NonEmptyStr, SamenAPI

Document = dict[str, Any]
RULES: dict[str, Callable[[Document], Iterator[str]]] = {}


def rule(name: str) -> Callable[[Callable[[Document], Iterator[str]]], Any]:
    def register(check: Callable[[Document], Iterator[str]]) -> Any:
        RULES[name] = check
        return check

    return register


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for address, item in document["paths"].items():
        for method, operation in item.items():
            if method not in ("parameters", "summary", "description"):
                yield address, method, operation


def answers(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for address, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            yield f"{method} {address} {status}", status, answer


def properties(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for schema_name, schema in document["components"].get("schemas", {}).items():
        for name, value in schema.get("properties", {}).items():
            yield schema_name, name, value


@rule("nlgov:openapi3")
def _(document: Document) -> Iterator[str]:
    if not re.fullmatch(r"3(\.\d+){1,2}", document["openapi"]):
        yield document["openapi"]


@rule("nlgov:openapi-root-exists")
def _(document: Document) -> Iterator[str]:
    if not document.get("openapi"):
        yield "no openapi"


@rule("oas3-api-servers")
def _(document: Document) -> Iterator[str]:
    if not document.get("servers"):
        yield "no servers"


@rule("operation-operationId-unique")
def _(document: Document) -> Iterator[str]:
    seen: set[str] = set()
    for address, method, operation in operations(document):
        if operation["operationId"] in seen:
            yield f"{method} {address}"
        seen.add(operation["operationId"])


@rule("path-params")
def _(document: Document) -> Iterator[str]:
    for address, method, operation in operations(document):
        named = set(re.findall(r"{([^}]+)}", address))
        declared = {item["name"] for item in operation["parameters"] if item["in"] == "path"}
        if named != declared:
            yield f"{method} {address}"


@rule("openapi-tags-uniqueness")
def _(document: Document) -> Iterator[str]:
    names = [tag["name"] for tag in document.get("tags", ())]
    if len(names) != len(set(names)):
        yield str(names)


@rule("path-keys-no-trailing-slash")
@rule("nlgov:paths-no-trailing-slash")
def _(document: Document) -> Iterator[str]:
    yield from (address for address in document["paths"] if address != "/" and address[-1] == "/")


@rule("nlgov:missing-version-header")
@rule("nlgov:missing-header")
def _(document: Document) -> Iterator[str]:
    for place, status, answer in answers(document):
        if status[0] in "23" and "API-Version" not in answer.get("headers", {}):
            yield place


@rule("nlgov:include-major-version-in-uri")
def _(document: Document) -> Iterator[str]:
    yield from (
        server["url"] for server in document["servers"] if not re.search(r"/v\d+", server["url"])
    )


@rule("nlgov:servers-use-https")
def _(document: Document) -> Iterator[str]:
    yield from (
        server["url"] for server in document["servers"] if server["url"].startswith("http:")
    )


@rule("info-contact")
@rule("nlgov:info-contact-fields-exist")
def _(document: Document) -> Iterator[str]:
    yield from {"name", "email", "url"} - document["info"].get("contact", {}).keys()


@rule("nlgov:http-methods")
def _(document: Document) -> Iterator[str]:
    for address, method, _operation in operations(document):
        if method not in {"get", "post", "put", "patch", "delete"}:
            yield f"{method} {address}"


@rule("nlgov:paths-kebab-case")
def _(document: Document) -> Iterator[str]:
    segment = r"([a-z0-9\-]+|{[^}]+})"
    shape = rf"(/|/_[a-z0-9]+|/{segment}(/([a-z0-9\-.]+|{{[^}}]+}}))*(/_[a-z]+)?)"
    yield from (address for address in document["paths"] if not re.fullmatch(shape, address))


@rule("nlgov:query-keys-camel-case")
def _(document: Document) -> Iterator[str]:
    for address, _method, operation in operations(document):
        for item in operation["parameters"]:
            if item["in"] == "query" and not re.fullmatch(r"[a-z][a-zA-Z\d]*", item["name"]):
                yield f"{address} {item['name']}"


@rule("nlgov:schema-camel-case")
def _(document: Document) -> Iterator[str]:
    yield from (
        name
        for name in document["components"].get("schemas", {})
        if not re.fullmatch(r"[A-Z][a-zA-Z0-9]*", name)
    )


@rule("nlgov:property-casing")
def _(document: Document) -> Iterator[str]:
    for schema, name, _value in properties(document):
        if not re.fullmatch(r"_?[a-z][a-zA-Z0-9]*", name):
            yield f"{schema}.{name}"


@rule("nlgov:use-problem-schema")
def _(document: Document) -> Iterator[str]:
    for place, status, answer in answers(document):
        if status[0] in "45" and "application/problem+json" not in answer["content"]:
            yield place


@rule("nlgov:problem-schema-members")
def _(document: Document) -> Iterator[str]:
    members = document["components"]["schemas"]["Problem"]["properties"]
    yield from {"status", "title", "detail"} - members.keys()


@rule("nlgov:problem-invalid-input")
def _(document: Document) -> Iterator[str]:
    for address, method, operation in operations(document):
        takes_input = method not in ("get", "delete") or operation["parameters"]
        if takes_input and "400" not in operation["responses"]:
            yield f"{method} {address}"
        if "422" in operation["responses"]:
            yield f"{method} {address}: 422 is not for invalid input"


@rule("nlgov:date-time-ensure-timezone")
@rule("nlgov:time-without-timezone")
def _(document: Document) -> Iterator[str]:
    for schema, name, value in properties(document):
        if value.get("format") in ("date-time-local", "time"):
            yield f"{schema}.{name}"


@rule("nlgov:specify-format-for-date-and-time")
@rule("nlgov:use-date-instead-of-datetime")
def _(document: Document) -> Iterator[str]:
    for schema, name, value in properties(document):
        if re.fullmatch(r"date|datum|\w+(Date|Datum)", name) and "date" not in formats(value):
            yield f"{schema}.{name}"


@rule("nlgov:semver")
def _(document: Document) -> Iterator[str]:
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", document["info"]["version"]):
        yield document["info"]["version"]


def formats(value: dict[str, Any]) -> set[str]:
    found = {value["format"]} if "format" in value else set()
    return found.union(*(formats(option) for option in value.get("anyOf", ())), set())


def violations(document: Document) -> list[str]:
    return [f"{name}: {place}" for name, check in RULES.items() for place in check(document)]


# The names of every rule in Logius' linter configuration (API-Design-Rules, media/linter.yaml,
# EUPL/CC BY 4.0, read on 2026-11-21). The last group is checked by validating the document.
LINTER_RULES = set(
    """
    nlgov:openapi3 nlgov:openapi-root-exists nlgov:missing-version-header nlgov:missing-header
    nlgov:include-major-version-in-uri nlgov:paths-no-trailing-slash info-contact
    nlgov:info-contact-fields-exist nlgov:http-methods nlgov:paths-kebab-case
    nlgov:query-keys-camel-case nlgov:schema-camel-case nlgov:servers-use-https
    nlgov:use-problem-schema nlgov:problem-schema-members nlgov:problem-invalid-input
    nlgov:property-casing nlgov:date-time-ensure-timezone nlgov:time-without-timezone
    nlgov:specify-format-for-date-and-time nlgov:use-date-instead-of-datetime nlgov:semver
    path-keys-no-trailing-slash operation-operationId-unique path-params openapi-tags-uniqueness
    oas3-api-servers
    """.split()  # noqa: SIM905
)
BY_SCHEMA = {
    "oas3-schema",
    "oas3-valid-media-example",
    "oas3-valid-schema-example",
    "oas3-server-variables",
}


def test_every_rule_of_the_linter_is_checked_here():
    assert set(RULES) == LINTER_RULES
    assert not BY_SCHEMA & LINTER_RULES


# --- a small API that uses everything the base class offers -------------------------------------

SAMPLE = SamenAPI(
    title="Sample",
    version="1.2.3",
    base_path="/api/v1",
    contact={"name": "Samen", "email": "api@samen.example", "url": "https://samen.example"},
    urls_namespace="sample-api",
)


class Place(CamelSchema):
    """A free place in a shelter."""

    region_code: NonEmptyStr
    available_date: date | None = None


@SAMPLE.get("/places", response=list[Place], by_alias=True)
@public
def places(request, region_code: Annotated[str, Query(alias="regionCode")] = ""):
    if region_code == "rule":
        raise InvalidInput([Problem("regionCode", "must exist"), Problem("x", "is wrong")])
    if region_code == "crash":
        raise RuntimeError("Janneke de Vries, born 1 April 1990")
    return [Place(region_code=region_code or "0363", available_date=date(2026, 1, 2))]


@SAMPLE.post("/places/_zoek", response=list[Place], by_alias=True)
@public
def search(request, wanted: Place):
    return [wanted]


@SAMPLE.get("/places/{place_id}", response=Place, by_alias=True)
@public
def place(request, place_id: Annotated[int, PathParam()]):
    from django.http import Http404

    raise Http404(f"no place {place_id} of Janneke")


urlpatterns = [path("api/v1/", SAMPLE.urls), *urls.urlpatterns]


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


# --- what the API answers -----------------------------------------------------------------------


@pytest.fixture
def client(db):
    with override_settings(ROOT_URLCONF=__name__):
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
