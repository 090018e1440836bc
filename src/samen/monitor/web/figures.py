"""Every public figure as one value: picture, table, definition, source, date and download."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext

from samen.monitor import drawing
from samen.monitor.domain import series
from samen.monitor.domain.counting import REPORTER_TYPE_LABELS, ReporterType
from samen.monitor.domain.csvw import Column, Download
from samen.monitor.domain.publication import LICENCE, ReleaseTable
from samen.monitor.queries import ReleaseView
from samen.monitor.web.labels import code_label, dimension_label, in_language

HIDDEN_SIGN = "×"
PUBLISHED_AS_FACTS = "https://creativecommons.org/publicdomain/mark/1.0/"
SERIES_DATE = dt.date(2026, 2, 28)
"""Until when published figures were looked for."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What the template draws; ``svg`` is empty where a table says it all."""

    name: str
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


def _number(value: int) -> str:
    return f"{value:,}".replace(",", in_language((".", ",")))


def _range(low: int, high: int) -> str:
    return _number(low) if low == high else f"{_number(low)}–{_number(high)}"


def _cited(keys: list[str]) -> tuple[tuple[str, str], ...]:
    known = series.sources()
    return tuple((key, known[key].title) for key in dict.fromkeys(keys))


@lru_cache(maxsize=8)
def national_series(language: str) -> Figure:
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
        keys = " ".join(dict.fromkeys(k for r in one.values() for k in r.sources))
        notes = "; ".join(dict.fromkeys(in_language(r.note) for r in one.values() if r.note[0]))
        shown = [_range(one[s].low, one[s].high) if s in one else "–" for s in names]
        rows.append((str(year), *shown, keys + (f" ({notes})" if notes else "")))
    title = gettext("Registered possible victims, two published series")
    return Figure(
        name="national-series",
        title=title,
        svg=drawing.small_multiples(
            [(names[r.series], str(r.year), r.low) for r in found],
            title=title,
            language=language,
            columns=1,
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


@lru_cache(maxsize=8)
def published_forms(language: str) -> Figure:  # noqa: ARG001  the cache goes by language
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
        notes = dict.fromkeys(in_language(c.note) for c in cells if c and c.note[0])
        keys = " ".join(dict.fromkeys(c.source for c in cells if c))
        shown = [_number(c.victims) if c else "–" for c in cells]
        rows.append((str(year), *shown, keys + (f" ({'; '.join(notes)})" if notes else "")))
    return Figure(
        name="published-forms",
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


@lru_cache(maxsize=8)
def published_reporters(language: str) -> Figure:
    """Who brought victims to the registration, where it was published."""
    found = series.reporters()
    names = {code: in_language(REPORTER_TYPE_LABELS[code]) for code in ReporterType}
    known = {(r.year, r.reporter): r for r in found}
    years = sorted({r.year for r in found})
    first = {r.year: r for r in reversed(found)}
    cells = {code: [known.get((year, str(code))) for year in years] for code in ReporterType}
    rows = [
        (names[code], *(_number(cell.reports) if cell else "–" for cell in found_cells))
        for code, found_cells in cells.items()
    ]
    rows.append((gettext("Base"), *(in_language(first[year].base) for year in years)))
    rows.append((gettext("Source"), *(first[year].source for year in years)))
    notes = [
        f"{r.year}, {names[ReporterType(r.reporter)]}: {in_language(r.note)}"
        for r in found
        if r.note[1] not in ("", "FairWork", "remainder")
    ]
    title = gettext("Who reported to the registration")
    return Figure(
        name="published-reporters",
        title=title,
        svg=drawing.small_multiples(
            [(names[ReporterType(r.reporter)], str(r.year), r.reports) for r in found],
            title=title,
            language=language,
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


@lru_cache(maxsize=32)
def release_figures(release: ReleaseView, language: str) -> tuple[Figure, ...]:
    """The figures of a published release: form, map, age, sex and reporters."""
    return (
        _by(release, language, "region", "form", gettext("By form of exploitation"), picture=True),
        _map(release),
        _form_by_region(release),
        _by(release, language, "age", "age", gettext("By age")),
        _by(release, language, "sex", "sex", gettext("By sex")),
        _by(release, language, "reporter", "reporter", gettext("By reporter"), picture=True),
    )


def _cell(value: int | None) -> str:
    return HIDDEN_SIGN if value is None else _number(value)


def _along(table: ReleaseTable, dimension: str, year: str, code: str) -> int | None:
    """Value of a code of one dimension in a year, the other dimensions at their total."""
    chosen = {"year": year, dimension: code}
    return table.value(*(chosen.get(name, codes[0]) for name, codes in table.dimensions))


def _by(
    release: ReleaseView,
    language: str,
    name: str,
    dimension: str,
    title: str,
    *,
    picture: bool = False,
) -> Figure:
    table = release.document.table(name)
    years, codes = table.codes("year"), table.codes(dimension)
    points = [
        (code_label(dimension, code), year, _along(table, dimension, year, code))
        for code in codes[1:]
        for year in years
    ]
    return Figure(
        name=f"{name}-{dimension}" if name == "region" else name,
        title=title,
        svg=drawing.small_multiples(points, title=title, language=language) if picture else "",
        caption=title,
        head=(dimension_label(dimension), *years),
        rows=tuple(
            (
                code_label(dimension, code),
                *(_cell(_along(table, dimension, year, code)) for year in years),
            )
            for code in (*codes[1:], codes[0])
        ),
        numeric=" ".join(str(i + 1) for i in range(len(years))),
        definition=_unit(table.unit),
        sources=((gettext("Samen"), gettext("registrations counted on this platform")),),
        date=release.document.counted_on,
    )


def _map(release: ReleaseView) -> Figure:
    table = release.document.table("region")
    years, codes = table.codes("year"), table.codes("region")
    last = years[-1]
    title = gettext("By police unit in %(year)s") % {"year": last}
    values = {code: _along(table, "region", last, code) for code in codes[1:]}
    return Figure(
        name="region-map",
        title=title,
        svg=drawing.police_unit_map(values, title=title),
        caption=gettext("By police unit"),
        head=(gettext("Police unit"), *years),
        rows=tuple(
            (
                code_label("region", code),
                *(_cell(_along(table, "region", year, code)) for year in years),
            )
            for code in (*codes[1:], codes[0])
        ),
        numeric=" ".join(str(i + 1) for i in range(len(years))),
        definition=_unit(table.unit)
        + " "
        + gettext(
            "The region is the police unit where the victim was registered. The national unit "
            "has no territory of its own. A difference between regions may come from who looks "
            "and who registers."
        ),
        sources=(
            (gettext("Samen"), gettext("registrations counted on this platform")),
            ("CBS/Kadaster", gettext("generalised boundaries 2024, CC BY 4.0, simplified")),
        ),
        date=release.document.counted_on,
        legend=drawing.map_legend(),
    )


def _form_by_region(release: ReleaseView) -> Figure:
    table = release.document.table("region")
    last = table.codes("year")[-1]
    forms, regions = table.codes("form"), table.codes("region")
    title = gettext("By form and police unit in %(year)s") % {"year": last}
    return Figure(
        name="form-by-region",
        title=title,
        svg="",
        caption=title,
        head=(
            dimension_label("region"),
            *(code_label("form", form) for form in (*forms[1:], forms[0])),
        ),
        rows=tuple(
            (
                code_label("region", region),
                *(_cell(table.value(last, form, region)) for form in (*forms[1:], forms[0])),
            )
            for region in (*regions[1:], regions[0])
        ),
        numeric=" ".join(str(i + 1) for i in range(len(forms))),
        definition=_unit(table.unit) + " " + gettext("Earlier years are in the download."),
        sources=((gettext("Samen"), gettext("registrations counted on this platform")),),
        date=release.document.counted_on,
    )


def _unit(unit: str) -> str:
    if unit == "reports":
        return gettext(
            "Reports: a possible victim counts once for every type of organisation that reported "
            "them, so reports add up to more than victims."
        )
    return gettext(
        "Possible victims: persons with the slightest indication of human trafficking, counted "
        "once a year. Somebody registered in two years is in both, so years do not add up to "
        "persons."
    )


def published_download(name: str) -> Download | None:
    """A packaged table for download, or None when there is none of this name."""
    year = Column("year", "Jaar", "Year", "gYear")
    source = Column("source", "Bron", "Source", definition="Key of sources.csv")
    warning = gettext("Registered is not the actual number of victims.")
    if name == "sources":
        columns = (
            Column("key", "Sleutel", "Key"),
            Column("title", "Titel", "Title"),
            Column("place", "Vindplaats", "Place"),
            Column("date", "Datum", "Date"),
        )
        rows = tuple((s.key, s.title, s.place, s.date) for s in series.sources().values())
        title, definition = gettext("Sources of the published figures"), ""
    elif name == "national-series":
        figure = national_series(in_language(("nl", "en")))
        columns = (
            Column("series", "Reeks", "Series"),
            year,
            Column("low", "Laagste opgave", "Lowest published", "integer"),
            Column("high", "Hoogste opgave", "Highest published", "integer"),
            source,
        )
        rows = tuple(
            (r.series, r.year, r.low, r.high, " ".join(r.sources)) for r in series.victims()
        )
        title, definition = figure.title, figure.definition
    elif name == "published-forms":
        figure = published_forms(in_language(("nl", "en")))
        columns = (
            year,
            Column("group", "Vorm of groep", "Form or group"),
            Column("victims", "Mogelijke slachtoffers", "Possible victims", "integer"),
            source,
            Column("note", "Opmerking", "Note"),
        )
        rows = tuple((r.year, r.group, r.victims, r.source, r.note[0]) for r in series.forms())
        title, definition = figure.title, figure.definition
    elif name == "published-reporters":
        figure = published_reporters(in_language(("nl", "en")))
        columns = (
            year,
            Column("reporter", "Melder", "Reporter"),
            Column("reports", "Meldingen", "Reports", "integer"),
            Column("share", "Gepubliceerd aandeel", "Published share", "decimal"),
            Column("base", "Basis", "Base"),
            source,
            Column("note", "Opmerking", "Note"),
        )
        rows = tuple(
            (r.year, r.reporter, r.reports, r.share, r.base[0], r.source, r.note[0])
            for r in series.reporters()
        )
        title, definition = figure.title, figure.definition
    else:
        return None
    return Download(
        name=name,
        title=title,
        definition=f"{definition} {warning}".strip(),
        source=" ".join(series.sources()),
        licence=PUBLISHED_AS_FACTS,
        issued=SERIES_DATE.isoformat(),
        columns=columns,
        rows=rows,
    )


def release_download(release: ReleaseView, name: str) -> Download | None:
    """A table of a release for download, or None when the release has none of this name."""
    table = next((t for t in release.document.tables if t.name == name), None)
    if table is None:
        return None
    dimensions = tuple(
        Column(d, dimension_label(d), d.capitalize(), "gYear" if d == "year" else "string")
        for d, _ in table.dimensions
    )
    measure = Column(
        table.unit,
        gettext("Possible victims") if table.unit == "victims" else gettext("Reports"),
        table.unit.capitalize(),
        "integer",
        gettext("x: hidden, because the figure is small or would give away a small one"),
    )
    warning = gettext("Registered is not the actual number of victims.")
    return Download(
        name=f"release-{release.number}-{name}",
        title=f"{release.title}: {name}",
        definition=f"{_unit(table.unit)} {warning}",
        source=f"Samen, release {release.number}, SHA-256 {release.digest}",
        licence=LICENCE,
        issued=(release.published_on or release.prepared_on).isoformat(),
        columns=(*dimensions, measure),
        rows=tuple((*codes, value) for codes, value in table.cells()),
    )
