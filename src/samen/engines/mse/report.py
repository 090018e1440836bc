"""The report of an analysis: ranges and reasons, never one bare number. HTML, or PDF from it.

Counts per history stay out of it: cells below ten may not leave the platform.
"""

from __future__ import annotations

import platform
from html import escape

from .analysis import Analysis, StratifiedAnalysis, software_version
from .compare import Comparison
from .estimate import Estimate, Interval
from .figures import (
    LABELS,
    comparison_figure,
    estimates_figure,
    registered_figure,
    replicates_figure,
)

_STYLE = """
@page { size: A4; margin: 18mm 16mm; @bottom-right { content: counter(page) " / " counter(pages);
  font-size: 8pt } }
body { font: 11pt/1.5 system-ui, "Segoe UI", sans-serif; color: #1b2a3a; max-width: 56rem;
  margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem; line-height: 1.2 } h2 { font-size: 1.2rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100%; font-size: .85rem; margin: .75rem 0 }
caption { text-align: left; font-weight: 600; padding-bottom: .25rem }
th, td { text-align: left; padding: .3rem .5rem .3rem 0; border-bottom: 1px solid #d5dce3;
  vertical-align: top }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
th small { font-weight: normal } td small, th small { display: block; line-height: 1.3 }
table.methods th:first-child { width: 11rem }
figure { margin: 1rem 0; break-inside: avoid } svg { max-width: 100%; height: auto }
.headline { font-size: 1.15rem; border-left: 4px solid #0b5f85; padding: .5rem 1rem;
  background: #f1f6f9 }
.warning { border-left: 4px solid #a3430f; padding: .25rem 1rem; background: #fbf3ee }
code { font-size: .85em; overflow-wrap: anywhere } tr { break-inside: avoid }
@media (prefers-color-scheme: dark) { @media screen { body { background: #fff } } }
"""

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
}


def report_html(found: StratifiedAnalysis, comparison: Comparison | None = None) -> str:
    """A whole page with pictures inside, ready to save or print."""
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'>",
        f"<title>How many people are on no list?</title><style>{_STYLE}</style></head><body><main>",
        "<h1>How many people are on no list?</h1>",
        _headline(found),
        _warnings((*found.whole.warnings, *(comparison.warnings if comparison else ()))),
        "<h2>By method</h2>",
        _figure(estimates_figure(found), "Dot: estimate. Thick line: 80%, thin line: 95% range."),
        _methods_table(found.whole),
    ]
    replicates = (
        "Each replicate redraws the people and chooses a model anew. Two peaks mean that two kinds "
        "of model compete."
    )
    parts += [
        _figure(replicates_figure(one), replicates)
        for one in found.whole.methods.values()
        if one.draws is not None
    ]
    parts += [_strata(found), _sensitivity(comparison), _assumptions(found.whole)]
    parts += [_reproduce(found), "</main></body></html>"]
    return "\n".join(part for part in parts if part)


def report_pdf(html: str) -> bytes:
    """The page as PDF."""
    from weasyprint import HTML

    return HTML(string=html).write_pdf(pdf_variant="pdf/ua-1") or b""


def _headline(found: StratifiedAnalysis) -> str:
    observed = found.whole.lists.observed
    ones = [
        one
        for one in found.whole.methods.values()
        if one.total is not None and not one.details.get("lower_bound")
    ]
    if not ones:
        reasons = {one.reason for one in found.whole.methods.values() if one.reason}
        text = "; ".join(sorted(reasons)) or "no method gives an estimate"
        return (
            f"<p class='headline'>{observed:,} people are registered. How many are not cannot be "
            f"said from these lists: {escape(text)}.</p>"
        )
    totals = sorted(one.total for one in ones if one.total is not None)
    limits = [interval for one in ones for interval in [_wide(one)] if interval is not None]
    lows = [i.lower for i in limits if i.lower is not None]
    highs = [i.upper for i in limits]
    upper = "no upper limit" if None in highs else f"{max(h for h in highs if h is not None):,.0f}"
    reach = f"; with their 95% ranges, from {min(lows):,.0f} to {upper}" if lows else ""
    return (
        f"<p class='headline'>{observed:,} people are registered. Depending on the method, the "
        f"registered and the hidden together are estimated at {totals[0]:,.0f} to "
        f"{totals[-1]:,.0f}{reach}.</p>"
        "<p>Registered is not actual, and an estimate is not a count: it holds only under the "
        "assumptions listed below. Quote the range.</p>"
    )


