"""Who do I call? At most three questions, answered from the dated routing table.

The order of the answers is the table's own order; 112 stands first in it and belongs to every
combination of answers, which :func:`samen.guidance.domain.content.check_routes` proves when the
table is loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("who", ("me", "other", "work")),
    ("about", ("labour", "sexual", "crime", "child", "help", "unsure")),
    ("how", ("police", "careful", "anonymous")),
)
"""The questions with their answer codes, in the order in which they are asked."""

RECHECK_DAYS = 180
"""A number that nobody checked for longer than this is marked for the editor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteText:
    """One route in one language."""

    name: str
    purpose: str
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A row of the routing table; ``answers`` maps each question to the answers it is shown for."""

    key: str
    position: int
    phone: str = ""
    website: str = ""
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    texts: Mapping[str, RouteText] = field(default_factory=dict)
    owner: str = ""
    source: str = ""
    checked_on: dt.date = dt.date.min

    def text(self, language: str) -> RouteText:
        """The text in ``language``, in English where that is missing."""
        return self.texts.get(language) or self.texts["en"]

    def is_overdue(self, today: dt.date) -> bool:
        """Whether the number should be checked again."""
        return (today - self.checked_on).days > RECHECK_DAYS


def matching(table: Iterable[Route], answers: Mapping[str, str]) -> list[Route]:
    """The routes for the answers given, in order; a question not answered excludes nothing."""
    return sorted(
        (
            route
            for route in table
            if all(answer in route.answers[question] for question, answer in answers.items())
        ),
        key=lambda route: route.position,
    )
