"""A model as one SVG picture: thickness is strength, bars before the head are slowness.

The signs of the field: + or − at the arrow head, a dotted line for a weak relation, more bars for
a slower one. Colour repeats the sign and never carries it alone. Attributes only, no style
sheets, so the picture stands under a strict content security policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

import numpy as np

from samen.engines.systems.layout import Layout, Places, columns, layout
from samen.engines.systems.loops import Loop
from samen.engines.systems.model import Model, Relation, Variable
from samen.engines.systems.report import shortened

_BOX_W, _BOX_H = 158.0, 44.0
_COLUMN, _ROW, _TOP = 250.0, 66.0, 46.0
_DOT, _LABEL = 7.0, 270.0
_PLUS, _MINUS, _UNKNOWN = "#0072B2", "#C04A00", "#666666"
# Light grounds on which dark text keeps a contrast above 12:1.
_GROUNDS = ("#E8F1FA", "#FDF1E3", "#EAF6EE", "#F8EAF3", "#FFF9DB", "#EDEBFA", "#F0F0F0", "#E3F6F8")


@dataclass(frozen=True, slots=True)
class _Point:
    x: float
    y: float


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
        _markers(prefix),
        f'<rect width="{width:.0f}" height="{total:.0f}" fill="#ffffff"/>',
    ]
    if kind == "layered" and len(model.domains) > 1:
        parts += [
            f'<text x="{(n + 0.5) * _COLUMN:.0f}" y="26" text-anchor="middle" font-size="15" '
            f'font-weight="bold" fill="#333">{escape(domain)}</text>'
            for n, domain in enumerate(model.domains)
        ]
    drawn = sorted(range(len(model.relations)), key=lambda number: number in chosen)
    for number in drawn:
        faded = bool(highlight) and number not in chosen
        parts.append(_relation(model, number, scene, faded, interactive, prefix, language))
    grounds = {domain: _GROUNDS[n % len(_GROUNDS)] for n, domain in enumerate(model.domains)}
    for variable in model.variables:
        faded = bool(highlight) and variable.id not in members
        ground = grounds[variable.domain]
        change = None if values is None else values.get(variable.id)
        point = scene.points[variable.id]
        draw = _box if scene.centre is None else _dot
        shape = draw(variable, point, scene, ground, change, language)
        parts.append(_group(variable, shape, faded, interactive, language))
    parts += _legend(highlight, scene.height + 20, language)
    return "".join([*parts, "</svg>"])


@dataclass(frozen=True, slots=True)
class _Scene:
    """Places in the units of the picture; ``centre`` is that of a circular layout."""

    points: Mapping[str, _Point]
    width: float
    height: float
    centre: _Point | None = None


def _layered(model: Model, places: Places) -> _Scene:
    groups = columns(model)
    width, height = len(groups) * _COLUMN, max(len(group) for group in groups) * _ROW
    points = {name: _Point(x * width, _TOP + y * height) for name, (x, y) in places.items()}
    return _Scene(points, width, _TOP + height)


def _circle(model: Model, places: Places) -> _Scene:
    radius = max(150.0, 16.0 * len(model.variables) / (2 * np.pi) * 1.6)
    middle = radius + _LABEL
    points = {
        name: _Point(middle + (2 * x - 1) * radius, middle + (2 * y - 1) * radius)
        for name, (x, y) in places.items()
    }
    return _Scene(points, 2 * middle, 2 * middle, _Point(middle, middle))


def _opening(model: Model, width: float, height: float, interactive: bool, prefix: str) -> str:
    role = "graphics-document" if interactive else "img"
    title = escape(model.title or "Model")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'role="{role}" aria-labelledby="{prefix}-title" font-family="sans-serif">'
        f'<title id="{prefix}-title">{title}: {len(model.variables)} variables, '
        f"{len(model.relations)} relations</title>"
    )


def _colour(sign: int) -> str:
    return {1: _PLUS, -1: _MINUS}.get(sign, _UNKNOWN)


def _markers(prefix: str) -> str:
    heads = "".join(
        f'<marker id="{prefix}-{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
        f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0 10 5 0 10z" fill="{colour}"/></marker>'
        for name, colour in (("plus", _PLUS), ("minus", _MINUS), ("unknown", _UNKNOWN))
    )
    return f"<defs>{heads}</defs>"


def _group(variable: Variable, shape: str, faded: bool, interactive: bool, language: str) -> str:
    label = escape(f"{variable.id} {variable.name(language)}")
    focus = f' tabindex="0" role="graphics-symbol" aria-label="{label}"' if interactive else ""
    return (
        f'<g data-variable="{escape(variable.id)}"{focus} opacity="{0.35 if faded else 1}">'
        f"<title>{label}</title>{shape}</g>"
    )


def _box(
    variable: Variable,
    at: _Point,
    _: _Scene,
    ground: str,
    change: float | None,
    language: str,
) -> str:
    lines = wrap(f"{variable.id} {variable.name(language)}", 25)
    if len(lines) > 3:
        lines = [*lines[:2], f"{lines[2][:23]}…"]
    y = at.y - (len(lines) - 1) * 6.5 + 4
    text = "".join(
        f'<tspan x="{at.x:.1f}" y="{y + 13 * n:.1f}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    )
    mark = ""
    if variable.is_goal:
        mark += (
            f'<text x="{at.x + _BOX_W / 2 - 4:.1f}" y="{at.y - _BOX_H / 2 - 3:.1f}" '
            f'text-anchor="end" font-size="12" font-weight="bold" fill="#222">'
            f"{_goal_mark(variable, language)}</text>"
        )
    if change is not None:
        mark += (
            f'<text x="{at.x - _BOX_W / 2 + 2:.1f}" y="{at.y + _BOX_H / 2 + 13:.1f}" '
            f'font-size="12" font-weight="bold" fill="#222">{change:+.3f}</text>'
        )
    return (
        f'<rect x="{at.x - _BOX_W / 2:.1f}" y="{at.y - _BOX_H / 2:.1f}" width="{_BOX_W:.0f}" '
        f'height="{_BOX_H:.0f}" rx="6" fill="{ground}" {_edge(variable)}/>'
        f'<text text-anchor="middle" font-size="11.5" fill="#222">{text}</text>{mark}'
    )


def _dot(
    variable: Variable,
    at: _Point,
    scene: _Scene,
    ground: str,
    change: float | None,
    language: str,
) -> str:
    """A dot with its label outward along the radius, never upside down."""
    assert scene.centre is not None
    turn = float(np.degrees(np.arctan2(at.y - scene.centre.y, at.x - scene.centre.x)))
    left = abs(turn) > 90
    label = shortened(f"{variable.id} {variable.name(language)}", 40)
    label += f"  {_goal_mark(variable, language)}" if variable.is_goal else ""
    label += "" if change is None else f"  {change:+.3f}"
    return (
        f'<circle cx="{at.x:.1f}" cy="{at.y:.1f}" r="{_DOT:.0f}" fill="{ground}" '
        f"{_edge(variable)}/>"
        f'<text transform="translate({at.x:.1f} {at.y:.1f}) rotate({turn + 180 * left:.1f})" '
        f'x="{-12 if left else 12}" y="4" text-anchor="{"end" if left else "start"}" '
        f'font-size="11.5" fill="#222">{escape(label)}</text>'
    )


def _edge(variable: Variable) -> str:
    colour, width = ("#222222", 2) if variable.is_lever else ("#999999", 1)
    return f'stroke="{colour}" stroke-width="{width}"'


def _goal_mark(variable: Variable, language: str) -> str:
    return f"{'doel' if language == 'nl' else 'goal'} {'↑' if variable.goal == 'up' else '↓'}"


def _chord(start: _Point, end: _Point, centre: _Point) -> tuple[_Point, _Point, _Point, _Point]:
    """A cubic curve bent towards the centre, from the rim of one dot to that of the other."""

    def toward(a: _Point, b: _Point, share: float) -> _Point:
        return _Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)

    b, c = toward(start, centre, 0.5), toward(end, centre, 0.5)
    gap = (_DOT + 2) / max(float(np.hypot(c.x - end.x, c.y - end.y)), 1.0)
    return toward(start, b, gap), b, c, toward(end, c, gap)


def _curve(start: _Point, end: _Point, number: int) -> tuple[_Point, _Point, _Point, _Point]:
    """A cubic curve from box to box; relations side by side do not run over each other."""
    spread = (number % 5 - 2) * 5.0
    if abs(start.x - end.x) < _BOX_W:
        side = 1 if number % 2 == 0 else -1
        x = side * _BOX_W / 2
        bulge = side * (22 + 0.14 * abs(end.y - start.y) + 3 * (number % 4))
        a, d = _Point(start.x + x, start.y + spread), _Point(end.x + x, end.y - spread)
        return a, _Point(a.x + bulge, a.y), _Point(d.x + bulge, d.y), d
    way = 1 if end.x > start.x else -1
    a = _Point(start.x + way * _BOX_W / 2, start.y + spread)
    d = _Point(end.x - way * _BOX_W / 2, end.y + spread)
    pull = max(30.0, 0.45 * abs(d.x - a.x)) * way
    return a, _Point(a.x + pull, a.y), _Point(d.x - pull, d.y), d


def _relation(
    model: Model,
    number: int,
    scene: _Scene,
    faded: bool,
    interactive: bool,
    prefix: str,
    language: str,
) -> str:
    relation = model.relations[number]
    ends = scene.points[relation.cause], scene.points[relation.effect]
    curve = _curve(*ends, number) if scene.centre is None else _chord(*ends, scene.centre)
    a, b, c, d = curve
    colour = _colour(relation.sign)
    strength = model.settings.strength(relation.strength)
    width = 1.0 + 2.4 * min(strength, 1.5)
    dots = ' stroke-dasharray="2 4"' if strength <= 0.3 else ""
    name = {1: "plus", -1: "minus"}.get(relation.sign, "unknown")
    words = _words(model, relation, language)
    focus = f' tabindex="0" role="graphics-symbol" aria-label="{escape(words)}"'
    path = f"M{a.x:.1f} {a.y:.1f}C{b.x:.1f} {b.y:.1f} {c.x:.1f} {c.y:.1f} {d.x:.1f} {d.y:.1f}"
    sign = {1: "+", -1: "−"}.get(relation.sign, "?")
    near = _on_curve(*curve, 0.93)
    return (
        f'<g data-relation="{number}"{focus if interactive else ""} '
        f'opacity="{0.1 if faded else 0.9}"><title>{escape(words)}</title>'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.1f}"{dots} '
        f'marker-end="url(#{prefix}-{name})"/>{_bars(model, relation, curve, colour)}'
        f'<text x="{near.x:.1f}" y="{near.y - 4:.1f}" font-size="13" font-weight="bold" '
        f'text-anchor="middle" fill="{colour}">{sign}</text></g>'
    )


def _on_curve(a: _Point, b: _Point, c: _Point, d: _Point, t: float) -> _Point:
    s = 1 - t
    k = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
    return _Point(
        k[0] * a.x + k[1] * b.x + k[2] * c.x + k[3] * d.x,
        k[0] * a.y + k[1] * b.y + k[2] * c.y + k[3] * d.y,
    )


def _bars(
    model: Model, relation: Relation, curve: tuple[_Point, _Point, _Point, _Point], colour: str
) -> str:
    """Bars across the arrow before its head: none under half a year, three from two years."""
    tau = model.settings.time_constant(relation.speed)
    count = int(np.searchsorted((0.3, 0.75, 2.0), tau))
    bars: list[str] = []
    for n in range(count):
        at, ahead = (_on_curve(*curve, t) for t in (0.80 - 0.05 * n, 0.82 - 0.05 * n))
        length = float(np.hypot(ahead.x - at.x, ahead.y - at.y)) or 1.0
        x, y = -(ahead.y - at.y) / length * 5, (ahead.x - at.x) / length * 5
        bars.append(f"M{at.x - x:.1f} {at.y - y:.1f}L{at.x + x:.1f} {at.y + y:.1f}")
    return f'<path d="{"".join(bars)}" stroke="{colour}" stroke-width="1.6"/>' if bars else ""


def _words(model: Model, relation: Relation, language: str) -> str:
    cause, effect = (model[name].name(language) for name in (relation.cause, relation.effect))
    sign = {1: "+", -1: "−"}.get(relation.sign, "?")
    source = f" ({relation.source})" if relation.source else ""
    return f"{cause} → {effect}: {sign} {relation.strength}/{relation.speed}{source}"


def _legend(highlight: Sequence[Loop], y: float, language: str) -> list[str]:
    lines = [
        f"{loop.kind}{n}  {' → '.join((*loop.variables, loop.variables[0]))}   "
        f"gain {loop.gain:+.3f}, {loop.years:g} {'jaar' if language == 'nl' else 'years'}"
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
