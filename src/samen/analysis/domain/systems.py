"""A model document of the workbench: a system model with its scenarios, and every change to it.

Pure values. The participants' votes stay beside the group's value of a relation: a change of the
group's value never touches a vote, and a vote never changes the group's value.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from samen.analysis.domain.systems_scenarios import (
    MOST_SCENARIOS,
    Scenario,
    from_values,
    to_values,
)
from samen.engines.systems import (
    Intervention,
    Model,
    Relation,
    Variable,
    Vote,
    to_dict,
)
from samen.engines.systems.formats.samen_json import load
from samen.engines.systems.interventions import check
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

FORMAT = "samen-systems-document"
EXPERT = "expert assumption"


@dataclass(frozen=True, slots=True)
class Document:
    """What one version of a model holds."""

    model: Model
    scenarios: tuple[Scenario, ...] = ()

    @property
    def text(self) -> str:
        """Canonical JSON: the same document always gives the same text."""
        values = {
            "format": FORMAT,
            "version": 1,
            "model": to_dict(self.model),
            "scenarios": to_values(self.scenarios),
        }
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 of the text, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def relation(self, key: str) -> Relation | None:
        """The relation with this key, if there is one."""
        return next((one for one in self.model.relations if one.key == key), None)

    def variable(self, name: str) -> Variable | None:
        """The variable with this id, if there is one."""
        return next((one for one in self.model.variables if one.id == name), None)


Change = Callable[[Document], Document]
"""A change to a document; it raises ``InvalidInput`` when it cannot be made."""


def parse(text: str) -> Document:
    """The document of a text in the form of :attr:`Document.text`.

    Raises ``InvalidInput`` with everything that is wrong in a text that a person changed.
    """
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidInput(Problem(where, "is not JSON", None, "json")) from error
    if not isinstance(values, dict) or cast("Any", values).get("format") != FORMAT:
        raise InvalidInput(Problem("format", f"must be {FORMAT}", None, "format"))
    given = cast("Mapping[str, Any]", values)
    model = load(given.get("model")).model
    return Document(model, from_values(given.get("scenarios", []), model))


def change_relation(document: Document, key: str, **values: Any) -> Document:
    """Change the group's value of a relation: sign, strength, speed, confidence, source, note."""
    old = _relation(document, key)
    return _with_relations(document, {key: replace(old, **values)})


def add_relation(document: Document, relation: Relation) -> Document:
    """Add a relation. The model refuses an unknown end, a loop on itself and a second one."""
    model = document.model
    if document.relation(relation.key) is not None:
        raise InvalidInput(Problem("effect", "these two already have this relation", None, "twice"))
    if relation.cause == relation.effect and not model.settings.self_relations:
        rule = "choose another variable than the cause"
        raise InvalidInput(Problem("effect", rule, None, "self-relation"))
    return replace(document, model=replace(model, relations=(*model.relations, relation)))


def remove_relation(document: Document, key: str) -> Document:
    """Take a relation out, with its votes; the versions before this one keep both."""
    _relation(document, key)
    return _with_relations(document, {key: None})


def cast_vote(document: Document, key: str, vote: Vote) -> Document:
    """Note what a participant says about a relation, in place of what the same one said before."""
    old = _relation(document, key)
    others = tuple(one for one in old.votes if one.participant != vote.participant)
    if set(vote.participant) & set(":;"):
        rule = "leave out the signs : and ;"
        raise InvalidInput(Problem("participant", rule, vote.participant, "name"))
    if vote.sign == 0:  # a relation that is not there has no strength and no speed
        vote = Vote(vote.participant, 0)
    return _with_relations(document, {key: replace(old, votes=(*others, vote))})


def change_variable(document: Document, name: str, **values: Any) -> Document:
    """Change a variable: baseline, control, effort, goal, weight, source."""
    if document.variable(name) is None:
        raise InvalidInput(Problem("variable", "is not in the model any more", name, "unknown"))
    model = document.model
    changed = tuple(replace(v, **values) if v.id == name else v for v in model.variables)
    return replace(document, model=replace(model, variables=changed))


def free_id(model: Model, domain: str, label: str) -> str:
    """An id for a new variable in the style of its domain: the letter there, the next number."""
    there = [one.id for one in model.variables if one.domain == domain and one.id[:1].isalpha()]
    letter = (there[0] if there else f"{domain or label}X")[0].upper()
    letter = letter if letter.isalpha() else "X"
    numbers = [int(name[1:]) for name in model.ids if name[0] == letter and name[1:].isdecimal()]
    return f"{letter}{max(numbers, default=0) + 1}"


