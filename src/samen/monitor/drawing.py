"""Pictures of figures as inline SVG: Altair for charts, our own outlines for the map."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import cycle
from typing import Any

from samen.platform.web.figures import chart_svg, image

_PANEL = 240
"""Width of a panel: with its axis it fits the smallest telephone at its natural size, so that the
letters stay readable; on a wide screen panels stand beside each other."""
_COLOURS = ("var(--samen-chart-1)", "var(--samen-chart-2)", "var(--samen-chart-3)")

_Year = Mapping[str, Any]
Point = tuple[str, str, float | None]
"""Panel, position on the axis (a year), value; None leaves a gap."""


def small_multiples(points: Sequence[Point], *, title: str, line: bool = False) -> str:
    """One small chart per panel on one common scale: bars, or lines with points.

    Panels keep the order in which they come, and no panel's figures are ever added to another's.
    Each is a picture of its own, so that on a narrow screen they come one below the other. A bar
    has its figure above it; of a line the highest, the lowest and the last are written.
    """
    import altair as alt  # heavy: only when a picture is drawn

    panels = list(dict.fromkeys(panel for panel, _, _ in points))
    years = _without_gaps(year for _, year, _ in points)
    known = {(panel, year): value for panel, year, value in points}
    top = max((value for value in known.values() if value is not None), default=1)
    drawn: list[str] = []
    for panel, colour in zip(panels, cycle(_COLOURS), strict=False):
        # Every year has its place on the axis; a year without a figure breaks the line.
        values: list[_Year] = [{"year": year, "value": known.get((panel, year))} for year in years]
        base = alt.Chart(alt.Data(values=values)).encode(
            x=alt.X("year:O", title=None, scale=alt.Scale(domain=years)),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 1.12 * top])),
        )
        marks = (
            [
                base.mark_line(strokeWidth=2, color=colour, invalid="break-paths-show-domains"),
                base.mark_point(filled=True, size=45, opacity=1, color=colour),
            ]
            if line
            else [base.mark_bar(color=_COLOURS[0])]
        )
        above, below = _turns(values) if line else (values, [])
        labels = [
            base.mark_text(dy=dy, fontSize=11)
            .encode(text=alt.Text("value:Q", format=",d"))
            .properties(data=alt.Data(values=told))
            for told, dy in ((above, -9), (below, 12))
            if told
        ]
        chart = alt.layer(*marks, *labels).properties(
            width=_PANEL, height=120, title=alt.Title(panel, anchor="start")
        )
        drawn.append(_svg(chart.to_dict(), f"{title}: {panel}"))
    return "".join(drawn)


def _turns(values: Sequence[_Year]) -> tuple[list[_Year], list[_Year]]:
    """The highest and the last of the values that are known, and the lowest."""
    known = [value for value in values if value["value"] is not None]
    highest, lowest = (choose(known, key=lambda at: at["value"]) for choose in (max, min))
    return [value for value in known if value in (highest, known[-1])], [lowest]


def _without_gaps(years: Iterable[str]) -> list[str]:
    found = [int(year) for year in years]
    return [str(year) for year in range(min(found), max(found) + 1)]


def target_and_actual(
    points: Sequence[tuple[str, float | None, float | None]],
    *,
    names: tuple[str, str],
    title: str,
) -> str:
    """What was aimed at (a line across) and what was reached (a bar) per period."""
    import altair as alt

    periods = [period for period, _, _ in points]
    target_name, actual_name = names
    rows = [
        {"period": period, "kind": kind, "value": value}
        for period, target, actual in points
        for kind, value in ((target_name, target), (actual_name, actual))
        if value is not None
    ]
    x = alt.X("period:O", title=None, scale=alt.Scale(domain=periods))
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=[actual_name, target_name], range=list(_COLOURS[:2])),
        legend=alt.Legend(title=None, orient="top"),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=x, y=alt.Y("value:Q", title=None), color=colour
    )
    actual = base.transform_filter(alt.datum.kind == actual_name).mark_bar()
    target = base.transform_filter(alt.datum.kind == target_name).mark_tick(thickness=3)
    chart = alt.layer(actual, target).properties(width=min(60 * len(periods), 460), height=150)
    return _svg(chart.to_dict(), title)


def _svg(spec: dict[str, Any], title: str) -> str:
    look = {
        "axis": {"labelAngle": 0, "labelFontSize": 11, "tickCount": 4, "format": ",d"},
        "axisX": {"labelOverlap": True, "labelSeparation": 8, "ticks": False, "format": ""},
    }
    return chart_svg(spec, title=title, look=look)


_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M0 6L6 0" stroke="currentColor" stroke-opacity=".55"/></pattern></defs>'
)


@lru_cache(maxsize=1)
def _outlines() -> Mapping[str, Any]:
    text = files("samen.monitor").joinpath("data/police_units.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


MAP_CLASSES = (0, 25, 50, 100, 200)
"""Lower limits of the map's classes; fixed, so that maps of different years can be compared."""


