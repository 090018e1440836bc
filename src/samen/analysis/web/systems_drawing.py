"""Pictures of the workbench as inline SVG: the model with links, and small intervals and bands.

Attributes only, no style or script, so the content security policy lets them through. Colours of
the small pictures are the stylesheet's tokens; beside each picture stands its table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape, unescape

from samen.analysis.domain.systems_effects import GoalEffect
from samen.analysis.domain.systems_view import Choice, Part
from samen.analysis.web import systems_labels as labels
from samen.engines.systems import Model, model_svg

_GROUP = re.compile(
    r'<g data-(relation|variable)="([^"]*)" tabindex="0" role="graphics-symbol" '
    r'(aria-label="[^"]*" opacity="[^"]*")>(.*?)</g>',
    re.DOTALL,
)
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_PATH = re.compile(r'<path d="([^"]*)" fill="none"')
_RECT = re.compile(r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"')
_HALO = "#FFD24D"


def in_language(model: Model) -> Model:
    """The model with its domains in the reader's language, for a picture."""
    variables = tuple(replace(v, domain=labels.told(v.domain)) for v in model.variables)
    return replace(model, variables=variables)


def picture(part: Part, choice: Choice, values: Mapping[str, float] | None) -> str:
    """The model drawn at its natural size; every variable and relation is a link to its panel."""
    svg = model_svg(
        in_language(part.model),
        highlight=[part.loop] if part.loop else [],
        language=labels.language(),
        values=values,
        interactive=True,
        prefix="bench",
    )

    def linked(match: re.Match[str]) -> str:
        kind, name, rest, body = match.groups()
        key = part.relations[int(name)] if kind == "relation" else unescape(name)
        chosen = key == (choice.relation if kind == "relation" else choice.variable)
        current = ' aria-current="true"' if chosen else ""
        return (
            f'<a href="{escape(choice.at(kind, key).query)}#choice" id="{kind}-{escape(key)}" '
            f'data-choose="{kind}"{current} {rest}>{_halo(body) if chosen else ""}{body}</a>'
        )

    # The frame of the document names its own picture; here the heading above it does.
    svg = _GROUP.sub(linked, svg)
    return _SIZE.sub(lambda m: f'{m[0]} width="{m[1]}" height="{m[2]}"', svg, count=1)


def _halo(body: str) -> str:
    """A yellow ground behind what is chosen; its border is thicker too, for who sees no yellow."""
    if rect := _RECT.search(body):
        x, y, width, height = (float(text) for text in rect.groups())
        return (
            f'<rect x="{x - 6:.1f}" y="{y - 6:.1f}" width="{width + 12:.1f}" '
            f'height="{height + 12:.1f}" rx="9" fill="{_HALO}" stroke="#222" stroke-width="2"/>'
        )
    path = _PATH.search(body)
    if path is None:
        return ""
    return "".join(
        f'<path d="{path[1]}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        for colour, width in (("#222", 13), (_HALO, 10))
    )


def export(model: Model, values: Mapping[str, float] | None = None) -> str:
    """The picture as a file of its own, or for a report."""
    return model_svg(in_language(model), language=labels.language(), values=values)


def interval(low: float, middle: float, high: float, *, least: float, most: float) -> str:
    """A dot with its 5-95 % interval on a common scale; the numbers stand beside it."""
    width, height = 180.0, 22.0
    least, most = min(least, 0.0), max(most, 0.0)
    span = (most - least) or 1.0

    def at(value: float) -> str:
        return f"{8 + (width - 16) * (value - least) / span:.1f}"

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" aria-hidden="true">'
        f'<line x1="{at(0)}" x2="{at(0)}" y1="1" y2="21" stroke="currentColor" opacity="0.5"/>'
        f'<line x1="{at(low)}" x2="{at(high)}" y1="11" y2="11" stroke="var(--samen-chart-1)" '
        'stroke-width="3" stroke-linecap="round"/>'
        f'<circle cx="{at(middle)}" cy="11" r="5.5" fill="var(--samen-chart-1)"/></svg>'
    )


def course(goal: GoalEffect, *, least: float, most: float, label: str) -> str:
    """How one goal changes over the years: the median and the 5-95 % band."""
    width, height = 180.0, 72.0
    least, most = min(least, 0.0), max(most, 0.0)
    span = (most - least) or 1.0

    def points(values: Sequence[float], times: Sequence[float]) -> str:
        return " ".join(
            f"{width * t / goal.times[-1]:.1f},{4 + (height - 8) * (most - v) / span:.1f}"
            for t, v in zip(times, values, strict=True)
        )

    low, median, high = goal.band
    around = f"{points(low, goal.times)} {points(high[::-1], goal.times[::-1])}"
    zero = 4 + (height - 8) * most / span
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-label="{escape(label)}">'
        f'<polygon points="{around}" fill="var(--samen-chart-1)" opacity="0.22"/>'
        f'<line x1="0" x2="{width:.0f}" y1="{zero:.1f}" y2="{zero:.1f}" stroke="currentColor" '
        'stroke-dasharray="3 3" opacity="0.6"/>'
        f'<polyline points="{points(median, goal.times)}" fill="none" '
        'stroke="var(--samen-chart-1)" stroke-width="2.5"/></svg>'
    )


def for_paper(svg: str) -> str:
    """A small picture with fixed colours, for a document without the stylesheet."""
    return svg.replace("var(--samen-chart-1)", "#0f5a61").replace("currentColor", "#1d282b")
