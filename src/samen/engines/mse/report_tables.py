"""The tables of the report, as HTML. Each has its picture, or its reason, beside it."""

from __future__ import annotations

from html import escape
from math import isfinite
from typing import Any

from .analysis import Analysis, StratifiedAnalysis
from .compare import Comparison
from .estimate import Estimate, Interval
from .figures import LABELS, comparison_figure, registered_figure

_GLOSS = {
    "independence": "supposes that the lists know nothing of each other and everyone is alike",
    "chao": "a lower bound that lets some people be harder to find than others",
    "lincoln-petersen": "two lists, supposed independent",
    "chapman": "two lists, supposed independent, with less bias when they overlap little",
    "stepwise": "adds dependence between two lists as long as an overlap is too improbable",
    "bic": "the model that balances fit and simplicity best; every replicate chooses again",
    "aic": "as BIC, with a smaller penalty for complexity",
    "average": "all decomposable models, each weighted by how well it explains the overlaps",
    "loglinear": "a model that was given, not chosen from the data",
    "covariates": "one model of all strata: people of different kinds may be found differently",
    "linkage-corrected": "stepwise, on the table as it was before links were missed or false",
}


def methods_table(
    analysis: Analysis, caption: str = "Estimates by method", *, glossed: bool = True
) -> str:
    """Every method with its ranges and model."""
    rows: list[str] = []
    for name, one in analysis.methods.items():
        if one.total is None:
            why = escape(f"{one.status}: {one.reason}")
            rows.append(f"<tr><th>{label(name)}</th><td colspan='5'>{why}</td></tr>")
            continue
        at_least = "at least " if one.details.get("lower_bound") else ""
        second = next((i for i in one.intervals if i.level == 0.95 and i.kind != "bca"), None)
        rows.append(
            f"<tr><th>{label(name)}<small>{_GLOSS.get(name, '') if glossed else ''}</small></th>"
            f"<td class='number'>{at_least}{one.total:,.0f}</td>"
            f"<td class='number'>{_range(one.interval(0.8))}</td>"
            f"<td class='number'>{_range(one.interval(0.95, 'bca'))}</td>"
            f"<td class='number'>{_range(second)}<small>{second.kind if second else ''}"
            f"</small></td><td>{escape(one.model or '')}<small>{escape(one.model_words)}"
            "</small></td></tr>"
        )
    return (
        f"<table class='methods'><caption>{escape(caption)}</caption><thead><tr><th>method</th>"
        "<th class='number'>estimate</th><th class='number'>80%</th><th class='number'>95% BCa</th>"
        "<th class='number'>95% other</th><th>model</th></tr></thead><tbody>"
        f"{''.join(rows)}</tbody></table>"
    )


