"""One way to say that input is wrong: every problem at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input.

    ``where`` names the place as its maker knows it (``row 7, column "strength"``, ``--draws``,
    ``birthDate``), ``rule`` says what would be right, ``value`` is what was given, if any.
    ``code`` is a stable machine name of the rule, for forms and the API.
    """

    where: str
    rule: str
    value: object = None
    code: str = "invalid"

    def __str__(self) -> str:
        given = "" if self.value is None else f" (given: {self.value!r})"
        return f"{self.where}: {self.rule}{given}"


class InvalidInput(ValueError):
    """Input that breaks one or more rules.

    The command line prints each problem and exits with 2, the API answers with problem+json
    400, a page shows the form again with each problem beside its field.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        if not self.problems:
            raise ValueError("InvalidInput needs at least one Problem")
        super().__init__("; ".join(str(problem) for problem in self.problems))


def raise_if_any(problems: Iterable[Problem]) -> None:
    """Raise :class:`InvalidInput` with all of ``problems``, or do nothing when there are none."""
    found = tuple(problems)
    if found:
        raise InvalidInput(found)
