"""Charts on pages: no style or script inside, true figures, the reader's numbers."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import altair as alt
import pytest
import vl_convert
from django.utils import translation
from PIL import Image, ImageChops

from samen.platform.web.figures import chart_svg, image
from samen.platform.web.slim_svg import slim

SPARSE = {"labelOverlap": True, "labelSeparation": 30}
SVG = "{http://www.w3.org/2000/svg}"


def bars(*values: float) -> dict[str, object]:
    rows = [{"year": str(2020 + at), "value": value} for at, value in enumerate(values)]
    base = alt.Chart(alt.Data(values=rows)).encode(x="year:O", y="value:Q")
    label = base.mark_text().encode(text=alt.Text("value:Q", format=",d"))
    return alt.layer(base.mark_bar(), label).to_dict()


def drawn(language: str, *values: float, **look: object) -> ET.Element:
    with translation.override(language):
        return ET.fromstring(chart_svg(bars(*values), title="Given <b>", look=look))


def texts(svg: ET.Element) -> set[str | None]:
    return {text.text for text in svg.iter(f"{SVG}text")}


def test_a_chart_is_one_picture_with_one_text_and_carries_no_style_or_script():
    svg = drawn("nl", 1372, 984)
    assert svg.get("aria-label") == "Given <b>"
    names = [name for element in svg.iter() for name in element.attrib]
    assert not {"style", "class", "href"} & set(names)
    assert [name for name in names if name.startswith(("aria", "role", "on"))] == [
        "role",
        "aria-label",
    ]
    assert not {"style", "script"} & {element.tag.removeprefix(SVG) for element in svg.iter()}


def test_figures_stay_whole_and_are_written_as_the_reader_does():
    assert {"1.372", "984"} <= texts(drawn("nl", 1372, 984))
    assert {"1,372", "984"} <= texts(drawn("en", 1372, 984))


def test_coordinates_are_short_and_opacity_is_not():
    svg = chart_svg(bars(3, 7, 11), title="x", look={"axis": {"gridOpacity": 0.15}})
    places = re.findall(r' (?:d|transform|[xy][12]?|width|height)="[^"]*"', svg)
    assert places
    assert not [place for place in places if re.search(r"\.\d\d", place)]
    assert "0.15" in svg


@pytest.mark.parametrize("mark", ["bar", "line", "point", "rule"])
def test_a_slim_picture_shows_what_the_whole_one_shows(mark: str):
    rows = [{"year": str(2000 + at), "value": at * at} for at in range(20)]
    chart = alt.Chart(alt.Data(values=rows), mark=mark).encode(x="year:O", y="value:Q")
    whole = vl_convert.vegalite_to_svg({**chart.to_dict(), "config": {"axisX": SPARSE}})
    opening, body = re.match(r"(<svg[^>]*>)(.*)</svg>", whole, re.DOTALL).groups()
    less = opening + slim(body) + "</svg>"
    assert len(less) < 0.75 * len(whole)
    first, second = (Image.open(io.BytesIO(vl_convert.svg_to_png(svg))) for svg in (whole, less))
    furthest = max(high for _, high in ImageChops.difference(first, second).getextrema())
    assert furthest <= 48, "a dot as circle or as two arcs: a shade at its edge"


def test_slimming_leaves_alone_what_it_does_not_know():
    turned = '<g><text transform="translate(1,2) rotate(-90)">a</text></g>'
    assert slim(turned) == turned.removeprefix("<g>").removesuffix("</g>")
    through = '<path d="M0,0h9" opacity="0.5" /><path d="M0,0v9" opacity="0.5" />'
    assert slim(through) == through
    assert slim('<path d="M0,0h9" /><path d="M0,1h9" />') == '<path d="M0,0h9M0,1h9" />'
    assert slim('<g opacity="0"><text>9</text></g><text opacity="0">8</text>') == ""


def test_the_look_can_be_added_to():
    assert "999" in ET.tostring(drawn("nl", 5, 6, text={"color": "#999"}), encoding="unicode")


def test_an_image_has_the_size_of_its_view_box():
    svg = ET.fromstring(image("0 0 300 16", 'a "title"', "<rect/>"))
    assert (svg.get("width"), svg.get("height")) == ("300", "16")
    assert svg.get("aria-label") == 'a "title"'
    assert [element.tag for element in svg] == [f"{SVG}rect"]
