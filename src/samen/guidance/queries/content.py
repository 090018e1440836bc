"""Pages and routes. They are public: the same answer for everybody, and no reading is logged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from samen.guidance.domain.content import Block, PageContent
from samen.guidance.domain.routing import Route, RouteText, matching
from samen.guidance.models import Page
from samen.guidance.models import Route as RouteRow


def all_routes() -> list[Route]:
    """The whole routing table in order."""
    return [
        Route(
            key=row.key,
            position=row.position,
            phone=row.phone,
            website=row.website,
            answers={q: frozenset(getattr(row, q)) for q in ("who", "about", "how")},
            texts={language: RouteText(**text) for language, text in row.texts.items()},
            owner=row.owner,
            source=row.source,
            checked_on=row.checked_on,
        )
        for row in RouteRow.objects.all()
    ]


def routes(*, who: str = "", about: str = "", how: str = "") -> list[Route]:
    """Whom to call, 112 first, for the answers given (see ``domain.routing.QUESTIONS``).

    An empty answer excludes nothing.
    """
    given = {"who": who, "about": about, "how": how}
    return matching(all_routes(), {q: answer for q, answer in given.items() if answer})


def routes_by_key() -> Mapping[str, Route]:
    """The routing table by key, for pages that name somebody to call."""
    return {route.key: route for route in all_routes()}


def page(key: str, language: str) -> PageContent | None:
    """One page in ``language``, in English where that is missing; None when there is no page."""
    row = Page.objects.filter(key=key).prefetch_related("texts").first()
    if row is None:
        return None
    texts = {text.language: text for text in row.texts.all()}
    text = texts.get(language) or texts["en"]
    return PageContent(
        key=row.key,
        audience=row.audience,
        language=text.language,
        title=text.title,
        lead=text.lead,
        blocks=tuple(Block.from_row(block) for block in text.blocks),
        owner=row.owner,
        source=row.source,
        checked_on=row.checked_on,
        review_by=row.review_by,
    )


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page in a list."""

    key: str
    title: str
    lead: str


def pages(audience: str, language: str) -> list[PageLink]:
    """The pages for one audience, in order."""
    links = []
    for row in Page.objects.filter(audience=audience).prefetch_related("texts"):
        texts = {text.language: text for text in row.texts.all()}
        text = texts.get(language) or texts["en"]
        links.append(PageLink(row.key, text.title, text.lead))
    return links


@dataclass(frozen=True, slots=True)
class Review:
    """One line of the editor's list."""

    kind: str
    key: str
    title: str
    owner: str
    checked_on: dt.date
    overdue: bool
    missing: tuple[str, ...]


def reviews(language: str, today: dt.date, required: tuple[str, ...]) -> list[Review]:
    """Every page and route with its last check, overdue first, and the languages it misses."""
    lines = []
    for row in Page.objects.prefetch_related("texts"):
        texts = {text.language: text for text in row.texts.all()}
        title = (texts.get(language) or texts["en"]).title
        missing = tuple(code for code in required if code not in texts)
        overdue = row.review_by < today
        lines.append(Review("page", row.key, title, row.owner, row.checked_on, overdue, missing))
    for route in all_routes():
        missing = tuple(code for code in required if code not in route.texts)
        name, overdue = route.text(language).name, route.is_overdue(today)
        lines.append(
            Review("route", route.key, name, route.owner, route.checked_on, overdue, missing)
        )
    return sorted(lines, key=lambda line: (not line.overdue, line.checked_on, line.title))
