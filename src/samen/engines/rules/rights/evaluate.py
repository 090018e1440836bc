"""Three-valued evaluation: yes, no, or not known yet, and then what to ask next.

Kleene's logic: *and* is no as soon as one part is no, whatever else is unknown; a right is only
called unknown when a missing fact can still turn it either way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from samen.engines.rules.rights.answers import (
    Answer,
    Assessment,
    ClassificationCost,
    Entitlement,
    Loss,
    Point,
    Question,
    Step,
    Term,
)
from samen.engines.rules.rights.rules import (
    Deadline,
    Fact,
    Right,
    RightsTable,
    Text,
    load_rights,
)
from samen.kernel.dates import add_months, is_working_day, next_working_day
from samen.kernel.errors import Problem, raise_if_any


def assess(facts: Mapping[str, Any], day: dt.date, table: RightsTable | None = None) -> Assessment:
    """What a (possible) victim is entitled to on ``day``, from the facts that are known.

    ``facts`` maps names of ``facts.yaml`` to ``True``/``False``, a code, or a date (or ISO text);
    left out or ``None`` is *not known*. Raises :class:`samen.kernel.errors.InvalidInput` for an
    unknown fact or value, a date in the future, contradictory facts, or a day before the rules.
    """
    rules = table or load_rights()
    known = read_facts(facts, rules, day)
    evaluator = _Evaluator(rules, known, day)
    entitlements = tuple(evaluator.entitlement(right) for right in rules.on(day))
    return Assessment(day, entitlements, _questions(entitlements, rules.facts))


def cost_of_bad_employer(
    facts: Mapping[str, Any], day: dt.date, table: RightsTable | None = None
) -> ClassificationCost:
    """What is lost when the case is closed as "bad employer": no indication of trafficking.

    The facts are taken with an indication and without one; the residence status that rests on
    the indication falls away with it.
    """
    rules = table or load_rights()
    plain = {name: value for name, value in facts.items() if name != "indication"}
    closed = {**plain, "indication": False}
    if plain.get("residence") in ("reflection", "trafficking_permit"):
        closed["residence"] = "none"
        closed.pop("reflection_granted_on", None)
    before = assess({**plain, "indication": True}, day, rules)
    after = assess(closed, day, rules)
    changes = [
        Loss(old.name, old.title, old.answer, after[old.name].answer, old.basis)
        for old in before.entitlements
        if old.answer is not Answer.NO
    ]
    return ClassificationCost(
        tuple(loss for loss in changes if loss.after is Answer.NO),
        tuple(loss for loss in changes if loss.after is not Answer.NO),
        rules.second_look,
    )


def read_facts(facts: Any, table: RightsTable, day: dt.date) -> dict[str, Any]:
    """The known facts with their types checked; see :func:`assess`."""
    problems: list[Problem] = []
    if not isinstance(facts, Mapping):
        raise_if_any(
            [Problem("facts", "must be one JSON object about one person", type(facts).__name__)]
        )
    known: dict[str, Any] = {}
    for name, value in facts.items():
        fact = table.facts.get(name)
        if fact is None:
            problems.append(Problem(name, f"is no fact; known are {', '.join(table.facts)}"))
        elif value is not None:
            read = _value(fact, value, day, problems)
            if read is not None:
                known[name] = read
    for item in table.contradictions:
        (one, first), (other, second) = item.first, item.second
        if known.get(one) == first and known.get(other) == second:
            where = f"{one} and {other}"
            problems.append(Problem(where, item.text[1], code="contradiction"))
    raise_if_any(problems)
    return known


def _value(fact: Fact, value: Any, day: dt.date, problems: list[Problem]) -> Any:
    if fact.type == "boolean":
        if isinstance(value, bool):
            return value
        problems.append(Problem(fact.name, "must be true, false or null (not known)", value))
    elif fact.type == "enum":
        if isinstance(value, str) and value in fact.values:
            return value
        problems.append(Problem(fact.name, f"must be one of {', '.join(fact.values)}", value))
    else:
        try:
            read = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            problems.append(Problem(fact.name, "must be a date like 2026-03-02", value))
            return None
        if read <= day:
            return read
        problems.append(Problem(fact.name, f"must not lie after {day}", read.isoformat()))
    return None


class _Evaluator:
    def __init__(self, table: RightsTable, facts: Mapping[str, Any], day: dt.date) -> None:
        self._table = table
        self._facts = facts
        self._day = day
        self._rights = {right.name: right for right in table.on(day)}
        self._steps: dict[str, Step] = {}

    def entitlement(self, right: Right) -> Entitlement:
        step = self._right(right)
        terms = () if step.answer is Answer.NO else self._terms(right)
        points = tuple(
            Point(check.text, None if check.fact is None else self.step(f"${check.fact}").answer)
            for check in right.checklist
        )
        asked = step.open_facts if step.answer is Answer.UNKNOWN else frozenset[str]()
        if step.answer is not Answer.NO:
            asked |= {d.start for d in right.deadlines if d.start not in self._facts}
            asked |= {name for d in right.deadlines for name in self.step(d.when).open_facts}
        order = [name for name in self._table.facts if name in asked]
        return Entitlement(
            right.name,
            right.title,
            step.answer,
            right.basis,
            step,
            terms,
            right.action,
            points,
            tuple(order),
        )

    def _right(self, right: Right) -> Step:
        if right.name not in self._steps:
            part = self.step(right.value)
            self._steps[right.name] = Step(
                right.title, part.answer, right.basis, (part,), part.open_facts
            )
        return self._steps[right.name]

    def _terms(self, right: Right) -> tuple[Term, ...]:
        return tuple(
            _term(deadline, self._facts[deadline.start], self._day)
            for deadline in right.deadlines
            if deadline.start in self._facts and self.step(deadline.when).answer is Answer.YES
        )

    def step(self, expression: Any) -> Step:
        """Evaluate one expression to a step."""
        if isinstance(expression, bool):
            answer = Answer.YES if expression else Answer.NO
            return Step(("altijd", "always"), answer)
        if isinstance(expression, str):
            name = expression.removeprefix("$")
            if name in self._rights:
                return self._right(self._rights[name])
            return self._fact(name, self._facts.get(name) is True, None)
        operation = expression["operation"]
        if operation in ("AND", "OR"):
            return _combine(operation, tuple(self.step(part) for part in expression["conditions"]))
        if operation == "NOT":
            return _negate(self.step(expression["value"]))
        name = expression["subject"].removeprefix("$")
        known = self._facts.get(name)
        if operation == "GREATER_THAN":
            bound = expression["value"]
            later = known is not None and known > bound
            return self._fact(name, later, (f"na {bound}", f"after {bound}"))
        values = expression.get("values") or [expression["value"]]
        labels = [self._table.facts[name].values[value] for value in values]
        said = " of ".join(nl for nl, _ in labels), " or ".join(en for _, en in labels)
        return self._fact(name, known in values, said)

    def _fact(self, name: str, holds: bool, said: Text | None) -> Step:
        nl, en = self._table.facts[name].statement
        text = (nl, en) if said is None else (f"{nl} {said[0]}", f"{en} {said[1]}")
        if name not in self._facts:
            return Step(text, Answer.UNKNOWN, open_facts=frozenset({name}))
        return Step(text, Answer.YES if holds else Answer.NO)


def _combine(operation: str, parts: tuple[Step, ...]) -> Step:
    decisive = Answer.NO if operation == "AND" else Answer.YES
    text = (
        ("alles hiervan", "all of these")
        if operation == "AND"
        else ("een of meer hiervan", "one or more of these")
    )
    if any(part.answer is decisive for part in parts):
        return Step(text, decisive, parts=parts)
    unknown = frozenset(
        name for part in parts if part.answer is Answer.UNKNOWN for name in part.open_facts
    )
    other = Answer.YES if operation == "AND" else Answer.NO
    return Step(text, Answer.UNKNOWN if unknown else other, parts=parts, open_facts=unknown)


def _negate(part: Step) -> Step:
    turned = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(part.answer, Answer.UNKNOWN)
    text = (f"niet: {part.text[0]}", f"not: {part.text[1]}")
    return Step(text, turned, parts=part.parts and (part,), open_facts=part.open_facts)


def _term(deadline: Deadline, start: dt.date, today: dt.date) -> Term:
    day = add_months(start, 12 * deadline.years + deadline.months)
    day += dt.timedelta(days=deadline.days)
    act_by = day
    while not is_working_day(act_by):
        act_by -= dt.timedelta(days=1)
    short = deadline.years == 0 and deadline.months <= 3 and deadline.days <= 90
    legal_end = next_working_day(day) if short else day
    return Term(deadline.title, day, legal_end, act_by, deadline.limit, legal_end < today)


def _questions(
    entitlements: tuple[Entitlement, ...], facts: Mapping[str, Fact]
) -> tuple[Question, ...]:
    """Facts to ask, those that can decide most rights first; ties in the order of the file."""
    decides: dict[str, list[str]] = {}
    for item in entitlements:
        for name in item.ask:
            decides.setdefault(name, []).append(item.name)
    ranked = sorted(facts, key=lambda name: -len(decides.get(name, [])))
    return tuple(
        Question(name, facts[name].question, facts[name].values, tuple(decides[name]))
        for name in ranked
        if name in decides
    )
