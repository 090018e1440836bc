"""The report form: one question per page, as data.

A step says which fields it asks and when it is asked at all; the web layer only draws it. The
version travels with the report, so that an old report stays readable after the form has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

VERSION = 1


class Perspective(StrEnum):
    """The three doors of the home page."""

    SELF = "self"
    OTHER = "other"
    PROFESSIONAL = "professional"


class ConsentLevel(StrEnum):
    """What may be done with the reporter's own details."""

    SHARE = "share"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


Answers = Mapping[str, object]


def _always(_: Answers) -> bool:
    return True


def _not_anonymous(answers: Answers) -> bool:
    return answers.get("consent") in (ConsentLevel.SHARE, ConsentLevel.CONFIDENTIAL)


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its neutral address, the fields on it, and when it is asked."""

    slug: str
    fields: tuple[str, ...]
    asked: Callable[[Answers], bool] = _always


STEPS: tuple[Step, ...] = (
    Step("1", ("perspective",)),
    Step("2", ("form_of_exploitation",)),
    Step("3", ("what", "when", "where")),
    Step("4", ("municipality", "minor", "danger")),
    Step("5", ("people",)),
    Step("6", ("attachments",)),
    Step("7", ("consent",)),
    Step("8", ("name", "contact", "safe_contact"), _not_anonymous),
)


def steps_for(answers: Answers) -> tuple[Step, ...]:
    """The steps that these answers lead along."""
    return tuple(step for step in STEPS if step.asked(answers))


def asked_answers(answers: Answers) -> dict[str, object]:
    """The answers to questions that are still asked.

    Who fills in a name and then goes back to stay anonymous sends no name.
    """
    asked = {field for step in steps_for(answers) for field in step.fields}
    return {field: value for field, value in answers.items() if field in asked}


def step_by_slug(answers: Answers, slug: str) -> Step | None:
    """The step at an address, if these answers lead there."""
    return next((step for step in steps_for(answers) if step.slug == slug), None)


def next_slug(answers: Answers, slug: str) -> str | None:
    """The step after ``slug``; None when the last one is done."""
    slugs = [step.slug for step in steps_for(answers)]
    at = slugs.index(slug) + 1
    return slugs[at] if at < len(slugs) else None


def previous_slug(answers: Answers, slug: str) -> str | None:
    """The step before ``slug``; None at the first one."""
    slugs = [step.slug for step in steps_for(answers)]
    at = slugs.index(slug)
    return slugs[at - 1] if at else None
