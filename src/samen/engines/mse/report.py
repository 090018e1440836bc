"""The report of an analysis: ranges and reasons, never one bare number. HTML, or PDF from it.

Counts per history stay out of it: cells below ten may not leave the platform.
"""

from __future__ import annotations

import platform
from html import escape

from .analysis import Analysis, StratifiedAnalysis, software_version
from .compare import Comparison
from .estimate import Estimate, Interval
from .figures import estimates_figure, replicates_figure
from .report_tables import (
    figure,
    further_sections,
    label,
    methods_table,
    sensitivity_section,
    strata_section,
    warnings_box,
)

_STYLE = """
@page { size: A4; margin: 18mm 16mm; @bottom-right { content: counter(page) " / " counter(pages);
  font-size: 8pt } }
body { font: 11pt/1.5 system-ui, "Segoe UI", sans-serif; color: #1b2a3a; max-width: 56rem;
  margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem; line-height: 1.2 } h2 { font-size: 1.2rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100%; font-size: .85rem; margin: .75rem 0 }
caption { break-after: avoid; text-align: left; font-weight: 600; padding-bottom: .25rem }
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

_REPLICATES = {
    "stepwise": "Each replicate redraws the people and chooses a model anew. Two peaks mean that "
    "two kinds of model compete.",
    "covariates": "Each replicate draws the people anew under the fitted model.",
    "linkage-corrected": "Each replicate redraws the people and the link rates, corrects the table "
    "and chooses a model anew.",
}


def report_html(found: StratifiedAnalysis, comparison: Comparison | None = None) -> str:
    """A whole page with pictures inside, ready to save or print."""
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'>",
        f"<title>How many people are on no list?</title><style>{_STYLE}</style></head><body><main>",
        "<h1>How many people are on no list?</h1>",
        _headline(found),
        warnings_box((*found.whole.warnings, *(comparison.warnings if comparison else ()))),
        "<h2>By method</h2>",
        figure(estimates_figure(found), "Dot: estimate. Thick line: 80%, thin line: 95% range."),
        methods_table(found.whole),
    ]
    parts += [
        figure(replicates_figure(one), _REPLICATES.get(name, _REPLICATES["stepwise"]))
        for name, one in found.whole.methods.items()
        if one.draws is not None
    ]
    parts += [strata_section(found), further_sections(found.whole)]
    parts += [sensitivity_section(comparison), _assumptions(found.whole)]
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


def _assumptions(analysis: Analysis) -> str:
    seen: dict[str, list[str]] = {}
    for name, one in analysis.methods.items():
        for assumption in one.assumptions:
            seen.setdefault(assumption, []).append(label(name))
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
