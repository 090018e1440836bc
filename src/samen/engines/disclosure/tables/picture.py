"""A picture of an audit: per hidden cell the interval an attacker is left with."""

from __future__ import annotations

from typing import Any

from samen.engines.disclosure.tables.findings import Audit

_MOST = 40


def audit_svg(found: Audit) -> str:
    """SVG: one bar per hidden or small cell, the narrowest first (at most 40), the count a dot."""
    import altair as alt
    import vl_convert

    def width(cell: Any) -> float:
        return float("inf") if cell.high is None else cell.high - cell.low

    cells = sorted(found.cells, key=width)[:_MOST]
    limit = max([cell.high or 0 for cell in cells] + [cell.count or 0 for cell in cells] + [1])
    rows = [
        {
            "cell": f"{cell.table}: {' × '.join(cell.members)}",
            "low": cell.low,
            "high": limit if cell.high is None else cell.high,
            "count": cell.count,
            "order": order,
            "state": "exposed" if cell.exposed else "uncertain enough",
        }
        for order, cell in enumerate(cells)
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("cell:N", sort=alt.SortField("order"), title=None, axis=alt.Axis(labelLimit=420))
    )
    colour = alt.Color(
        "state:N",
        title=None,
        scale=alt.Scale(domain=["uncertain enough", "exposed"], range=["#2b6ca3", "#b3261e"]),
        legend=alt.Legend(orient="top"),
    )
    bars = base.mark_bar(height=6).encode(
        x=alt.X("low:Q", title="what a reader can bound the count to"), x2="high:Q", color=colour
    )
    ticks = base.mark_point(filled=True, size=36, color="black").encode(x="count:Q")
    title = f"Narrowest {len(rows)} of {len(found.cells)} hidden or small cells (dot: true count)"
    chart = (bars + ticks).properties(width=420, title=title)
    return vl_convert.vegalite_to_svg(chart.to_json())
