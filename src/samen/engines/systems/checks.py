"""What a model may not be: every rule it breaks, each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches

from samen.engines.systems.elements import Relation, Settings, Variable
from samen.engines.systems.scales import (
    CONFIDENCES,
    CONTROL_KINDS,
    MAX_RELATIONS,
    MAX_VARIABLES,
    WISHES,
)
from samen.kernel.errors import Problem


def unknown_variable(where: str, given: str, known: Sequence[str]) -> Problem:
    """A problem that names the nearest existing variables."""
    near = get_close_matches(given, known, n=3, cutoff=0.5) or [
        name for name in known if name.lower() == given.lower()
    ]
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    return Problem(where, f"is not a variable of the model{hint}", given, "unknown-variable")


def structural_problems(
    settings: Settings,
    variables: Sequence[tuple[str, Variable]],
    relations: Sequence[tuple[str, Relation]],
) -> Iterator[Problem]:
    """Everything that is wrong with a model, each with the place its maker knows it by.

    ``variables`` and ``relations`` are pairs of a place (``variables.csv row 7``) and a value.
    """
    if not variables:
        yield Problem("variables", "the model has no variables; give at least one", None, "empty")
    for kind, rows, most in (
        ("variables", variables, MAX_VARIABLES),
        ("relations", relations, MAX_RELATIONS),
    ):
        if len(rows) > most:
            yield Problem(
                rows[most][0],
                f"a model has at most {most:,} {kind}, this one has {len(rows):,}; "
                "leave out or merge what the question does not need",
                None,
                "too-many",
            )
            return
    yield from _settings_problems(settings)
    known: dict[str, str] = {}
    for place, variable in variables:
        yield from _variable_problems(place, variable, known)
        known.setdefault(variable.id, place)
    seen: dict[tuple[str, str], str] = {}
    keys = Counter(relation.key for _, relation in relations)
    for place, relation in relations:
        yield from _relation_problems(place, relation, settings, known)
        pair = (relation.cause, relation.effect)
        if pair in seen:
            yield Problem(
                place,
                f"the relation {pair[0]} to {pair[1]} is already given at {seen[pair]}; keep one",
                relation.key,
                "duplicate-relation",
            )
        elif relation.id and keys[relation.id] > 1:
            yield Problem(f"{place}, id", "two relations have this id", relation.id, "duplicate-id")
        seen.setdefault(pair, place)


def _settings_problems(settings: Settings) -> Iterator[Problem]:
    delta = settings.attenuation
    if delta is not None and not 0 < delta <= 1:
        rule = "must be above 0 and at most 1"
        yield Problem("settings, attenuation", rule, delta, "range")
    for name, scale in (("strengths", settings.strengths), ("speeds", settings.speeds)):
        for code, value in scale.items():
            if not 0 < value < float("inf"):
                rule = "must be a number above 0"
                yield Problem(f"settings, {name} {code}", rule, value, "range")


def _variable_problems(
    place: str, variable: Variable, known: Mapping[str, str]
) -> Iterator[Problem]:
    if not variable.id or variable.id != variable.id.strip() or "," in variable.id:
        rule = "must be a name without commas or outer spaces"
        yield Problem(f"{place}, id", rule, variable.id, "id")
    elif variable.id in known:
        rule = f"this variable is already given at {known[variable.id]}; use another id"
        yield Problem(f"{place}, id", rule, variable.id, "duplicate-variable")
    if not 0 < variable.baseline < 1:
        rule = "must lie between 0 and 1, neither included"
        yield Problem(f"{place}, baseline", rule, variable.baseline, "range")
    if variable.control not in CONTROL_KINDS:
        rule = f"must be one of {', '.join(CONTROL_KINDS)}"
        yield Problem(f"{place}, control", rule, variable.control, "choice")
    if variable.goal not in WISHES:
        yield Problem(f"{place}, goal", "must be up, down or empty", variable.goal, "choice")
    if not 0 < variable.effort < float("inf"):
        yield Problem(f"{place}, effort", "must be a number above 0", variable.effort, "range")
    for name, value in (("x", variable.x), ("y", variable.y)):
        if value is not None and not 0 <= value <= 1:
            yield Problem(f"{place}, {name}", "must lie between 0 and 1", value, "range")
    for actor in variable.actors:
        if ";" in actor or actor != actor.strip():
            rule = "must be names without semicolons or outer spaces"
            yield Problem(f"{place}, actors", rule, actor, "name")
    if not 0 <= variable.weight < float("inf"):
        yield Problem(f"{place}, weight", "must be a number of 0 or more", variable.weight, "range")


def _relation_problems(
    place: str, relation: Relation, settings: Settings, known: Collection[str]
) -> Iterator[Problem]:
    for end, name in (("from", relation.cause), ("to", relation.effect)):
        if name not in known:
            yield unknown_variable(f"{place}, {end}", name, tuple(known))
    if relation.cause == relation.effect and not settings.self_relations:
        yield Problem(
            place,
            "a variable cannot act on itself; name the variable in between "
            "(or allow selfRelations in the settings)",
            relation.key,
            "self-relation",
        )
    if relation.sign not in (1, -1, 0):
        yield Problem(f"{place}, sign", "must be +, - or ?", relation.sign, "choice")
    if relation.order not in range(1, 11):
        yield Problem(f"{place}, order", "must be 1 to 10", relation.order, "range")
    if relation.confidence not in CONFIDENCES:
        rule = f"must be one of {', '.join(CONFIDENCES)}"
        yield Problem(f"{place}, confidence", rule, relation.confidence, "choice")
    yield from _size_problems(place, relation.strength, relation.speed, settings)
    for vote in relation.votes:
        where = f"{place}, vote of {vote.participant}"
        if not vote.participant.strip() or set(vote.participant) & set(":;"):
            rule = "a participant needs a name without : or ;"
            yield Problem(f"{place}, votes", rule, vote.participant, "name")
        if vote.sign not in (1, -1, 0):
            yield Problem(where, "sign must be +, - or 0 (no relation)", vote.sign, "choice")
        yield from _size_problems(where, vote.strength, vote.speed, settings)


def _size_problems(
    place: str, strength: str | float | None, speed: str | float | None, settings: Settings
) -> Iterator[Problem]:
    for name, value, scale, unit in (
        ("strength", strength, settings.strengths, ""),
        ("speed", speed, settings.speeds, " of years"),
    ):
        if value is None:
            continue
        known = value in scale if isinstance(value, str) else 0 < value < float("inf")
        if not known:
            rule = f"must be one of {' '.join(scale)} or a number{unit} above 0"
            yield Problem(f"{place}, {name}", rule, value, "range")