def map_class(value: int) -> int:
    """Position of the class that ``value`` falls in."""
    return sum(value >= limit for limit in MAP_CLASSES) - 1


def _opacity(position: int) -> float:
    return round(0.12 + 0.78 * position / (len(MAP_CLASSES) - 1), 2)


def police_unit_map(values: Mapping[str, int | None], *, title: str) -> str:
    """Map of the regional police units; a hidden figure (None) is hatched."""
    doc = _outlines()
    areas, labels = [], []
    for code, unit in doc["units"].items():
        value = values.get(code)
        fill = (
            'fill="url(#hatch)"'
            if value is None
            else f'fill-opacity="{_opacity(map_class(value))}"'
        )
        areas.append(f'<path d="{unit["path"]}" {fill}/>')
        x, y = unit["label"]
        shown = "×" if value is None else str(value)
        labels.append(f'<text x="{x}" y="{y}">{shown}</text>')
    body = (
        f'{_HATCH}<g fill="{_COLOURS[0]}" stroke="currentColor" stroke-width=".8" '
        f'stroke-linejoin="round">{"".join(areas)}</g>'
        '<g text-anchor="middle" dominant-baseline="middle" font-size="15" font-weight="650" '
        'fill="currentColor" paint-order="stroke" stroke="var(--basis-color-default-bg-document)" '
        f'stroke-width="3">{"".join(labels)}</g>'
    )
    return image(" ".join(map(str, doc["viewBox"])), title, body)


def map_legend() -> tuple[tuple[str, float], ...]:
    """Text and opacity of every class of the map."""
    ends = [*(limit - 1 for limit in MAP_CLASSES[1:]), None]
    return tuple(
        (f"{low} – {high}" if high else f"≥ {low}", _opacity(i))
        for i, (low, high) in enumerate(zip(MAP_CLASSES, ends, strict=True))
    )


def state_bar(counts: Mapping[str, int], *, title: str) -> str:
    """A bar divided by state; ``counts`` maps colour tokens' names to numbers."""
    total = sum(counts.values()) or 1
    x = 0.0
    parts: list[str] = []
    for name, number in counts.items():
        width = 300 * number / total
        if number:
            parts.append(
                f'<rect x="{x:.1f}" width="{max(width - 2, 1):.1f}" height="16" rx="2" '
                f'fill="{STATE_COLOURS[name]}"/>'
            )
        x += width
    return image("0 0 300 16", title, "".join(parts))


STATE_COLOURS = {
    "done": "var(--basis-color-positive-color-default)",
    "running": "var(--samen-chart-1)",
    "planned": "var(--basis-color-info-color-default)",
    "delayed": "var(--basis-color-warning-color-default)",
    "stopped": "var(--basis-color-negative-color-default)",
    "unknown": "var(--basis-color-default-border-default)",
}
"""Colour of an action state; its name always stands beside it."""

_ON_PAPER = {
    "var(--basis-color-positive-color-default)": "#1f5f35",
    "var(--samen-chart-1)": "#0f5a61",
    "var(--basis-color-info-color-default)": "#1b4f7a",
    "var(--basis-color-warning-color-default)": "#b07400",
    "var(--basis-color-negative-color-default)": "#9c231b",
    "var(--basis-color-default-border-default)": "#7d8584",
}


def for_paper(svg: str) -> str:
    """A state bar with fixed colours, for a document without the stylesheet."""
    for token, colour in _ON_PAPER.items():
        svg = svg.replace(token, colour)
    return svg
