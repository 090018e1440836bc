"""Choices that come from other capabilities, in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language

from samen.platform.organisations.public import municipality_regions, regions
from samen.recognition.public import lists


def indicator_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The indicator catalogue, grouped by list: what professionals look for, then one's own."""
    language = "nl" if get_language() == "nl" else "en"
    return [
        (group.title[language], [(sign.code, sign.text[language]) for sign in group.indicators])
        for group in sorted(lists(), key=lambda group: group.who == "me")
    ]


def areas_of(municipality: str, region: tuple[str, str]) -> frozenset[tuple[str, str]]:
    """The (type, code) pairs of a municipality, or of every municipality in a region."""
    if municipality:
        found = municipality_regions(municipality)
        return frozenset({("municipality", municipality), *((str(k), v) for k, v in found.items())})
    pairs: set[tuple[str, str]] = set()
    for place in regions("municipality"):
        found = {str(kind): code for kind, code in municipality_regions(place.code).items()}
        if found.get(region[0]) == region[1]:
            pairs |= {("municipality", place.code), *found.items()}
    return frozenset(pairs)
