"""The pieces of the picture of a model: boxes, dots, arrows and their marks, as SVG text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from textwrap import wrap

import numpy as np

from samen.engines.systems.elements import Relation, Variable
from samen.engines.systems.model import Model
from samen.engines.systems.report import shortened

BOX_WIDTH, BOX_HEIGHT = 158.0, 44.0
COLUMN, ROW, TOP = 250.0, 66.0, 46.0
DOT, LABEL = 7.0, 270.0
_PLUS, _MINUS, _UNKNOWN = "#0072B2", "#C04A00", "#666666"
# Light grounds on which dark text keeps a contrast above 12:1.
GROUNDS = ("#E8F1FA", "#FDF1E3", "#EAF6EE", "#F8EAF3", "#FFF9DB", "#EDEBFA", "#F0F0F0", "#E3F6F8")


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the picture."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Scene:
    """Places in the units of the picture; ``centre`` is that of a circular layout."""

    points: Mapping[str, Point]
    width: float
    height: float
    centre: Point | None = None


def _colour(sign: int) -> str:
    return {1: _PLUS, -1: _MINUS}.get(sign, _UNKNOWN)


def markers(prefix: str) -> str:
    """The arrow heads, by ids that start with ``prefix``."""
    heads = "".join(
        f'<marker id="{prefix}-{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
        f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0 10 5 0 10z" fill="{colour}"/></marker>'
        for name, colour in (("plus", _PLUS), ("minus", _MINUS), ("unknown", _UNKNOWN))
    )
    return f"<defs>{heads}</defs>"


def variable_shape(
    variable: Variable,
    scene: Scene,
    ground: str,
    change: float | None,
    faded: bool,
    interactive: bool,
    language: str,
) -> str:
    """A variable as a box, or as a dot in a circular layout, with its label and marks."""
    draw = _box if scene.centre is None else _dot
    shape = draw(variable, scene, ground, change, language)
    label = escape(f"{variable.id} {variable.name(language)}")
    focus = f' tabindex="0" role="graphics-symbol" aria-label="{label}"' if interactive else ""
    return (
        f'<g data-variable="{escape(variable.id)}"{focus} opacity="{0.35 if faded else 1}">'
        f"<title>{label}</title>{shape}</g>"
    )


def signed(change: float, language: str) -> str:
    """A change with its sign and three decimals, with a Dutch comma where the picture is Dutch."""
    text = f"{change:+.3f}"
    return text.replace(".", ",") if language == "nl" else text


def _box(variable: Variable, scene: Scene, ground: str, change: float | None, language: str) -> str:
    at = scene.points[variable.id]
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
            f'<text x="{at.x + BOX_WIDTH / 2 - 4:.1f}" y="{at.y - BOX_HEIGHT / 2 - 3:.1f}" '
            f'text-anchor="end" font-size="12" font-weight="bold" fill="#222">'
            f"{_goal_mark(variable, language)}</text>"
        )
    if change is not None:
        mark += (
            f'<text x="{at.x - BOX_WIDTH / 2 + 2:.1f}" y="{at.y + BOX_HEIGHT / 2 + 13:.1f}" '
            f'font-size="12" font-weight="bold" fill="#222">{signed(change, language)}</text>'
        )
    return (
        f'<rect x="{at.x - BOX_WIDTH / 2:.1f}" y="{at.y - BOX_HEIGHT / 2:.1f}" '
        f'width="{BOX_WIDTH:.0f}" height="{BOX_HEIGHT:.0f}" rx="6" fill="{ground}" '
        f"{_edge(variable)}/>"
        f'<text text-anchor="middle" font-size="11.5" fill="#222">{text}</text>{mark}'
    )


def _dot(variable: Variable, scene: Scene, ground: str, change: float | None, language: str) -> str:
    """A dot with its label outward along the radius, never upside down."""
    assert scene.centre is not None
    at = scene.points[variable.id]
    turn = float(np.degrees(np.arctan2(at.y - scene.centre.y, at.x - scene.centre.x)))
    left = abs(turn) > 90
    label = shortened(f"{variable.id} {variable.name(language)}", 40)
    label += f"  {_goal_mark(variable, language)}" if variable.is_goal else ""
    label += "" if change is None else f"  {signed(change, language)}"
    return (
        f'<circle cx="{at.x:.1f}" cy="{at.y:.1f}" r="{DOT:.0f}" fill="{ground}" '
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


def relation_shape(
    model: Model,
    number: int,
    scene: Scene,
    faded: bool,
    interactive: bool,
    prefix: str,
    language: str,
) -> str:
    """An arrow with its sign, and bars for its slowness."""
    relation = model.relations[number]
    ends = scene.points[relation.cause], scene.points[relation.effect]
    curve = _curve(*ends, number) if scene.centre is None else _chord(*ends, scene.centre)
    a, b, c, d = curve
    colour = _colour(relation.sign)
    strength = model.settings.strength(relation.strength)
    width = 1.0 + 2.4 * min(strength, 1.5)
    dots = ' stroke-dasharray="2 4"' if strength <= 0.3 else ""
    name = {1: "plus", -1: "minus"}.get(relation.sign, "unknown")
    told = words(model, relation, language)
    focus = f' tabindex="0" role="graphics-symbol" aria-label="{escape(told)}"'
    path = f"M{a.x:.1f} {a.y:.1f}C{b.x:.1f} {b.y:.1f} {c.x:.1f} {c.y:.1f} {d.x:.1f} {d.y:.1f}"
    sign = {1: "+", -1: "−"}.get(relation.sign, "?")
    near = _on_curve(*curve, 0.93)
    return (
        f'<g data-relation="{number}"{focus if interactive else ""} '
        f'opacity="{0.1 if faded else 0.9}"><title>{escape(told)}</title>'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.1f}"{dots} '
        f'marker-end="url(#{prefix}-{name})"/>{_bars(model, relation, curve, colour)}'
        f'<text x="{near.x:.1f}" y="{near.y - 4:.1f}" font-size="13" font-weight="bold" '
        f'text-anchor="middle" fill="{colour}">{sign}</text></g>'
    )


def _curve(start: Point, end: Point, number: int) -> tuple[Point, Point, Point, Point]:
    """A cubic curve from box to box; relations side by side do not run over each other."""
    spread = (number % 5 - 2) * 5.0
    if abs(start.x - end.x) < BOX_WIDTH:
        side = 1 if number % 2 == 0 else -1
        x = side * BOX_WIDTH / 2
        bulge = side * (22 + 0.14 * abs(end.y - start.y) + 3 * (number % 4))
        a, d = Point(start.x + x, start.y + spread), Point(end.x + x, end.y - spread)
        return a, Point(a.x + bulge, a.y), Point(d.x + bulge, d.y), d
    way = 1 if end.x > start.x else -1
    a = Point(start.x + way * BOX_WIDTH / 2, start.y + spread)
    d = Point(end.x - way * BOX_WIDTH / 2, end.y + spread)
    pull = max(30.0, 0.45 * abs(d.x - a.x)) * way
    return a, Point(a.x + pull, a.y), Point(d.x - pull, d.y), d


def _chord(start: Point, end: Point, centre: Point) -> tuple[Point, Point, Point, Point]:
    """A cubic curve bent towards the centre, from the rim of one dot to that of the other."""

    def toward(a: Point, b: Point, share: float) -> Point:
        return Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)

    b, c = toward(start, centre, 0.5), toward(end, centre, 0.5)
    gap = (DOT + 2) / max(float(np.hypot(c.x - end.x, c.y - end.y)), 1.0)
    return toward(start, b, gap), b, c, toward(end, c, gap)


def _on_curve(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    s = 1 - t
    k = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
    return Point(
        k[0] * a.x + k[1] * b.x + k[2] * c.x + k[3] * d.x,
        k[0] * a.y + k[1] * b.y + k[2] * c.y + k[3] * d.y,
    )


def _bars(
    model: Model, relation: Relation, curve: tuple[Point, Point, Point, Point], colour: str
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


def words(model: Model, relation: Relation, language: str) -> str:
    """A relation in words, with its source."""
    cause, effect = (model[name].name(language) for name in (relation.cause, relation.effect))
    sign = {1: "+", -1: "−"}.get(relation.sign, "?")
    source = f" ({relation.source})" if relation.source else ""
    return f"{cause} → {effect}: {sign} {relation.strength}/{relation.speed}{source}"
