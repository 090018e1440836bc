"""The figures of a release."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext

from samen.monitor import drawing
from samen.monitor.domain.release_document import ReleaseDocument, ReleaseTable
from samen.monitor.queries import ReleaseView
from samen.monitor.web.figures import Figure, number, per_language
from samen.monitor.web.labels import code_label, dimension_label, form_heading

HIDDEN_SIGN = "×"


@per_language
def release_figures(release: ReleaseView) -> tuple[Figure, ...]:
    """The figures of a published release: form, map, age, sex and reporters."""
    found = (
        _by(release, "region", "form", gettext("By form of exploitation"), picture=True),
        _map(release),
        _form_by_region(release),
        _by(release, "age", "age", gettext("By age")),
        _by(release, "sex", "sex", gettext("By sex")),
        _by(release, "reporter", "reporter", gettext("By reporter"), picture=True),
    )
    note = kept_note(release.document)
    return tuple(replace(figure, note=note) for figure in found)


def kept_note(document: ReleaseDocument) -> str:
    """Which years keep earlier figures, and why; empty where none do."""
    told = gettext(
        "The figures of %(years)s are those of %(day)s: since then nothing has changed, or too "
        "little to show without giving somebody away."
    )
    days: dict[dt.date, list[str]] = {}
    for year, day in document.kept:
        days.setdefault(day, []).append(str(year))
    return " ".join(
        told % {"years": ", ".join(years), "day": date_format(day, "j F Y")}
        for day, years in sorted(days.items())
    )


def _cell(value: int | None) -> str:
    return HIDDEN_SIGN if value is None else number(value)


def _along(table: ReleaseTable, dimension: str, year: str, code: str) -> int | None:
    """Value of a code of one dimension in a year, the other dimensions at their total."""
    chosen = {"year": year, dimension: code}
    return table.value(*(chosen.get(name, codes[0]) for name, codes in table.dimensions))


def _by(
    release: ReleaseView,
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
        table=name,
        title=title,
        svg=drawing.small_multiples(points, title=title) if picture else "",
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
        definition=unit_told(table.unit),
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
        table=table.name,
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
        definition=unit_told(table.unit)
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
        table=table.name,
        title=title,
        svg="",
        caption=title,
        head=(
            dimension_label("region"),
            *(form_heading(form) for form in (*forms[1:], forms[0])),
        ),
        rows=tuple(
            (
                code_label("region", region),
                *(_cell(table.value(last, form, region)) for form in (*forms[1:], forms[0])),
            )
            for region in (*regions[1:], regions[0])
        ),
        numeric=" ".join(str(i + 1) for i in range(len(forms))),
        definition=unit_told(table.unit) + " " + gettext("Earlier years are in the download."),
        sources=((gettext("Samen"), gettext("registrations counted on this platform")),),
        date=release.document.counted_on,
    )


def unit_told(unit: str) -> str:
    """What a table counts, in words."""
    if unit == "reports":
        return gettext(
            "Reports: a possible victim counts once for every type of organisation that reported "
            "them, so reports add up to more than victims."
        )
    return gettext(
        "Possible victims: persons with the slightest indication of human trafficking, counted "
        "once a year; whom two organisations registered counts once where both take part in "
        "recognising people. Somebody registered in two years is in both, so years do not add up "
        "to persons."
    )
