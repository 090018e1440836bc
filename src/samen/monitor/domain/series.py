"""The published national figures, as packaged data: nothing computed, nothing filled in.

Two series of registered possible victims exist and are never mixed: A, CoMensha's own report, and
B, the National Rapporteur's cleaned series. Sources and gaps: ``data/README.md``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_DATA = files("samen.monitor").joinpath("data")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was published."""

    key: str
    title: str
    place: str
    date: str


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """One year of one series. ``low`` and ``high`` differ where sources give a range.

    ``note`` here and below: in Dutch and in English.
    """

    series: str
    year: int
    low: int
    high: int
    sources: tuple[str, ...]
    note: tuple[str, str]


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """Series B in one year by form of exploitation, or its minors."""

    year: int
    group: str
    victims: int
    source: str
    note: tuple[str, str]


@dataclass(frozen=True, slots=True)
class PublishedReporter:
    """Reports by one type of reporter in one year; ``share`` in percent where it was published."""

    year: int
    reporter: str
    reports: int
    share: float | None
    base: tuple[str, str]
    source: str
    note: tuple[str, str]


@lru_cache(maxsize=1)
def sources() -> Mapping[str, Source]:
    """Every source by its key."""
    return {row["key"]: Source(**row) for row in _rows("sources.csv")}


@lru_cache(maxsize=1)
def victims() -> tuple[PublishedYear, ...]:
    """Registered possible victims per series and year."""
    return tuple(
        PublishedYear(
            row["series"],
            int(row["year"]),
            int(row["low"]),
            int(row["high"]),
            tuple(row["source"].split()),
            (row["note_nl"], row["note_en"]),
        )
        for row in _rows("victims.csv")
    )


@lru_cache(maxsize=1)
def forms() -> tuple[PublishedForm, ...]:
    """Series B by form of exploitation, where it was published."""
    return tuple(
        PublishedForm(
            int(row["year"]),
            row["group"],
            int(row["victims"]),
            row["source"],
            (row["note_nl"], row["note_en"]),
        )
        for row in _rows("forms.csv")
    )


@lru_cache(maxsize=1)
def reporters() -> tuple[PublishedReporter, ...]:
    """Reports per year and type of reporter, where it was published."""
    return tuple(
        PublishedReporter(
            int(row["year"]),
            row["reporter"],
            int(row["reports"]),
            float(row["share"]) if row["share"] else None,
            (row["base_nl"], row["base_en"]),
            row["source"],
            (row["note_nl"], row["note_en"]),
        )
        for row in _rows("reporters.csv")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with _DATA.joinpath(name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
