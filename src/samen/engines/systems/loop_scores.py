"""Which loop drives the behaviour, when: scores over time in the style of "Loops that Matter".

After Schoenberg, Davidsen & Eberlein 2020 (System Dynamics Review 36), read from secondary
descriptions. Ours differs where a relation is itself a lag: a link's score is the share of the
change of its target's pressure that comes through the relation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from samen.engines.systems.loops import Loop
from samen.engines.systems.network import Floats
from samen.engines.systems.simulation import Run

# Below this the change of a pressure is rounding, and has no causes.
_STILL = 1e-13


@dataclass(frozen=True, slots=True)
class LoopScores:
    """``times``: middle of each interval in years, (T-1,). ``scores``: share of each loop in the
    behaviour, signed by its kind, (loops, T-1); the absolute values of an interval add to 1,
    or are all 0 while nothing moves.
    """

    loops: tuple[Loop, ...]
    times: Floats
    scores: Floats

    def to_dict(self) -> dict[str, Any]:
        return {
            "times": self.times.tolist(),
            "loops": [
                {**loop.to_dict(), "scores": scores.tolist()}
                for loop, scores in zip(self.loops, self.scores, strict=True)
            ],
        }


def loop_scores(run: Run, loops: Sequence[Loop]) -> LoopScores:
    """The share of each of ``loops`` in what happens during ``run``.

    The link score of relation r: i→j over an interval is s_r·|Δy_r|/|Δz_j|, the loop score the
    product along the loop, then each is divided by the sum of absolute loop scores.
    """
    model = run.model
    index = model.index
    effect = np.array([index[relation.effect] for relation in model.relations], dtype=np.int64)
    sign = np.array([relation.sign for relation in model.relations], dtype=np.float64)
    moved = np.diff(run.signals, axis=0)
    total = np.diff(run.pressures, axis=0)
    for number, target in enumerate(effect):
        total[:, target] += moved[:, number]
    still = np.abs(total) < _STILL
    share = np.abs(moved) / np.where(still, np.inf, np.abs(total))[:, effect]
    links = sign * share
    raw = np.array([np.prod(links[:, list(loop.relations)], axis=1) for loop in loops])
    raw = raw.reshape(len(loops), moved.shape[0])
    size = np.abs(raw).sum(axis=0)
    return LoopScores(
        loops=tuple(loops),
        times=(run.times[1:] + run.times[:-1]) / 2,
        scores=raw / np.where(size > 0, size, 1.0),
    )
