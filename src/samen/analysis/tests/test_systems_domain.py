"""The model document: changes are exact, votes are never lost, the effect is the engine's."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.analysis.domain import systems, systems_effects
from samen.analysis.domain.systems import Document
from samen.analysis.domain.systems_scenarios import Scenario
from samen.analysis.domain.systems_view import Choice, part_of
from samen.engines.systems import (
    Controller,
    Model,
    Press,
    Pulse,
    Ramp,
    Relation,
    Variable,
    Vote,
    base_model,
    ensemble,
)
from samen.kernel.errors import InvalidInput

BASE = Document(base_model(), (Scenario("one", (Press("P4", 0.2),)),))
EVERY_KIND = Scenario(
    "all",
    (
        Press("A", 0.2, 1.0),
        Ramp("B", -0.1, 3.0, 0.5),
        Pulse("C", 0.2, 1.0, 3.0),
        Controller("D", 0.7, 2.0),
    ),
)
SMALL = Document(
    Model(
        (
            Variable("A", "a", control="lever"),
            Variable("B", "b"),
            Variable("C", "c", goal="up"),
        ),
        (Relation("A", "B", 1), Relation("B", "C", -1), Relation("C", "A", 1, "w")),
    ),
    (Scenario("push", (Press("A", 0.2),)), Scenario("nothing")),
)
CLASSES = st.sampled_from(["w", "a", "s", "v"])


def test_a_document_survives_its_text():
    assert systems.parse(BASE.text) == BASE
    assert systems.parse(BASE.text).digest == BASE.digest


def test_every_kind_of_intervention_survives_and_reaches_the_run():
    variables = (*SMALL.model.variables, Variable("D", "d"))
    relations = (*SMALL.model.relations, Relation("D", "C", 1))
    document = Document(replace(SMALL.model, variables=variables, relations=relations))
    document = systems.add_scenario(document, "all")
    for one in EVERY_KIND.interventions:
        document = systems.set_intervention(document, 0, one)
    again = systems.parse(document.text)
    assert again.scenarios == (EVERY_KIND,)
    found = systems_effects.effect(document.text, 0, "en")
    assert found.changes["D"] == pytest.approx(0.2, abs=0.02), "the controller reaches its level"
    assert systems_effects.comparison(document.text).ranked[0].action.levers == ("A", "B", "C", "D")


@pytest.mark.parametrize(
    ("scenarios", "wheres"),
    [
        ("text", ["scenarios"]),
        ([{"name": ""}], ["scenario 1, name"]),
        ([{"name": "a"}, {"name": "a"}], ["scenarios"]),
        (
            [
                {"name": "a", "interventions": [{"kind": "shove", "variable": "A", "size": 1}]},
                {"name": "b", "interventions": [{"kind": "press", "variable": "Z", "size": 1}]},
                {"name": "c", "interventions": [{"kind": "press", "variable": "A"}]},
                {"name": "d", "interventions": [{"kind": "press", "variable": "A", "size": "x"}]},
                {"name": "e", "interventions": 7},
            ],
            [
                "scenario 1, intervention 1",
                "scenario 2, intervention 1",
                "scenario 3, intervention 1",
                "scenario 4, intervention 1",
                "scenario 5, interventions",
            ],
        ),
    ],
)
def test_wrong_scenarios_in_a_file_are_all_told(scenarios, wheres):
    values = json.loads(SMALL.text) | {"scenarios": scenarios}
    with pytest.raises(InvalidInput) as refused:
        systems.parse(json.dumps(values))
    assert [one.where for one in refused.value.problems] == wheres


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"format": "samen-systems-document"}'])
def test_a_text_that_is_no_document_is_refused(text):
    with pytest.raises(InvalidInput):
        systems.parse(text)


def test_a_variable_is_drawn_and_taken_out_with_all_that_hangs_on_it():
    assert systems.free_id(base_model(), "Victim assistance", "Peer support") == "V11"
    assert systems.free_id(SMALL.model, "Hoop", "x") == "H1"
    document = systems.add_variable(SMALL, Variable("V11", "Peer support"))
    document = systems.add_relation(document, Relation("V11", "C", 1))
    document = systems.set_intervention(document, 0, Press("V11", 0.2))
    assert systems.remove_variable(document, "V11") == SMALL


@given(
    votes=st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from([1, -1, 0]), CLASSES)),
    strength=CLASSES,
)
@settings(max_examples=30, deadline=None)
def test_votes_stay_as_given_whatever_the_group_decides(votes, strength):
    document, said = SMALL, {}
    for participant, sign, size in votes:
        said[participant] = (sign, size if sign else None)
        vote = Vote(participant, sign, size)
        document = systems.cast_vote(document, "A>B", vote)
    before = document.relation("A>B")
    document = systems.change_relation(document, "A>B", strength=strength, sign=-1)
    after = systems.parse(document.text).relation("A>B")
    assert before.strength == SMALL.relation("A>B").strength, "a vote is not the group's value"
    assert {v.participant: (v.sign, v.strength) for v in after.votes} == said
    assert (after.strength, after.sign) == (strength, -1)


def test_votes_reach_the_draws():
    """Two who disagree on the sign: the goal goes up in some draws and down in others."""
    document = SMALL
    for who, sign in (("x", 1), ("y", -1)):
        document = systems.cast_vote(document, "A>B", Vote(who, sign))
    goal = systems_effects.effect(document.text, 0, "en").goals[0]
    alone = systems_effects.effect(SMALL.text, 0, "en").goals[0]
    assert alone.improves < 0.02
    assert 0.3 < goal.improves < 0.7


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda d: systems.add_relation(d, Relation("A", "B", 1)), "effect"),
        (lambda d: systems.add_relation(d, Relation("A", "A", 1)), "effect"),
        (lambda d: systems.cast_vote(d, "A>B", Vote("a:b", 1)), "participant"),
        (lambda d: systems.change_relation(d, "B>A", sign=1), "relation"),
        (lambda d: systems.change_variable(d, "Z", baseline=0.4), "variable"),
        (lambda d: systems.change_variable(d, "A", baseline=1.0), "variable 1, baseline"),
        (lambda d: systems.set_intervention(d, 0, Press("Z", 0.2)), "variable"),
        (lambda d: systems.set_intervention(d, 7, Press("A", 0.2)), "scenario"),
        (lambda d: systems.add_scenario(d, "push"), "name"),
        (lambda d: systems.set_intervention(d, 0, Pulse("A", 0.2, 3, 1)), "pulse of A"),
        (lambda d: systems.add_variable(d, Variable("A", "again")), "id"),
        (lambda d: systems.remove_variable(d, "Z"), "variable"),
    ],
)
def test_a_change_that_cannot_be_made_names_its_field(change, where):
    with pytest.raises(InvalidInput) as refused:
        change(SMALL)
    assert refused.value.problems[0].where == where


def test_differences_name_every_changed_field_and_nothing_else():
    changed = systems.change_relation(SMALL, "A>B", strength="v", speed="V")
    changed = systems.remove_relation(changed, "C>A")
    changed = systems.set_intervention(changed, 1, Press("B", -0.2))
    found = {(d.kind, d.key): [f[0] for f in d.fields] for d in systems.differences(SMALL, changed)}
    assert found == {
        ("relation", "A>B"): ["strength", "speed"],
        ("relation", "C>A"): [""],
        ("scenario", "nothing"): ["interventions"],
    }
    assert systems.differences(SMALL, SMALL) == ()


def test_the_effect_is_the_engines_own():
    found = systems_effects.effect(BASE.text, 0, "nl")
    draws = ensemble(
        base_model(), [Press("P4", 0.2)], draws=systems_effects.DRAWS, seed=systems_effects.SEED
    )
    for goal in found.goals:
        levels = draws.levels(goal.variable)[:, -1] - base_model()[goal.variable].baseline
        assert (goal.low, goal.median, goal.high) == pytest.approx(tuple(levels), abs=1e-12)
    exploited = next(goal for goal in found.goals if goal.variable == "M3")
    assert exploited.median < 0 < exploited.improves
    assert "Mensen in uitbuiting" in exploited.reasons[0]


def test_a_stronger_arrow_changes_the_effect():
    changed = systems.change_relation(BASE, "P4>M4", strength="v", confidence="sure")
    before, after = (
        {g.variable: g.median for g in systems_effects.effect(d.text, 0, "en").goals}
        for d in (BASE, changed)
    )
    assert after["M3"] < before["M3"]


def test_scenarios_are_ranked_on_the_same_draws_and_an_empty_one_is_left_out():
    ranking = systems_effects.comparison(SMALL.text)
    assert [one.action.label for one in ranking.ranked] == ["push"]
    goal = systems_effects.effect(SMALL.text, 0, "en").goals[0]
    assert ranking.ranked[0].median == pytest.approx(goal.median, abs=2e-3)


def test_without_goals_or_levers_there_is_nothing_to_rank():
    plain = replace(
        SMALL.model, variables=tuple(Variable(v.id, v.label) for v in SMALL.model.variables)
    )
    text = Document(plain, SMALL.scenarios).text
    assert systems_effects.levers(text) is None
    assert systems_effects.actors(text) is None
    assert systems_effects.comparison(text) is None
    assert systems_effects.effect(text, 0, "en").goals == ()


def test_around_a_choice_only_neighbours_are_drawn_and_links_keep_their_relation():
    choice = Choice(relation="V2>M6", near=True)
    part = part_of(BASE, choice, None)
    assert len(part.model.variables) < len(BASE.model.variables)
    assert [one.key for one in part.model.relations] == list(part.relations)
    ends = {(one.cause, one.effect) for one in part.model.relations}
    assert all({"V2", "M6"} & set(pair) for pair in ends)


def test_a_loop_is_drawn_whole_and_its_relations_are_found_again():
    loop = systems_effects.strongest_loops(BASE.text).strongest[2]
    part = part_of(BASE, Choice(loop=2, near=True), loop)
    shown = [part.model.relations[n] for n in part.loop.relations]
    assert [one.cause for one in shown] == list(loop.variables)


@pytest.mark.parametrize(
    "query",
    [
        {"relation": "X>Y"},
        {"variable": "nobody"},
        {"scenario": "9"},
        {"scenario": "-1", "loop": "x"},
    ],
)
def test_a_choice_of_what_is_not_there_chooses_nothing(query):
    assert Choice.parse(query, SMALL) == Choice()
