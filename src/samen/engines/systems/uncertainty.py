"""How unsure a group is of its own model, as draws of weights and speeds.

The probabilities are expert assumptions of ours, to be changed by the group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from samen.engines.systems.elements import Relation, Vote
from samen.engines.systems.model import Model
from samen.kernel.errors import Problem, raise_if_any

Floats = NDArray[np.float64]

# Draws come in units of this many, each from its own stream of (seed, unit): the numbers of a
# draw depend on nothing else, not on how many draws are made, in which block or on which core.
UNIT = 256
WIDTH = 8
TILES = UNIT // WIDTH

# Sixteen random bits are ample for a judgement in four classes, and cost a tenth of a drawn normal
# number: a normal is one of 65,536 equally likely quantiles (variance 0.99998, at most 4.3 standard
# deviations out), a probability is kept to 1/32,768.
_QUANTILES = ndtri((np.arange(1 << 16) + 0.5) / (1 << 16)).astype(np.float32)
_WHOLE = np.uint16(1 << 15)


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
    view = stream.integers(0, count, (TILES, WIDTH))
    low, high = uncertainty.loop_gain or (0.5, 0.5)
    loop_gain = stream.uniform(low, high, (TILES, WIDTH))
    # Tiles as rows: the relations and their eight draws in one axis keep NumPy's loops long.
    shape = (TILES, relations * WIDTH)
    bits = _sixteen_bits(stream, 5 + bool(views.open_sign.any()), shape)
    noise = np.take(_QUANTILES * np.float32(uncertainty.log_sd), bits[:2])
    uniform = bits[2:] >> 1

    def of_view(table: Floats) -> Floats:
        if count == 1:
            return np.repeat(table[0], WIDTH)
        return table[view].transpose(0, 2, 1).reshape(shape)

    half = _odds(views.shift / 2)

    def sized(middle: Floats, lower: Floats, higher: Floats, which: int) -> Floats:
        moved = noise[which]
        moved += (uniform[which] < half) * of_view(lower).astype(np.float32)
        moved += (uniform[which] >= _WHOLE - half) * of_view(higher).astype(np.float32)
        return np.exp(moved, out=moved) * of_view(middle)

    signed = views.sign * views.strength
    weight = sized(signed, views.strength_lower, views.strength_higher, 0)
    weight *= uniform[2] < _odds(views.presence)
    if views.open_sign.any():
        flipped = np.repeat(views.open_sign, WIDTH) & (uniform[3] < _WHOLE // 2)
        np.negative(weight, out=weight, where=flipped)
    tau = sized(views.tau, views.tau_lower, views.tau_higher, 1)
    tiled = (TILES, relations, WIDTH)
    return Draws(weight.reshape(tiled), tau.reshape(tiled), loop_gain)


def _sixteen_bits(
    stream: np.random.Generator, count: int, shape: tuple[int, ...]
) -> NDArray[np.uint16]:
    """Numbers of 16 random bits, (count, then ``shape``), the same on any processor."""
    words = stream.integers(0, 1 << 64, (count, int(np.prod(shape)) // 4), dtype=np.uint64)
    return words.astype("<u8", copy=False).view("<u2").reshape(count, *shape)


def _odds(probability: Floats) -> NDArray[np.uint16]:
    """Per draw of each relation, how many of the :data:`_WHOLE` values have its probability."""
    return np.repeat(np.rint(probability * _WHOLE).astype(np.uint16), WIDTH)
