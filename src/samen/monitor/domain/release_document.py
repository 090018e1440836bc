"""The document of a release: shown values only, the same bytes for the same figures."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, product

import numpy as np

from samen.engines.disclosure.tables import HIDDEN, Dimension, Release, Settings
from samen.monitor.domain.release_audit import canonical

FORMAT = 1
TOTAL = "total"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """One published table: the codes per dimension, totals first, and a value per crossing.

    The first dimension is the year, which has no total. ``values`` runs with the last dimension
    fastest; None is hidden.
    """

    name: str
    unit: str
    dimensions: tuple[tuple[str, tuple[str, ...]], ...]
    values: tuple[int | None, ...]

    def cells(self) -> Iterator[tuple[tuple[str, ...], int | None]]:
        """Every cell: its codes and its value."""
        return zip(product(*(codes for _, codes in self.dimensions)), self.values, strict=True)

    def value(self, *codes: str) -> int | None:
        """Value of the cell with these codes, in the order of the dimensions."""
        place = 0
        for (_, known), code in zip(self.dimensions, codes, strict=True):
            place = place * len(known) + known.index(code)
        return self.values[place]

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Codes of a dimension."""
        return dict(self.dimensions)[dimension]

    def of_year(self, year: int) -> tuple[int | None, ...]:
        """The values of one year."""
        years = self.codes("year")
        size = len(self.values) // len(years)
        start = size * years.index(str(year))
        return self.values[start : start + size]

    @classmethod
    def joined(cls, years: Mapping[int, ReleaseTable]) -> ReleaseTable:
        """One table of several years, each year's values taken from its own table."""
        tables = dict(sorted(years.items()))
        first = next(iter(tables.values()))
        return replace(
            first,
            dimensions=(("year", tuple(map(str, tables))), *first.dimensions[1:]),
            values=tuple(chain.from_iterable(t.of_year(year) for year, t in tables.items())),
        )


@dataclass(frozen=True, slots=True)
class ReleaseDocument:
    """Everything a release says, as a value. Its digest is that of :meth:`to_json`.

    ``kept``: years whose figures stay those of an earlier release, and the day on which they were
    counted.
    """

    title: str
    years: tuple[int, ...]
    counted_on: dt.date
    threshold: int
    margin: float
    tables: tuple[ReleaseTable, ...]
    kept: tuple[tuple[int, dt.date], ...] = ()

    def table(self, name: str) -> ReleaseTable:
        """The table with this name."""
        return next(table for table in self.tables if table.name == name)

    def day_counted(self, year: int) -> dt.date:
        """Day on which the figures of a year were counted."""
        return dict(self.kept).get(year, self.counted_on)

    @property
    def settings(self) -> Settings:
        """How the tables were protected."""
        return Settings(self.threshold, self.margin)

    def as_releases(self, unit: str, year: int) -> list[Release]:
        """The tables of one unit as the engine takes earlier releases, in one year only.

        Years have no total, so the others say nothing of it.
        """
        return [
            Release(
                name=f"{table.name}, {self.counted_on}",
                dimensions=(
                    Dimension.flat("year", [str(year)], total=None),
                    *(Dimension.flat(n, c[1:], total=TOTAL) for n, c in table.dimensions[1:]),
                ),
                values=np.array(
                    [HIDDEN if value is None else value for value in table.of_year(year)]
                ).reshape(1, *(len(codes) for _, codes in table.dimensions[1:])),
                settings=self.settings,
            )
            for table in self.tables
            if table.unit == unit
        ]

    def to_json(self) -> str:
        """The document as canonical JSON: the same document gives the same bytes."""
        return canonical(
            {
                "format": FORMAT,
                "title": self.title,
                "years": self.years,
                "countedOn": self.counted_on.isoformat(),
                "threshold": self.threshold,
                "margin": self.margin,
                "kept": {str(year): day.isoformat() for year, day in self.kept},
                "licence": LICENCE,
                "tables": [
                    {
                        "name": t.name,
                        "unit": t.unit,
                        "dimensions": [{"name": n, "codes": c} for n, c in t.dimensions],
                        "values": t.values,
                    }
                    for t in self.tables
                ],
            }
        )

    @classmethod
    def from_json(cls, text: str) -> ReleaseDocument:
        """The document that :meth:`to_json` wrote."""
        found = json.loads(text)
        return cls(
            title=found["title"],
            years=tuple(found["years"]),
            counted_on=dt.date.fromisoformat(found["countedOn"]),
            threshold=found["threshold"],
            margin=found["margin"],
            tables=tuple(
                ReleaseTable(
                    name=t["name"],
                    unit=t["unit"],
                    dimensions=tuple((d["name"], tuple(d["codes"])) for d in t["dimensions"]),
                    values=tuple(t["values"]),
                )
                for t in found["tables"]
            ),
            kept=tuple(
                (int(year), dt.date.fromisoformat(day))
                for year, day in found.get("kept", {}).items()
            ),
        )


def digest_of(document_json: str) -> str:
    """SHA-256 of a release document, hexadecimal: what the public page prints."""
    return hashlib.sha256(document_json.encode()).hexdigest()
