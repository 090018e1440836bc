"""What a model is made of: variables, relations with the votes on them, and settings.

Pure values. What they may not be is in :mod:`samen.engines.systems.checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samen.engines.systems.scales import SPEEDS, STRENGTHS, Confidence, ControlKind, Wish


@dataclass(frozen=True, slots=True)
class Variable:
    """One quantity on a scale of 0 to 1.

    ``baseline`` is its level in the present equilibrium, strictly between 0 and 1; a workshop
    reads 0.2 as one step of five. ``scale`` says in words what 0 and 1 stand for.
    ``control`` is ``lever`` (an actor can set it), ``part`` (partly), ``no`` or ``exo``
    (from outside the system). ``effort`` is the relative cost of moving a lever by one step
    (> 0). ``goal`` is the wish for the variable, ``weight`` (≥ 0) its weight among the
    goals; a weight of 0 is a wish that is not a goal of the ranking. ``x`` and ``y`` are the
    place in the picture (0 to 1) if a person chose one.
    """

    id: str
    label: str
    baseline: float = 0.5
    domain: str = ""
    actors: tuple[str, ...] = ()
    scale: str = ""
    control: ControlKind = "no"
    effort: float = 1.0
    goal: Wish = ""
    weight: float = 1.0
    unit: str = ""
    note: str = ""
    source: str = ""
    label_nl: str = ""
    note_nl: str = ""
    x: float | None = None
    y: float | None = None

    def name(self, language: str = "en") -> str:
        """The label in ``language`` (``nl`` or ``en``), else the label there is."""
        return (self.label_nl if language == "nl" else "") or self.label or self.id

    def remark(self, language: str = "en") -> str:
        """The note in ``language`` (``nl`` or ``en``), else the note there is."""
        return (self.note_nl if language == "nl" else "") or self.note

    @property
    def is_lever(self) -> bool:
        return self.control in ("lever", "part")

    @property
    def is_goal(self) -> bool:
        return self.goal != "" and self.weight > 0


@dataclass(frozen=True, slots=True)
class Vote:
    """What one participant said about a relation; sign 0 is "there is no such relation"."""

    participant: str
    sign: int
    strength: str | float | None = None
    speed: str | float | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """``cause`` moves ``effect``.

    ``sign`` is 1, -1 or 0 (the direction is unknown: left out of a single run, drawn as + or -
    in an ensemble). ``strength`` is a class (``w a s v``) or a number > 0: how many steps the
    effect moves, before feedback, when the cause moves one. ``speed`` is a class (``L A H V``)
    or a time constant in years > 0. ``order`` > 1 makes the effect come late rather than
    gradually (an Erlang chain of that many equal stages with the same mean delay).
    """

    cause: str
    effect: str
    sign: int
    strength: str | float = "a"
    speed: str | float = "A"
    id: str = ""
    order: int = 1
    confidence: Confidence = "likely"
    votes: tuple[Vote, ...] = ()
    source: str = ""
    quote: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        return self.id or f"{self.cause}>{self.effect}"


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers behind the words, and the attenuation δ (0 < δ ≤ 1) of every strength.

    With ``attenuation`` ``None`` a bounded run uses min(1, 0.8/ρ(|K|)) and a linear run 1.
    """

    strengths: Mapping[str, float] = field(default_factory=lambda: dict(STRENGTHS))
    speeds: Mapping[str, float] = field(default_factory=lambda: dict(SPEEDS))
    attenuation: float | None = None
    self_relations: bool = False

    def strength(self, value: str | float) -> float:
        return self.strengths[value] if isinstance(value, str) else float(value)

    def time_constant(self, value: str | float) -> float:
        """Years."""
        return self.speeds[value] if isinstance(value, str) else float(value)
