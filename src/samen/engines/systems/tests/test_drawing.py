"""The picture holds everything, and is the same each time."""

from xml.etree import ElementTree as ET

import pytest

from samen.engines.systems import Model, Variable, base_model, layout, loops, model_svg

from .makers import random_model


@pytest.mark.parametrize("kind", ["layered", "circular"])
@pytest.mark.parametrize("model", [random_model(), base_model(), random_model(6, 9, domains=1)])
def test_places_are_apart_inside_and_always_the_same(model: Model, kind):
    places = layout(model, kind)
    assert set(places) == set(model.ids)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())
    assert len(set(places.values())) == len(places)
    assert layout(model, kind) == places


def test_a_place_a_person_chose_is_kept():
    model = Model((Variable("A", "a", x=0.2, y=0.9), Variable("B", "b")), ())
    assert layout(model)["A"] == (0.2, 0.9)


@pytest.mark.parametrize("kind", ["layered", "circular"])
def test_every_variable_and_relation_is_drawn_once_with_its_words(kind):
    model = base_model()
    shown = loops(model, strongest=2, most_counted=10).strongest
    text = model_svg(model, kind=kind, highlight=shown, interactive=True, values={"M3": -0.05})
    root = ET.fromstring(text)
    found = [one.get("data-variable") for one in root.iter() if one.get("data-variable")]
    assert sorted(found) == sorted(model.ids)
    relations = [one for one in root.iter() if one.get("data-relation")]
    assert len(relations) == len(model.relations)
    assert all(one.get("tabindex") == "0" and one.get("aria-label") for one in relations)
    assert "−0.050" in text.replace("-0.050", "−0.050")
    assert "style=" not in text  # a strict content security policy forbids it
    assert model_svg(model, kind=kind, highlight=shown) == model_svg(
        model, kind=kind, highlight=shown
    )


def test_loops_are_brought_out_and_named():
    model = base_model()
    (loop,) = loops(model, strongest=1, most_counted=10).strongest
    root = ET.fromstring(model_svg(model, highlight=[loop]))
    strong = {
        int(one.get("data-relation", ""))
        for one in root.iter()
        if one.get("data-relation") and float(one.get("opacity", "1")) > 0.5
    }
    assert strong == set(loop.relations)
    assert f"gain {loop.gain:+.3f}" in "".join(root.itertext())


def test_labels_are_text_not_markup():
    model = Model((Variable("A", "<script>&\"'", domain="<b>"), Variable("B", "b")), ())
    root = ET.fromstring(model_svg(model, interactive=True))
    assert not [one for one in root.iter() if one.tag.endswith(("script", "}b"))]


def test_dutch():
    assert "Mensen in" in model_svg(base_model(), language="nl")
