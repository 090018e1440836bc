from __future__ import annotations

import numpy as np
import pytest

from samen.engines import mse
from samen.engines.linkage import review_queue
from samen.engines.linkage.captures import capture_histories
from samen.engines.linkage.cluster import cluster_pairs, stable_ids
from samen.engines.linkage.engine_duckdb import one_machine
from samen.engines.linkage.evaluation import estimated_quality, evaluate
from samen.engines.linkage.explain import explain_pair
from samen.engines.linkage.judgements import Judgement, without
from samen.engines.linkage.linking import Linked, link
from samen.engines.linkage.spec import LinkSpec
from samen.engines.linkage.synthetic import World
from samen.kernel.errors import InvalidInput


def test_persons_are_found_again(linked: Linked, world: World) -> None:
    found = evaluate(linked, world.truth)
    assert found.pairs.f1 >= 0.95
    assert found.clusters.f1 >= 0.94
    assert abs(linked.persons - len(set(world.truth.tolist()))) <= 0.02 * linked.persons


def test_probabilities_are_calibrated(linked: Linked, world: World) -> None:
    left, right = linked.scored["left"].to_numpy(), linked.scored["right"].to_numpy()
    probability = linked.scored["match_probability"].to_numpy()
    expected, true = probability.sum(), (world.truth[left] == world.truth[right]).sum()
    assert expected == pytest.approx(true, rel=0.06)
    quality = estimated_quality(linked)
    actual = evaluate(linked, world.truth).pairs
    assert quality.precision == pytest.approx(actual.precision, abs=0.03)


def test_probabilities_are_calibrated_along_the_scale(linked: Linked, world: World) -> None:
    """No tenth of the scale with fifty pairs or more is further off than chance and .1."""
    for predicted, true, pairs in evaluate(linked, world.truth).calibration:
        if pairs >= 50:
            chance = 3 * (predicted * (1 - predicted) / pairs) ** 0.5
            assert true == pytest.approx(predicted, abs=0.1 + chance)


def test_splink_gives_the_weights_of_the_model(linked: Linked) -> None:
    for row in linked.scored.slice(0, 20).to_pylist():
        explained = explain_pair(linked, row["left"], row["right"])
        assert explained.weight == pytest.approx(row["match_weight"], abs=1e-6)
        assert explained.probability == pytest.approx(row["match_probability"], abs=1e-6)
        for step in explained.steps:
            assert step.bits == pytest.approx(row[f"weight_{step.field}"], abs=1e-6)


def test_nationality_never_raises_anything(linked: Linked) -> None:
    place = [f.name for f in linked.spec.fields].index("nationality")
    assert linked.model.weights()[place].max() < 0.25


def test_one_thread_or_two(linked: Linked, spec: LinkSpec) -> None:
    other = link(linked.table, spec, engine=one_machine(1))
    assert (other.cluster == linked.cluster).all()
    assert other.ids == linked.ids


def test_decisions_are_kept_and_can_be_undone(linked: Linked, spec: LinkSpec) -> None:
    keys = linked.keys()
    top = linked.scored.sort_by([("match_weight", "descending")]).slice(0, 1).to_pylist()[0]
    a, b = top["left"], top["right"]
    far = next(i for i in range(len(keys)) if linked.cluster[i] not in linked.cluster[[a, b]])
    decisions = [Judgement(keys[a], keys[b], "different"), Judgement(keys[a], keys[far], "same")]
    changed = link(linked.table, spec, judgements=decisions, model=linked.model)
    assert changed.cluster[a] != changed.cluster[b]
    assert changed.cluster[a] == changed.cluster[far]
    assert changed.refused.any()
    left = without(decisions, keys[b], keys[a])
    assert left == decisions[1:]
    undone = link(linked.table, spec, judgements=left, model=linked.model)
    assert undone.cluster[a] == undone.cluster[b]


def test_contradictory_decisions_are_refused(linked: Linked, spec: LinkSpec) -> None:
    a, b, c = linked.keys()[:3]
    decisions = [Judgement(a, b, "same"), Judgement(b, c, "same"), Judgement(a, c, "different")]
    with pytest.raises(InvalidInput, match="undo one"):
        link(linked.table, spec, judgements=decisions)


