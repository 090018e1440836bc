"""The complete example published with the method (van Zijderveld 2007, section 5).

Model, parameters and results as re-implemented in the Business Simulation Library
(``SoftwareReleaseProject``); see ``data/systems/README.md``.
"""

from itertools import combinations
from pathlib import Path

import pytest

from samen.engines.systems import Controller, read, simulate

FOLDER = Path(__file__).parent / "data" / "systems" / "software_release"
GOALS = ("CEF", "PRQ", "USE")
INTERVENTIONS = {
    "c1": Controller("BUD", 0.8, 1.0),
    "c2": Controller("MAN", 0.7, 1.0),
    "c3": Controller("KNO", 0.5, 1.0),
    "c4": Controller("MQ", 0.6, 1.0),
}
PUBLISHED = {("c3", "c4"): 5063, ("c1", "c2"): 4770}


def score(*names: str) -> float:
    run = simulate(read(FOLDER).model, [INTERVENTIONS[n] for n in names], mode="linear")
    return 10_000 * run.score(GOALS)


def test_without_control_exactly_4000():
    assert score() == pytest.approx(4000, abs=1e-9)


@pytest.mark.parametrize("pair", PUBLISHED)
def test_published_scores_within_three_per_mille(pair: tuple[str, str]):
    assert score(*pair) == pytest.approx(PUBLISHED[pair], rel=0.003)


def test_the_best_pair_is_the_published_one_and_every_pair_helps():
    scores = {pair: score(*pair) for pair in combinations(INTERVENTIONS, 2)}
    assert max(scores, key=lambda pair: scores[pair]) == ("c3", "c4")
    assert min(scores.values()) > 4000


def test_an_intermediate_variable_leaves_the_scale_in_the_linear_form():
    """The linear form has no clipping: a level of 1.21 occurs."""
    model = read(FOLDER).model
    pair = [INTERVENTIONS["c2"], INTERVENTIONS["c3"]]
    assert simulate(model, pair, mode="linear").levels.max() == pytest.approx(1.21, abs=0.01)
    assert simulate(model, pair).levels.max() <= 1
