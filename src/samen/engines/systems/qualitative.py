"""What the signs alone say: press perturbation of random community matrices.

Loop analysis by simulation, as in QPress (Melbourne-Thomas et al. 2012, Ecological Monographs
82, 505-519; Dambacher & Ramos-Jiliberto 2007): each draw gives every relation a weight from 0
to 1, keeps only stable systems, and looks at the sign of the response −A⁻¹u.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from samen.engines.systems.model import Model
from samen.engines.systems.network import Floats
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

_BATCH = 4_096
_MOST_TRIED = 400


@dataclass(frozen=True, slots=True)
class Signs:
    """Share of stable draws in which each variable rises, stays or falls, (V,) each.

    ``tried``: how many draws it took to find ``draws`` stable ones.
    """

    variables: tuple[str, ...]
    rises: Floats
    stays: Floats
    falls: Floats
    draws: int
    tried: int

    def to_dict(self) -> dict[str, Any]:
        return {
            "draws": self.draws,
            "tried": self.tried,
            "variables": {
                name: {"rises": float(up), "stays": float(same), "falls": float(down)}
                for name, up, same, down in zip(
                    self.variables, self.rises, self.stays, self.falls, strict=True
                )
            },
        }


def press_signs(
    model: Model,
    press: Mapping[str, float],
    *,
    draws: int = 10_000,
    seed: int = 0,
    epsilon: float = 1e-5,
    presence: float = 0.5,
    self_limited: bool = False,
) -> Signs:
    """The signs of the response to a lasting push, over ``draws`` stable random systems.

    A relation of a variable to itself is its self-limitation; ``self_limited`` adds one to every
    variable that has none. Unsure relations are there with probability ``presence``, relations of
    unknown sign get weights from -1 to 1. Responses within ``epsilon`` count as none. Raises
    ``InvalidInput`` when hardly any draw is stable.
    """
    push = np.zeros(len(model.variables))
    for name, size in press.items():
        push[model.position(name, "press")] = size
    problems: list[Problem] = []
    if not push.any():
        problems.append(Problem("press", "name at least one variable to push"))
    if not 1 <= draws <= 1_000_000:
        rule = "must be a whole number from 1 to 1,000,000"
        problems.append(Problem("draws", rule, draws, "range"))
    if not 0 <= presence <= 1:
        problems.append(Problem("presence", "must be a probability", presence, "range"))
    raise_if_any(problems)
    index = model.index
    cause = np.array([index[r.cause] for r in model.relations], dtype=np.int64)
    effect = np.array([index[r.effect] for r in model.relations], dtype=np.int64)
    sign = np.array([r.sign for r in model.relations], dtype=np.float64)
    unsure = np.array([r.confidence == "unsure" for r in model.relations], dtype=bool)
    # Only what limits itself counts as limited: a positive self-relation does not.
    limited = set(effect[(cause == effect) & (sign < 0)].tolist())
    add = [n for n in range(push.size) if self_limited and n not in limited]
    low, high = np.where(sign > 0, 0.0, -1.0), np.where(sign < 0, 0.0, 1.0)
    stream = np.random.default_rng(np.random.SeedSequence(seed))
    counts = np.zeros((3, push.size))
    stable = tried = 0
    while stable < draws:
        weight = stream.uniform(low, high, (_BATCH, sign.size))
        weight *= ~unsure | (stream.random((_BATCH, sign.size)) < presence)
        own = stream.uniform(-1.0, 0.0, (_BATCH, len(add)))
        matrix = np.zeros((_BATCH, push.size, push.size))
        matrix[:, effect, cause] = weight
        matrix[:, add, add] += own
        tried += _BATCH
        settles = np.linalg.eigvals(matrix).real.max(axis=1) < 0
        response = np.linalg.solve(
            matrix[settles], np.broadcast_to(-push[:, None], (int(settles.sum()), push.size, 1))
        )[: draws - stable, :, 0]
        stable += response.shape[0]
        up, down = response > epsilon, response < -epsilon
        counts += np.array([up.sum(axis=0), (~up & ~down).sum(axis=0), down.sum(axis=0)])
        if tried >= _MOST_TRIED * _BATCH and stable < draws:
            rule = (
                f"is stable in only {stable} of {tried:,} draws; give more variables a relation "
                "to themselves, or self_limited"
            )
            raise InvalidInput(Problem("model", rule, None, "unstable"))
    rises, stays, falls = counts / stable
    return Signs(model.ids, rises, stays, falls, stable, tried)
