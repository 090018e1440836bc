"""A model as one SVG picture: thickness is strength, bars before the head are slowness.

The signs of the field: + or − at the arrow head, a dotted line for a weak relation, more bars for
a slower one. Colour repeats the sign and never carries it alone. Attributes only, no style
sheets, so the picture stands under a strict content security policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from samen.engines.systems.layout import Layout, Places, columns, layout
from samen.engines.systems.loops import Loop
from samen.engines.systems.model import Model
from samen.engines.systems.shapes import (
    COLUMN,
    GROUNDS,
    LABEL,
    ROW,
    TOP,
    Point,
    Scene,
    markers,
    relation_shape,
    variable_shape,
)


def model_svg(
    model: Model,
    *,
    highlight: Sequence[Loop] = (),
    kind: Layout = "layered",
    places: Places | None = None,
    language: str = "en",
    values: Mapping[str, float] | None = None,
    interactive: bool = False,
    prefix: str = "model",
) -> str:
    """Draw a model.

    ``highlight``: loops to bring out; the rest fades and each is named below. ``places``: from
    :func:`~samen.engines.systems.layout.layout`, or the page's own. ``values``: a change per
    variable to write in its box. ``interactive``: variables and relations can have the keyboard
    focus and carry ``data-variable`` and ``data-relation``. ``prefix`` keeps ids apart when a
    page holds more than one picture.
    """
    places = places or layout(model, kind)
    scene = _layered(model, places) if kind == "layered" else _circle(model, places)
    chosen = {number for loop in highlight for number in loop.relations}
    members = {name for loop in highlight for name in loop.variables}
    width, total = scene.width, scene.height + 22.0 * len(highlight) + 34
    parts = [
        _opening(model, width, total, interactive, prefix),
        markers(prefix),
        f'<rect width="{width:.0f}" height="{total:.0f}" fill="#ffffff"/>',
    ]
    if kind == "layered" and len(model.domains) > 1:
        parts += [
            f'<text x="{(n + 0.5) * COLUMN:.0f}" y="26" text-anchor="middle" font-size="15" '
            f'font-weight="bold" fill="#333">{escape(domain)}</text>'
            for n, domain in enumerate(model.domains)
        ]
    drawn = sorted(range(len(model.relations)), key=lambda number: number in chosen)
    for number in drawn:
        faded = bool(highlight) and number not in chosen
        parts.append(relation_shape(model, number, scene, faded, interactive, prefix, language))
    grounds = {domain: GROUNDS[n % len(GROUNDS)] for n, domain in enumerate(model.domains)}
    for variable in model.variables:
        faded = bool(highlight) and variable.id not in members
        ground = grounds[variable.domain]
        change = None if values is None else values.get(variable.id)
        parts.append(variable_shape(variable, scene, ground, change, faded, interactive, language))
    parts += _legend(highlight, scene.height + 20, language)
    return "".join([*parts, "</svg>"])


def _layered(model: Model, places: Places) -> Scene:
    groups = columns(model)
    width, height = len(groups) * COLUMN, max(len(group) for group in groups) * ROW
    points = {name: Point(x * width, TOP + y * height) for name, (x, y) in places.items()}
    return Scene(points, width, TOP + height)


def _circle(model: Model, places: Places) -> Scene:
    radius = max(150.0, 16.0 * len(model.variables) / (2 * np.pi) * 1.6)
    middle = radius + LABEL
    points = {
        name: Point(middle + (2 * x - 1) * radius, middle + (2 * y - 1) * radius)
        for name, (x, y) in places.items()
    }
    return Scene(points, 2 * middle, 2 * middle, Point(middle, middle))


def _opening(model: Model, width: float, height: float, interactive: bool, prefix: str) -> str:
    role = "graphics-document" if interactive else "img"
    title = escape(model.title or "Model")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'role="{role}" aria-labelledby="{prefix}-title" font-family="sans-serif">'
        f'<title id="{prefix}-title">{title}: {len(model.variables)} variables, '
        f"{len(model.relations)} relations</title>"
    )


def _legend(highlight: Sequence[Loop], y: float, language: str) -> list[str]:
    lines = [
        f"{loop.kind}{n}  {' → '.join((*loop.variables, loop.variables[0]))}   "
        + (
            f"per ronde {loop.gain:+.3f}, {loop.years:g} jaar".replace(".", ",")
            if language == "nl"
            else f"gain {loop.gain:+.3f}, {loop.years:g} years"
        )
        for n, loop in enumerate(highlight, 1)
    ]
    lines.append(
        "Dikte: sterkte (gestippeld is zwak). Streepjes bij de punt: traagheid. "
        "Dikke rand: hefboom."
        if language == "nl"
        else "Thickness: strength (dotted is weak). Bars before the head: slowness. "
        "Thick border: a lever."
    )
    return [
        f'<text x="14" y="{y + 22 * n:.0f}" font-size="13" fill="#222">{escape(line)}</text>'
        for n, line in enumerate(lines)
    ]
