"""A public figure as one value, and the figures that others published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TypeVar

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext

from samen.monitor import drawing
from samen.monitor.domain import series
from samen.monitor.domain.counting import ReporterType
from samen.monitor.web.labels import in_language

T = TypeVar("T")
SERIES_DATE = dt.date(2026, 2, 28)
"""Until when published figures were looked for."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What the template draws; ``svg`` is empty where a table says it all.

    ``table`` is the name of the download that holds its figures.
    """

    name: str
    table: str
    title: str
    svg: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: str
    definition: str
    sources: tuple[tuple[str, str], ...]
    date: dt.date
    note: str = ""
    legend: tuple[tuple[str, float], ...] = ()


def per_language(make: Callable[..., T]) -> Callable[..., T]:
    """Remember what ``make`` gives, for each language of the readers."""
    remembered = lru_cache(maxsize=32)(lambda _language, *args: make(*args))

    @wraps(make)
    def given(*args: object) -> T:
        return remembered(get_language(), *args)

    return given


def number(value: int) -> str:
    """A count with the separator of the reader's language."""
    return f"{value:,}".replace(",", in_language((".", ",")))


def _range(low: int, high: int) -> str:
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def _cited(keys: list[str]) -> tuple[tuple[str, str], ...]:
    known = series.sources()
    return tuple((key, known[key].title) for key in dict.fromkeys(keys))


def _keys(figure: str, keys: Iterable[str], notes: Iterable[str] = ()) -> str:
    """Keys of sources, each a link to its title below the figure, and what is to be noted."""
    links = ((figure, key, key) for key in dict.fromkeys(keys))
    told = "; ".join(dict.fromkeys(notes))
    linked = format_html_join(" ", '<a href="#{}-{}">{}</a>', links)
    return format_html("{} ({})", linked, told) if told else linked


@per_language
def national_series() -> Figure:
    """Series A and B, each in its own panel."""
    names = {
        "A": gettext("Series A: CoMensha's own report"),
        "B": gettext("Series B: the National Rapporteur"),
    }
    found = series.victims()
    by_year: dict[int, dict[str, series.PublishedYear]] = {}
    for row in found:
        by_year.setdefault(row.year, {})[row.series] = row
    rows = []
    for year, one in sorted(by_year.items(), reverse=True):
        keys = [key for row in one.values() for key in row.sources]
        notes = [in_language(row.note) for row in one.values() if row.note[0]]
        shown = [_range(one[s].low, one[s].high) if s in one else "–" for s in names]
        rows.append((str(year), *shown, _keys("national-series", keys, notes)))
    title = gettext("Registered possible victims, two published series")
    return Figure(
        name="national-series",
        table="national-series",
        title=title,
        svg=drawing.small_multiples(
            [(names[r.series], str(r.year), r.low) for r in found],
            title=title,
            line=True,
        ),
        caption=gettext("Registered possible victims per year"),
        head=(gettext("Year"), gettext("Series A"), gettext("Series B"), gettext("Source")),
        rows=tuple(rows),
        numeric="1 2",
        definition=gettext(
            "A possible victim is a person with the slightest indication of human trafficking who "
            "was reported to the national registration at CoMensha, counted once in a year. "
            "Series A is CoMensha's own report. Series B is the National Rapporteur's, after its "
            "own cleaning. The two are never mixed: they differ for 2019 and 2020. A year without "
            "a figure was not published or not found, and is left open."
        ),
        sources=_cited([key for row in found for key in row.sources]),
        date=SERIES_DATE,
        note=gettext(
            "Fewer registrations do not mean fewer victims: the fall in 2018 came with stricter "
            "privacy rules for care organisations."
        ),
    )


@per_language
def published_forms() -> Figure:
    """Series B by form, where it was published."""
    found = series.forms()
    names = {
        "sexual": gettext("Sexual"),
        "labour": gettext("Labour"),
        "criminal": gettext("Criminal"),
        "multiple": gettext("More than one"),
        "unknown": gettext("Not known"),
        "minors": gettext("Of whom minors"),
    }
    known = {(row.year, row.group): row for row in found}
    rows = []
    for year in sorted({row.year for row in found}, reverse=True):
        cells = [known.get((year, group)) for group in names]
        notes = [in_language(c.note) for c in cells if c and c.note[0]]
        keys = [c.source for c in cells if c]
        shown = [number(c.victims) if c else "–" for c in cells]
        rows.append((str(year), *shown, _keys("published-forms", keys, notes)))
    return Figure(
        name="published-forms",
        table="published-forms",
        title=gettext("Forms of exploitation and minors, where published (series B)"),
        svg="",
        caption=gettext("Registered possible victims by form of exploitation"),
        head=(gettext("Year"), *names.values(), gettext("Source")),
        rows=tuple(rows),
        numeric="1 2 3 4 5 6",
        definition=gettext(
            "The main form of exploitation in the registration. Definitions shift between years: "
            "labour includes criminal exploitation in 2016 and 2018, and in 2020 a victim may "
            "count under more than one form. A mix of forms also says who was looking."
        ),
        sources=_cited([row.source for row in found]),
        date=SERIES_DATE,
    )


@per_language
def published_reporters() -> Figure:
    """Who brought victims to the registration, where it was published."""
    found = series.reporters()
    names = {code: in_language(code.labels) for code in ReporterType}
    known = {(r.year, r.reporter): r for r in found}
    years = sorted({r.year for r in found})
    first = {r.year: r for r in reversed(found)}
    cells = {code: [known.get((year, str(code))) for year in years] for code in ReporterType}
    rows = [
        (names[code], *(number(cell.reports) if cell else "–" for cell in found_cells))
        for code, found_cells in cells.items()
    ]
    rows.append((gettext("Base"), *(in_language(first[year].base) for year in years)))
    rows.append(
        (gettext("Source"), *(_keys("published-reporters", [first[year].source]) for year in years))
    )
    notes = [
        f"{r.year}, {names[ReporterType(r.reporter)]}: {in_language(r.note)}"
        for r in found
        if r.note[1] not in ("", "FairWork", "remainder")
    ]
    title = gettext("Who reported to the registration")
    return Figure(
        name="published-reporters",
        table="published-reporters",
        title=title,
        svg=drawing.small_multiples(
            [(names[ReporterType(r.reporter)], str(r.year), r.reports) for r in found],
            title=title,
        ),
        caption=gettext("Reports per year and reporter"),
        head=(gettext("Reported by"), *map(str, years)),
        rows=tuple(rows),
        numeric=" ".join(str(i + 1) for i in range(len(years))),
        definition=gettext(
            "A report is one possible victim brought in by one organisation. A victim may have "
            "several reports, so reports add up to more than victims. The base changes with the "
            "source. A dash means that no figure was published."
        ),
        sources=_cited([r.source for r in found]),
        date=SERIES_DATE,
        note="; ".join(notes) + ".",
    )
