"""Levers and pairs of levers, ranked on the same draws."""

import numpy as np
import pytest

from samen.engines.systems import (
    NONE,
    Model,
    Press,
    Relation,
    Variable,
    actions_of,
    ensemble,
    goals_of,
    rank,
)
from samen.kernel.errors import InvalidInput

from .makers import random_model


@pytest.fixture(scope="module")
def model() -> Model:
    return random_model(12, 34, 6)


def test_a_lever_scores_what_the_ensemble_says(model: Model):
    goals = goals_of(model, ["v0", "v1"])
    ranking = rank(model, goals=goals, draws=300, seed=9)
    one = next(r for r in ranking.ranked if r.action.name == "v3")
    alone = ensemble(model, [Press("v3", 0.2)], watch=["v0", "v1"], draws=300, seed=9)
    end = alone.changes[:, -1]
    scores = end[:, 0] - end[:, 1]  # v0 up, v1 down
    assert one.median == pytest.approx(np.median(scores), abs=1e-12)
    assert (one.low, one.high) == pytest.approx(tuple(np.quantile(scores, [0.05, 0.95])), abs=1e-12)
    assert one.improves == (scores > 1e-3).mean()
    assert one.goals["v1"] == pytest.approx(np.median(end[:, 1]), abs=1e-12)


def test_ranks_are_a_distribution(model: Model):
    ranking = rank(model, draws=500)
    assert [one.median for one in ranking.ranked] == sorted(
        (one.median for one in ranking.ranked), reverse=True
    )
    for one in ranking.ranked:
        assert sum(one.ranks) == pytest.approx(1)
        assert one.mean_rank == pytest.approx(np.dot(one.ranks, [1, 2, 3]))
        assert one.top3 == pytest.approx(1)  # there are three levers
        assert one.regret >= 0
    assert sum(one.ranks[0] for one in ranking.ranked) == pytest.approx(1)
    assert ranking.scores.shape == (500, 3)


def test_levers_are_pressed_the_wished_way(model: Model):
    wished_down = Model(
        tuple(
            Variable("v3", "v3", v.baseline, control="lever", goal="down", weight=0)
            if v.id == "v3"
            else v
            for v in model.variables
        ),
        model.relations,
    )
    press = {a.name: a.interventions[0] for a in actions_of(wished_down)}
    assert press["v3"] == Press("v3", -0.2)
    assert press["v4"] == Press("v4", 0.2)


def test_pairs_report_synergy(model: Model):
    ranking = rank(model, actions_of(model, "pair"), draws=256, mode="linear", attenuation=0.3)
    assert len(ranking.ranked) == 3
    for one in ranking.ranked:
        assert one.synergy == pytest.approx(0, abs=1e-9)  # linear: a pair is the sum of its parts
    bounded = rank(model, actions_of(model, "pair"), draws=256, attenuation=0.9)
    assert any(abs(one.synergy or 0) > 1e-5 for one in bounded.ranked)


def test_actors_hold_levers(model: Model):
    actions = {action.name: action for action in actions_of(model, "actor")}
    assert actions["one"].levers == ("v3",)
    assert actions["two"].levers == ("v3", "v4", "v5")
    assert actions["two"].effort == 3
    assert {a.name for a in actions_of(model, "domain")} == {"d0", "d1", "d2"}
    assert [a.name for a in actions_of(model, actor="one")] == ["v3"]
    best = rank(model, draws=64).best_by("actor")
    assert set(best) == {"one", "two"}
    assert len(best["two"]) == 3


def test_worse_before_better_is_seen():
    """A fast harm and a slow, larger help."""
    model = Model(
        (
            Variable("lever", "lever", control="lever"),
            Variable("slow", "slow"),
            Variable("goal", "goal", goal="up"),
        ),
        (
            Relation("lever", "goal", -1, 0.3, "V", confidence="sure"),
            Relation("lever", "slow", 1, "s", "L", confidence="sure"),
            Relation("slow", "goal", 1, "s", "L", confidence="sure"),
        ),
    )
    (one,) = rank(model, draws=64, uncertainty=NONE, years=20).ranked
    assert one.worse_first == 1
    assert one.improves == 1
    (short,) = rank(model, draws=64, uncertainty=NONE, years=1).ranked
    assert short.improves == 0


def test_the_same_ranking_on_two_threads(model: Model):
    one = rank(model, draws=700, seed=1)
    two = rank(model, draws=700, seed=1, jobs=2, block=256)
    assert np.array_equal(one.scores, two.scores)
    assert one.to_dict() == two.to_dict()


def test_mean_over_the_horizon_is_another_measure(model: Model):
    end, mean = (rank(model, draws=64, measure=m).scores for m in ("end", "mean"))
    assert not np.allclose(end, mean)


@pytest.mark.parametrize(
    ("names", "rule"),
    [([""], "is empty"), (["nobody"], "not a variable"), (["v5"], "say which way")],
)
def test_wrong_goals(model: Model, names, rule: str):
    with pytest.raises(InvalidInput, match=rule):
        goals_of(model, names)


def test_no_goal_at_all():
    bare = Model((Variable("A", "a", control="lever"),), ())
    with pytest.raises(InvalidInput, match="is empty"):
        rank(bare)


def test_no_lever_at_all():
    bare = Model((Variable("A", "a", goal="up"),), ())
    with pytest.raises(InvalidInput, match="lever"):
        rank(bare)
