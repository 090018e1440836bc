"""Every format gives back what it can hold, and says what it cannot."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.engines.systems import (
    Model,
    Relation,
    Settings,
    Variable,
    Vote,
    base_model,
    from_dict,
    read,
    to_dict,
    write,
)
from samen.engines.systems.formats import csv_folder, graphml, kumu, matrix, qpress, xmile
from samen.kernel.errors import InvalidInput

NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters=",", exclude_categories=["Cs", "Cc", "Z"]),
    min_size=1,
    max_size=8,
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20).map(
    str.strip
)


@st.composite
def models(draw) -> Model:
    """Models that use every field."""
    ids = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    variables = tuple(
        Variable(
            name,
            draw(WORDS) or name,
            draw(st.floats(0.01, 0.99)),
            domain=draw(WORDS),
            actors=tuple(draw(st.lists(NAMES.filter(lambda s: ";" not in s), max_size=2))),
            scale=draw(WORDS),
            control=draw(st.sampled_from(["lever", "part", "no", "exo"])),
            effort=draw(st.floats(0.1, 9)),
            goal=draw(st.sampled_from(["up", "down", ""])),
            weight=draw(st.floats(0, 3)),
            unit=draw(WORDS),
            note=draw(WORDS),
            source=draw(WORDS),
            label_nl=draw(WORDS),
            note_nl=draw(WORDS),
            x=draw(st.none() | st.floats(0, 1)),
            y=draw(st.none() | st.floats(0, 1)),
        )
        for name in ids
    )
    pairs = [(a, b) for a in ids for b in ids if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6)) if pairs else []
    votes = st.builds(
        Vote,
        st.from_regex(r"P[0-9]{1,2}", fullmatch=True),
        st.sampled_from([1, -1]),
        st.sampled_from(["w", "s", 0.7, None]),
        st.sampled_from(["L", "V", 2.5, None]),
    )
    relations = tuple(
        Relation(
            a,
            b,
            draw(st.sampled_from([1, -1, 0])),
            draw(st.sampled_from(["w", "a", "s", "v", 0.35])),
            draw(st.sampled_from(["L", "A", "H", "V", 1.75])),
            id=f"r{n}" if draw(st.booleans()) else "",
            order=draw(st.integers(1, 4)),
            confidence=draw(st.sampled_from(["sure", "likely", "unsure"])),
            votes=tuple(draw(st.lists(votes, max_size=2))),
            source=draw(WORDS),
            quote=draw(WORDS),
            note=draw(WORDS),
        )
        for n, (a, b) in enumerate(chosen)
    )
    sizes = Settings(
        strengths={"w": 0.1, "a": 0.4, "s": 0.9, "v": 1.4},
        attenuation=draw(st.none() | st.floats(0.1, 1)),
        self_relations=draw(st.booleans()),
    )
    return Model(variables, relations, title=draw(WORDS), description=draw(WORDS), settings=sizes)


@settings(max_examples=60, deadline=None)
@given(models())
def test_our_json_our_tables_and_kumu_lose_nothing(model: Model):
    assert from_dict(json.loads(json.dumps(to_dict(model)))) == model
    assert csv_folder.parse(*csv_folder.render(model).values()).model == model
    written = kumu.render(model)
    assert written.notes == ()
    assert kumu.parse(written.text).model == model


@settings(max_examples=40, deadline=None)
@given(models())
def test_graphml_loses_only_what_it_says(model: Model):
    written = graphml.render(model)
    ids = [variable.id for variable in graphml.parse(written.text).model.variables]
    back = graphml.parse(written.text).model
    plain = replace(model, title="", description="", settings=Settings())
    assert len(ids) == len(model.variables)
    assert [r.sign for r in back.relations] == [r.sign for r in plain.relations]
    assert [v.baseline for v in back.variables] == [v.baseline for v in plain.variables]
    for name, usual in (("title", ""), ("description", ""), ("settings", Settings())):
        assert (f"dropped: {name}" in written.notes) == (getattr(model, name) != usual)


def test_the_base_model_through_graphml_and_networkx():
    model = base_model()
    text = graphml.render(model).text
    assert graphml.parse(text).model == replace(model, title="", description="")
    graph = nx.parse_graphml(text)
    assert graph.number_of_nodes() == len(model.variables)
    assert graph.edges["V2", "M6"]["sign"] == "+"


def test_graphml_of_another_tool_gets_unknown_signs():
    graph = nx.DiGraph([("a b", "c")])
    loaded = graphml.parse("\n".join(nx.generate_graphml(graph)))
    assert loaded.model.ids == ("a_b", "c")
    assert loaded.model.relations[0].sign == 0
    assert "assumed: baseline of 2" in loaded.notes


def test_kumu_blueprint():
    text = json.dumps(
        {
            "elements": [
                {"label": "Sheep"},
                {"label": "Grass land", "attributes": {"Colour": "g"}},
            ],
            "connections": [
                {"from": "Grass land", "to": "Sheep", "type": "+"},
                {"from": "Sheep", "to": "Grass land"},
            ],
        }
    )
    loaded = kumu.parse(text)
    assert loaded.model.ids == ("Sheep", "Grass_land")
    assert [r.sign for r in loaded.model.relations] == [1, 0]
    assert "dropped: attribute 'colour'" in loaded.notes
    assert "assumed: unknown sign of 1 connections without + or -" in loaded.notes


def test_mental_modeler_matrix_round_trip():
    text = ",A x,B,C\nA x,0,0.5,0\nB,-1,0,0\nC,0,.25,0\n"
    loaded = matrix.parse(text)
    assert loaded.model.ids == ("A_x", "B", "C")
    found = {(r.cause, r.effect): r.sign * float(r.strength) for r in loaded.model.relations}
    assert found == {("A_x", "B"): 0.5, ("B", "A_x"): -1.0, ("C", "B"): 0.25}
    written = matrix.render(loaded.model)
    assert matrix.parse(written.text).model.relations == loaded.model.relations
    notes = matrix.render(base_model()).notes
    assert any(note.startswith("dropped: speed of") for note in notes)
    assert any(note.startswith("dropped: source of") for note in notes)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (",A,B\nA,0,2\nB,0,0\n", "row 2, column 3"),
        (",A,B\nB,0,0\nA,0,0\n", "row 2"),
        (",A,B\nA,0,0\n", "matrix"),
        ("", "row 1"),
    ],
)
def test_a_wrong_matrix_names_its_place(text: str, where: str):
    with pytest.raises(InvalidInput) as caught:
        matrix.parse(text)
    assert caught.value.problems[0].where == where


def test_qpress_text():
    loaded = qpress.parse("A <-* B\nC *-> A\nC <- D\nB *--* C\nE <>- A\nV-*V\n# a remark\n")
    found = {(r.cause, r.effect): (r.sign, r.confidence) for r in loaded.model.relations}
    assert found == {
        ("A", "B"): (-1, "likely"),
        ("B", "A"): (1, "likely"),
        ("C", "A"): (1, "likely"),
        ("A", "C"): (-1, "likely"),
        ("D", "C"): (1, "likely"),
        ("B", "C"): (-1, "unsure"),
        ("C", "B"): (-1, "unsure"),
        ("A", "E"): (0, "likely"),
        ("V", "V"): (-1, "likely"),
    }
    again = qpress.parse(qpress.render(loaded.model).text)
    assert {(r.cause, r.effect): (r.sign, r.confidence) for r in again.model.relations} == found


def test_qpress_names_a_wrong_line():
    with pytest.raises(InvalidInput, match="line 2"):
        qpress.parse("A -> B\nA B\n")


def test_xmile_of_ours_comes_back_as_the_causal_part():
    model = base_model()
    written = xmile.render(model)
    loaded = xmile.parse(written.text)
    signs = {(r.cause, r.effect): r.sign for r in model.relations}
    assert {(r.cause, r.effect): r.sign for r in loaded.model.relations} == signs
    assert len(loaded.model.variables) == len(model.variables)
    assert any("equations" in note for note in loaded.notes)
    stocks = ET.fromstring(written.text).findall(".//{*}stock")
    assert len(stocks) == len(model.relations)


def test_xmile_without_connectors_is_read_from_its_equations():
    text = """<xmile xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"><model><variables>
      <stock name="Hares"><eqn>Start</eqn><inflow>births</inflow><outflow>deaths</outflow></stock>
      <flow name="births"><eqn>Hares * "birth rate"</eqn></flow>
      <flow name="deaths"><eqn>MAX(0, Hares * 0.1)</eqn></flow>
      <aux name="birth\\nrate"><eqn>0.2</eqn></aux><aux name="Start"><eqn>5</eqn></aux>
    </variables></model></xmile>"""
    found = {(r.cause, r.effect): r.sign for r in xmile.parse(text).model.relations}
    assert found == {
        ("births", "Hares"): 1,
        ("deaths", "Hares"): -1,
        ("Hares", "births"): 0,
        ("birth_rate", "births"): 0,
        ("Hares", "deaths"): 0,
    }


@pytest.mark.parametrize("parse", [graphml.parse, xmile.parse])
def test_xml_that_expands_is_refused(parse):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><graphml>&a;</graphml>'
    with pytest.raises(InvalidInput, match="document type"):
        parse(bomb)
    with pytest.raises(InvalidInput, match="line 1"):
        parse("<graphml>")


def test_the_name_chooses_the_format(tmp_path):
    model = base_model()
    for name in ("m.json", "m.kumu.json", "m.graphml", "m.xmile", "m.csv", "m.txt", "folder"):
        notes = write(model, tmp_path / name)
        loaded = read(tmp_path / name)
        assert len(loaded.model.relations) == len(model.relations)
        assert bool(notes) == (name not in ("m.json", "m.kumu.json", "folder"))
    (tmp_path / "kumu.json").write_text(kumu.render(model).text)
    assert read(tmp_path / "kumu.json").model == model
    with pytest.raises(InvalidInput, match="must be a folder"):
        write(model, tmp_path / "m.doc")


def test_unknown_columns_and_names_are_told():
    loaded = csv_folder.parse(
        "id,baseline,colour\nA,0.5,red\n", "from,to,sign,strength,speed\n", '{"title": "T"}'
    )
    assert loaded.notes == ("dropped: variables column 'colour', which is not a field of ours",)
    assert loaded.model.title == "T"
    with pytest.raises(InvalidInput, match=r"model\.json line 1"):
        csv_folder.parse("id,baseline\nA,0.5\n", "from,to,sign,strength,speed\n", "{")


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ([], "model"),
        ({"variables": 1, "relations": []}, "variables"),
        ({"variables": [1], "relations": []}, "variable 1"),
        ({"variables": [{"id": "A", "baseline": 2}], "relations": []}, "variable 1, baseline"),
        (
            {"variables": [], "relations": [], "settings": {"attenuation": "x"}},
            "settings, attenuation",
        ),
        (
            {"variables": [], "relations": [], "settings": {"speeds": {"L": 0}}},
            "settings, speeds L",
        ),
    ],
)
def test_wrong_json_names_its_place(values, where: str):
    with pytest.raises(InvalidInput) as caught:
        from_dict(values)
    assert where in [problem.where for problem in caught.value.problems]
