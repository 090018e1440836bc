"""Charts as inline SVG that follow the stylesheet and pass the content security policy.

Colours are the stylesheet's tokens and ``currentColor``, so that a picture follows light, dark and
print; there is no style or script inside. A picture never stands alone: the page puts the table
beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from django.utils.translation import get_language

from samen.platform.web.slim_svg import slim

_FONT = "system-ui, sans-serif"
_INK = "currentColor"
_LOOK: Mapping[str, Any] = {
    "background": None,
    "view": {"stroke": None},
    "font": _FONT,
    "axis": {
        **{f"{part}Color": _INK for part in ("label", "tick", "domain", "title", "grid")},
        "gridOpacity": 0.15,
        "labelFontSize": 12,
        "titleFontSize": 12,
    },
    "title": {"color": _INK, "fontSize": 13, "fontWeight": 600, "limit": 0},
    "legend": {"labelColor": _INK, "labelFontSize": 12},
    "text": {"color": _INK},
}
# What Vega adds for its own reader; our picture is one image with one text.
_NOISE = re.compile(
    r' (?:role|aria-[a-z]+|class|xmlns:xlink|style|pointer-events|font-family)="[^"]*"'
    r'| opacity="1"'
)
_PLACES = re.compile(r' (?:d|transform|c?[xy][12]?|r|width|height)="[^"]*"')
_LONG = re.compile(r"(\d+\.\d)\d+")
_OPENING = re.compile(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>')


def chart_svg(spec: Mapping[str, Any], *, title: str, look: Mapping[str, Any] | None = None) -> str:
    """A Vega-Lite chart as SVG with numbers in the reader's language.

    ``look`` adds to the parts of the chart's configuration, by their Vega-Lite names.
    """
    import vl_convert  # heavy: only when a picture is drawn

    config = dict(_LOOK)
    for part, more in (look or {}).items():
        config[part] = {**config.get(part, {}), **more}
    dutch = (get_language() or "nl").startswith("nl")
    svg = vl_convert.vegalite_to_svg(
        json.dumps({**spec, "config": config}), format_locale="nl-NL" if dutch else None
    )
    opening = _OPENING.search(svg)
    assert opening is not None
    body = slim(_NOISE.sub("", svg[opening.end() :].removesuffix("</svg>")))
    # Shorten coordinates only: a text between tags may be a figure such as 1.334.
    return image(opening[1], title, _PLACES.sub(lambda at: _LONG.sub(r"\1", at[0]), body))


def image(view_box: str, title: str, body: str) -> str:
    """An SVG element that is one picture with one text; ``view_box`` gives its natural size."""
    width, height = view_box.split()[2:]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" '
        f'viewBox="{view_box}" width="{width}" height="{height}" font-family="{_FONT}">{body}</svg>'
    )
