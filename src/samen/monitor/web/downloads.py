"""Public tables for download."""

from __future__ import annotations

from django.utils.translation import gettext

from samen.monitor.domain import series
from samen.monitor.domain.csvw import Column, Download
from samen.monitor.domain.release_document import LICENCE
from samen.monitor.queries import ReleaseView
from samen.monitor.web.figures import (
    SERIES_DATE,
    national_series,
    published_forms,
    published_reporters,
)
from samen.monitor.web.figures_release import kept_note, unit_told
from samen.monitor.web.labels import dimension_label

PUBLISHED_AS_FACTS = "https://creativecommons.org/publicdomain/mark/1.0/"


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
        figure = national_series()
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
        figure = published_forms()
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
        figure = published_reporters()
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
        definition=f"{unit_told(table.unit)} {warning} {kept_note(release.document)}".strip(),
        source=f"Samen, release {release.number}, SHA-256 {release.digest}",
        licence=LICENCE,
        issued=(release.published_on or release.prepared_on).isoformat(),
        columns=(*dimensions, measure),
        rows=tuple((*codes, value) for codes, value in table.cells()),
    )
