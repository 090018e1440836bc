"""The law the rules rest on: citations, and the articles they point to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from samen.kernel.errors import Problem

_CITATION = re.compile(r"^(?P<law>\S+) (?P<article>(?:overweging )?[\w.:]+)(?P<part>(?:\(\w+\))*)$")


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a law: ``Wpg 16(1)(a)`` is law ``Wpg``, article ``16``, part ``(1)(a)``."""

    law: str
    article: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.law} {self.article}{self.part}"


def parse_citations(text: str, where: str, problems: list[Problem]) -> tuple[Citation, ...]:
    """Citations separated by ``;``. Adds a problem for each that cannot be read."""
    found: list[Citation] = []
    for part in (piece.strip() for piece in text.split(";")):
        match = _CITATION.match(part)
        if match is None:
            rule = "must be a law and an article, like Wpg 16(1)(a)"
            problems.append(Problem(where, rule, part))
            continue
        found.append(Citation(match["law"], match["article"], match["part"]))
    return tuple(found)
