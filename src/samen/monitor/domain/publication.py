"""From standing registrations to a release: what is shown, what is hidden, and how well.

One cube (year × form × region) and two flat tables are protected *together*, so that no table
gives away what another hides. What goes into the document are the shown values only; how well the
hidden ones are hidden goes into the audit, for the privacy officer.

Whoever subtracts two releases of the same year sees what was registered in between. A difference
below the threshold is therefore as small as a count below it, and a year in which every shown
figure moved by less has nothing to tell: it *keeps* the figures that were published. So does a
year whose new figures cannot be protected beside the old ones.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from samen.engines.disclosure.tables import (
    HIDDEN,
    Dimension,
    Protected,
    Settings,
    Table,
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
from samen.monitor.domain.release_audit import AuditSummary, summary_of
from samen.monitor.domain.release_document import TOTAL, ReleaseDocument, ReleaseTable

DEFAULT_THRESHOLD = 10
DEFAULT_MARGIN = 0.3
_UNITS = {"region": "victims", "sex": "victims", "age": "victims", "reporter": "reports"}
"""What each table counts. Reports are another unit: one victim may have several."""


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
    are protected against that, or keep the figures they have.

    Raises
    ------
    InvalidInput
        No registration in these years, or too few to show any; a setting out of range; a threshold
        below that of an earlier release of the same years, or above it where that gives a count
        away that is small now.
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
    settings = Settings(threshold, margin)
    before = {
        year: earlier
        for year in years
        if (earlier := [old for old in against.values() if year in old.years])
    }
    # A year that was published before stands alone, so that its history binds no other year.
    groups = [[year for year in years if year not in before], *([year] for year in before)]
    sources: dict[int, Sequence[ReleaseTable]] = {}
    kept: dict[int, dt.date] = {}
    protected: list[Protected] = []
    problems: list[Problem] = []
    for group in filter(None, groups):
        earlier = before.get(group[0], [])
        try:
            new = _protect(_tables(chosen, group, regions), settings, group[0], earlier)
        except InvalidInput as refused:
            problems.extend(_told(refused, group))
            continue
        if new:
            protected += new
            shown = [_shown(one) for one in new]
            sources |= dict.fromkeys(group, shown)
        else:
            sources[group[0]] = earlier[-1].tables
            kept[group[0]] = earlier[-1].day_counted(group[0])
    raise_if_any(problems)
    document = ReleaseDocument(
        title=title,
        years=tuple(sorted(years)),
        counted_on=counted_on,
        threshold=threshold,
        margin=margin,
        tables=tuple(
            ReleaseTable.joined(
                {
                    year: next(t for t in tables if t.name == name)
                    for year, tables in sources.items()
                }
            )
            for name in _UNITS
        ),
        kept=tuple(sorted(kept.items())),
    )
    return document, summary_of(protected, tuple(against))


def _tables(
    chosen: Iterable[Registration], years: Sequence[int], regions: Sequence[str]
) -> list[Table]:
    """The true counts of these years, in the order of ``_UNITS``."""
    here = [(str(r.year), r) for r in chosen if r.year in set(years)]
    year = Dimension.flat("year", map(str, sorted(years)), total=None)
    form = Dimension.flat("form", FormGroup, total=TOTAL)
    region = Dimension.flat("region", regions, total=TOTAL)
    sex = Dimension.flat("sex", Sex, total=TOTAL)
    age = Dimension.flat("age", AgeGroup, total=TOTAL)
    reporter = Dimension.flat("reporter", ReporterType, total=TOTAL)
    return [
        _table(
            "region", (year, form, region), ((y, form_group_of(r.form), r.region) for y, r in here)
        ),
        _table("sex", (year, sex), ((y, r.sex) for y, r in here)),
        _table("age", (year, age), ((y, r.age_group) for y, r in here)),
        _table("reporter", (year, reporter), ((y, one) for y, r in here for one in r.reporters)),
    ]


def _table(
    name: str, dimensions: tuple[Dimension, ...], members: Iterable[tuple[str, ...]]
) -> Table:
    counted = Counter(tuple(map(str, cell)) for cell in members)
    return Table.from_leaves(dimensions, counted, name=name)


def _protect(
    tables: Sequence[Table], settings: Settings, year: int, earlier: Sequence[ReleaseDocument]
) -> list[Protected]:
    """Tables that are safe beside what was published on ``year``; none where it keeps that."""
    may_keep = bool(earlier) and settings == earlier[-1].settings
    if may_keep and not _tells_more(tables, earlier[-1], year):
        return []
    *victims, reports = tables

    def protected(unit: str, several: Sequence[Table]) -> tuple[Protected, ...]:
        return protect_linked(
            several,
            threshold=settings.threshold,
            margin=settings.margin,
            against=[one for old in earlier for one in old.as_releases(unit, year)],
        )

    try:
        return [*protected("victims", victims), *protected("reports", [reports])]
    except InvalidInput:
        if may_keep:
            return []
        raise


def _tells_more(tables: Iterable[Table], old: ReleaseDocument, year: int) -> bool:
    """Whether a figure that was shown has moved so far that the difference is not small."""
    for table in tables:
        shown = old.table(table.name).of_year(year)
        before = np.array([HIDDEN if value is None else value for value in shown])
        moved = np.abs(table.counts.ravel() - before)[before != HIDDEN]
        if (moved >= old.threshold).any():
            return True
    return False


def _told(refused: InvalidInput, years: Sequence[int]) -> list[Problem]:
    """What the engine refuses, with what an analyst can do about it."""
    too_few = "too few registrations to show any figure safely: leave them out, or wait for more"
    rules = {
        "everything_suppressed": too_few,
        "unprotectable": too_few,
        "exposed": too_few,
        "shown_before": (
            "is small under this threshold and was given away under an earlier one: use that one"
        ),
    }
    span = ", ".join(map(str, years))
    return [
        Problem(span if p.where == "table" else p.where, rules.get(p.code, p.rule), code=p.code)
        for p in refused.problems
    ]


def _shown(protected: Protected) -> ReleaseTable:
    table = protected.table
    return ReleaseTable(
        name=table.name,
        unit=_UNITS[table.name],
        dimensions=tuple((d.name, tuple(map(str, d.members))) for d in table.dimensions),
        values=tuple(cell.value for cell in protected.cells()),
    )
