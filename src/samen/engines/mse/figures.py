"""Pictures as SVG text. Each shows ranges; the page that carries one has its numbers in a table."""
# Altair's channel classes are generated without usable types.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert

from .analysis import StratifiedAnalysis
from .compare import Comparison
from .estimate import Estimate
from .simulation import Result

_INK, _SOFT, _ACCENT, _ALERT = "#1b2a3a", "#8fa3b5", "#0b5f85", "#a3430f"
_FONT = "system-ui, 'Segoe UI', sans-serif"
_WIDTH = 560
LABELS = {
    "independence": "independent lists",
    "chao": "Chao, lower bound",
    "lincoln-petersen": "Lincoln-Petersen",
    "chapman": "Chapman",
    "stepwise": "stepwise",
    "bic": "best model (BIC)",
    "aic": "best model (AIC)",
    "average": "average over models",
    "loglinear": "given model",
    "covariates": "model with covariates",
    "linkage-corrected": "stepwise, links corrected",
}


def estimates_figure(found: StratifiedAnalysis) -> str:
    """Every method's total with its 80% and 95% limits, and the number registered."""
    rows = _rows((LABELS.get(name, name), one) for name, one in found.whole.methods.items())
    observed = found.whole.lists.observed
    return _svg(_ranges(rows, observed, "Estimated number of people, registered and hidden"))


def comparison_figure(comparison: Comparison) -> str:
    """Every row of the sensitivity table as a point, by what was varied."""
    rows: list[dict[str, Any]] = [
        {
            "group": row.group,
            "total": row.estimate.total,
            "label": row.label,
            "bound": bool(row.estimate.details.get("lower_bound")),
        }
        for row in comparison.rows
        if row.estimate.total is not None
    ]
    if not rows:
        return _svg(_nothing("No model of this table gives an estimate"))
    order = list(dict.fromkeys(row["group"] for row in rows))
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("group:N", sort=order, title=None, axis=alt.Axis(labelLimit=220)),
        x=alt.X(
            "total:Q",
            title="Estimated number of people (logarithmic scale)",
            scale=alt.Scale(type="log", nice=False, padding=20),
            axis=alt.Axis(format="~s", tickCount=6),
        ),
    )
    points = base.mark_circle(size=90, opacity=0.55, color=_ACCENT)
    return _svg(
        (points + _registered(comparison.lists.observed)).properties(
            width=_WIDTH, height=34 * len(order), title="How far the answer moves"
        )
    )


def registered_figure(found: StratifiedAnalysis, method: str) -> str:
    """Registered people against the estimate of one method with its 95% range, per stratum."""
    parts = [(_stratum(labels), part) for labels, part in found.strata.items()] or [
        ("all", found.whole)
    ]
    rows: list[dict[str, Any]] = []
    for label, part in parts:
        one = part.methods.get(method)
        interval = None if one is None else one.interval(0.95)
        rows.append(
            {
                "label": label,
                "registered": part.lists.observed,
                "total": None if one is None else one.total,
                "lower": None if interval is None else interval.lower,
                "upper": None if interval is None else interval.upper,
            }
        )
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=220))
    )
    axis = alt.X("registered:Q", title="People", axis=alt.Axis(format="~s"))
    bars = base.mark_bar(color=_SOFT, height=14).encode(x=axis)
    known = base.transform_filter("datum.total != null")
    ranges = known.mark_rule(color=_ACCENT, strokeWidth=3).encode(x="lower:Q", x2="upper:Q")
    points = known.mark_point(color=_ACCENT, filled=True, size=80, opacity=1).encode(x="total:Q")
    return _svg(
        (bars + ranges + points).properties(
            width=_WIDTH,
            height=max(34 * len(rows), 60),
            title=f"Registered (bar) against estimated (point, 95% range): {LABELS[method]}",
        )
    )


def study_figure(results: Sequence[Result]) -> str:
    """Coverage and bias of every method in every scenario of a simulation study."""
    rows: list[dict[str, Any]] = [
        {
            "scenario": one.scenario,
            "method": LABELS.get(one.method, one.method),
            "coverage": one.coverage,
            "bias": one.bias,
        }
        for one in results
    ]
    scenarios = list(dict.fromkeys(row["scenario"] for row in rows))
    methods = list(dict.fromkeys(row["method"] for row in rows))
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("scenario:N", sort=scenarios, title=None, axis=alt.Axis(labelLimit=200)),
        color=alt.Color(
            "method:N",
            sort=methods,
            title=None,
            scale=alt.Scale(
                domain=methods, range=["#6b7785", "#a3430f", "#0b5f85", "#2c8a5b", "#8a4fa3"]
            ),
            legend=alt.Legend(orient="bottom", columns=3),
        ),
        shape=alt.Shape("method:N", sort=methods, title=None, scale=alt.Scale(domain=methods)),
        yOffset=alt.YOffset("method:N", sort=methods),
    )
    mark = base.mark_point(filled=True, size=70, opacity=0.9)
    size = {"width": 300, "height": 56 * len(scenarios)}
    coverage = mark.encode(
        x=alt.X(
            "coverage:Q",
            title="Share of 95% intervals that hold the truth",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format="%"),
        )
    )
    bias = mark.encode(
        x=alt.X("bias:Q", title="Typical error of the estimate", axis=alt.Axis(format="+%")),
        y=alt.Y("scenario:N", sort=scenarios, title=None, axis=alt.Axis(labels=False, ticks=False)),
    )
    nominal = _line(0.95)
    return _svg(
        alt.hconcat((nominal + coverage).properties(**size), (_line(0.0) + bias).properties(**size))
    )


