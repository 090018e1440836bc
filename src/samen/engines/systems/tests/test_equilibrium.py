"""Where it ends, and which relations decide it."""

from dataclasses import replace

import numpy as np
import pytest

from samen.engines.systems import (
    Controller,
    Model,
    Press,
    Relation,
    Variable,
    elasticity,
    simulate,
    steady_state,
)
from samen.kernel.errors import InvalidInput

from .makers import random_model

DONE = [Press("v3", 0.3), Press("v4", -0.1)]


@pytest.mark.parametrize("mode", ["bounded", "linear"])
@pytest.mark.parametrize("steered", [False, True])
def test_elasticity_is_the_derivative(mode, steered: bool):
    model = random_model(10, 28, 4)
    done = [*DONE, Controller("v5", 0.7)] if steered else DONE
    how = {"mode": mode, "attenuation": 0.3}
    found = {e.relation.key: e.value for e in elasticity(model, done, ["v0", "v1"], **how)}

    def outcome(number: int, factor: float) -> float:
        relations = list(model.relations)
        size = model.settings.strength(relations[number].strength)
        relations[number] = replace(relations[number], strength=size * factor)
        end = steady_state(replace(model, relations=tuple(relations)), done, **how)
        return float(end.change[0] - end.change[1])  # v1 should go down

    for number in (0, 7, 13, 27):
        h = 1e-5
        slope = (outcome(number, np.exp(h)) - outcome(number, np.exp(-h))) / (2 * h)
        assert found[model.relations[number].key] == pytest.approx(slope, abs=1e-8)


def test_the_strongest_relation_comes_first():
    values = [abs(e.value) for e in elasticity(random_model(), DONE, ["v0"])]
    assert values == sorted(values, reverse=True)


def test_elasticity_needs_a_goal():
    with pytest.raises(InvalidInput, match="is empty"):
        elasticity(random_model(), DONE, [])


def test_the_end_state_is_where_a_long_run_goes_however_strong_the_loops():
    for seed in range(4):
        model = random_model(9, 30, seed)
        end = steady_state(model, DONE)
        assert end.unique
        assert simulate(model, DONE, years=150).change == pytest.approx(end.change, abs=1e-8)


def test_a_strong_balancing_loop_settles():
    names = tuple(Variable(n, n) for n in "AB")
    model = Model(names, (Relation("A", "B", 1, 30.0), Relation("B", "A", -1, 30.0)))
    end = steady_state(model, [Press("A", 0.3)], attenuation=1.0)
    assert simulate(model, [Press("A", 0.3)], attenuation=1.0, years=100).change == pytest.approx(
        end.change, abs=1e-6
    )


def test_a_model_that_keeps_swinging_is_refused():
    """A ring of three strong brakes never comes to rest."""
    names = tuple(Variable(n, n) for n in "ABC")
    ring = Model(names, tuple(Relation(a, b, -1, 30.0) for a, b in ("AB", "BC", "CA")))
    with pytest.raises(InvalidInput, match="does not settle"):
        steady_state(ring, [Press("A", 0.1)], attenuation=1.0)
    assert steady_state(ring, [Press("A", 0.1)]).unique
