"""The workbench pages: without JavaScript, with htmx, and with wrong input."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.members import LogIn

from samen.engines.systems import base_model, from_dict, to_dict

pytestmark = pytest.mark.django_db
HOME = "/werk/analyse/systeem/"
RELATION = "?relation=V2%3EM6&near=1"
GROUP = {
    "form": "relation",
    "sign": "1",
    "strength": "v",
    "speed": "V",
    "confidence": "sure",
    "source": "CoMensha",
    "note": "",
}
VOTE = {"form": "vote", "participant": "Politie", "sign": "-1", "strength": "w", "speed": ""}
PUSH = {"form": "intervention", "variable": "P4", "how": "press", "steps": "1"}
ITSELF = {"form": "add", "cause": "M9", "effect": "M9", "sign": "1", "strength": "a", "speed": "A"}


@pytest.fixture
def analyst(log_in: LogIn) -> Client:
    return log_in("analyst")


@pytest.fixture
def page(analyst: Client) -> str:
    return analyst.post(f"{HOME}basismodel/")["Location"]


def text(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return response.content.decode()


def test_without_a_model_the_base_model_is_on_offer(analyst, log_in):
    assert "basismodel/" in text(analyst, HOME)
    reader = text(log_in("caseworker"), HOME)
    assert "Nog geen model" in reader
    assert "basismodel/" not in reader
    assert "MARVEL" in reader


def test_every_variable_and_relation_is_a_link_with_a_name(analyst, page):
    seen = text(analyst, page)
    links = re.findall(r'<a href="[^"]+" id="[^"]+" data-choose="(\w+)" aria-label="[^"]+"', seen)
    model = base_model()
    assert links.count("variable") == len(model.variables)
    assert links.count("relation") == len(model.relations)
    assert "<g data-" not in seen


def test_no_inline_style_or_script(analyst, page):
    for address in (page, f"{page}{RELATION}", f"{page}hefbomen/", f"{page}rapport/"):
        seen = text(analyst, address)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", seen), address


def test_a_choice_shows_source_votes_and_neighbours_only(analyst, page):
    seen = text(analyst, f"{page}{RELATION}")
    assert "CoMensha &amp; TNO 2018 [3c]" in seen
    assert "Caulkins" in seen
    assert seen.count('data-choose="variable"') < len(base_model().variables) / 2
    assert "aanname van deskundigen" in text(analyst, f"{page}?relation=I4%3EP1&near=1")


def test_an_edit_changes_the_effect_and_a_version_keeps_it(analyst, log_in, page):
    sent = analyst.post(f"{page}{RELATION}", GROUP)
    assert sent.status_code == 302
    assert sent["Location"] == f"{page}{RELATION}#choice"
    seen = text(analyst, f"{page}{RELATION}")
    assert "Nog niet opgeslagen" in seen
    assert '<option value="v" selected>' in seen
    assert 'value="v" selected' not in text(log_in("programme_manager"), f"{page}{RELATION}")
    assert analyst.post(f"{page}versies/", {"note": "sterker"}).status_code == 302
    history = text(analyst, f"{page}versies/")
    assert "Versie 2" in history
    assert "gemiddeld → zeer sterk" in history or "zwak → zeer sterk" in history
    assert analyst.post(f"{page}versies/1/terugzetten/").status_code == 302
    assert "Versie 3" in text(analyst, f"{page}versies/")


def test_htmx_gets_the_part_that_changes_and_says_what_happened(analyst, page):
    sent = analyst.post(f"{page}{RELATION}", GROUP, headers={"HX-Request": "true"})
    seen = sent.content.decode()
    assert sent.status_code == 200
    assert "<html" not in seen
    assert 'id="bench"' in seen
    assert re.search(r'role="status" hx-swap-oob="true">.*Mensen in uitbuiting', seen, re.DOTALL)


def test_a_vote_is_shown_beside_the_groups_value(analyst, page):
    analyst.post(f"{page}{RELATION}", VOTE)
    analyst.post(f"{page}{RELATION}", GROUP)
    seen = text(analyst, f"{page}{RELATION}")
    assert "Politie" in seen
    assert "Politie −w" in text(analyst, f"{page}tabel/")


@pytest.mark.parametrize(
    ("query", "sent", "field"),
    [
        (RELATION, GROUP | {"strength": "x"}, "relation-strength"),
        (RELATION, GROUP | {"sign": "7"}, "relation-sign"),
        (RELATION, VOTE | {"participant": "a:b"}, "vote-participant"),
        (RELATION, VOTE | {"participant": ""}, "vote-participant"),
        ("?", PUSH | {"steps": "9"}, "intervention-steps"),
        ("?", PUSH | {"variable": "ZZ"}, "intervention-variable"),
        ("?", PUSH | {"years": "2"}, "intervention-years"),
        ("?", PUSH | {"how": "ramp"}, "intervention-years"),
        ("?", PUSH | {"how": "controller", "steps": "4", "years": "1"}, "intervention-steps"),
        (
            "?",
            PUSH | {"how": "controller", "years": "1", "start_year": "2"},
            "intervention-start_year",
        ),
        ("?", {"form": "new", "label": "", "baseline": "0.5", "control": "no"}, "new-label"),
        ("?", {"form": "scenario", "name": ""}, "scenario-name"),
        (
            "?variable=M9&near=1",
            {"form": "variable", "baseline": "1", "control": "no", "effort": "1", "weight": "0"},
            "variable-baseline",
        ),
        (
            "?variable=M9&near=1",
            {
                "form": "add",
                "cause": "M9",
                "effect": "M9",
                "sign": "1",
                "strength": "a",
                "speed": "A",
            },
            "add-effect",
        ),
    ],
)
def test_wrong_input_is_told_beside_its_field(analyst, page, query, sent, field):
    response = analyst.post(f"{page}{query}", sent)
    seen = response.content.decode()
    assert response.status_code == 200
    assert f'href="#{field}"' in seen
    assert re.search(
        rf'id="{field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="{field}"', seen
    )
    assert "Nog niet opgeslagen" not in seen


def test_scenarios_stand_side_by_side(analyst, page):
    analyst.post(f"{page}?", {"form": "scenario", "name": "Opvang"})
    analyst.post(f"{page}?scenario=2", PUSH | {"variable": "V3"})
    seen = text(analyst, f"{page}vergelijken/")
    assert seen.count('<section class="card">') == 3
    assert "Opvang" in seen
    analyst.post(f"{page}?scenario=2", {"form": "remove_intervention", "which": "V3"})
    analyst.post(f"{page}?scenario=2", {"form": "remove_scenario"})
    assert "Opvang" not in text(analyst, f"{page}vergelijken/")


def test_every_kind_of_intervention_is_told_in_words(analyst, page):
    for how, variable in (("ramp", "P4"), ("pulse", "A4"), ("controller", "V3")):
        numbers = {"how": how, "variable": variable, "years": "2"}
        assert analyst.post(f"{page}?", PUSH | numbers).status_code == 302
    seen = text(analyst, page)
    assert "P4 Bescherming op de arbeidsmarkt" in seen
    assert "+1,0 stappen, groeiend in 2 jaar vanaf jaar 0" in seen
    assert "+1,0 stappen van jaar 0 tot jaar 2" in seen
    assert "gestuurd naar 0,70, aanpassingstijd 2" in seen


def test_a_new_variable_and_relation_are_drawn_on_the_page(analyst, page):
    new = {"form": "new", "label": "Lotgenotencontact", "domain": "Victim assistance"}
    sent = analyst.post(f"{page}?", new | {"baseline": "0.3", "control": "lever"})
    assert sent["Location"] == f"{page}?variable=V11&near=1#choice"
    relation = {"form": "add", "cause": "V11", "effect": "V7", "sign": "1", "strength": "a"}
    sent = analyst.post(f"{page}?variable=V11", relation | {"speed": "A"})
    assert sent["Location"] == f"{page}?relation=V11%3EV7&near=1#choice"
    assert "Lotgenotencontact → " in text(analyst, sent["Location"].partition("#")[0])
    sent = analyst.post(f"{page}?variable=V11", {"form": "remove_variable", "which": "V11"})
    assert "Lotgenotencontact" not in text(analyst, f"{page}tabel/")


def test_a_group_starts_with_one_variable(analyst):
    sent = analyst.post(f"{HOME}leeg/", {"title": "Eigen", "first": "Vertrouwen"})
    seen = text(analyst, sent["Location"])
    assert "X1 Vertrouwen" in seen
    assert "Variabele toevoegen" in seen
    assert 'href="#id_first"' in analyst.post(f"{HOME}leeg/", {"title": "x"}).content.decode()


def test_scenarios_travel_with_the_document(analyst, page):
    content = analyst.get(f"{page}model/document/").content
    file = SimpleUploadedFile("model.samen.json", content)
    sent = analyst.post(f"{HOME}laden/", {"title": "Kopie", "file": file})
    assert text(analyst, f"{sent['Location']}vergelijken/").count("Voorbeeld: ") > 2
    table = analyst.get(f"{page}scenarios.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == 6
    assert {row["goal"] for row in rows} == {"M3", "V7", "I4"}
    assert all(float(r["change_low"]) <= float(r["change_median"]) for r in rows)
    packed = SimpleUploadedFile("m.zip", analyst.get(f"{page}model/csv/").content)
    assert analyst.post(f"{HOME}laden/", {"title": "Tabellen", "file": packed}).status_code == 302
    for name, wrong in (("m.zip", b"no zip"), ("m.json", content[:-5])):
        file = SimpleUploadedFile(name, wrong)
        assert analyst.post(f"{HOME}laden/", {"title": "x", "file": file}).status_code == 200


def test_levers_are_told_by_actor(analyst, page):
    seen = text(analyst, f"{page}hefbomen/")
    assert "gemeenten" in seen
    assert "P4 Bescherming op de arbeidsmarkt" in seen


def test_the_table_holds_everything(analyst, page):
    seen = text(analyst, f"{page}tabel/")
    assert seen.count("?variable=") == len(base_model().variables)
    assert seen.count("?relation=") == len(base_model().relations)


def test_everything_can_be_taken_along(analyst, page):
    seen = text(analyst, f"{page}meenemen/")
    assert "dropped:" in seen
    on_paper = text(analyst, f"{page}beeld.svg?scenario=0")
    assert on_paper.startswith("<svg ")
    assert 'fill="#ffffff"' in on_paper
    assert 'fill="#ffffff"' not in text(analyst, page), "the page may be dark"
    again = from_dict(json.loads(text(analyst, f"{page}model/samen/")))
    assert again.relations == base_model().relations
    packed = analyst.get(f"{page}model/csv/").content
    assert "relations.csv" in zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert analyst.get(f"{page}model/nothing/").status_code == 404
    assert analyst.get(f"{page}model/samen/?version=9").status_code == 404
    assert analyst.get(f"{page}rapport.pdf").content.startswith(b"%PDF")


def test_a_file_is_loaded_and_a_wrong_one_is_told_with_its_row(analyst):
    values = to_dict(base_model())

    def sent(content: dict[str, object], name: str = "model.json") -> object:
        file = SimpleUploadedFile(name, json.dumps(content).encode())
        return analyst.post(f"{HOME}laden/", {"title": "Eigen", "file": file})

    assert sent(values).status_code == 302
    values["relations"][4]["to"] = "ZZZ"
    refused = sent(values)
    assert refused.status_code == 200
    assert "relation 5" in refused.content.decode()
    assert 'href="#id_file"' in sent(values, "model.docx").content.decode()


def test_who_may_not_edit_sees_no_forms_and_is_refused(log_in, analyst, page):
    reader = log_in("caseworker")
    seen = text(reader, f"{page}{RELATION}")
    assert "data-bench novalidate" not in seen
    assert reader.post(f"{page}{RELATION}", GROUP).status_code == 403
    assert reader.post(f"{page}versies/", {"note": "x"}).status_code == 403
    assert reader.post(f"{HOME}basismodel/").status_code == 403
    assert Client().get(page).status_code == 302


def test_an_unknown_model_or_change_is_not_found(analyst, page):
    assert analyst.get(f"{HOME}{uuid4()}/").status_code == 404
    assert analyst.post(page, {"form": "nonsense"}).status_code == 404
    assert analyst.post(page, {"form": "remove_relation", "which": "X>Y"}).status_code == 404
