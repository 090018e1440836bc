"""A system model: variables, signed relations with strength and speed, and who holds which lever.

Pure values. How they move is in :mod:`samen.engines.systems.network` and ``simulation``;
how they are read from files in :mod:`samen.engines.systems.formats`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samen.engines.systems.checks import structural_problems, unknown_variable
from samen.engines.systems.scales import SPEEDS, STRENGTHS, Confidence, ControlKind, Wish
from samen.kernel.errors import InvalidInput, raise_if_any


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
    x: float | None = None
    y: float | None = None

    def name(self, language: str = "en") -> str:
        """The label in ``language`` (``nl`` or ``en``), else the label there is."""
        return (self.label_nl if language == "nl" else "") or self.label or self.id

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


@dataclass(frozen=True, slots=True)
class Model:
    """Variables and the relations between them.

    Raises :class:`~samen.kernel.errors.InvalidInput`, with every problem at once, for an unknown
    variable, a value out of range, a relation given twice and the like.
    """

    variables: tuple[Variable, ...]
    relations: tuple[Relation, ...]
    title: str = ""
    description: str = ""
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        raise_if_any(
            structural_problems(
                self.settings,
                [(f"variable {n}", v) for n, v in enumerate(self.variables, 1)],
                [(f"relation {n}", r) for n, r in enumerate(self.relations, 1)],
            )
        )

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(variable.id for variable in self.variables)

    @property
    def index(self) -> dict[str, int]:
        return {variable.id: position for position, variable in enumerate(self.variables)}

    @property
    def goals(self) -> tuple[Variable, ...]:
        return tuple(variable for variable in self.variables if variable.is_goal)

    @property
    def levers(self) -> tuple[Variable, ...]:
        return tuple(variable for variable in self.variables if variable.is_lever)

    @property
    def domains(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(variable.domain for variable in self.variables))

    @property
    def participants(self) -> tuple[str, ...]:
        votes = (vote for relation in self.relations for vote in relation.votes)
        return tuple(dict.fromkeys(vote.participant for vote in votes))

    def position(self, variable_id: str, where: str) -> int:
        """The index of a variable; a problem at ``where`` when there is none of that name."""
        position = self.index.get(variable_id)
        if position is None:
            raise InvalidInput(unknown_variable(where, variable_id, self.ids))
        return position

    def __getitem__(self, variable_id: str) -> Variable:
        return self.variables[self.index[variable_id]]
