"""Pictures of the workbench as inline SVG: the model with links, intervals, and fans of futures.

Attributes only, no style or script, so the content security policy lets them through. Colours of
the small pictures are the stylesheet's tokens; beside each picture stands its table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape, unescape

from django.utils.translation import gettext

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
_IN_PAGE = {
    'fill="#ffffff"/>': 'fill="var(--basis-color-default-bg-default)"/>',
    'font-weight="bold" fill="#333"': 'font-weight="bold" fill="currentColor"',
    'font-weight="bold" fill="#222"': 'font-weight="bold" fill="currentColor"',
    'font-size="13" fill="#222"': 'font-size="13" fill="currentColor"',
    "#0072B2": "var(--basis-color-info-color-default)",
    "#C04A00": "var(--samen-chart-2)",
    "#666666": "var(--basis-color-default-color-subtle)",
}
"""What the engine draws for white paper, in the colours of the page; boxes stay light with dark
letters."""


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

    for on_paper, in_page in _IN_PAGE.items():
        svg = svg.replace(on_paper, in_page)
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


_WIDTH, _HEIGHT = 300.0, 140.0
_LEFT, _TOP, _BOTTOM = 36.0, 8.0, 120.0


def futures(
    goal: GoalEffect, before: GoalEffect | None, *, least: float, most: float, label: str
) -> str:
    """All futures of one goal: their middle, half and nine tenths of them, in steps over the years.

    ``before``: the same in the saved version, of which the middle is dashed.
    """
    least, most = min(least, 0.0), max(most, 0.0)
    span = (most - least) or 1.0

    def points(values: Sequence[float], times: Sequence[float]) -> str:
        wide = _WIDTH - _LEFT - 4
        return " ".join(
            f"{_LEFT + wide * t / goal.times[-1]:.1f},{height(v):.1f}"
            for t, v in zip(times, values, strict=True)
        )

    def height(value: float) -> float:
        return _TOP + (_BOTTOM - _TOP) * (most - value) / span

    def text(x: float, y: float, words: str, anchor: str = "end") -> str:
        return (
            f'<text x="{x:.0f}" y="{y:.1f}" font-size="11" fill="currentColor" '
            f'text-anchor="{anchor}">{escape(words)}</text>'
        )

    count, now = len(goal.fan), gettext("now")
    bands = "".join(
        f'<polygon points="{points(goal.fan[n], goal.times)} '
        f'{points(goal.fan[count - 1 - n][::-1], goal.times[::-1])}" '
        'fill="var(--samen-chart-1)" opacity="0.22"/>'
        for n in range(count // 2)
    )
    ends = sorted({round(x, 6) for x in (least, 0.0, most)}, key=abs)
    ticks = "".join(
        text(_LEFT - 5, height(x) + 4, labels.steps(x, 1))
        for n, x in enumerate(ends)
        if all(abs(height(x) - height(other)) > 11 for other in ends[:n])
    )
    was = (
        f'<polyline points="{points(before.fan[count // 2], before.times)}" fill="none" '
        'stroke="currentColor" stroke-width="1.5" stroke-dasharray="5 4"/>'
        if before
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" '
        f'width="100%" role="img" aria-label="{escape(label)}">{bands}'
        f'<line x1="{_LEFT:.0f}" x2="{_WIDTH - 4:.0f}" y1="{height(0):.1f}" '
        f'y2="{height(0):.1f}" stroke="currentColor" opacity="0.6"/>{was}'
        f'<polyline points="{points(goal.fan[count // 2], goal.times)}" fill="none" '
        f'stroke="var(--samen-chart-1)" stroke-width="2.5"/>{ticks}'
        f"{text(_LEFT, _HEIGHT - 5, now, 'start')}"
        f"{text(_WIDTH - 4, _HEIGHT - 5, labels.years(goal.times[-1]))}</svg>"
    )


def for_paper(svg: str) -> str:
    """A small picture with fixed colours, for a document without the stylesheet."""
    return svg.replace("var(--samen-chart-1)", "#0f5a61").replace("currentColor", "#1d282b")
