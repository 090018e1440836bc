"""Many draws: the same numbers wherever and however they are computed."""

import sys
from dataclasses import replace

import joblib
import numpy as np
import pytest
from joblib._parallel_backends import ThreadingBackend

from samen.engines.systems import (
    NONE,
    Controller,
    Model,
    Press,
    Relation,
    Uncertainty,
    Variable,
    Vote,
    base_model,
    ensemble,
    rank,
    simulate,
)
from samen.engines.systems.network import network_of, spectral_radius
from samen.engines.systems.plan import plan, run_unit
from samen.engines.systems.uncertainty import draw, views_of
from samen.kernel.errors import InvalidInput

from .makers import random_model

DONE = [Press("v3", 0.3), Controller("v4", 0.7, 1.0)]


@pytest.fixture(scope="module")
def model() -> Model:
    return random_model(15, 45, 2)


@pytest.mark.parametrize(
    "how", [{"jobs": 2}, {"block": 256}, {"block": 1_000}, {"jobs": 2, "block": 300}]
)
def test_same_seed_same_numbers_on_any_cores_and_blocks(model: Model, how):
    one = ensemble(model, DONE, draws=1_100, seed=5)
    other = ensemble(model, DONE, draws=1_100, seed=5, **how)
    assert np.array_equal(one.changes, other.changes)
    assert np.array_equal(one.means, other.means)


class AllAtOnce(ThreadingBackend):
    """Like the back ends of Ray and Spark: no result before the last."""

    supports_return_generator = False


def test_same_numbers_on_a_back_end_that_gives_all_results_at_once(model: Model):
    joblib.register_parallel_backend("all at once", AllAtOnce)
    one = ensemble(model, DONE, draws=1_100, seed=5)
    with joblib.parallel_config(backend="all at once", n_jobs=2):
        other = ensemble(model, DONE, draws=1_100, seed=5, jobs=None)
    assert np.array_equal(one.changes, other.changes)


def test_fewer_draws_are_the_first_of_more(model: Model):
    few, many = (ensemble(model, DONE, draws=n) for n in (300, 700))
    assert np.array_equal(few.changes, many.changes[:300])


def test_another_seed_gives_other_numbers(model: Model):
    one, two = (ensemble(model, DONE, draws=64, seed=n) for n in (0, 1))
    assert not np.allclose(one.changes[:, -1], two.changes[:, -1])


@pytest.mark.parametrize("order", [1, 3])
@pytest.mark.parametrize("mode", ["bounded", "linear"])
def test_numpy_and_numba_agree(order: int, mode):
    model = random_model(15, 45, 2, order=order, attenuation=0.2)
    how = {"draws": 200, "mode": mode, "watch": model.ids}
    compiled = ensemble(model, DONE, backend="numba", **how)
    plain = ensemble(model, DONE, backend="numpy", **how)
    assert plain.changes == pytest.approx(compiled.changes, abs=1e-12, rel=1e-12)
    assert plain.means == pytest.approx(compiled.means, abs=1e-12, rel=1e-12)


def test_it_works_where_numba_is_not_installed(model: Model, monkeypatch):
    expected = ensemble(model, DONE, draws=64, backend="numba")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "samen.engines.systems.kernels", None)
    found = ensemble(model, DONE, draws=64)
    assert found.changes == pytest.approx(expected.changes, abs=1e-12)
    with pytest.raises(InvalidInput, match="numba is not installed"):
        ensemble(model, DONE, draws=64, backend="numba")


def test_without_uncertainty_every_draw_is_the_single_run(model: Model):
    found = ensemble(model, DONE, draws=10, uncertainty=NONE, watch=model.ids)
    run = simulate(model, DONE)
    assert np.array_equal(found.changes[0], found.changes[9])
    assert found.times == pytest.approx(run.times)
    baseline = np.array([variable.baseline for variable in model.variables])
    # First order at 1/16 year against second order at 1/48.
    assert found.changes[0] + baseline == pytest.approx(run.levels, abs=5e-3)
    assert found.means[0] + baseline == pytest.approx(run.mean, abs=2e-3)


def test_the_compiled_tanh_is_tanh():
    """One variable without relations: the change is S(u) exactly."""
    for baseline in (0.5, 0.05):
        for size in np.concatenate([np.linspace(-6, 6, 49), [-1e3, 1e3]]):
            model = Model((Variable("A", "a", baseline),), ())
            found = ensemble(model, [Press("A", float(size))], draws=1, watch=["A"], years=0.1)
            room = 1 - baseline if size > 0 else baseline
            assert found.changes[0, -1, 0] == pytest.approx(room * np.tanh(size / room), abs=2e-8)
            assert abs(found.changes[0, -1, 0]) <= room


