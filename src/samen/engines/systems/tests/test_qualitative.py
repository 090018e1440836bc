"""Signs alone."""

import numpy as np
import pytest

from samen.engines.systems import Model, Relation, Settings, Variable, press_signs, steady_state
from samen.engines.systems.formats import qpress
from samen.kernel.errors import InvalidInput


def test_the_press_response_is_the_steady_state():
    """A = K − I: the same object seen twice (specification 2.3(5))."""
    model = Model(
        tuple(Variable(n, n) for n in "ABC"),
        (Relation("A", "B", 1, 0.5), Relation("B", "C", -1, 0.7), Relation("C", "A", 1, 0.4)),
    )
    from samen.engines.systems import Press

    end = steady_state(model, [Press("A", 0.2)], mode="linear")
    community = end.influence - np.eye(3)
    assert -np.linalg.inv(community) @ [0.2, 0, 0] == pytest.approx(end.change, abs=1e-15)


def test_a_chain_always_answers_with_its_signs():
    model = qpress.parse("A-*A\nB-*B\nC-*C\nA -> B\nB -* C\n").model
    found = press_signs(model, {"A": 1.0}, draws=500)
    assert found.rises.tolist() == [1.0, 1.0, 0.0]
    assert found.falls.tolist() == [0.0, 0.0, 1.0]
    assert found.tried >= 500


def test_the_same_seed_gives_the_same_shares():
    model = qpress.parse("V-*V\nP-*P\nV*->H\nH*->P\nV->P").model
    one, two = (press_signs(model, {"V": 1}, draws=300, seed=4) for _ in range(2))
    assert one.to_dict() == two.to_dict()


def test_a_model_that_is_never_stable_says_so():
    model = Model(
        tuple(Variable(n, n) for n in "AB"),
        (Relation("A", "B", 1), Relation("B", "A", 1)),
        settings=Settings(),
    )
    with pytest.raises(InvalidInput, match="stable in only 0"):
        press_signs(model, {"A": 1})
    assert press_signs(model, {"A": 1}, self_limited=True, draws=200).rises.tolist() == [1, 1]


def test_something_must_be_pushed():
    with pytest.raises(InvalidInput, match="at least one"):
        press_signs(Model((Variable("A", "a"),), ()), {})
