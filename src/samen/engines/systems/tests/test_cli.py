"""The commands as a person types them."""

import json

import pytest
from click.testing import CliRunner, Result

from samen.cli import main
from samen.engines.systems import Model, Relation, Variable, write

from .makers import random_model


@pytest.fixture
def place(tmp_path) -> str:
    write(random_model(10, 26, 1), tmp_path / "model")
    return str(tmp_path / "model")


def samen(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_simulate_prints_only_json(place: str):
    done = samen(
        "simulate", place, "--press", "v3=+0.2", "--years", 5, "--score", "v0,v1", "--json"
    )
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert answer["times"][-1] == 5
    assert answer["score"] == pytest.approx((answer["mean"]["v0"] + answer["mean"]["v1"]) / 2)
    assert answer["final"]["v3"] > answer["baseline"]["v3"]


def test_the_score_ends_the_text(place: str):
    json_score = json.loads(
        samen("simulate", place, "--control", "v3=0.8@1", "--score", "v0", "--json").stdout
    )
    text = samen("simulate", place, "--control", "v3=0.8@1", "--score", "v0").stdout
    assert float(text.split()[-1]) == pytest.approx(json_score["score"], abs=1e-6)


def test_simulate_in_words_and_pictures(place: str, tmp_path):
    picture = tmp_path / "run.svg"
    done = samen(
        "simulate", place, "--press", "v3=.2", "--draws", 50, "--why", "v0", "--svg", picture
    )
    assert done.exit_code == 0, done.output
    assert "95 %" in done.stdout
    assert "Variable 0" in done.stdout
    assert picture.read_text().startswith("<svg")
    assert "wrote" in done.stderr


def test_nothing_done_says_what_to_do(place: str):
    assert "give --press or --control" in samen("simulate", place).stdout


def test_rank_prints_a_table_or_json(place: str):
    text = samen("rank", place, "--draws", 64)
    assert text.exit_code == 0, text.output
    assert "worse first" in text.stdout
    answer = json.loads(samen("rank", place, "--draws", 64, "--goal", "v0=up", "--json").stdout)
    assert [goal["variable"] for goal in answer["goals"]] == ["v0"]
    assert {one["name"] for one in answer["ranking"]} == {"v3", "v4", "v5"}
    assert set(answer["by_actor"]) == {"one", "two"}
    pairs = json.loads(samen("rank", place, "--draws", 64, "--by", "pair", "--json").stdout)
    assert pairs["ranking"][0]["synergy"] is not None


def test_rank_of_a_bare_model_says_what_it_assumes(tmp_path):
    bare = Model(
        (Variable("A", "a"), Variable("B", "b"), Variable("C", "c")),
        (Relation("A", "B", 1), Relation("C", "B", -1)),
    )
    write(bare, tmp_path / "bare.json")
    done = samen("rank", tmp_path / "bare.json", "--goal", "B", "--draws", 32, "--json")
    assert done.exit_code == 0
    assert [one["name"] for one in json.loads(done.stdout)["ranking"]] == ["A", "C"]
    assert "taken as B=up" in done.stderr
    assert "marks no levers" in done.stderr


def test_loops(place: str, tmp_path):
    picture = tmp_path / "loops.svg"
    text = samen("loops", place, "--svg", picture)
    assert "feedback loops" in text.stdout
    assert picture.read_text().startswith("<svg")
    answer = json.loads(samen("loops", place, "--strongest", 3, "--json").stdout)
    assert len(answer["strongest"]) == 3
    assert answer["complete"] is True
    assert "independent" in samen("loops", place, "--independent").stdout


def test_the_base_model_by_name():
    assert json.loads(samen("loops", "trafficking", "--most", 50, "--json").stdout)["count"] == 50


def test_saving_in_another_format_says_what_is_dropped(place: str, tmp_path):
    done = samen("simulate", place, "--save", tmp_path / "m.graphml")
    assert done.exit_code == 0
    assert (tmp_path / "m.graphml").exists()
    assert "dropped" not in done.stderr  # this model has no title to lose
    assert "dropped: speed" in samen("simulate", place, "--save", tmp_path / "m.txt").stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["simulate", "PLACE", "--press", "v3"], "VAR=SIZE"),
        (["simulate", "PLACE", "--press", "x=1", "--control", "v3=2"], "controller of v3"),
        (["simulate", "PLACE", "--press", "x=1", "--control", "v3=2"], "press of x"),
        (["simulate", "PLACE", "--score", "v0,"], "--score"),
        (["simulate", "PLACE", "--years", "-1"], "--years"),
        (["simulate", "PLACE", "--years", "x"], "--years"),
        (["simulate", "PLACE", "--attenuation", "2"], "attenuation"),
        (["simulate", "PLACE", "--draws", "0"], "--draws"),
        (["simulate", "PLACE", "--why", "nobody"], "nobody"),
        (["simulate", "PLACE", "--mode", "fast"], "--mode"),
        (["simulate", "PLACE", "--svg", "/nowhere/x.svg"], "cannot be written"),
        (["simulate", "PLACE", "--save", "/nowhere/x.json"], "cannot be written"),
        (["simulate", "PLACE", "--save", "x.doc"], "must be a folder"),
        (["simulate", "nowhere"], "no such file"),
        (["rank", "PLACE", "--goal", ""], "is empty"),
        (["rank", "PLACE", "--goal", "v0=sideways"], "v0=up or v0=down"),
        (["rank", "PLACE", "--draws", "0"], "--draws"),
        (["rank", "PLACE", "--lever", "nobody"], "nobody"),
        (["rank", "PLACE", "--actor", "nobody"], "nobody"),
        (["rank", "PLACE", "--seed", "-1"], "seed"),
        (["loops", "PLACE", "--strongest", "0"], "--strongest"),
        (["loops", "PLACE", "--most", "0"], "--most"),
    ],
)
def test_bad_input_is_a_message_and_exit_code_2(words, told: str, place: str):
    done = samen(*(place if word == "PLACE" else word for word in words))
    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_diverging_model_is_refused_with_its_cure(tmp_path):
    (tmp_path / "variables.csv").write_text("id,label,baseline\nA,a,.5\nB,b,.5\n")
    (tmp_path / "relations.csv").write_text("from,to,sign,strength,speed\nA,B,+,v,A\nB,A,+,v,A\n")
    done = samen("simulate", tmp_path, "--mode", "linear", "--press", "A=.1")
    assert done.exit_code == 2
    assert "diverges" in done.stderr
    assert "1.2" in done.stderr
    assert "0.8333" in done.stderr