def test_bounded_in_every_draw_for_absurd_weights():
    base = random_model(10, 40, 1, attenuation=1.0)
    relations = tuple(replace(r, strength=40.0) for r in base.relations)
    model = replace(base, relations=relations)
    found = ensemble(
        model,
        [Press("v3", 5.0)],
        draws=256,
        watch=model.ids,
        uncertainty=Uncertainty(loop_gain=None),
    )
    levels = found.changes + np.array([variable.baseline for variable in model.variables])
    assert levels.min() >= -1e-15
    assert levels.max() <= 1 + 1e-15


def test_each_draw_gets_the_loop_gain_it_was_dealt(model: Model):
    made = plan(model, [DONE], ["v0"])
    drawn = draw(made.views, made.uncertainty, 0, 0)
    from samen.engines.systems.plan import _attenuation, _links

    weight, _ = _links(made.network, drawn)
    delta = np.broadcast_to(_attenuation(made, drawn, weight), weight.shape)
    for tile, lane in ((0, 0), (3, 5), (31, 7)):
        matrix = np.zeros((15, 15))
        sized = (delta * weight)[tile, :, lane]
        matrix[made.network.target, made.network.source] = sized
        if delta[tile, 0, lane] < 1:
            assert spectral_radius(matrix) == pytest.approx(drawn.loop_gain[tile, lane], rel=1e-4)
        else:
            assert spectral_radius(matrix) <= drawn.loop_gain[tile, lane] * (1 + 1e-4)


def test_a_model_without_loops_is_not_attenuated():
    model = Model(
        (Variable("A", "a"), Variable("B", "b")),
        (Relation("A", "B", 1, "s", "V", confidence="sure"),),
    )
    still = replace(NONE, loop_gain=(0.5, 0.9))
    found = ensemble(
        model, [Press("A", 0.1)], draws=4, watch=["B"], uncertainty=still, mode="linear"
    )
    assert found.changes[:, -1, 0] == pytest.approx(0.1, abs=1e-9)


def test_class_shifts_presence_and_spread_have_their_probabilities(model: Model):
    uncertainty = Uncertainty(
        log_sd=0.0, class_shift=dict.fromkeys(("sure", "likely", "unsure"), 0.4)
    )
    one = Model(model.variables, (Relation("v0", "v1", -1, "a", "A"),))
    views = views_of(one, uncertainty)
    weight = np.concatenate([draw(views, uncertainty, 0, u).weight.ravel() for u in range(40)])
    values, counts = np.unique(np.round(weight, 6), return_counts=True)
    assert values.tolist() == [-1.0, -0.5, -0.2, 0.0]
    shares = counts / counts.sum()
    assert shares == pytest.approx([0.19, 0.57, 0.19, 0.05], abs=0.02)


def test_strength_and_speed_vary_log_normally_within_a_class(model: Model):
    uncertainty = replace(NONE, log_sd=0.35)
    views = views_of(model, uncertainty)
    found = [draw(views, uncertainty, 0, unit) for unit in range(20)]
    for name, middle in (("weight", views.sign * views.strength), ("tau", views.tau)):
        drawn = np.concatenate([getattr(one, name) for one in found])
        spread = np.log(drawn / middle[0][:, None]).ravel() / 0.35
        assert spread.mean() == pytest.approx(0, abs=0.01)
        assert spread.std() == pytest.approx(1, abs=0.01)
        within = (np.abs(spread) < [[1.0], [2.0], [3.0]]).mean(axis=1)
        assert within == pytest.approx([0.6827, 0.9545, 0.9973], abs=3e-3)


def test_a_probability_of_nothing_or_all_is_exact(model: Model):
    for shift, presence in ((0.0, 1.0), (1.0, 0.0), (1.0, 1.0)):
        names = ("sure", "likely", "unsure")
        uncertainty = replace(
            NONE, class_shift=dict.fromkeys(names, shift), presence=dict.fromkeys(names, presence)
        )
        one = Model(model.variables, (Relation("v0", "v1", 1, "a", "A"),))
        views = views_of(one, uncertainty)
        weight = np.concatenate([draw(views, uncertainty, 0, u).weight.ravel() for u in range(40)])
        expected = {0.0} if not presence else {0.2, 1.0} if shift else {0.5}
        assert set(np.round(weight, 6)) == expected


