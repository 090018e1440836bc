"""A model says everything that is wrong with it at once, each with its place."""

import pytest

from samen.engines.systems import Model, Relation, Settings, Variable, Vote, read
from samen.engines.systems.formats import csv_folder
from samen.kernel.errors import InvalidInput

HEAD_V, HEAD_R = "id,label,baseline\n", "from,to,sign,strength,speed\n"


def problems_of(variables: str, relations: str) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        csv_folder.parse(HEAD_V + variables, HEAD_R + relations)
    return {problem.where: problem.code for problem in caught.value.problems}


def test_every_problem_is_told_at_once_with_its_row():
    found = problems_of(
        "A,Alpha,0.5\nB,Beta,1\nC,Gamma,0\nC,Again,x\n",
        "A,B,+,a,A\nA,B,-,a,A\nA,A,+,a,A\nA,Aa,+,a,A\nB,A,*,z,0\nB,C,+,a,-1\n",
    )
    assert found == {
        "variables.csv row 3, baseline": "range",
        "variables.csv row 4, baseline": "range",
        "variables.csv row 5, baseline": "number",
        "variables.csv row 5, id": "duplicate-variable",
        "relations.csv row 3": "duplicate-relation",
        "relations.csv row 4": "self-relation",
        "relations.csv row 5, to": "unknown-variable",
        "relations.csv row 6, sign": "choice",
        "relations.csv row 6, strength": "range",
        "relations.csv row 6, speed": "range",
        "relations.csv row 7, speed": "range",
    }


def test_an_unknown_variable_names_the_nearest():
    with pytest.raises(InvalidInput, match="did you mean Budget"):
        Model((Variable("Budget", "b"), Variable("X", "x")), (Relation("Budgett", "X", 1),))


def test_too_many_variables_is_one_clear_message():
    many = "".join(f"v{n},V,0.5\n" for n in range(10_000))
    with pytest.raises(InvalidInput) as caught:
        csv_folder.parse(HEAD_V + many, HEAD_R)
    (problem,) = caught.value.problems
    assert problem.where == "variables.csv row 1002"
    assert "10,000" in problem.rule


def test_missing_columns_are_named():
    with pytest.raises(InvalidInput) as caught:
        csv_folder.parse("id,label\nA,a\n", "from,to\n")
    assert [p.where for p in caught.value.problems] == ["variables.csv row 1"]


def test_a_model_without_variables_is_refused():
    with pytest.raises(InvalidInput, match="no variables"):
        Model((), ())


@pytest.mark.parametrize("attenuation", [0.0, -1.0, 1.1, float("nan")])
def test_attenuation_out_of_range(attenuation: float):
    with pytest.raises(InvalidInput, match="attenuation"):
        Model((Variable("A", "a"),), (), settings=Settings(attenuation=attenuation))


def test_spreadsheet_habits_are_understood():
    loaded = csv_folder.parse(
        "\ufeffid;label;baseline;control;goal\r\nA;Alpha;0,4; ;+\r\n\r\nB;;0,5;partly;\r\n",
        "from;to;sign;strength;speed\r\nA;B;−;Very strong;h\r\nB;A;+1;0,7;2\r\n",
    )
    a, b = loaded.model.variables
    assert (a.baseline, a.goal, b.control, b.label) == (0.4, "up", "part", "B")
    first, second = loaded.model.relations
    assert (first.sign, first.strength, first.speed) == (-1, "v", "H")
    assert (second.sign, second.strength, second.speed) == (1, 0.7, 2.0)


def test_votes_are_kept():
    text = "from,to,sign,strength,speed,votes\nA,B,+,a,A,P1:+s/H; P2:0; P3:-\n"
    model = csv_folder.parse(HEAD_V + "A,a,0.5\nB,b,0.5\n", text).model
    assert model.relations[0].votes == (
        Vote("P1", 1, "s", "H"),
        Vote("P2", 0),
        Vote("P3", -1),
    )
    assert model.participants == ("P1", "P2", "P3")


def test_a_bad_vote_names_its_row():
    text = "from,to,sign,strength,speed,votes\nA,B,+,a,A,P1 strong\n"
    with pytest.raises(InvalidInput, match="row 2, votes"):
        csv_folder.parse(HEAD_V + "A,a,0.5\nB,b,0.5\n", text)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InvalidInput, match="no such file"):
        read(tmp_path / "nothing.json")


def test_a_file_that_is_not_text(tmp_path):
    (tmp_path / "model.json").write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(InvalidInput, match="UTF-8"):
        read(tmp_path / "model.json")


def test_names_that_the_tables_cannot_hold_are_refused():
    with pytest.raises(InvalidInput) as caught:
        Model(
            (Variable("A", "a", actors=("one;two",), x=2.0), Variable("B", "b")),
            (Relation("A", "B", 1, votes=(Vote("P:1", 1),)),),
        )
    wheres = {problem.where for problem in caught.value.problems}
    assert wheres == {"variable 1, actors", "variable 1, x", "relation 1, votes"}
