"""The base model is complete, sourced, and behaves as its sources say."""

import re

import pytest

from samen.engines.systems import (
    Press,
    base_model,
    base_sources,
    elasticity,
    goals_of,
    loops,
    rank,
    simulate,
    steady_state,
)
from samen.engines.systems.network import network_of, spectral_radius


def known_codes() -> set[str]:
    codes: set[str] = set()
    for entry in base_sources():
        first, _, last = entry.partition("-")
        if last:
            letters = range(ord(first[-1]), ord(last[-1]) + 1)
            codes |= {f"{first[:-1]}{chr(letter)}" for letter in letters}
        else:
            codes.add(entry)
    return codes


def test_every_relation_has_a_source_that_exists_or_says_it_is_an_assumption():
    codes = known_codes()
    for relation in base_model().relations:
        parts = [part.strip() for part in relation.source.split(";")]
        assert parts, relation.key
        for part in parts:
            code = re.search(r"\[(\w+)\]$", part)
            assert part == "expert assumption" or (code and code[1] in codes), relation.key


def test_every_source_is_described_in_both_languages():
    english, dutch = base_sources(), base_sources("nl")
    assert english.keys() == dutch.keys()
    assert all(dutch[code] != text and " ()" not in dutch[code] for code, text in english.items())


def test_seven_domains_levers_with_actors_and_effort():
    model = base_model()
    assert len(model.domains) == 7
    assert len(model.levers) == 24
    for lever in model.levers:
        assert lever.actors, lever.id
    assert {goal.id for goal in model.goals} == {"M3", "V7", "I4"}
    assert len({lever.effort for lever in model.levers}) > 3
    assert all(variable.label_nl for variable in model.variables)
    assert all(bool(one.note) == bool(one.note_nl) for one in model.variables)
    assert "not the model made by CoMensha and TNO" in model.description


def test_every_variable_is_reached_from_a_lever():
    """No part of the market is out of reach of everybody, poverty included."""
    model = base_model()
    influence = network_of(model).influence()
    reached = {model.index[lever.id] for lever in model.levers}
    for _ in model.variables:
        reached |= {j for i in list(reached) for j in influence[:, i].nonzero()[0].tolist()}
    assert reached == set(range(len(model.variables)))


def test_the_linear_form_diverges_and_the_bounded_one_does_not():
    model = base_model()
    assert spectral_radius(network_of(model).influence()) == pytest.approx(1.583, abs=1e-3)
    assert steady_state(model, [Press("P1", 0.4)]).unique


def test_measures_on_demand_and_supply_of_the_market_beat_helping_out_alone():
    """L7 and L12: interventions on individuals alone are limited, the market refills."""
    change = {lever: steady_state(base_model(), [Press(lever, 0.2)]) for lever in ("P4", "V6")}
    model = base_model()
    m3 = model.index["M3"]
    assert change["P4"].change[m3] < change["V6"].change[m3] < 0


def test_finding_more_victims_without_the_market_is_mostly_undone():
    model = base_model()
    parts = {e.relation.key: e.value for e in elasticity(model, [Press("V2", 0.2)], ["M3"])}
    direct, refilled = parts["V2>M3"], parts["V2>M6"]
    assert direct > 0 > refilled
    assert -refilled > 0.3 * direct


def test_the_ranking_depends_on_the_goal():
    model = base_model()
    all_goals = rank(model, draws=512)
    only_m3 = rank(model, goals=goals_of(model, ["M3"]), draws=512)
    first = [one.action.name for one in all_goals.ranked[:6]]
    assert "P4" in [one.action.name for one in only_m3.ranked[:3]]
    assert "P4" not in first


def test_it_has_millions_of_loops_of_which_few_matter():
    report = loops(base_model(), strongest=50, most_counted=100_000)
    assert report.count_text == "more than 100,000"
    assert sum(report.share(loop) for loop in report.strongest) > 0.6
    assert {loop.kind for loop in report.strongest} == {"R", "B"}


def test_it_stays_at_rest_when_nothing_is_done():
    run = simulate(base_model())
    assert (run.levels[-1] == run.levels[0]).all()
