"""The law the rules rest on: citations, and the articles they point to.

``data/articles.yaml`` holds every article a rule may cite, in our own words, with the version
and how it was read; ``docs/policy/`` is written from it. A rule that cites anything else is
refused.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from samen.kernel.errors import Problem

ARTICLES = Path(__file__).parent / "data" / "articles.yaml"
READ_LABELS = {
    "statute": "artikeltekst gelezen",
    "secondary": "officiële bron erover gelezen, niet het artikel zelf",
    "background": "niet gelezen; te controleren vóór gebruik",
}
READ_LABELS_EN = {
    "statute": "text of the article read",
    "secondary": "an official source about it read, not the article itself",
    "background": "not read; to be checked before use",
}
_CITATION = re.compile(
    r"^(?P<law>\S+) (?P<article>(?:overweging )?[\w.:/]+)(?P<part>(?:\(\w+\))*)$"
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a law: ``Wpg 16(1)(a)`` is law ``Wpg``, article ``16``, part ``(1)(a)``."""

    law: str
    article: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.law} {self.article}{self.part}"


@dataclass(frozen=True, slots=True)
class Article:
    """An article in our own words.

    ``read`` says how sure we are of it (``statute``, ``secondary``, ``background``); ``version``
    is the date of the version of the law that was read. ``own_number`` is its number in the text
    that ``identifier`` names: article 308 of book 3 for ``BW 3:308``.
    """

    law: str
    number: str
    law_nl: str
    law_en: str
    summary_nl: str
    summary_en: str
    read: str
    read_on: dt.date
    version: dt.date
    identifier: str
    url: str
    own_number: str

    @property
    def source(self) -> str:
        """Where its text is read: the article itself on wetten.overheid.nl, else the law.

        The address is the national link standard for law (Juriconnect, jci 1.3).
        """
        if self.url.startswith("https://wetten.overheid.nl/"):
            return (
                f"https://wetten.overheid.nl/jci1.3:c:{self.identifier}&artikel={self.own_number}"
            )
        return self.url


@lru_cache(maxsize=1)
def articles() -> dict[tuple[str, str], Article]:
    """Every article that may be cited, by law and number."""
    with ARTICLES.open(encoding="utf-8") as file:
        data: Any = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return {
        (law, number): Article(
            law,
            number,
            head["title_nl"],
            head["title_en"],
            text["nl"],
            text["en"],
            text["read"],
            data["read_on"],
            dt.date.fromisoformat(head["version"]),
            text.get("id", head["id"]),
            head["url"],
            text.get("own_number", number),
        )
        for law, head in data["laws"].items()
        for number, text in head["articles"].items()
    }


def article_of(citation: Citation) -> Article:
    """The article a citation points to."""
    return articles()[citation.law, citation.article]


def parse_citations(text: str, where: str, problems: list[Problem]) -> tuple[Citation, ...]:
    """Citations separated by ``;``. Adds a problem for each that cannot be read or is unknown."""
    found: list[Citation] = []
    for part in (piece.strip() for piece in text.split(";")):
        match = _CITATION.match(part)
        if match is None:
            rule = "must be a law and an article, like Wpg 16(1)(a)"
            problems.append(Problem(where, rule, part))
        elif (match["law"], match["article"]) not in articles():
            rule = "must cite an article that is in docs/policy/"
            problems.append(Problem(where, rule, part, "unknown_article"))
        else:
            found.append(Citation(match["law"], match["article"], match["part"]))
    return tuple(found)


def articles_by_law() -> dict[str, list[Article]]:
    """Every article that may be cited, by law, in the order of the law."""
    by_law: dict[str, list[Article]] = {}
    for article in articles().values():
        by_law.setdefault(article.law, []).append(article)
    return by_law


def policy_pages() -> dict[str, str]:
    """The Markdown of ``docs/policy/``: one page per law and an index, by file name."""
    by_law = articles_by_law()
    pages = {f"{_slug(law)}.md": _law_page(found) for law, found in by_law.items()}
    rows = [
        f"| [{law}]({_slug(law)}.md) | {found[0].law_nl} | {found[0].version} | "
        f"{sum(a.read == 'statute' for a in found)} of {len(found)} |"
        for law, found in sorted(by_law.items())
    ]
    intro = (
        "# The law the rules rest on\n\n"
        "Every article a rule may cite, in our own words, Dutch and English. The statute text\n"
        "itself is free of copyright (Auteurswet art. 11) and is read at the source each page\n"
        "names. These pages are written from `src/samen/engines/rules/data/articles.yaml` by\n"
        "`samen rules articles --write docs/policy`; edit that file, not these pages.\n\n"
        "They are no legal advice. An article marked as not read must be checked by a jurist\n"
        "before a rule that rests on it leaves the status *draft*.\n\n"
        "On 29 November 2026 these were compared with the stored copies of the national\n"
        "*regelrecht* corpus (MinBZK/regelrecht-corpus), in the version each page names: the\n"
        "cited articles of Wsg, Jeugdwet and Wrb, Wmo 1.2.1 and 1.2.2, Sv 51aa, 51ab, 51ac, 51c,\n"
        "51ca and 51f (1), and the identifiers of the books of the BW. The links to\n"
        "wetten.overheid.nl follow the national link standard (jci 1.3); none was opened.\n\n"
        "| law | title | version | articles read in the statute |\n|---|---|---|---|\n"
    )
    return {"README.md": intro + "\n".join(rows) + "\n", **pages}


def _law_page(found: list[Article]) -> str:
    first = found[0]
    head = (
        f"# {first.law}: {first.law_nl}\n\n{first.law_en}. {first.identifier}, version "
        f"{first.version}, read on {first.read_on}: <{first.url}>\n\n"
        "Own words, no legal advice.\n"
    )
    parts = [
        f"## {article.number}\n\n{article.summary_nl}\n\n*{article.summary_en}*\n\n"
        f"Read: {article.read} ({READ_LABELS[article.read]}).\n"
        + ("" if article.identifier == first.identifier else f"Text: {article.identifier}.\n")
        for article in found
    ]
    return "\n".join([head, *parts])


def _slug(law: str) -> str:
    return law.lower()
