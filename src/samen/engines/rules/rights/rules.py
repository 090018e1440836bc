"""Rights as data: loading the facts and the dated rule files strictly.

A rule file has the shape of the national *regelrecht* files (``$id``, ``bwb_id``, ``valid_from``,
articles with ``machine_readable.execution``); expressions are ``$fact``, ``$output`` or an
``operation``. Our own files and evaluator; no code is taken over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from samen.engines.rules.policy import Citation, parse_citations
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

DATA = Path(__file__).parent.parent / "data" / "rights"

Text = tuple[str, str]
"""Dutch and English."""

OPERATIONS = ("AND", "OR", "NOT", "EQUALS", "IN", "GREATER_THAN")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its type (``boolean``, ``enum``, ``date``), the question and its statement."""

    name: str
    type: str
    question: Text
    statement: Text
    values: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A term from the day of a fact; ``limit`` is false when it is a moment, not a last day."""

    title: Text
    start: str
    years: int
    months: int
    days: int
    when: Any
    limit: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One point of a checklist, with the fact that answers it, if any."""

    text: Text
    fact: str | None


@dataclass(frozen=True, slots=True)
class Right:
    """One entitlement as a rule: when it holds, what to do, by when, on which article."""

    name: str
    title: Text
    basis: tuple[Citation, ...]
    value: Any
    deadlines: tuple[Deadline, ...]
    action: Text
    checklist: tuple[Check, ...]
    source: str
    article: str
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements that cannot both be so."""

    first: tuple[str, Any]
    second: tuple[str, Any]
    text: Text


@dataclass(frozen=True, slots=True)
class RightsTable:
    """Every fact, every right, and the questions of the second look."""

    facts: Mapping[str, Fact]
    rights: tuple[Right, ...]
    contradictions: tuple[Contradiction, ...]
    second_look: tuple[Text, ...]

    def on(self, day: dt.date) -> tuple[Right, ...]:
        """The rights in force on ``day``; raises :class:`InvalidInput` when there are none."""
        found = tuple(
            right
            for right in self.rights
            if right.valid_from <= day and (right.valid_to is None or day <= right.valid_to)
        )
        if not found:
            first = min(right.valid_from for right in self.rights)
            rule = f"lies outside every version of the rules, which begin on {first}"
            raise InvalidInput(Problem("date", rule, day.isoformat(), "outside_rules"))
        return found


@lru_cache(maxsize=4)
def load_rights(folder: Path = DATA) -> RightsTable:
    """Read every rule file of ``folder``; raises :class:`InvalidInput` with all problems."""
    problems: list[Problem] = []
    head = _read(folder / "facts.yaml")
    facts = {name: _fact(name, item) for name, item in head["facts"].items()}
    rights: list[Right] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name in ("facts.yaml", "second_look.yaml"):
            continue
        document = _read(path)
        for article in document["articles"]:
            rights += [
                _right(item, article, document, path.name, problems)
                for item in article["machine_readable"]["execution"]["output"]
            ]
    names = {*facts, *(right.name for right in rights)}
    for right in rights:
        where = f"{right.source}, {right.name}"
        _check(right.value, where, names, facts, problems)
        for deadline in right.deadlines:
            _check(deadline.when, where, names, facts, problems)
            _check(f"${deadline.start}", where, names, facts, problems)
    raise_if_any(problems)
    second = _read(folder / "second_look.yaml")["questions"]
    return RightsTable(
        facts,
        tuple(rights),
        tuple(_contradiction(item) for item in head["contradictions"]),
        tuple((nl, en) for nl, en in second),
    )


def _read(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        try:
            return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        except yaml.YAMLError as error:
            raise InvalidInput(Problem(path.name, f"must be YAML: {error}")) from error


def _fact(name: str, item: Mapping[str, Any]) -> Fact:
    values = {code: (label[0], label[1]) for code, label in item.get("values", {}).items()}
    return Fact(
        name, item["type"], (item["nl"], item["en"]), (item["yes_nl"], item["yes_en"]), values
    )


def _right(
    item: Mapping[str, Any],
    article: Mapping[str, Any],
    document: Mapping[str, Any],
    source: str,
    problems: list[Problem],
) -> Right:
    where = f"{source}, {item['name']}, legal_basis"
    return Right(
        item["name"],
        (item["title"][0], item["title"][1]),
        parse_citations("; ".join(item["legal_basis"]), where, problems),
        item["value"],
        tuple(_deadline(part) for part in item.get("deadlines", [])),
        (item["do"][0], item["do"][1]),
        tuple(
            Check((part["text"][0], part["text"][1]), part.get("fact"))
            for part in item.get("checklist", [])
        ),
        source,
        str(article["number"]),
        document["valid_from"],
        document.get("valid_to"),
    )


def _deadline(part: Mapping[str, Any]) -> Deadline:
    return Deadline(
        (part["title"][0], part["title"][1]),
        part["from"].removeprefix("$"),
        part.get("years", 0),
        part.get("months", 0),
        part.get("days", 0),
        part.get("when", True),
        not part.get("not_a_limit", False),
    )


def _contradiction(item: Mapping[str, Any]) -> Contradiction:
    (first,), (second,) = item["is"].items(), item["and"].items()
    return Contradiction(first, second, (item["nl"], item["en"]))


def _check(
    expression: Any,
    where: str,
    names: set[str],
    facts: Mapping[str, Fact],
    problems: list[Problem],
) -> None:
    """Adds a problem for every name, operation or value an expression has wrong."""
    if isinstance(expression, bool):
        return
    if isinstance(expression, str):
        if expression.removeprefix("$") not in names or not expression.startswith("$"):
            problems.append(Problem(where, "must be $ and a known fact or right", expression))
        return
    operation = expression.get("operation")
    if operation not in OPERATIONS:
        problems.append(
            Problem(where, f"operation must be one of {', '.join(OPERATIONS)}", operation)
        )
        return
    if operation in ("AND", "OR"):
        for part in expression["conditions"]:
            _check(part, where, names, facts, problems)
    elif operation == "NOT":
        _check(expression["value"], where, names, facts, problems)
    else:
        subject = expression["subject"]
        _check(subject, where, names, facts, problems)
        fact = facts.get(subject.removeprefix("$"))
        given = expression.get("values", [expression.get("value")])
        if fact is not None and fact.type == "enum":
            problems += [
                Problem(where, f"{fact.name} has no such value", value)
                for value in given
                if value not in fact.values
            ]