def _warnings(warnings: tuple[str, ...]) -> str:
    unique = dict.fromkeys(warnings)
    if not unique:
        return ""
    items = "".join(f"<li>{escape(warning)}</li>" for warning in unique)
    return f"<div class='warning'><h2>What to keep in mind</h2><ul>{items}</ul></div>"


def _methods_table(analysis: Analysis, caption: str = "Estimates by method") -> str:
    rows: list[str] = []
    for name, one in analysis.methods.items():
        if one.total is None:
            why = escape(f"{one.status}: {one.reason}")
            rows.append(f"<tr><th>{_label(name)}</th><td colspan='5'>{why}</td></tr>")
            continue
        at_least = "at least " if one.details.get("lower_bound") else ""
        second = next((i for i in one.intervals if i.level == 0.95 and i.kind != "bca"), None)
        rows.append(
            f"<tr><th>{_label(name)}<small>{_GLOSS.get(name, '')}</small></th>"
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


def _strata(found: StratifiedAnalysis) -> str:
    method = next(
        (name for name in ("bic", "stepwise", "independence") if name in found.whole.methods), None
    )
    parts = ["<h2>Registered against estimated</h2>"]
    if method is not None:
        parts.append(_figure(registered_figure(found, method), "Bar: registered people."))
    for labels, analysis in found.strata.items():
        title = ", ".join(
            f"{column} {label or '(unknown)'}"
            for column, label in zip(found.columns, labels, strict=True)
        )
        parts.append(f"<h3>{escape(title)}: {analysis.lists.observed:,} registered</h3>")
        parts.append(_warnings(analysis.warnings).replace("<h2>", "<h4>").replace("</h2>", "</h4>"))
        parts.append(_methods_table(analysis, f"Estimates, {title}"))
    if found.sums:
        rows = "".join(
            f"<tr><th>{_label(name)}</th><td class='number'>"
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


def _sensitivity(comparison: Comparison | None) -> str:
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
            f"<tr><td>{escape(check.name)}</td><td>{_label(check.method)}</td>"
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
        + _figure(comparison_figure(comparison), "Each dot is one model, choice of lists or merge.")
        + "<table><caption>Sensitivity</caption><thead><tr><th>what is varied</th><th>variant</th>"
        f"<th class='number'>estimate</th><th class='number'>95%</th></tr></thead><tbody>{rows}"
        f"</tbody></table>{checks}"
    )


def _assumptions(analysis: Analysis) -> str:
    seen: dict[str, list[str]] = {}
    for name, one in analysis.methods.items():
        for assumption in one.assumptions:
            seen.setdefault(assumption, []).append(_label(name))
    items = "".join(
        f"<li>{escape(text)} <small>({', '.join(names)})</small></li>"
        for text, names in seen.items()
    )
    return (
        f"<h2>What is assumed</h2><ul>{items}</ul><p>Partners who refer people to each other make "
        "the estimate too low; people who avoid a second organisation make it too high. Links "
        "missed between the lists make it too high. The intervals hold none of that.</p>"
    )


def _reproduce(found: StratifiedAnalysis) -> str:
    settings = found.settings
    facts = {
        "software": f"Samen {software_version()}, Python {platform.python_version()}",
        "seed": str(settings.seed),
        "replicates": f"{settings.replicates:,}",
        "largest interaction": str(settings.max_order),
        "lists": ", ".join(found.whole.diagnosis.usable.names),
        "SHA-256 of the input": found.input_sha256,
        "SHA-256 of the table": found.whole.lists.sha256,
    }
    rows = "".join(
        f"<tr><th>{escape(key)}</th><td><code>{escape(value)}</code></td></tr>"
        for key, value in facts.items()
    )
    return f"<h2>To make this again</h2><table><tbody>{rows}</tbody></table>"


def _wide(one: Estimate) -> Interval | None:
    found = one.interval(0.95, "bca")
    return found if found is not None and found.lower is not None else one.interval(0.95)


def _range(interval: Interval | None) -> str:
    if interval is None:
        return ""
    if interval.lower is None and interval.upper is None:
        return "none"
    low = "?" if interval.lower is None else f"{interval.lower:,.0f}"
    return f"{low} – {'unbounded' if interval.upper is None else format(interval.upper, ',.0f')}"


def _total(one: Estimate) -> str:
    return escape(one.status) if one.total is None else f"{one.total:,.0f}"


def _label(name: str) -> str:
    return escape(LABELS.get(name, name))


def _figure(svg: str, caption: str) -> str:
    text = escape(caption)
    return (
        f"<figure role='img' aria-label='{text}'>{svg}"
        f"<figcaption><small>{text}</small></figcaption></figure>"
    )
