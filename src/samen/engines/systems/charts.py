"""Figures as SVG, made on the server. Each comes with the same numbers in a table elsewhere."""

from __future__ import annotations

from typing import Any

import altair as alt

from samen.engines.systems.elements import Variable
from samen.engines.systems.ensemble import Ensemble
from samen.engines.systems.ranking import Ranking
from samen.engines.systems.report import shortened
from samen.engines.systems.simulation import Run

# Okabe & Ito 2008, darkened until each has a contrast of 4.5:1 with white, so that the names at
# the ends of the lines can wear the colour of the line. Lines also differ in dash.
COLOURS = ("#00598A", "#A33C00", "#00674B", "#8F3C73", "#7A5200", "#1A6C9A", "#000000", "#595959")
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [10, 3], [1, 3], [6, 2, 2, 2])
MOST_LINES = len(COLOURS)
MOST_BANDS = 3


def run_svg(
    run: Run,
    variables: list[Variable],
    spread: Ensemble | None = None,
    language: str = "en",
) -> str:
    """Change since the start over time, at most eight lines.

    With an ensemble also the 5-95 % band of the first three.
    """
    variables = variables[:MOST_LINES]
    lines = [
        {"year": float(t), "change": float(level) - variable.baseline, "name": variable.id}
        for variable in variables
        for t, level in zip(run.times, run.level(variable.id), strict=True)
    ]
    ids = [variable.id for variable in variables]
    colour = alt.Color("name:N", scale=alt.Scale(domain=ids, range=list(COLOURS)), legend=None)
    years, change = (
        ("jaar", "verandering sinds het begin (een stap is 0,2)")
        if language == "nl"
        else ("year", "change since the start (one step is 0.2)")
    )
    axis = alt.Axis(grid=False, title=years, tickCount=6)
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(domain=[0, float(run.times[-1])]))
    y = alt.Y("change:Q", axis=alt.Axis(title=change))
    dash = alt.StrokeDash("name:N", scale=alt.Scale(domain=ids, range=list(_DASHES)), legend=None)
    layers: list[Any] = []
    if spread is not None:
        bands = [
            {
                "year": float(t),
                "low": float(a) - variable.baseline,
                "high": float(b) - variable.baseline,
                "name": variable.id,
            }
            for variable in variables[:MOST_BANDS]
            if variable.id in spread.watched
            for t, a, b in zip(spread.times, *spread.levels(variable.id, (0.05, 0.95)), strict=True)
        ]
        if bands:
            band = alt.Chart(alt.Data(values=bands)).mark_area(opacity=0.15)
            layers.append(band.encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour))
    base = alt.Chart(alt.Data(values=lines))
    layers.append(base.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, strokeDash=dash))
    ends = _spaced(
        [
            (
                variable.name(language),
                variable.id,
                float(run.level(variable.id)[-1]) - variable.baseline,
            )
            for variable in variables
        ],
        lines,
    )
    text = alt.Chart(alt.Data(values=ends)).mark_text(align="left", dx=6, fontSize=11)
    layers.append(text.encode(x=alt.value(_WIDTH), y=alt.Y("at:Q"), text="label:N", color=colour))
    chart = alt.layer(*layers).properties(
        width=_WIDTH, height=_HEIGHT, title=run.model.title or "", padding={"right": 230}
    )
    return _svg(chart)


_WIDTH, _HEIGHT = 460, 320


def _spaced(
    ends: list[tuple[str, str, float]], lines: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Labels at the ends of the lines, moved apart where they would touch."""
    levels = [float(line["change"]) for line in lines]
    least = (max(levels) - min(levels) or 0.1) * 15 / _HEIGHT
    placed: list[dict[str, Any]] = []
    for label, name, level in sorted(ends, key=lambda end: end[2]):
        at = max(level, placed[-1]["at"] + least) if placed else level
        placed.append({"label": f"{name}  {shortened(label, 40)}", "name": name, "at": at})
    return placed


def ranking_svg(ranking: Ranking, most: int = 25) -> str:
    """Median and 5-95 % band of each action's score, best first."""
    rows = [
        {
            "label": f"{one.action.name}  {shortened(one.action.label, 44)}",
            "low": one.low,
            "median": one.median,
            "high": one.high,
        }
        for one in ranking.ranked[:most]
    ]
    order = [str(row["label"]) for row in rows]
    base = alt.Chart(alt.Data(values=rows))
    y = alt.Y("label:N", sort=order, axis=alt.Axis(title=None, labelLimit=330))
    x = alt.X("low:Q", axis=alt.Axis(title="change of the goals (5 %, median, 95 %)"))
    band = base.mark_rule(strokeWidth=5, color="#56B4E9").encode(x=x, x2="high:Q", y=y)
    dot = base.mark_point(filled=True, size=60, color=COLOURS[0]).encode(x="median:Q", y=y)
    zero = alt.Chart(alt.Data(values=[{"x": 0}])).mark_rule(color="#888").encode(x="x:Q")
    chart = alt.layer(zero, band, dot).properties(width=420, title=ranking.model.title or "")
    return _svg(chart)


def _svg(chart: Any) -> str:
    import vl_convert

    spec = (
        chart.configure_view(stroke=None).configure(font="sans-serif", background="white").to_json()
    )
    return vl_convert.vegalite_to_svg(spec)
