"""An estimate as a page shows it: no figure without its range, no range without its reasons."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from samen.analysis.domain.estimation import Outcome
from samen.analysis.queries.estimation import Truth
from samen.analysis.web.estimation_figures import Row, moving_figure, ranges_figure
from samen.analysis.web.estimation_lines import Line, figure_of, interval_of, line_of
from samen.analysis.web.estimation_words import METHODS, number, say
from samen.engines.mse import Analysis, Estimate
from samen.monitor.public import FormGroup, ReporterType
from samen.platform.web.words import in_language

TOTAL_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Part:
    """One stratum, or the sum over them."""

    title: str
    registered: str
    warnings: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a result page shows, in the reader's language."""

    name: str
    headline: str
    level: str
    warnings: tuple[str, ...]
    truth: str
    figure: str
    lines: tuple[Line, ...]
    registered_figure: str
    registered_method: str
    parts: tuple[Part, ...]
    moving_figure: str
    moving_rows: tuple[tuple[str, str, str], ...]
    compared: bool
    check_rows: tuple[tuple[str, str, str, str, str], ...]
    assumptions: tuple[tuple[str, str], ...]
    legend: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]


def present(outcome: Outcome, truth: Truth | None) -> Page:
    """The result in words, tables and pictures."""
    found, level = outcome.found, outcome.choices.level
    whole = found.whole
    warnings = [*whole.warnings, *(outcome.comparison.warnings if outcome.comparison else ())]
    strata = [
        (_stratum(found.columns, labels), _year(found.columns, labels), analysis)
        for labels, analysis in found.strata.items()
    ]
    parts = [_part(title, analysis, level) for title, _, analysis in strata]
    if found.sums:
        sums = tuple(line_of(name, one, level) for name, one in found.sums.items())
        title = gettext("Sum over the strata")
        parts.append(Part(title, number(whole.lists.observed), (), sums))
    method = next((name for name in ("bic", "stepwise") if name in whole.methods), None)
    method = method or next(iter(whole.methods))
    known = truth.total if truth else None
    years = truth.years if truth else {}
    return Page(
        name=outcome.table.name,
        headline=_headline(whole, level),
        level=f"{level:.0%}",
        warnings=tuple(dict.fromkeys(say(warning) for warning in warnings)),
        truth=_truth(whole, known, level),
        figure=ranges_figure(
            [_row(gettext(METHODS[name]), one, level) for name, one in whole.methods.items()],
            registered=whole.lists.observed,
            truth=known,
            title=gettext("Estimated number of people, registered and hidden"),
        ),
        lines=tuple(line_of(name, one, level) for name, one in whole.methods.items()),
        registered_figure=ranges_figure(
            [
                _row(title, part.methods[method], level, part.lists.observed, years.get(year))
                for title, year, part in strata or [(gettext("everybody"), "", whole)]
            ],
            title=gettext("Registered against estimated"),
        ),
        registered_method=gettext(METHODS[method]),
        parts=tuple(parts),
        moving_figure=_moving(outcome, known),
        moving_rows=_moving_rows(outcome),
        compared=outcome.comparison is not None,
        check_rows=_checks(outcome),
        assumptions=_assumptions(whole),
        legend=_legend(whole.lists.names),
        facts=_facts(outcome),
    )


def _headline(whole: Analysis, level: float) -> str:
    observed = number(whole.lists.observed)
    ones = [one for one in whole.methods.values() if _counts(one)]
    if not ones:
        reasons = "; ".join(
            dict.fromkeys(say(o.reason) for o in whole.methods.values() if o.reason)
        )
        told = gettext(
            "%(observed)s people are registered. How many are not cannot be said from these lists: "
            "%(reasons)s."
        )
        return told % {
            "observed": observed,
            "reasons": reasons or gettext("no method estimates"),
        }
    totals = [one.total for one in ones if one.total is not None]
    ranges = [i for i in (interval_of(one, level) for one in ones) if i and i.lower is not None]
    values = {"observed": observed, "low": number(min(totals)), "high": number(max(totals))}
    if not ranges:
        told = gettext(
            "%(observed)s people are registered. Registered and hidden together are estimated at "
            "%(low)s to %(high)s, and no method gives a range: do not quote this."
        )
        return told % values
    uppers = [i.upper for i in ranges if i.upper is not None]
    values |= {
        "level": f"{level:.0%}",
        "least": number(min(i.lower for i in ranges if i.lower is not None)),
        "most": number(max(uppers)) if len(uppers) == len(ranges) else gettext("no upper limit"),
    }
    told = gettext(
        "%(observed)s people are registered. Depending on the method, registered and hidden "
        "together are estimated at %(low)s to %(high)s; with their %(level)s ranges, from "
        "%(least)s to %(most)s."
    )
    return told % values


