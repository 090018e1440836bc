"""A table for download: CSV, and beside it W3C *CSV on the Web* metadata that explains it.

Metadata Vocabulary for Tabular Data, W3C Recommendation of 17 December 2015. The metadata of
``figures.csv`` is found at ``figures.csv-metadata.json``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HIDDEN = "x"
"""What stands in a cell whose figure is hidden; declared as ``null`` in the metadata."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, its title in Dutch and English, its datatype."""

    name: str
    nl: str
    en: str
    datatype: str = "string"
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A table with what a reader needs to know to use it."""

    name: str
    title: str
    definition: str
    source: str
    licence: str
    issued: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]

    def csv(self) -> str:
        """The table as CSV (RFC 4180, UTF-8, lines ended by CRLF); a hidden figure is ``x``."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow([column.name for column in self.columns])
        writer.writerows(_cells(self.columns, row) for row in self.rows)
        return text.getvalue()

    def metadata(self) -> str:
        """CSVW metadata of :meth:`csv`, as JSON."""
        return json.dumps(
            {
                "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
                "url": f"{self.name}.csv",
                "dc:title": self.title,
                "dc:description": self.definition,
                "dc:source": self.source,
                "dc:license": {"@id": self.licence},
                "dc:issued": {"@value": self.issued, "@type": "xsd:date"},
                "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
                "tableSchema": {"columns": [_described(column) for column in self.columns]},
            },
            ensure_ascii=False,
            indent=2,
        )


def _cells(
    columns: Sequence[Column], row: Iterable[str | int | float | None]
) -> list[str | int | float]:
    return [
        (HIDDEN if column.datatype == "integer" else "") if value is None else value
        for column, value in zip(columns, row, strict=True)
    ]


def _described(column: Column) -> dict[str, object]:
    described: dict[str, object] = {
        "name": column.name,
        "titles": {"nl": column.nl, "en": column.en},
        "datatype": column.datatype,
    }
    if column.definition:
        described["dc:description"] = column.definition
    if column.datatype == "integer":
        described["null"] = HIDDEN
    return described
