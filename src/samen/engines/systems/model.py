"""A system model: variables, signed relations with strength and speed, and who holds which lever.

Pure values. How they move is in :mod:`samen.engines.systems.network` and ``simulation``;
how they are read from files in :mod:`samen.engines.systems.formats`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from samen.engines.systems.checks import structural_problems, unknown_variable
from samen.engines.systems.elements import Relation, Settings, Variable
from samen.kernel.errors import InvalidInput, raise_if_any


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