def test_ids_survive_a_new_run(linked: Linked, spec: LinkSpec) -> None:
    previous = dict(zip(linked.keys(), linked.ids, strict=True))
    fewer = linked.table.slice(0, len(linked.table) - 40)
    again = link(fewer, spec, previous=previous)
    kept = np.mean([a == b for a, b in zip(again.ids, linked.ids, strict=False)])
    assert kept > 0.98


def test_new_records_leave_the_ids_of_the_old(linked: Linked, spec: LinkSpec) -> None:
    """Incremental: the register of last month, its ids and model; then the new records."""
    before = link(linked.table.slice(0, len(linked.table) - 40), spec)
    previous = dict(zip(before.keys(), before.ids, strict=True))
    after = link(linked.table, spec, previous=previous, model=before.model)
    now = dict(zip(after.keys(), after.ids, strict=True))
    assert np.mean([now[key] == old for key, old in previous.items()]) > 0.99
    again = link(linked.table.take(np.arange(len(linked.table))[::-1]), spec, previous=previous,
                 model=before.model)  # fmt: skip
    assert dict(zip(again.keys(), again.ids, strict=True)) == now


def test_a_source_without_duplicates_is_kept_apart(linked: Linked) -> None:
    left, right = np.array([0, 1]), np.array([1, 2])
    source = np.array([0, 1, 0], np.int16)
    cluster, refused = cluster_pairs(
        3, left, right, np.array([5.0, 4.0]), source, np.array([True, False])
    )
    assert cluster.tolist() == [0, 0, 2]
    assert refused.tolist() == [False, True]


def test_never_holds_through_a_third_record() -> None:
    cluster, _ = cluster_pairs(
        3, np.array([0, 1]), np.array([1, 2]), np.array([5.0, 6.0]), np.zeros(3, np.int16),
        np.array([False]), never=[(0, 2)],
    )  # fmt: skip
    assert cluster.tolist() == [0, 1, 1]


def test_when_a_cluster_splits_the_larger_part_keeps_the_id() -> None:
    previous = {"a": "c1", "b": "c1", "c": "c1"}
    ids = stable_ids(np.array([0, 0, 2]), ["a", "b", "c"], previous)
    assert ids[:2] == ["c1", "c1"]
    assert ids[2] not in {"c1", ""}


def test_a_record_that_leaves_its_cluster_gets_an_id_of_its_own() -> None:
    keys = ["a", "b", "c"]
    together = stable_ids(np.array([0, 0, 0]), keys)
    apart = stable_ids(np.array([0, 1, 1]), keys, dict(zip(keys, together, strict=True)))
    assert apart[1:] == together[1:]
    assert apart[0] != apart[1]


def test_the_review_queue_asks_what_matters(linked: Linked) -> None:
    queue = review_queue(linked)
    value = queue["value"].to_pylist()
    assert value == sorted(value, reverse=True)
    first = queue.slice(0, 1).to_pylist()[0]
    decided = [Judgement(first["right"], first["left"], "same")]
    rest = review_queue(linked, decided)
    assert len(rest) == len(queue) - 1


def test_capture_histories_hold_counts_only(linked: Linked, world: World) -> None:
    found = capture_histories(linked, draws=20)
    assert found.counts.sum() == linked.persons
    assert set(found.rows()[0]) == {*world.lists, "count"}
    assert found.draws.shape == (20, len(found.masks))
    assert abs(found.draws.sum(axis=1).mean() - len(set(world.truth.tolist()))) < 40


def test_linkage_then_estimation_finds_the_hidden_population(linked: Linked, world: World) -> None:
    found = capture_histories(linked)
    lists = mse.Lists.from_counts(
        list(found.lists),
        {tuple(n for n in found.lists if row[n]): row["count"] for row in found.rows()},
    )
    wide = max(mse.independence(lists).intervals, key=lambda i: i.level)
    assert wide.lower is not None and wide.upper is not None
    assert wide.lower <= world.size <= wide.upper


def test_the_waterfall_shows_every_field(linked: Linked) -> None:
    from samen.engines.linkage.figures import waterfall

    row = linked.scored.slice(0, 1).to_pylist()[0]
    svg = waterfall(explain_pair(linked, row["left"], row["right"]))
    assert svg.startswith("<svg")
    assert all(field.name in svg for field in linked.spec.fields)
