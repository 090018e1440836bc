"""What an assessment says: answers, steps, terms, questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from samen.engines.rules.policy import Citation
from samen.engines.rules.rights.rules import Text


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reasoning, with its parts; ``open_facts`` could still change it."""

    text: Text
    answer: Answer
    basis: tuple[Citation, ...] = ()
    parts: tuple[Step, ...] = ()
    open_facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline that follows from the facts.

    ``day`` is the plain end of the term. ``legal_end`` is where the *Algemene termijnenwet* puts
    it: a term of at most three months that ends on a weekend or public holiday runs on to the
    next working day (art. 1), a longer one does not (art. 4). ``act_by``, the last working day on
    or before ``day``, is the day to plan on, so that nobody has to rely on that. ``limit`` is
    false when ``day`` is a moment to wait for.
    """

    title: Text
    day: dt.date
    legal_end: dt.date
    act_by: dt.date
    limit: bool
    passed: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a checklist and whether it is there."""

    text: Text
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The answer on one right: why, by when, what to do, what to ask."""

    name: str
    title: Text
    answer: Answer
    basis: tuple[Citation, ...]
    steps: Step
    terms: tuple[Term, ...]
    action: Text
    checklist: tuple[Point, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact worth asking next: ``decides`` names the rights it can still change."""

    fact: str
    text: Text
    values: Mapping[str, Text]
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every right for one person on one day, and what to ask next, most useful first."""

    day: dt.date
    entitlements: tuple[Entitlement, ...]
    ask_next: tuple[Question, ...]

    def __getitem__(self, name: str) -> Entitlement:
        return next(item for item in self.entitlements if item.name == name)


@dataclass(frozen=True, slots=True)
class Loss:
    """What a right becomes when the case is called something else."""

    name: str
    title: Text
    before: Answer
    after: Answer
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ClassificationCost:
    """What closing a case as "bad employer" takes away, keeps, and asks to look at again."""

    lost: tuple[Loss, ...]
    kept: tuple[Loss, ...]
    second_look: tuple[Text, ...]
