"""Which part of a model the workbench shows, as values: the choice in the address of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from samen.analysis.domain.systems import Document
from samen.engines.systems import Loop, Model


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen: a relation or variable by its key, a loop by its number (0 is the strongest),
    a scenario by its number, and whether to draw only what surrounds the choice."""

    relation: str = ""
    variable: str = ""
    loop: int | None = None
    scenario: int = 0
    near: bool = False

    @classmethod
    def parse(cls, values: Mapping[str, str], document: Document) -> Choice:
        """The choice in a query string; what the document does not have is not chosen."""
        relation, variable = values.get("relation", ""), values.get("variable", "")
        scenario = _whole(values.get("scenario", "")) or 0
        return cls(
            relation=relation if document.relation(relation) else "",
            variable=variable if document.variable(variable) and not relation else "",
            loop=_whole(values.get("loop", "")),
            scenario=scenario if scenario < len(document.scenarios) else 0,
            near=values.get("near") == "1",
        )

    def within(self, document: Document) -> Choice:
        """This choice as far as the document has it; it may have changed."""
        return self.parse(dict(parse_qsl(self.query.removeprefix("?"))), document)

    @property
    def query(self) -> str:
        """The query string of this choice, with its question mark; empty when nothing is chosen."""
        values = {
            "scenario": str(self.scenario) if self.scenario else "",
            "relation": self.relation,
            "variable": self.variable,
            "loop": "" if self.loop is None else str(self.loop),
            "near": "1" if self.near else "",
        }
        chosen = {name: value for name, value in values.items() if value}
        return f"?{urlencode(chosen)}" if chosen else "?"

    def at(self, kind: str = "", key: str | int = "") -> Choice:
        """This one relation, variable or loop chosen, and what surrounds it; or nothing."""
        nothing = Choice(scenario=self.scenario)
        if kind == "relation":
            return replace(nothing, relation=str(key), near=True)
        if kind == "variable":
            return replace(nothing, variable=str(key), near=True)
        return replace(nothing, loop=int(key), near=True) if kind == "loop" else nothing


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a model as a model of its own. ``relations``: the key of each of its relations."""

    model: Model
    relations: tuple[str, ...]
    loop: Loop | None


def part_of(document: Document, choice: Choice, loop: Loop | None) -> Part:
    """What to draw: all of it, or what surrounds the choice."""
    model = document.model
    centre = _centre(document, choice, loop)
    if not choice.near or not centre:
        return Part(model, tuple(one.key for one in model.relations), loop)
    numbers = [
        n
        for n, one in enumerate(model.relations)
        if (one.cause in centre and one.effect in centre)
        or (loop is None and (one.cause in centre or one.effect in centre))
    ]
    names = centre | {
        end for n in numbers for end in (model.relations[n].cause, model.relations[n].effect)
    }
    relations = tuple(model.relations[n] for n in numbers)
    shown = replace(
        model,
        variables=tuple(v for v in model.variables if v.id in names),
        relations=relations,
    )
    new = {old: n for n, old in enumerate(numbers)}
    if loop is not None:
        loop = replace(loop, relations=tuple(new[n] for n in loop.relations))
    return Part(shown, tuple(one.key for one in relations), loop)


def _centre(document: Document, choice: Choice, loop: Loop | None) -> set[str]:
    if choice.relation and (relation := document.relation(choice.relation)):
        return {relation.cause, relation.effect}
    if choice.variable:
        return {choice.variable}
    return set(loop.variables) if loop else set()


def loops_through(found: Iterable[Loop], model: Model, choice: Choice) -> list[int]:
    """The numbers of the loops that the chosen relation or variable is part of."""
    return [
        number
        for number, loop in enumerate(found)
        if choice.variable in loop.variables
        or choice.relation in {model.relations[n].key for n in loop.relations}
    ]