def _truth(whole: Analysis, known: int | None, level: float) -> str:
    if known is None:
        return ""
    inside = outside = 0
    for one in whole.methods.values():
        limits = interval_of(one, level) if _counts(one) else None
        if limits is not None and limits.lower is not None:
            holds = limits.lower <= known <= (limits.upper or math.inf)
            inside, outside = inside + holds, outside + (not holds)
    told = gettext(
        "In this invented world there truly were %(true)s victims. The ranges of %(inside)s of "
        "%(all)s methods hold that number. In the real world nobody can look it up."
    )
    return told % {"true": number(known), "inside": inside, "all": inside + outside}


def _counts(one: Estimate) -> bool:
    """Whether the estimate claims to be the size of the population."""
    return one.total is not None and not one.details.get("lower_bound")


def _part(title: str, analysis: Analysis, level: float) -> Part:
    return Part(
        title,
        number(analysis.lists.observed),
        tuple(say(warning) for warning in analysis.warnings),
        tuple(line_of(name, one, level) for name, one in analysis.methods.items()),
    )


def _row(
    label: str, one: Estimate, level: float, registered: int | None = None, truth: int | None = None
) -> Row:
    limits = interval_of(one, level)
    lower, upper = (limits.lower, limits.upper) if limits else (None, None)
    return Row(label, one.total, lower, upper, registered, truth)


def _moving(outcome: Outcome, truth: int | None) -> str:
    if outcome.comparison is None or not outcome.comparison.rows:
        return ""
    points = [
        (say(row.group), row.estimate.total)
        for row in outcome.comparison.rows
        if row.estimate.total is not None
    ]
    return moving_figure(
        points,
        registered=outcome.found.whole.lists.observed,
        truth=truth,
        title=gettext("How far the answer moves"),
    )


def _moving_rows(outcome: Outcome) -> tuple[tuple[str, str, str], ...]:
    rows = outcome.comparison.rows if outcome.comparison else ()
    return tuple(
        (
            say(row.group),
            say(row.label),
            say(row.estimate.status)
            if row.estimate.total is None
            else figure_of(row.estimate, row.estimate.interval(TOTAL_LEVEL)),
        )
        for row in rows
    )


def _checks(outcome: Outcome) -> tuple[tuple[str, str, str, str, str], ...]:
    found = outcome.comparison.consistency if outcome.comparison else None
    yes_no = {True: gettext("yes"), False: gettext("no"), None: ""}
    return tuple(
        (
            check.name,
            gettext(METHODS[check.method]),
            number(check.truth),
            "–"
            if check.total is None
            else f"{number(check.total)} ({number(check.lower) or '?'} – "
            f"{number(check.upper) or gettext('no upper limit')})",
            yes_no[check.covered],
        )
        for check in (found.checks if found else ())
    )


def _assumptions(whole: Analysis) -> tuple[tuple[str, str], ...]:
    seen: dict[str, list[str]] = {}
    for name, one in whole.methods.items():
        for assumption in one.assumptions:
            seen.setdefault(say(assumption), []).append(gettext(METHODS[name]))
    everyone = sum(bool(one.assumptions) for one in whole.methods.values())
    return tuple(
        (told, ", ".join(names) if len(names) < everyone else gettext("every method"))
        for told, names in seen.items()
    )


def _stratum(columns: Iterable[str], labels: Iterable[str]) -> str:
    return ", ".join(
        _code(label) or gettext("%(column)s unknown") % {"column": column}
        for column, label in zip(columns, labels, strict=True)
    )


def _year(columns: tuple[str, ...], labels: tuple[str, ...]) -> str:
    """The year of a stratum that is split by year alone."""
    return labels[0] if columns == ("year",) else ""


def _code(label: str) -> str:
    """A stratum of the monitor in words; any other label as it is."""
    return in_language(FormGroup(label).labels) if label in set(FormGroup) else label


def _legend(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, in_language(ReporterType(name).labels))
        for name in names
        if name in set(ReporterType)
    )


def _facts(outcome: Outcome) -> tuple[tuple[str, str], ...]:
    made = outcome.found.to_json()
    return (
        (gettext("Table"), outcome.table.name),
        (gettext("Seed"), str(outcome.choices.seed)),
        (gettext("Replicates"), number(outcome.choices.replicates)),
        (gettext("Version"), f"Samen {made['version']}"),
        (gettext("SHA-256 of the input"), _breakable(made["input_sha256"])),
        (gettext("SHA-256 of the table"), _breakable(made["table_sha256"])),
        (gettext("Lists used"), ", ".join(made["lists_used"])),
    )


def _breakable(digest: str) -> str:
    """A digest that may be broken at the edge of a small screen and copies as one word."""
    return format_html_join(
        mark_safe("<wbr>"), "{}", ((digest[at : at + 8],) for at in range(0, len(digest), 8))
    )
