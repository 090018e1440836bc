"""A fuzzy cognitive map is the limit of equal lags (Kosko 1986): the same fixed point."""

import numpy as np
import pytest

from samen.engines.systems import Model, Press, Relation, Variable, simulate, steady_state


def map_and_model(seed: int, size: int = 8) -> tuple[np.ndarray, np.ndarray, Model]:
    """Weights W (effect, cause), inputs I, and the same as a model with baselines of one half."""
    stream = np.random.default_rng(seed)
    weights = stream.uniform(-1, 1, (size, size)) * (stream.random((size, size)) < 0.4)
    np.fill_diagonal(weights, 0)
    weights *= 0.9 / max(abs(np.linalg.eigvals(abs(weights))))
    model = Model(
        tuple(Variable(f"v{n}", f"v{n}", 0.5) for n in range(size)),
        tuple(
            Relation(f"v{i}", f"v{j}", int(np.sign(w)), float(abs(w)), "A")
            for (j, i), w in np.ndenumerate(weights)
            if w
        ),
    )
    return weights, stream.normal(0, 0.5, size), model


@pytest.mark.parametrize("seed", range(5))
def test_the_fixed_point_is_that_of_the_plain_tanh_map(seed: int):
    weights, inputs, model = map_and_model(seed)
    state = np.zeros(inputs.size)
    for _ in range(3_000):
        state = np.tanh(weights @ state + inputs)
    # A concept a in (-1, 1) is a level of one half plus a/2, and an input I a push of I/2.
    done = [Press(f"v{n}", float(size / 2)) for n, size in enumerate(inputs)]
    end = steady_state(model, done, attenuation=1.0)
    assert 2 * end.change == pytest.approx(state, abs=1e-12)
    run = simulate(model, done, attenuation=1.0, years=600, step=0.25)
    assert 2 * run.change == pytest.approx(state, abs=1e-12)
