"""Pictures of estimates in the reader's language; the page has the numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt
from django.utils.translation import gettext

from samen.platform.web.figures import chart_svg

_WIDTH = 440
_TRUTH, _ACCENT, _SEEN = "var(--samen-chart-2)", "var(--samen-chart-1)", "currentColor"


@dataclass(frozen=True, slots=True)
class Row:
    """One estimate: its range, and where known who is registered and the true number."""

    label: str
    total: float | None
    lower: float | None
    upper: float | None
    registered: int | None = None
    truth: int | None = None


def ranges_figure(
    rows: Sequence[Row], *, registered: int | None = None, truth: int | None = None, title: str
) -> str:
    """A dot and a line for every row; an arrow where there is no upper limit. Empty: no estimates.

    registered, truth: lines across the whole picture, where rows do not have their own.
    """
    known = [row for row in rows if row.total is not None]
    if not known:
        return ""
    fixed = [value for value in (registered, truth) if value is not None]
    top = 1.06 * max([*fixed, *(max(r.total or 0, r.upper or 0, r.truth or 0) for r in known)])
    values = [
        asdict(row)
        | {"end": top if row.upper is None and row.lower is not None else row.upper}
        | {"open": row.upper is None and row.lower is not None}
        for row in known
    ]
    base = _base(values, [row.label for row in known])
    x = _people("total:Q", [0, top])
    layers: list[Any] = []
    if any(row.registered is not None for row in known):
        layers.append(base.mark_bar(color=_SEEN, opacity=0.3, height=14).encode(x="registered:Q"))
    layers += [
        base.transform_filter("datum.lower != null")
        .mark_rule(color=_ACCENT, strokeWidth=3)
        .encode(x="lower:Q", x2="end:Q"),
        base.mark_point(color=_ACCENT, filled=True, size=90, opacity=1).encode(x=x),
        base.transform_filter("datum.open")
        .mark_point(shape="triangle-right", color=_ACCENT, filled=True, size=130, opacity=1)
        .encode(x="end:Q"),
    ]
    if any(row.truth is not None for row in known):
        layers.append(
            base.transform_filter("datum.truth != null")
            .mark_tick(color=_TRUTH, thickness=3, height=20)
            .encode(x="truth:Q")
        )
    return _drawn(layers, _lines(registered, truth), len(known), title)


def moving_figure(
    points: Sequence[tuple[str, float]], *, registered: int, truth: int | None, title: str
) -> str:
    """Every variant of the sensitivity table as a dot, by what was varied. Empty: none."""
    if not points:
        return ""
    groups = list(dict.fromkeys(group for group, _ in points))
    top = 1.06 * max(registered, truth or 0, *(total for _, total in points))
    base = _base([{"label": group, "total": total} for group, total in points], groups)
    dots = base.mark_circle(size=80, opacity=0.5, color=_ACCENT).encode(
        x=_people("total:Q", [0, top])
    )
    return _drawn([dots], _lines(registered, truth), len(groups), title)


def _base(values: list[dict[str, Any]], order: list[str]) -> Any:
    axis = alt.Axis(labelLimit=230, labelPadding=8, ticks=False)
    return alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("label:N", sort=list(dict.fromkeys(order)), title=None, axis=axis)
    )


def _people(field: str, domain: list[float]) -> Any:
    return alt.X(field, title=gettext("People"), scale=alt.Scale(domain=domain, nice=False))


def _lines(registered: int | None, truth: int | None) -> list[Any]:
    layers: list[Any] = []
    for value, name, colour, dash, above in (
        (registered, gettext("registered"), _SEEN, [4, 3], -14),
        (truth, gettext("true"), _TRUTH, [1, 0], -2),
    ):
        if value is not None:
            line = alt.Chart(alt.Data(values=[{"x": value, "text": name}])).encode(x="x:Q")
            layers += [
                line.mark_rule(color=colour, strokeDash=dash, strokeWidth=1.5),
                line.mark_text(color=colour, baseline="bottom", dy=above, fontSize=11).encode(
                    y=alt.value(0), text="text:N"
                ),
            ]
    return layers


def _drawn(layers: list[Any], lines: list[Any], rows: int, title: str) -> str:
    chart = alt.layer(*layers, *lines).properties(width=_WIDTH, height=34 * rows + 10)
    look = {
        # A browser's own font is often wider than the one the labels were measured with.
        "padding": {"left": 48, "right": 16, "top": 5, "bottom": 5},
        "axisX": {"tickCount": 5, "format": ",d"},
    }
    return chart_svg(chart.to_dict(), title=title, look=look)
