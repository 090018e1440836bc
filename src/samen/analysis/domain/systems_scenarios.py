"""Scenarios: interventions with a name, and their form as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, cast

from samen.engines.systems import Controller, Intervention, Model, Press, Pulse, Ramp
from samen.engines.systems.interventions import intervention_problems
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

MOST_SCENARIOS = 6
LONGEST_NAME = 80
KINDS: Mapping[str, type[Press | Ramp | Pulse | Controller]] = {
    "press": Press,
    "ramp": Ramp,
    "pulse": Pulse,
    "controller": Controller,
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """Interventions that are tried together, with a name; at most one on each variable."""

    name: str
    interventions: tuple[Intervention, ...] = ()


def kind_of(intervention: Intervention) -> str:
    """The name of its kind: a key of :data:`KINDS`."""
    return type(intervention).__name__.lower()


def to_values(scenarios: Sequence[Scenario]) -> list[dict[str, Any]]:
    """Scenarios as values for JSON."""
    return [
        {
            "name": scenario.name,
            "interventions": [
                {"kind": kind_of(one), **asdict(one)} for one in scenario.interventions
            ],
        }
        for scenario in scenarios
    ]


def from_values(values: object, model: Model) -> tuple[Scenario, ...]:
    """The scenarios in values that :func:`to_values` gave, or that a person wrote in that form.

    Raises ``InvalidInput`` with everything that is wrong, by scenario and intervention.
    """
    problems: list[Problem] = []
    found: list[Scenario] = []
    rows = cast("list[object]", values) if isinstance(values, list) else []
    if not isinstance(values, list) or len(rows) > MOST_SCENARIOS:
        rule = f"must be a list of at most {MOST_SCENARIOS} scenarios"
        problems.append(Problem("scenarios", rule, None, "form"))
    for number, row in enumerate(rows[:MOST_SCENARIOS], 1):
        try:
            found.append(_scenario(f"scenario {number}", row, model))
        except InvalidInput as wrong:
            problems += wrong.problems
    names = [one.name for one in found]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        problems.append(Problem("scenarios", "another scenario has this name", name, "twice"))
    raise_if_any(problems)
    return tuple(found)


def _scenario(place: str, row: object, model: Model) -> Scenario:
    given = cast("dict[str, object]", row) if isinstance(row, dict) else {}
    name, listed = given.get("name"), given.get("interventions", [])
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        rule = f"takes 1 to {LONGEST_NAME} characters"
        raise InvalidInput(Problem(f"{place}, name", rule, name, "length"))
    if not isinstance(listed, list):
        raise InvalidInput(Problem(f"{place}, interventions", "must be a list", None, "form"))
    problems: list[Problem] = []
    found: dict[str, Intervention] = {}
    for number, one in enumerate(cast("list[object]", listed), 1):
        where = f"{place}, intervention {number}"
        made = _intervention(one)
        if made is None:
            rule = f"must be a variable, a kind ({', '.join(KINDS)}) and its numbers"
            problems.append(Problem(where, rule, None, "form"))
        elif made.variable in found:
            rule = "this variable has an intervention already"
            problems.append(Problem(where, rule, made.variable, "twice"))
        else:
            found[made.variable] = made
            problems += _placed(where, intervention_problems(model, [made], "bounded"))
    raise_if_any(problems)
    return Scenario(name, tuple(found.values()))


def _intervention(row: object) -> Intervention | None:
    given = cast("dict[str, Any]", row) if isinstance(row, dict) else {}
    kind = KINDS.get(str(given.get("kind")))
    if kind is None or not isinstance(given.get("variable"), str):
        return None
    numbers = {name: given[name] for name in given if name not in ("kind", "variable")}
    known = {field.name for field in fields(kind)}
    whole = all(isinstance(v, int | float) and not isinstance(v, bool) for v in numbers.values())
    if not whole or not set(numbers) <= known:
        return None
    try:
        return kind(given["variable"], **{name: float(v) for name, v in numbers.items()})
    except TypeError:  # a number is missing
        return None


def _placed(where: str, problems: Iterator[Problem]) -> Iterator[Problem]:
    for one in problems:
        yield Problem(where, one.rule, one.value, one.code)
