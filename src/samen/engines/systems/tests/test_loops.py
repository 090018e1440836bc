"""Loops against networkx, which lists them all."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from samen.engines.systems import Model, Press, Relation, Variable, loop_scores, loops, simulate
from samen.engines.systems.loops import independent_loops, loop_edges, search, strongest_loops
from samen.kernel.errors import InvalidInput

from .makers import random_model


def all_loops(model: Model, attenuation: float) -> dict[frozenset[str], float]:
    """Every loop and its gain, by networkx."""
    graph = nx.DiGraph()
    for r in model.relations:
        graph.add_edge(
            r.cause, r.effect, w=r.sign * attenuation * model.settings.strength(r.strength)
        )
    found: dict[frozenset[str], float] = {}
    for cycle in nx.simple_cycles(graph):
        edges = list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        key = frozenset(f"{a}>{b}" for a, b in edges)
        found[key] = float(np.prod([graph.edges[e]["w"] for e in edges]))
    return found


def key(model: Model, loop) -> frozenset[str]:
    return frozenset(model.relations[n].key for n in loop.relations)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("attenuation", [0.4, 1.0])
def test_strongest_count_and_total_against_networkx(seed: int, attenuation: float):
    model = random_model(11, 34, seed)
    truth = all_loops(model, attenuation)
    edges = loop_edges(model, attenuation=attenuation)
    everything = search(edges, 0.0)
    assert everything.complete
    assert everything.count == len(truth)
    assert everything.total == pytest.approx(sum(map(abs, truth.values())))
    best = strongest_loops(edges, 15)
    expected = sorted((abs(gain) for gain in truth.values()), reverse=True)[:15]
    assert [abs(loop.gain) for loop in best] == pytest.approx(expected)
    for loop in best:
        assert truth[key(model, loop)] == pytest.approx(loop.gain)
        assert loop.kind == ("R" if loop.gain > 0 else "B")
        assert loop.years == pytest.approx(
            sum(model.settings.time_constant(model.relations[n].speed) for n in loop.relations)
        )


@pytest.mark.parametrize("least", [1e-1, 1e-2, 1e-4])
def test_all_loops_above_a_gain(least: float):
    model = random_model(12, 45, 3)
    truth = all_loops(model, 0.5)
    found = search(loop_edges(model, attenuation=0.5), least)
    assert found.count == sum(abs(gain) >= least * (1 - 1e-9) for gain in truth.values())
    assert sorted(found.gains) == pytest.approx(
        sorted(abs(g) for g in truth.values() if abs(g) >= least * (1 - 1e-9))
    )


def test_ties_beyond_counting_still_give_the_asked_number():
    """A complete graph of equal weights has 125,650 loops of few different gains."""
    names = [f"v{n}" for n in range(9)]
    model = Model(
        tuple(Variable(n, n) for n in names),
        tuple(Relation(a, b, 1, 1.0, "A") for a in names for b in names if a != b),
    )
    edges = loop_edges(model, attenuation=1.0)
    best = strongest_loops(edges, 30)
    assert len({loop.relations for loop in best}) == 30
    assert [loop.gain for loop in best] == [1.0] * 30
    halves = strongest_loops(loop_edges(model, attenuation=0.5), 40)
    assert [len(loop.relations) for loop in halves] == [2] * 36 + [3] * 4


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [(12, 36), (20, 80)])
def test_the_independent_set_uses_every_relation_in_a_loop_with_short_loops(seed: int, size):
    model = random_model(*size, seed)
    edges = loop_edges(model)
    chosen = independent_loops(edges)
    assert {n for loop in chosen for n in loop.relations} == set(edges.relation.tolist())
    used: set[int] = set()
    for loop in chosen:
        pairs = [model.relations[n] for n in loop.relations]
        assert [pair.cause for pair in pairs] == list(loop.variables)
        assert [pair.effect for pair in pairs] == [*loop.variables[1:], loop.variables[0]]
        assert not used.issuperset(loop.relations)
        used.update(loop.relations)
    lengths = [len(loop.relations) for loop in chosen]
    assert lengths == sorted(lengths)
    graph = nx.DiGraph((relation.cause, relation.effect) for relation in model.relations)
    assert lengths[0] == min(map(len, nx.simple_cycles(graph, length_bound=4)))


def test_more_than_a_number():
    report = loops(random_model(11, 60, 1), most_counted=100)
    assert not report.complete
    assert report.count_text == "more than 100"


def test_a_model_without_loops():
    model = Model((Variable("A", "a"), Variable("B", "b")), (Relation("A", "B", 1),))
    report = loops(model)
    assert (report.count, report.strongest, report.independent) == (0, (), ())


def test_unknown_signs_make_no_loop():
    model = Model(
        (Variable("A", "a"), Variable("B", "b")), (Relation("A", "B", 1), Relation("B", "A", 0))
    )
    assert loops(model).count == 0


def test_how_many_to_show_is_checked():
    with pytest.raises(InvalidInput, match="strongest"):
        loops(random_model(), strongest=0)


def test_the_pure_python_search_agrees():
    from samen.engines.systems import loop_kernels

    edges = loop_edges(random_model(9, 26, 2), attenuation=0.5)
    size = np.abs(edges.weight)
    room = np.zeros((500, 9), dtype=np.int64), np.zeros(500, dtype=np.int64), np.zeros(500)
    compiled = search(edges, 1e-3)
    plain = loop_kernels.search.py_func(
        edges.start, edges.target, size, 1e-3, 10**6, 10**7, 1.0, *room
    )
    assert plain[0] == compiled.count
    assert room[2][: plain[0]] == pytest.approx(compiled.gains)


def test_loop_scores_of_a_single_loop_are_one():
    model = Model(
        (Variable("A", "a"), Variable("B", "b")),
        (Relation("A", "B", 1, "s"), Relation("B", "A", -1, "a")),
    )
    run = simulate(model, [Press("A", 0.2)])
    scores = loop_scores(run, loops(model).strongest)
    assert scores.scores.shape == (1, run.times.size - 1)
    assert scores.scores == pytest.approx(-1.0)


def test_loop_scores_share_out_the_behaviour():
    model = random_model(10, 32, 5)
    run = simulate(model, [Press("v3", 0.3)])
    scores = loop_scores(run, loops(model, strongest=30).strongest)
    assert np.abs(scores.scores).sum(axis=0) == pytest.approx(1)
    for loop, row in zip(scores.loops, scores.scores, strict=True):
        assert (np.sign(row) == np.sign(loop.gain)).all() or not row.any()


def test_a_link_score_is_a_share_of_the_change_of_its_target():
    """Two equal loops through A: each explains half."""
    both = Model(
        tuple(Variable(n, n) for n in "ABC"),
        (
            Relation("A", "B", 1, "a"),
            Relation("B", "A", 1, "a"),
            Relation("A", "C", 1, "a"),
            Relation("C", "A", 1, "a"),
        ),
    )
    run = simulate(both, [Press("A", 0.1)])
    scores = loop_scores(run, loops(both).strongest).scores
    assert scores == pytest.approx(0.5)
    stronger = replace(both.relations[2], strength="s")
    weighted = replace(both, relations=(*both.relations[:2], stronger, both.relations[3]))
    run = simulate(weighted, [Press("A", 0.1)], mode="linear", attenuation=0.5)
    strong, weak = loop_scores(run, loops(weighted, attenuation=0.5).strongest).scores
    assert strong / weak == pytest.approx(2)


def test_nothing_moves_nothing_scores():
    model = random_model()
    scores = loop_scores(simulate(model), loops(model).strongest)
    assert not scores.scores.any()