def strata_section(found: StratifiedAnalysis) -> str:
    """Registered against estimated: every stratum and their sum."""
    method = next(
        (name for name in ("bic", "stepwise", "independence") if name in found.whole.methods), None
    )
    parts = ["<h2>Registered against estimated</h2>"]
    if method is not None:
        parts.append(figure(registered_figure(found, method), "Bar: registered people."))
    for labels, analysis in found.strata.items():
        title = ", ".join(
            f"{column} {label or '(unknown)'}"
            for column, label in zip(found.columns, labels, strict=True)
        )
        parts.append(f"<h3>{escape(title)}: {analysis.lists.observed:,} registered</h3>")
        parts.append(
            warnings_box(analysis.warnings).replace("<h2>", "<h4>").replace("</h2>", "</h4>")
        )
        parts.append(methods_table(analysis, f"Estimates, {title}", glossed=False))
    if found.sums:
        rows = "".join(
            f"<tr><th>{label(name)}</th><td class='number'>"
            f"{'' if one.total is None else format(one.total, ',.0f')}</td>"
            f"<td class='number'>{_range(one.interval(0.95))}</td>"
            f"<td>{escape(one.reason)}</td></tr>"
            for name, one in found.sums.items()
        )
        parts.append(
            "<table><caption>Sum over the strata</caption><thead><tr><th>method</th>"
            "<th class='number'>estimate</th><th class='number'>95%</th><th></th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
    return "\n".join(parts)


def further_sections(analysis: Analysis) -> str:
    """What the models with covariates and with linkage errors say beside their totals."""
    parts: list[str] = []
    if (one := analysis.methods.get("covariates")) and one.total is not None:
        rows = "".join(_stratum_row(stratum) for stratum in one.details["strata"])
        parts.append(
            "<h2>With covariates</h2><p>One model for all strata at once: "
            f"<code>{escape(one.model or '')}</code>. Registered people whose covariates are "
            "missing are shared out over the strata they may belong to.</p>"
            "<table><caption>Estimates per stratum, one model</caption><thead><tr><th>stratum</th>"
            "<th class='number'>registered</th><th class='number'>estimate</th>"
            f"<th class='number'>95%</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    if (one := analysis.methods.get("linkage-corrected")) and "missed" in one.details:
        plain = one.details["without_correction"]
        without = f"{plain:,.0f}" if isfinite(plain) else "not estimable"
        corrected = "" if one.total is None else f"{one.total:,.0f} ({_range(one.interval(0.95))})"
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td class='number'>{lost:.2%}</td>"
            f"<td class='number'>{wrong:.2%}</td></tr>"
            for name, lost, wrong in zip(
                analysis.diagnosis.usable.names,
                one.details["missed"],
                one.details["false"],
                strict=True,
            )
        )
        parts.append(
            "<h2>Linkage errors</h2><p>Without correction the estimate is "
            f"{without}; corrected for these rates it is {corrected or 'not estimable'}. The "
            f"{one.observed:,} registered are then "
            f"{one.details['registered_after_correction']:,.0f} people.</p><table>"
            "<caption>Rates of the linking</caption><thead><tr><th>list</th><th class='number'>"
            "records not linked to their person</th><th class='number'>single records linked to "
            f"somebody else</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    return "\n".join(parts)


def _stratum_row(stratum: dict[str, Any]) -> str:
    limits = next((i for i in stratum["intervals"] if i["level"] == 0.95), None)
    shown = "" if limits is None else _range(Interval("", 0.95, limits["lower"], limits["upper"]))
    labels = ", ".join(f"{column} {label}" for column, label in stratum["stratum"].items())
    return (
        f"<tr><th>{escape(labels)}</th><td class='number'>{stratum['observed']:,.0f}</td>"
        f"<td class='number'>{stratum['total']:,.0f}</td><td class='number'>{shown}</td></tr>"
    )


def sensitivity_section(comparison: Comparison | None) -> str:
    """The sensitivity table and the check on lists of known size."""
    if comparison is None or not comparison.rows:
        return ""
    rows = "".join(
        f"<tr><td>{escape(row.group)}</td><td>{escape(row.label)}</td><td class='number'>"
        f"{_total(row.estimate)}"
        f"</td><td class='number'>{_range(row.estimate.interval(0.95))}</td></tr>"
        for row in comparison.rows
    )
    checks = ""
    if comparison.consistency is not None and comparison.consistency.checks:
        found = "".join(
            f"<tr><td>{escape(check.name)}</td><td>{label(check.method)}</td>"
            f"<td class='number'>{check.truth:,}</td><td class='number'>"
            f"{'none' if check.total is None else format(check.total, ',.0f')}</td>"
            f"<td>{'' if check.covered is None else 'yes' if check.covered else 'no'}</td></tr>"
            for check in comparison.consistency.checks
        )
        checks = (
            "<p>Each list in turn is taken as a population of known size and estimated from the "
            "others. What is missed here will be missed in the hidden part too.</p>"
            "<table><caption>Is the known size of a list found back?</caption><thead><tr>"
            "<th>list</th><th>method</th><th class='number'>true size</th>"
            "<th class='number'>estimate</th><th>within 95%</th></tr></thead>"
            f"<tbody>{found}</tbody></table>"
        )
    return (
        "<h2>How far the answer moves</h2>"
        + figure(comparison_figure(comparison), "Each dot is one model, choice of lists or merge.")
        + "<table><caption>Sensitivity</caption><thead><tr><th>what is varied</th><th>variant</th>"
        f"<th class='number'>estimate</th><th class='number'>95%</th></tr></thead><tbody>{rows}"
        f"</tbody></table>{checks}"
    )


def warnings_box(warnings: tuple[str, ...], heading: str = "h2") -> str:
    """What to keep in mind."""
    unique = dict.fromkeys(warnings)
    if not unique:
        return ""
    items = "".join(f"<li>{escape(warning)}</li>" for warning in unique)
    title = f"<{heading}>What to keep in mind</{heading}>"
    return f"<div class='warning'>{title}<ul>{items}</ul></div>"


def _range(interval: Interval | None) -> str:
    if interval is None:
        return ""
    if interval.lower is None and interval.upper is None:
        return "none"
    low = "?" if interval.lower is None else f"{interval.lower:,.0f}"
    return f"{low} – {'unbounded' if interval.upper is None else format(interval.upper, ',.0f')}"


def _total(one: Estimate) -> str:
    return escape(one.status) if one.total is None else f"{one.total:,.0f}"


def label(name: str) -> str:
    """The name of a method."""
    return escape(LABELS.get(name, name))


def figure(svg: str, caption: str) -> str:
    """A picture with its caption, which is also what is read aloud."""
    text = escape(caption)
    return (
        f"<figure role='img' aria-label='{text}'>{svg}"
        f"<figcaption><small>{text}</small></figcaption></figure>"
    )
