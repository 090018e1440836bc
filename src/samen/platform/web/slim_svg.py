"""The same picture in fewer bytes: what Vega repeats or hides is left out.

A page of the public zone weighs less than 50 kB; a small chart as Vega writes it is 4 kB, of
which four fifths say nothing that is seen.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

_AT = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")
_DOT = re.compile(r"M([\d.]+),0A[-\d.,]+(?:A[-\d.,]+)?Z?")
_NOTHING = "M0,0h0v0h0Z"
_INHERITED = (
    "fill", "stroke", "stroke-width", "stroke-opacity", "font-size", "font-weight", "text-anchor",
)  # fmt: skip


def slim(body: str) -> str:
    """``body``: what stands between the tags of an SVG element, without a prefix in any name."""
    root = ET.fromstring(f"<svg>{body}</svg>")  # noqa: S314 - drawn by ourselves
    _slim(root)
    return "".join(ET.tostring(child, encoding="unicode") for child in root)


def _slim(parent: ET.Element) -> None:
    """Make everything inside ``parent`` smaller, from the inside out."""
    kept: list[ET.Element] = []
    for child in parent:
        _slim(child)
        if _seen(child):
            kept += list(_unwrapped(_placed(child)))
    parent[:] = _joined(kept)
    if parent.tag == "g" and len(parent) > 1:
        _hoist(parent)


def _seen(element: ET.Element) -> bool:
    hidden = element.get("opacity") == "0" or element.get("display") == "none"
    if hidden or element.tag == "g":
        return not hidden and len(element) > 0
    return element.tag != "path" or element.get("d") not in (None, "", _NOTHING)


def _placed(element: ET.Element) -> ET.Element:
    """A text, line or dot with its place in its own attributes instead of a translation."""
    place = _AT.fullmatch(element.get("transform", ""))
    if element.tag == "g" and place and {float(place[1]), float(place[2])} == {0.0}:
        del element.attrib["transform"]
    if not place or element.tag not in ("text", "line", "path"):
        return element
    x, y = place.groups()
    if element.tag == "text":
        place_names = {"x": x, "y": y}
    elif element.tag == "line" and not {"x1", "y1"} & set(element.attrib):
        element.tag = "path"
        across, down = (element.attrib.pop(name, "0") for name in ("x2", "y2"))
        place_names = {"d": f"M{x},{y}l{across},{down}"}
    elif dot := _DOT.fullmatch(element.get("d", "")):
        element.tag = "circle"
        del element.attrib["d"]
        place_names = {"cx": x, "cy": y, "r": dot[1]}
    else:
        return element
    del element.attrib["transform"]
    element.attrib = place_names | element.attrib
    return element


def _unwrapped(element: ET.Element) -> list[ET.Element]:
    """The children of a group that says nothing, or the element itself."""
    return list(element) if element.tag == "g" and not element.attrib else [element]


def _joined(elements: list[ET.Element]) -> list[ET.Element]:
    """Neighbouring paths of one look as one path; not where they shine through each other."""
    found: list[ET.Element] = []
    for element in elements:
        last = found[-1] if found else None
        if last is not None and element.tag == last.tag == "path" and _look(element) == _look(last):
            last.set("d", last.get("d", "") + element.get("d", ""))
        else:
            found.append(element)
    return found


def _look(path: ET.Element) -> dict[str, str] | object:
    rest = {name: value for name, value in path.attrib.items() if name != "d"}
    return object() if {"transform", "opacity", "fill-opacity"} & set(rest) else rest


def _hoist(group: ET.Element) -> None:
    """What all children say about their look, the group says once."""
    for name in _INHERITED:
        values = {child.get(name) for child in group}
        if len(values) == 1 and None not in values:
            group.set(name, values.pop() or "")
            for child in group:
                del child.attrib[name]
