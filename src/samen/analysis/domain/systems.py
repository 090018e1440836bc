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

from samen.engines.systems import Model, Press, Relation, Variable, Vote, from_dict, to_dict
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

FORMAT = "samen-systems-document"
MOST_SCENARIOS = 6
LONGEST_NAME = 80
EXPERT = "expert assumption"


@dataclass(frozen=True, slots=True)
class Scenario:
    """Interventions with a name: lasting pushes of levels (0.2 is one step), at most one each."""

    name: str
    presses: tuple[Press, ...] = ()


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
            "scenarios": [
                {
                    "name": scenario.name,
                    "presses": [
                        {"variable": p.variable, "size": p.size, "start": p.start}
                        for p in scenario.presses
                    ],
                }
                for scenario in self.scenarios
            ],
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
    """The document of a text that :attr:`Document.text` gave."""
    values = cast("Mapping[str, Any]", json.loads(text))
    return Document(
        from_dict(values["model"]),
        tuple(
            Scenario(one["name"], tuple(Press(**press) for press in one["presses"]))
            for one in values["scenarios"]
        ),
    )


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


def set_press(document: Document, number: int, press: Press) -> Document:
    """Push a variable in a scenario; in place of an earlier push of the same variable."""
    scenario = _scenario(document, number)
    if document.variable(press.variable) is None:
        rule = "is not in the model any more"
        raise InvalidInput(Problem("variable", rule, press.variable, "unknown"))
    others = tuple(one for one in scenario.presses if one.variable != press.variable)
    return _with_scenario(document, number, (*others, press))


def remove_press(document: Document, number: int, variable: str) -> Document:
    """Take the push of a variable out of a scenario."""
    scenario = _scenario(document, number)
    kept = tuple(one for one in scenario.presses if one.variable != variable)
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


def _with_scenario(document: Document, number: int, presses: tuple[Press, ...]) -> Document:
    scenarios = tuple(
        replace(one, presses=presses) if n == number else one
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
