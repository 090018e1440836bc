"""The rules of REST-API Design Rules 2.2 (Logius) for an OpenAPI document, as functions.

The rule names are those of Logius' own linter configuration; each is one function here, so that
no Node is needed; the rules of OpenAPI itself are left to the OpenAPI 3.1 schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

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