def test_disagreement_is_sampled_not_averaged():
    votes = (Vote("P1", 1, "s"), Vote("P2", -1, "s"), Vote("P3", 1, "s"), Vote("P4", 0))
    model = Model(
        (Variable("A", "a"), Variable("B", "b")), (Relation("A", "B", 1, "w", "V", votes=votes),)
    )
    quiet = replace(NONE, votes=True)
    found = ensemble(
        model, [Press("A", 0.1)], draws=4_000, watch=["B"], uncertainty=quiet, mode="linear"
    )
    values, counts = np.unique(np.round(found.changes[:, -1, 0], 6), return_counts=True)
    assert values == pytest.approx([-0.1, 0.0, 0.1])
    assert counts / 4_000 == pytest.approx([0.25, 0.25, 0.5], abs=0.03)


def test_an_unknown_sign_goes_both_ways_in_the_ensemble_and_rests_in_a_run():
    model = Model((Variable("A", "a"), Variable("B", "b")), (Relation("A", "B", 0, "s", "V"),))
    found = ensemble(model, [Press("A", 0.1)], draws=2_000, watch=["B"], uncertainty=NONE)
    assert (found.changes[:, -1, 0] > 0).mean() == pytest.approx(0.5, abs=0.05)
    assert simulate(model, [Press("A", 0.1)]).change[1] == 0


def test_improves_counts_in_the_wished_direction(model: Model):
    found = ensemble(model, DONE, draws=300)
    share = (found.changes[:, -1, 1] < -1e-9).mean()
    assert model["v1"].goal == "down"
    assert found.improves("v1")[-1] == share
    low, middle, high = found.levels("v1")
    assert (low <= middle).all()
    assert (middle <= high).all()


def test_run_unit_shapes(model: Model):
    made = plan(model, [DONE, []], ["v0", "v1"], years=2)
    levels, means = run_unit(made, 0)
    assert levels.shape == (2, 256, 9, 2)
    assert means.shape == (2, 256, 2)
    assert np.array_equal(levels[1], np.zeros_like(levels[1]))


@pytest.mark.parametrize("draws", [0, -5, 10**9, 10**7])
def test_wrong_number_of_draws(model: Model, draws: int):
    with pytest.raises(InvalidInput, match="draws"):
        ensemble(model, DONE, draws=draws)


def test_draws_that_do_not_fit_in_memory_are_refused_before_they_run():
    model = base_model()
    with pytest.raises(InvalidInput, match="at most 2,182,402 fit"):
        ensemble(model, [Press("P4", 0.2)], draws=10**7)
    with pytest.raises(InvalidInput, match="fit"):
        rank(model, draws=10**7)


def test_wrong_settings_are_told_together():
    with pytest.raises(InvalidInput) as caught:
        Uncertainty(log_sd=-1, presence={"sure": 2.0}, loop_gain=(0.9, 0.5))
    assert len(caught.value.problems) == 3


def test_progress_is_told(model: Model):
    told: list[tuple[int, int]] = []
    ensemble(model, DONE, draws=600, block=256, progress=lambda *at: told.append(at))
    assert told == [(256, 600), (512, 600), (600, 600)]


@pytest.mark.cluster
def test_the_same_numbers_on_a_local_dask_cluster(model: Model):
    from distributed import Client, LocalCluster

    here = ensemble(model, DONE, draws=1_000, seed=3)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        there = ensemble(model, DONE, draws=1_000, seed=3, jobs=None, block=256)
    assert np.array_equal(here.changes, there.changes)
    assert np.array_equal(here.means, there.means)


def test_power_iteration_finds_the_spectral_radius():
    for seed in range(5):
        model = random_model(20, 60, seed)
        made = plan(model, [[]], ["v0"], uncertainty=replace(NONE, loop_gain=(0.6, 0.6)))
        from samen.engines.systems.plan import _attenuation, _links

        drawn = draw(made.views, made.uncertainty, 0, 0)
        weight, _ = _links(made.network, drawn)
        delta = np.ravel(_attenuation(made, drawn, weight))[0]
        radius = spectral_radius(network_of(model).influence())
        assert delta == pytest.approx(min(1.0, 0.6 / radius), rel=1e-4)
