"""A release: protected figures as a document that never changes.

From the standing registrations one cube (year × form × region) and two flat tables are protected
*together*, so that no table gives away what another hides. What goes into the document are the
shown values only; how well the hidden ones are hidden goes into the audit, for the privacy
officer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from samen.engines.disclosure.tables import (
    HIDDEN,
    Dimension,
    Protected,
    Release,
    Settings,
    Table,
    protect,
    protect_linked,
)
from samen.kernel.codes import Sex
from samen.kernel.errors import InvalidInput, Problem, raise_if_any
from samen.monitor.domain.counting import (
    AgeGroup,
    FormGroup,
    Registration,
    ReporterType,
    form_group_of,
)
from samen.monitor.domain.release_audit import AuditSummary, canonical, summary_of

FORMAT = 1
TOTAL = "total"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DEFAULT_THRESHOLD = 10
DEFAULT_MARGIN = 0.3


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """One published table: the codes per dimension, totals first, and a value per crossing.

    ``values`` runs with the last dimension fastest; None is hidden.
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

    @property
    def hidden(self) -> int:
        """Number of hidden cells."""
        return sum(value is None for value in self.values)

    def as_release(self, document: ReleaseDocument, years: Sequence[str]) -> Release:
        """The table as the engine takes an earlier release, in these years only."""
        dimensions = [
            Dimension.flat(name, [code for code in codes if code in years], total=None)
            if name == "year"
            else Dimension.flat(name, codes[1:], total=TOTAL)
            for name, codes in self.dimensions
        ]
        values = [
            HIDDEN if value is None else value
            for codes, value in self.cells()
            if codes[self._year] in years
        ]
        return Release(
            name=f"{self.name}, {document.counted_on}",
            dimensions=tuple(dimensions),
            values=np.array(values).reshape([len(d.members) for d in dimensions]),
            settings=Settings(document.threshold, document.margin),
        )

    @property
    def _year(self) -> int:
        return [name for name, _ in self.dimensions].index("year")


@dataclass(frozen=True, slots=True)
class ReleaseDocument:
    """Everything a release says, as a value. Its digest is that of :meth:`to_json`."""

    title: str
    years: tuple[int, ...]
    counted_on: dt.date
    threshold: int
    margin: float
    tables: tuple[ReleaseTable, ...]

    def table(self, name: str) -> ReleaseTable:
        """The table with this name."""
        return next(table for table in self.tables if table.name == name)

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
        )


def digest_of(document_json: str) -> str:
    """SHA-256 of a release document, hexadecimal: what the public page prints."""
    return hashlib.sha256(document_json.encode()).hexdigest()


def make_release(
    standing: Sequence[Registration],
    *,
    title: str,
    years: Sequence[int],
    regions: Sequence[str],
    counted_on: dt.date,
    threshold: int = DEFAULT_THRESHOLD,
    margin: float = DEFAULT_MARGIN,
    against: Mapping[int, ReleaseDocument] | None = None,
) -> tuple[ReleaseDocument, AuditSummary]:
    """Protected figures of ``years`` and their audit.

    ``regions`` are the region codes in the order of the table; ``threshold`` and ``margin`` as in
    :func:`samen.engines.disclosure.tables.protect`. ``against``: what was published before, by
    number, oldest first. A reader may lay all of it beside this release; years that are in both
    are protected against that.

    Raises
    ------
    InvalidInput
        No registration in these years, a setting out of range, a threshold below that of an
        earlier release of the same years, nothing left to publish, or an earlier release gives
        a small count away whatever is hidden here.
    """
    against = {n: d for n, d in (against or {}).items() if set(d.years) & set(years)}
    raise_if_any(
        Problem("threshold", "is at least that of what was published on these years", threshold)
        for least in [max((old.threshold for old in against.values()), default=0)]
        if threshold < least
    )
    chosen = [r for r in standing if r.year in set(years)]
    if not chosen:
        span = ", ".join(map(str, years))
        raise InvalidInput(Problem("years", "hold no registration to publish", span, "no_figures"))
    year = Dimension.flat("year", map(str, sorted(years)), total=None)
    form = Dimension.flat("form", FormGroup, total=TOTAL)
    region = Dimension.flat("region", regions, total=TOTAL)
    sex = Dimension.flat("sex", Sex, total=TOTAL)
    age = Dimension.flat("age", AgeGroup, total=TOTAL)
    reporter = Dimension.flat("reporter", ReporterType, total=TOTAL)

    def place(r: Registration) -> str:
        return str(r.year)

    victims = protect_linked(
        [
            _table(
                "region",
                (year, form, region),
                ((place(r), form_group_of(r.form), r.region) for r in chosen),
            ),
            _table("sex", (year, sex), ((place(r), r.sex) for r in chosen)),
            _table("age", (year, age), ((place(r), r.age_group) for r in chosen)),
        ],
        threshold=threshold,
        margin=margin,
        against=_before(against.values(), "victims", years),
    )
    # Reports are another unit than victims (one victim may have several), so a table apart.
    reports = protect(
        _table(
            "reporter", (year, reporter), ((place(r), one) for r in chosen for one in r.reporters)
        ),
        threshold=threshold,
        margin=margin,
        against=_before(against.values(), "reports", years),
    )
    document = ReleaseDocument(
        title=title,
        years=tuple(sorted(years)),
        counted_on=counted_on,
        threshold=threshold,
        margin=margin,
        tables=(*(_shown(p, "victims") for p in victims), _shown(reports, "reports")),
    )
    return document, summary_of([*victims, reports], tuple(against))


def _before(documents: Iterable[ReleaseDocument], unit: str, years: Sequence[int]) -> list[Release]:
    """Tables of one unit as their readers have them, in the years that return now.

    Years have no total, so a year that does not return says nothing of one that does.
    """
    return [
        table.as_release(document, [str(year) for year in years])
        for document in documents
        for table in document.tables
        if table.unit == unit
    ]


def _table(
    name: str, dimensions: tuple[Dimension, ...], members: Iterable[tuple[str, ...]]
) -> Table:
    counted = Counter(tuple(map(str, cell)) for cell in members)
    return Table.from_leaves(dimensions, counted, name=name)


def _shown(protected: Protected, unit: str) -> ReleaseTable:
    table = protected.table
    return ReleaseTable(
        name=table.name,
        unit=unit,
        dimensions=tuple((d.name, tuple(map(str, d.members))) for d in table.dimensions),
        values=tuple(cell.value for cell in protected.cells()),
    )
