"""Paths against networkx, and their words."""

import networkx as nx
import numpy as np
import pytest

from samen.engines.systems import (
    Controller,
    Model,
    Press,
    Relation,
    Variable,
    base_model,
    explain,
    steady_state,
)
from samen.kernel.errors import InvalidInput

from .makers import random_model


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mode", ["linear", "bounded"])
def test_the_strongest_paths_are_exact(seed: int, mode):
    model = random_model(9, 28, seed, attenuation=0.25)
    done = [Press("v3", 0.2)]
    end = steady_state(model, done, mode=mode)
    graph = nx.DiGraph()
    for r in model.relations:
        slope = end.slope[model.index[r.effect]]
        size = r.sign * 0.25 * model.settings.strength(r.strength) * slope
        graph.add_edge(r.cause, r.effect, w=size)
    found = explain(model, done, "v0", paths=8, mode=mode)
    pressure = end.influence[3] @ end.change
    push = end.change[3] - pressure * end.slope[3]
    truth = {
        tuple(path): push * np.prod([graph.edges[e]["w"] for e in nx.utils.pairwise(path)])
        for path in nx.all_simple_paths(graph, "v3", "v0")
    }
    expected = sorted(map(abs, truth.values()), reverse=True)[:8]
    assert [abs(path.effect) for path in found.paths] == pytest.approx(expected)
    for path in found.paths:
        assert path.effect == pytest.approx(truth[path.variables])
    assert found.change == pytest.approx(end.change[0])
    assert found.complete


def test_linear_paths_without_loops_add_up_to_the_change():
    names = "ABCD"
    model = Model(
        tuple(Variable(n, n) for n in names),
        (
            Relation("A", "B", 1, "s"),
            Relation("A", "C", -1, "a"),
            Relation("B", "D", 1, "a"),
            Relation("C", "D", 1, "s"),
            Relation("B", "C", 1, "w"),
        ),
    )
    found = explain(model, [Press("A", 0.2)], "D", paths=10, mode="linear")
    assert sum(path.effect for path in found.paths) == pytest.approx(found.change)


def test_words_follow_the_signs():
    model = Model(
        (
            Variable("A", "Apples", label_nl="Appels"),
            Variable("B", "Bees", label_nl="Bijen"),
            Variable("C", "Cider", label_nl="Cider"),
        ),
        (Relation("A", "B", -1, "s", "A"), Relation("B", "C", -1, "a", "L")),
    )
    found = explain(model, [Press("A", 0.2)], "C", mode="linear")
    assert found.sentences() == (
        "Cider rises by 0.100 in the end, 0.50 of a step.",
        "Apples rises; so Bees falls; so Cider rises (4.0 years, 100% of these paths).",
    )
    down = explain(model, [Press("A", -0.2)], "C", mode="linear")
    first, second = down.sentences("nl")
    assert first == "Cider daalt uiteindelijk met 0,100, 0,50 van een stap."
    assert second.startswith("Appels daalt; daardoor stijgt Bijen; daardoor daalt Cider (4,0 jaar")


def test_no_path():
    model = Model((Variable("A", "a"), Variable("B", "b")), (Relation("B", "A", 1),))
    assert explain(model, [Press("A", 0.2)], "B").sentences() == (
        "No path leads from the intervention to b.",
    )


def test_a_controller_is_explained_from_the_variable_it_holds():
    found = explain(random_model(), [Controller("v3", 0.8)], "v0")
    assert all(path.variables[0] == "v3" for path in found.paths)


def test_unknown_goal():
    with pytest.raises(InvalidInput, match="not a variable"):
        explain(random_model(), [Press("v3", 0.1)], "nobody")


def test_the_base_model_shows_that_removed_victims_are_replaced():
    """Helping victims out works through, but one of its paths fills their places again."""
    found = explain(base_model(), [Press("V6", 0.2)], "M3")
    refill = [path for path in found.paths if path.effect > 0]
    assert refill
    assert refill[0].variables[-3:] == ("V2", "M6", "M3")
