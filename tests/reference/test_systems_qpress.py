"""QPress's snowshoe hare (vignette "Simple example analyses"; Dambacher & Ramos-Jiliberto 2007).

Vegetation V is pressed; what happens to the hare H? Model A: always up. Model B: "almost 40 %" of
the stable systems show a decrease; 36.5 % in 200,000 draws of the specification.
"""

import numpy as np
import pytest

from samen.engines.systems import press_signs
from samen.engines.systems.formats import qpress

DRAWS = 40_000
MODELS = {
    "A": "V-*V\nP-*P\nV*->H\nH*->P",
    "B": "V-*V\nP-*P\nV*->H\nH*->P\nV->P",
    "C": "V-*V\nH-*H\nP-*P\nV*->H\nH*->P\nV->P",
    "D": "V-*V\nP-*P\nV*->H\nH*->P\nV*->P",
    "E": "V-*V\nH-*H\nP-*P\nV*->H\nH*->P\nV*->P",
}


def hare_falls(text: str, **how: object) -> float:
    found = press_signs(qpress.parse(text).model, {"V": 1.0}, draws=DRAWS, **how)  # type: ignore[arg-type]
    return float(found.falls[found.variables.index("H")])


def test_model_a_never_falls():
    assert hare_falls(MODELS["A"]) == 0.0


def test_model_b_falls_in_over_a_third():
    assert hare_falls(MODELS["B"]) == pytest.approx(0.365, abs=3 * np.sqrt(0.365 * 0.635 / DRAWS))


@pytest.mark.parametrize(("without", "with_limits"), [("B", "C"), ("D", "E")])
def test_self_limitation_added_is_the_next_model(without: str, with_limits: str):
    """The vignette: models C and E are B and D with every variable self-limited."""
    added = hare_falls(MODELS[without], self_limited=True, seed=1)
    assert added == pytest.approx(hare_falls(MODELS[with_limits]), abs=0.011)