def replicates_figure(one: Estimate) -> str:
    """Histogram of the replicates' totals, so that two peaks are seen as two peaks."""
    finite = [] if one.draws is None else [float(x) for x in one.draws if math.isfinite(x)]
    if not finite or one.total is None:
        return _svg(_nothing("No replicates to show"))
    low, high = math.log10(min(finite)), math.log10(max(finite))
    bins = 60
    width = max((high - low) / bins, 1e-9)
    counts = [0] * bins
    for value in finite:
        counts[min(int((math.log10(value) - low) / width), bins - 1)] += 1
    rows = [
        {
            "from": 10 ** (low + k * width),
            "to": 10 ** (low + (k + 1) * width),
            "count": count,
            "none": 0,
        }
        for k, count in enumerate(counts)
        if count
    ]
    scale = alt.Scale(type="log", nice=False)
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(color=_SOFT, binSpacing=0)
        .encode(
            x=alt.X("from:Q", scale=scale, title="Estimate in a replicate (logarithmic scale)",
                    axis=alt.Axis(format="~s", tickCount=6)),
            x2="to:Q",
            y=alt.Y("count:Q", title="Replicates"),
            y2="none:Q",
        )
    )  # fmt: skip
    point = (
        alt.Chart(alt.Data(values=[{"total": one.total}]))
        .mark_rule(color=_ALERT, strokeWidth=2)
        .encode(x="total:Q")
    )
    title = f"Replicates of {LABELS.get(one.method, one.method)}; the line is the estimate"
    return _svg((bars + point).properties(width=_WIDTH, height=150, title=title))


def _rows(methods: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for label, one in methods:
        if one.total is None:
            continue
        row: dict[str, Any] = {"label": label, "total": one.total}
        kind = next((i.kind for i in one.intervals if i.upper is not None), None)
        # BCa where it exists in full, else the method's other limits.
        for name, level in (("80", 0.8), ("95", 0.95)):
            interval = one.interval(level, "bca")
            if interval is None or interval.lower is None:
                interval = next(
                    (i for i in one.intervals if i.level == level and i.kind != "bca"), None
                )
            row[f"lower{name}"] = None if interval is None else interval.lower
            row[f"upper{name}"] = None if interval is None else interval.upper
        row["open"] = row["lower95"] is not None and row["upper95"] is None
        row["kind"] = kind
        rows.append(row)
    return rows


def _ranges(rows: list[dict[str, Any]], observed: int, title: str) -> Any:
    if not rows:
        return _nothing("No method gives an estimate for this table")
    top = max(max(row["total"], row["upper95"] or 0) for row in rows) * 1.08
    for row in rows:
        if row["open"]:
            row["upper95"] = top
            row["upper80"] = row["upper80"] or top
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=220))
    )
    x = alt.X(
        "lower95:Q",
        title="People (logarithmic scale)",
        scale=alt.Scale(type="log", nice=False, domain=[observed * 0.9, top]),
        axis=alt.Axis(format="~s", tickCount=6),
    )
    wide = base.transform_filter("datum.lower95 != null").mark_rule(
        color=_ACCENT, strokeWidth=2
    ).encode(x=x, x2="upper95:Q")  # fmt: skip
    narrow = base.transform_filter("datum.lower80 != null && datum.upper80 != null").mark_rule(
        color=_ACCENT, strokeWidth=6, opacity=0.5
    ).encode(x="lower80:Q", x2="upper80:Q")  # fmt: skip
    points = base.mark_point(color=_INK, filled=True, size=80, opacity=1).encode(x="total:Q")
    arrows = base.transform_filter("datum.open").mark_point(
        shape="triangle-right", color=_ALERT, filled=True, size=120, opacity=1
    ).encode(x="upper95:Q")  # fmt: skip
    layers = alt.layer(wide, narrow, points, arrows, _registered(observed))
    return layers.properties(width=_WIDTH, height=max(38 * len(rows), 80), title=title)


def _registered(observed: int) -> Any:
    base = alt.Chart(alt.Data(values=[{"x": observed, "text": f"registered {observed:,}"}]))
    return base.mark_rule(color=_ALERT, strokeDash=[4, 3]).encode(x="x:Q") + base.mark_text(
        align="left", dx=4, y=-4, color=_ALERT, fontSize=11
    ).encode(x="x:Q", text="text:N")


def _line(at: float) -> alt.Chart:
    return (
        alt.Chart(alt.Data(values=[{"x": at}]))
        .mark_rule(color=_ALERT, strokeDash=[4, 3])
        .encode(x="x:Q")
    )


def _nothing(message: str) -> alt.Chart:
    return (
        alt.Chart(alt.Data(values=[{"text": message}]))
        .mark_text(fontSize=14, color=_INK)
        .encode(text="text:N")
        .properties(width=_WIDTH, height=60)
    )


def _stratum(labels: tuple[str, ...]) -> str:
    return ", ".join(label or "(unknown)" for label in labels)


def _svg(chart: Any) -> str:
    finished = chart.configure(font=_FONT, background="white", padding=16).configure_view(
        stroke=None
    )
    finished = finished.configure_axis(
        labelColor=_INK, titleColor=_INK, gridColor="#e3e8ed", labelFontSize=12, titleFontSize=12
    ).configure_title(fontSize=14, color=_INK, anchor="start", offset=14)
    return vl_convert.vegalite_to_svg(finished.to_dict())
