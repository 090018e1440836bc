"""The packaged texts, routes, taxonomies and national services, read and checked.

Everything stands in ``guidance/data`` as YAML, so that an editor without a programmer can change it
and a reviewer can see what changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, Literal, cast

import yaml

from samen.guidance.domain.directory import check_service, is_phone_number
from samen.guidance.domain.offers import NewService
from samen.guidance.domain.routing import QUESTIONS, Route, RouteText, matching
from samen.kernel.errors import Problem, raise_if_any

_DATA = files("samen.guidance").joinpath("data")
AUDIENCES = ("me", "other", "work", "about")
REQUIRED_LANGUAGES = ("nl", "en")
EMERGENCY = "emergency"
"""Key of the route that stands first in every answer."""

BlockKind = Literal["heading", "text", "list", "call", "link"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page. ``value`` is text, a list of texts, or the key of a route or page."""

    kind: BlockKind
    value: str | tuple[str, ...]

    def as_row(self) -> dict[str, str | list[str]]:
        """As stored."""
        return {self.kind: self.value if isinstance(self.value, str) else list(self.value)}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Block:
        """From ``{kind: value}``; the shape has been checked."""
        ((kind, value),) = row.items()
        return cls(cast(BlockKind, kind), value if isinstance(value, str) else tuple(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """A page in one language, with the dates of the page itself."""

    key: str
    audience: str
    language: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    owner: str
    source: str
    checked_on: dt.date
    review_by: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedText:
    """A text as packaged; ``level`` is its reading level (CEFR: A2, B1)."""

    level: str
    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedPage:
    """A page as packaged, in all its languages."""

    key: str
    audience: str
    position: int
    owner: str
    source: str
    checked_on: dt.date
    review_by: dt.date
    texts: Mapping[str, PackagedText]


@dataclass(frozen=True, slots=True)
class PackagedTerm:
    """One answer to a criterion."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class PackagedTaxonomy:
    """One criterion of the Dutch HSDS profile."""

    code: str
    name: str
    description: str
    hard: bool
    terms: tuple[PackagedTerm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """All packaged content, checked."""

    pages: tuple[PackagedPage, ...]
    routes: tuple[Route, ...]
    taxonomies: tuple[PackagedTaxonomy, ...]
    services: tuple[NewService, ...]
    units: Mapping[str, str] = field(default_factory=dict)


def read_package() -> Package:
    """Read and check every data file.

    Raises:
        InvalidInput: with everything that is wrong, each with file and place.
    """
    routes = tuple(_route(row, n) for n, row in enumerate(_load("routes.yaml")))
    names = sorted(f.name for f in _DATA.joinpath("pages").iterdir() if f.name.endswith(".yaml"))
    pages = tuple(_page(name.removesuffix(".yaml"), _load(f"pages/{name}")) for name in names)
    profile = _load("taxonomies.yaml")
    taxonomies = tuple(
        PackagedTaxonomy(
            code,
            row["name"],
            row["description"],
            row["hard"],
            tuple(PackagedTerm(term, nl, en) for term, (nl, en) in row["terms"].items()),
        )
        for code, row in profile["taxonomies"].items()
    )
    services = tuple(_service(row) for row in _load("services.yaml"))
    terms = {(t.code, term.code) for t in taxonomies for term in t.terms}
    units = cast("Mapping[str, str]", profile["units"])
    problems = [*check_routes(routes), *check_pages(pages, routes), *check_english(services)]
    for service in services:
        problems += check_service(service, terms, set(units))
    raise_if_any(problems)
    return Package(
        pages=pages, routes=routes, taxonomies=taxonomies, services=services, units=units
    )


def check_english(services: Iterable[NewService]) -> Iterator[Problem]:
    """Which national service lacks a text that it has in Dutch."""
    for service in services:
        told = english_services()[service.organisation_name, service.name]
        for name in ("name", "description", "application_process"):
            if getattr(service, name) and not told.get(name):
                yield Problem(f"services.yaml, {service.name}, {name}", "needs a text in en")


def check_routes(routes: Iterable[Route]) -> Iterator[Problem]:
    """What is wrong with a routing table: 112 first and somebody to call for every answer."""
    table = tuple(routes)
    for route in table:
        where = f"routes.yaml, {route.key}"
        for question, options in QUESTIONS:
            for answer in sorted(route.answers[question] - set(options)):
                yield Problem(f"{where}, {question}", f"is one of {', '.join(options)}", answer)
        for language in REQUIRED_LANGUAGES:
            if language not in route.texts:
                yield Problem(where, f"needs a text in {language}")
        if not route.phone and not route.website:
            yield Problem(where, "needs a telephone number or a website")
        if route.phone and not is_phone_number(route.phone):
            yield Problem(f"{where}, phone", "is not a telephone number", route.phone)
    for answers in product(*(options for _, options in QUESTIONS)):
        given = dict(zip((q for q, _ in QUESTIONS), answers, strict=True))
        found = [route.key for route in matching(table, given)]
        if found[:1] != [EMERGENCY]:
            yield Problem("routes.yaml", f"must put {EMERGENCY} first for {given}", found[:1])
        if len(found) < 2:
            yield Problem("routes.yaml", f"has nobody to call for {given}")


def check_pages(pages: Iterable[PackagedPage], routes: Iterable[Route]) -> Iterator[Problem]:
    """What is wrong with the pages: languages, links to routes and pages, dates."""
    table = tuple(pages)
    route_keys, page_keys = {route.key for route in routes}, {page.key for page in table}
    for page in table:
        where = f"pages/{page.key}.yaml"
        if page.audience not in AUDIENCES:
            yield Problem(f"{where}, audience", f"is one of {', '.join(AUDIENCES)}", page.audience)
        if page.review_by <= page.checked_on:
            yield Problem(f"{where}, review_by", "must be after checked_on", page.review_by)
        for language in REQUIRED_LANGUAGES:
            if language not in page.texts:
                yield Problem(where, f"needs a text in {language}")
        for language, text in page.texts.items():
            for block in text.blocks:
                if block.kind == "call" and block.value not in route_keys:
                    yield Problem(f"{where}, {language}", "call: is a route's key", block.value)
                if block.kind == "link" and block.value not in page_keys:
                    yield Problem(f"{where}, {language}", "link: is a page's key", block.value)


def _load(name: str) -> Any:
    return yaml.safe_load(_DATA.joinpath(name).read_text(encoding="utf-8"))


def _route(row: Mapping[str, Any], number: int) -> Route:
    answers = {q: frozenset(row.get(q, options)) for q, options in QUESTIONS}
    return Route(
        key=row["key"],
        position=number,
        phone=row.get("phone", ""),
        website=row.get("website", ""),
        answers=answers,
        texts={code: RouteText(**text) for code, text in row["texts"].items()},
        owner=row["owner"],
        source=row["source"],
        checked_on=row["checked_on"],
    )


def _page(key: str, row: Mapping[str, Any]) -> PackagedPage:
    return PackagedPage(
        key=key,
        audience=row["audience"],
        position=row["position"],
        owner=row["owner"],
        source=row["source"],
        checked_on=row["checked_on"],
        review_by=row["review_by"],
        texts={
            language: PackagedText(
                level=text["level"],
                title=text["title"],
                lead=text["lead"],
                blocks=tuple(map(Block.from_row, text["blocks"])),
            )
            for language, text in row["texts"].items()
        },
    )


@cache
def english_services() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """What the national services say in English, by the names of organisation and service."""
    return {
        (row["organisation_name"], row["name"]): row["english"] for row in _load("services.yaml")
    }


def _service(row: Mapping[str, Any]) -> NewService:
    values: dict[str, Any] = {name: value for name, value in row.items() if name != "english"}
    for name in ("languages", "phones"):
        values[name] = tuple(row.get(name, ()))
    values["areas"] = tuple((str(kind), str(code)) for kind, code in row.get("areas", ()))
    return NewService(**values)
