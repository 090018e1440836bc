"""How unsure a group is of its own model, as draws of weights and speeds.

The probabilities are expert assumptions of ours, to be changed by the group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from samen.engines.systems.elements import Relation, Vote
from samen.engines.systems.model import Model
from samen.kernel.errors import Problem, raise_if_any

Floats = NDArray[np.float64]

# Draws come in units of this many, each from its own stream of (seed, unit): the numbers of a
# draw depend on nothing else, not on how many draws are made, in which block or on which core.
UNIT = 256
WIDTH = 8
TILES = UNIT // WIDTH


def _class_shift() -> Mapping[str, float]:
    return {"sure": 0.05, "likely": 0.2, "unsure": 0.4}


def _presence() -> Mapping[str, float]:
    return {"sure": 1.0, "likely": 0.95, "unsure": 0.8}


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What is drawn.

    ``log_sd``: standard deviation of the logarithm of strength and of speed within a class.
    ``class_shift``: probability, by confidence, that the class is one higher or lower.
    ``presence``: probability, by confidence, that the relation is there. ``loop_gain``: the
    attenuation of each draw brings ρ(|K|) to a value between these two (never above δ = 1);
    ``None`` keeps the model's own attenuation. ``votes``: each draw takes one participant's
    view where that participant voted.
    """

    log_sd: float = 0.35
    class_shift: Mapping[str, float] = field(default_factory=_class_shift)
    presence: Mapping[str, float] = field(default_factory=_presence)
    loop_gain: tuple[float, float] | None = (0.5, 0.95)
    votes: bool = True

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        if not 0 <= self.log_sd <= 3:
            problems.append(Problem("log_sd", "must lie between 0 and 3", self.log_sd, "range"))
        for name, table in (("class_shift", self.class_shift), ("presence", self.presence)):
            problems += [
                Problem(f"{name} {key}", "must be a probability", value, "range")
                for key, value in table.items()
                if not 0 <= value <= 1
            ]
        if self.loop_gain is not None and not 0 < self.loop_gain[0] <= self.loop_gain[1] < 1:
            rule = "must be two numbers between 0 and 1, the lower first"
            problems.append(Problem("loop_gain", rule, self.loop_gain, "range"))
        raise_if_any(problems)


NONE = Uncertainty(
    log_sd=0.0,
    class_shift=dict.fromkeys(("sure", "likely", "unsure"), 0.0),
    presence=dict.fromkeys(("sure", "likely", "unsure"), 1.0),
    loop_gain=None,
    votes=False,
)
"""No uncertainty at all: every draw is the model itself."""


@dataclass(frozen=True, slots=True)
class Views:
    """What each view of the model says of each relation, as arrays (views, R).

    One view for each participant who voted, or the group's alone. ``strength`` (steps) and
    ``tau`` (years); ``*_lower`` and ``*_higher`` the logarithm of what the next class is to them.
    ``sign`` is 1, -1 or 0 (absent); ``open_sign``, (R,): relations whose direction the group
    leaves open.
    """

    sign: Floats
    strength: Floats
    strength_lower: Floats
    strength_higher: Floats
    tau: Floats
    tau_lower: Floats
    tau_higher: Floats
    open_sign: NDArray[np.bool_]
    shift: Floats
    presence: Floats


def views_of(model: Model, uncertainty: Uncertainty) -> Views:
    """The table a draw looks its relations up in."""
    participants: list[str | None] = list(model.participants) if uncertainty.votes else []
    views = participants or [None]
    settings = model.settings

    def steps(value: str | float, scale: Mapping[str, float]) -> tuple[float, float, float]:
        if not isinstance(value, str):
            return value, 0.0, 0.0
        sizes = sorted(scale.values())
        at = sizes.index(scale[value])
        below, above = sizes[max(at - 1, 0)], sizes[min(at + 1, len(sizes) - 1)]
        here = scale[value]
        return here, float(np.log(below / here)), float(np.log(above / here))

    def view(relation: Relation, participant: str | None) -> tuple[float, ...]:
        said = _vote(relation, participant)
        sign = relation.sign if said is None else said.sign
        strength, speed = relation.strength, relation.speed
        if said is not None:
            strength = strength if said.strength is None else said.strength
            speed = speed if said.speed is None else said.speed
        open_sign = said is None and relation.sign == 0
        return (
            1.0 if open_sign else sign,
            *steps(strength, settings.strengths),
            *steps(speed, settings.speeds),
        )

    table = np.array(
        [[view(relation, participant) for relation in model.relations] for participant in views]
    ).reshape(len(views), len(model.relations), 7)
    columns = [np.ascontiguousarray(table[:, :, column]) for column in range(7)]
    return Views(
        *columns,
        open_sign=np.array([relation.sign == 0 for relation in model.relations], dtype=bool),
        shift=np.array([uncertainty.class_shift[r.confidence] for r in model.relations]),
        presence=np.array([uncertainty.presence[r.confidence] for r in model.relations]),
    )


def _vote(relation: Relation, participant: str | None) -> Vote | None:
    return next((vote for vote in relation.votes if vote.participant == participant), None)


@dataclass(frozen=True, slots=True)
class Draws:
    """One unit of draws in tiles of eight.

    ``weight`` s·g before attenuation and ``tau`` in years: (TILES, R, 8). ``loop_gain``: the
    wished ρ(|K|), (TILES, 8).
    """

    weight: Floats
    tau: Floats
    loop_gain: Floats


def draw(views: Views, uncertainty: Uncertainty, seed: int, unit: int) -> Draws:
    """The draws of one unit. The same (seed, unit) gives the same numbers everywhere."""
    stream = np.random.Generator(
        np.random.SFC64(np.random.SeedSequence(entropy=seed, spawn_key=(unit,)))
    )
    count, relations = views.sign.shape
    shape = (TILES, relations, WIDTH)
    # Single precision is ample for a random number, and halves the cost.
    normal = stream.standard_normal((2, *shape), dtype=np.float32)
    uniform = stream.random((3, *shape), dtype=np.float32)
    view = stream.integers(0, count, (TILES, WIDTH))
    low, high = uncertainty.loop_gain or (0.5, 0.5)
    loop_gain = stream.uniform(low, high, (TILES, WIDTH))

    def of_view(table: Floats) -> Floats:
        if count == 1:
            return table[0][:, None]
        return table[view].transpose(0, 2, 1)

    half = (views.shift / 2).astype(np.float32)[:, None]

    def sized(middle: Floats, lower: Floats, higher: Floats, which: int) -> Floats:
        noise = normal[which]
        noise *= np.float32(uncertainty.log_sd)
        noise += (uniform[which] < half) * of_view(lower).astype(np.float32)
        noise += (uniform[which] >= 1 - half) * of_view(higher).astype(np.float32)
        return np.exp(noise, out=noise) * of_view(middle)

    signed = views.sign * views.strength
    weight = sized(signed, views.strength_lower, views.strength_higher, 0)
    weight *= uniform[2] < views.presence.astype(np.float32)[:, None]
    if views.open_sign.any():
        flipped = views.open_sign[:, None] & (stream.random(shape) < 0.5)
        np.negative(weight, out=weight, where=flipped)
    tau = sized(views.tau, views.tau_lower, views.tau_higher, 1)
    return Draws(weight, tau, loop_gain)
