"""One run: bounded, exact at rest, exact in the linear case."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.engines.systems import (
    Controller,
    Model,
    Press,
    Pulse,
    Ramp,
    Relation,
    Settings,
    Variable,
    simulate,
    steady_state,
)
from samen.engines.systems.network import network_of, spectral_radius, unsaturate
from samen.kernel.errors import InvalidInput

from .makers import random_model


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    strength=st.floats(0.01, 60),
    step=st.sampled_from([1 / 48, 0.5, 5.0]),
    size=st.floats(-20, 20),
)
def test_levels_stay_within_bounds_for_any_weights_and_step(seed, strength, step, size):
    base = random_model(8, 20, seed, attenuation=1.0)
    model = Model(
        base.variables,
        tuple(
            Relation(r.cause, r.effect, r.sign, strength, r.speed, order=1 + n % 3)
            for n, r in enumerate(base.relations)
        ),
        settings=base.settings,
    )
    levels = simulate(model, [Press("v3", size), Pulse("v0", -size, 1, 2)], step=step).levels
    assert levels.min() >= 0
    assert levels.max() <= 1


def test_nothing_moves_when_nothing_is_done():
    model = random_model()
    run = simulate(model)
    assert np.array_equal(run.levels, np.broadcast_to(run.levels[0], run.levels.shape))


@pytest.mark.parametrize("seed", range(4))
def test_linear_end_state_is_the_solution_of_the_linear_system(seed: int):
    model = random_model(10, 25, seed)
    radius = spectral_radius(network_of(model).influence())
    delta = min(1.0, 0.8 / radius)
    run = simulate(model, [Press("v3", 0.2)], mode="linear", attenuation=delta, years=400, step=0.5)
    influence = network_of(model).influence(delta)
    push = np.zeros(10)
    push[3] = 0.2
    expected = np.linalg.solve(np.eye(10) - influence, push)
    assert run.change == pytest.approx(expected, abs=1e-12)
    found = steady_state(model, [Press("v3", 0.2)], mode="linear", attenuation=delta)
    assert found.change == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("order", [1, 3])
@pytest.mark.parametrize("seed", range(3))
def test_a_chosen_bounded_state_is_reached_exactly(seed: int, order: int):
    """Specification 2.3(4): choose x*, set u = S⁻¹(d*) − K·d*; the run must end in x*."""
    model = random_model(10, 25, seed, order=order)
    stream = np.random.default_rng(seed)
    wished = stream.uniform(0.02, 0.98, 10)
    network = network_of(model)
    delta = min(1.0, 0.8 / spectral_radius(network.influence()))
    baseline = network.baseline[:10]
    d = wished - baseline
    push = unsaturate(d, baseline) - network.influence(delta) @ d
    presses = [Press(f"v{n}", float(size)) for n, size in enumerate(push)]
    assert simulate(model, presses, years=300).final == pytest.approx(wished, abs=1e-10)
    assert steady_state(model, presses).levels == pytest.approx(wished, abs=1e-12)


def test_a_controller_reaches_its_setpoint_and_the_held_state():
    model = random_model(10, 25, 1)
    steering = [Controller("v3", 0.8, 1.0), Controller("v4", 0.3, 0.5)]
    run = simulate(model, steering, years=200)
    assert run.level("v3")[-1] == pytest.approx(0.8, abs=1e-9)
    assert run.final == pytest.approx(steady_state(model, steering).levels, abs=1e-6)


def test_second_order_in_the_step():
    model = random_model(12, 40, 3)
    done = [Press("v3", 0.4), Controller("v4", 0.8, 1.0)]
    exact = simulate(model, done, years=2, step=1 / 1536).final
    coarse, fine = (
        np.abs(simulate(model, done, years=2, step=h).final - exact).max() for h in (1 / 24, 1 / 48)
    )
    assert 3.3 < coarse / fine < 4.7


def test_one_lag_by_hand():
    model = Model(
        (Variable("A", "a"), Variable("B", "b")),
        (Relation("A", "B", -1, "s", "A"),),
        settings=Settings(attenuation=0.5),
    )
    run = simulate(model, [Press("A", 0.2)], mode="linear", years=3)
    expected = 0.5 - 0.5 * 0.2 * (1 - np.exp(-run.times))
    assert run.level("B") == pytest.approx(expected, abs=1e-12)


def test_a_late_relation_is_a_gamma_distributed_delay():
    model = Model(
        (Variable("A", "a"), Variable("B", "b")), (Relation("A", "B", 1, "s", 2.0, order=4),)
    )
    run = simulate(model, [Press("A", 0.2)], mode="linear", years=8)
    x = run.times * 4 / 2.0
    erlang = 1 - np.exp(-x) * (1 + x + x**2 / 2 + x**3 / 6)
    assert run.level("B") == pytest.approx(0.5 + 0.2 * erlang, abs=1e-4)


def test_ramp_and_pulse_push_when_they_say():
    model = Model((Variable("A", "a"),), ())
    ramp = simulate(model, [Ramp("A", 0.2, 2, start=1)], mode="linear", years=4)
    assert ramp.level("A") == pytest.approx(0.5 + 0.1 * np.clip(ramp.times - 1, 0, 2))
    pulse = simulate(model, [Pulse("A", 0.2, 1, 3)], mode="linear", years=4)
    inside = (pulse.times >= 1) & (pulse.times < 3)
    assert pulse.level("A") == pytest.approx(0.5 + 0.2 * inside)


def test_the_horizon_need_not_be_whole():
    run = simulate(random_model(), [Press("v3", 0.2)], years=1.37, every=1)
    assert run.times[-1] == pytest.approx(1.37)


def test_a_diverging_linear_model_says_so_with_the_cure():
    loop = Model(
        (Variable("A", "a"), Variable("B", "b")),
        (Relation("A", "B", 1, "v"), Relation("B", "A", 1, "v")),
    )
    with pytest.raises(InvalidInput, match=r"diverges.*1\.2.*attenuation below 0\.8333"):
        simulate(loop, [Press("A", 0.1)], mode="linear")
    assert simulate(loop, [Press("A", 0.1)], mode="linear", attenuation=0.8).change[0] > 0.1
    assert simulate(loop, [Press("A", 0.1)]).final[0] < 1


def test_a_strong_balancing_loop_does_not_diverge():
    loop = Model(
        (Variable("A", "a"), Variable("B", "b")),
        (Relation("A", "B", 1, "v"), Relation("B", "A", -1, "v")),
    )
    change = simulate(loop, [Press("A", 0.1)], mode="linear", years=60).change
    assert change == pytest.approx([0.1 / 2.44, 0.12 / 2.44], abs=1e-9)


@pytest.mark.parametrize(
    ("done", "rule"),
    [
        (Press("nobody", 0.1), "not a variable"),
        (Press("v3", float("nan")), "finite"),
        (Controller("v3", 1.0), "between 0 and 1"),
        (Controller("v3", 0.5, 0.0), "above 0"),
        (Ramp("v3", 0.1, 0.0), "more than 0 years"),
        (Pulse("v3", 0.1, 2, 2), "end after"),
        (Press("v3", 0.1, -1), "0 years or later"),
    ],
)
def test_wrong_interventions(done, rule: str):
    with pytest.raises(InvalidInput, match=rule):
        simulate(random_model(), [done])


@pytest.mark.parametrize("years", [0, -1, float("inf"), float("nan"), 1e9])
def test_wrong_horizon(years: float):
    with pytest.raises(InvalidInput, match="years"):
        simulate(random_model(), years=years)


def test_an_empty_score_is_refused():
    with pytest.raises(InvalidInput, match="at least one"):
        simulate(random_model()).score([])