def add_variable(document: Document, variable: Variable) -> Document:
    """Add a variable; it is connected to nothing yet."""
    if document.variable(variable.id) is not None:
        raise InvalidInput(Problem("id", "another variable has this id", variable.id, "twice"))
    model = document.model
    return replace(document, model=replace(model, variables=(*model.variables, variable)))


def remove_variable(document: Document, name: str) -> Document:
    """Take a variable out, with its relations and the interventions in it."""
    if document.variable(name) is None:
        raise InvalidInput(Problem("variable", "is not in the model any more", name, "unknown"))
    model = document.model
    variables = tuple(one for one in model.variables if one.id != name)
    relations = tuple(one for one in model.relations if name not in (one.cause, one.effect))
    scenarios = tuple(
        replace(one, interventions=tuple(o for o in one.interventions if o.variable != name))
        for one in document.scenarios
    )
    return Document(replace(model, variables=variables, relations=relations), scenarios)


def add_scenario(document: Document, name: str) -> Document:
    """Add an empty scenario."""
    problems: list[Problem] = []
    if any(one.name == name for one in document.scenarios):
        problems.append(Problem("name", "another scenario has this name", name, "twice"))
    if len(document.scenarios) >= MOST_SCENARIOS:
        problems.append(Problem("name", "remove a scenario first: six side by side is the most"))
    raise_if_any(problems)
    return replace(document, scenarios=(*document.scenarios, Scenario(name)))


def remove_scenario(document: Document, number: int) -> Document:
    """Take a scenario out."""
    _scenario(document, number)
    kept = (one for n, one in enumerate(document.scenarios) if n != number)
    return replace(document, scenarios=tuple(kept))


def set_intervention(document: Document, number: int, intervention: Intervention) -> Document:
    """Intervene in a variable in a scenario, in place of an earlier intervention in it."""
    scenario = _scenario(document, number)
    if document.variable(intervention.variable) is None:
        rule = "is not in the model any more"
        raise InvalidInput(Problem("variable", rule, intervention.variable, "unknown"))
    check(document.model, [intervention], "bounded")
    others = (o for o in scenario.interventions if o.variable != intervention.variable)
    return _with_scenario(document, number, (*others, intervention))


def remove_intervention(document: Document, number: int, variable: str) -> Document:
    """Take the intervention in a variable out of a scenario."""
    scenario = _scenario(document, number)
    kept = tuple(one for one in scenario.interventions if one.variable != variable)
    return _with_scenario(document, number, kept)


def _relation(document: Document, key: str) -> Relation:
    found = document.relation(key)
    if found is None:
        raise InvalidInput(Problem("relation", "is not in the model any more", key, "unknown"))
    return found


def _scenario(document: Document, number: int) -> Scenario:
    if not 0 <= number < len(document.scenarios):
        rule = "is not in the model any more"
        raise InvalidInput(Problem("scenario", rule, number + 1, "unknown"))
    return document.scenarios[number]


def _with_relations(document: Document, changed: Mapping[str, Relation | None]) -> Document:
    relations = (changed.get(one.key, one) for one in document.model.relations)
    kept = tuple(one for one in relations if one is not None)
    return replace(document, model=replace(document.model, relations=kept))


def _with_scenario(
    document: Document, number: int, interventions: tuple[Intervention, ...]
) -> Document:
    scenarios = tuple(
        replace(one, interventions=interventions) if n == number else one
        for n, one in enumerate(document.scenarios)
    )
    return replace(document, scenarios=scenarios)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: ``kind`` relation, variable, scenario or settings, its key, and each
    field with the value before and after (``None`` before: new; ``None`` after: removed)."""

    kind: str
    key: str
    fields: tuple[tuple[str, object, object], ...]


def differences(old: Document, new: Document) -> tuple[Difference, ...]:
    """What ``new`` changed, in the order of the model."""
    found: list[Difference] = []
    tables: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...] = (
        (
            "variable",
            {v.id: v for v in old.model.variables},
            {v.id: v for v in new.model.variables},
        ),
        (
            "relation",
            {r.key: r for r in old.model.relations},
            {r.key: r for r in new.model.relations},
        ),
        ("scenario", {s.name: s for s in old.scenarios}, {s.name: s for s in new.scenarios}),
        ("settings", {"": old.model.settings}, {"": new.model.settings}),
    )
    for kind, before, after in tables:
        for key in dict.fromkeys((*before, *after)):
            fields = _changed_fields(before.get(key), after.get(key))
            if fields:
                found.append(Difference(kind, key, fields))
    return tuple(found)


def _changed_fields(before: Any, after: Any) -> tuple[tuple[str, object, object], ...]:
    if before == after:
        return ()
    if before is None or after is None:
        return (("", before, after),)
    return tuple(
        (name, getattr(before, name), getattr(after, name))
        for name in before.__dataclass_fields__
        if getattr(before, name) != getattr(after, name)
    )
