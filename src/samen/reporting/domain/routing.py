"""Which organisation receives a report: ordered rules as data; the first that fits fires.

Evaluated once, when the report is sent. The rule that fired is kept with the report and shown to
the staff who receive it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from uuid import UUID

from samen.kernel.codes import FormOfExploitation, OrganisationType
from samen.kernel.errors import Problem, raise_if_any


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the routing table. An empty condition always fits.

    ``receiver_type`` is an organisation type; among several the one that serves the report's
    region is taken, in the order of ``region_types``.
    """

    id: str
    receiver_type: str
    why: Mapping[str, str]
    forms: frozenset[str] = frozenset()
    minor: bool | None = None
    consents: frozenset[str] = frozenset()
    region_types: tuple[str, ...] = ("police_unit", "province", "country")


@dataclass(frozen=True, slots=True)
class Receiver:
    """An organisation that can receive reports, with the region it serves."""

    id: UUID
    type: str
    region: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What routing looks at; ``regions`` maps region type to code for the report's place."""

    form: str
    minor: bool
    consent: str
    regions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Route:
    """The outcome: the receiver and the rule that chose it."""

    receiver_id: UUID
    rule_id: str


_YES_NO = {"": None, "yes": True, "no": False}


def parse_rules(lines: Iterable[str]) -> tuple[Rule, ...]:
    """Read the routing table.

    Raises:
        InvalidInput: with row and column of every value that is not in its code list.
    """
    rules: list[Rule] = []
    problems: list[Problem] = []
    codes = {
        "receiver_type": {code.value for code in OrganisationType},
        "forms": {code.value for code in FormOfExploitation},
        "consents": {"share", "confidential", "anonymous"},
    }
    for number, row in enumerate(csv.DictReader(lines), start=2):
        for column, known in codes.items():
            problems += [
                Problem(f'routing.csv row {number}, column "{column}"', "is not a known code", code)
                for code in row[column].split()
                if code not in known
            ]
        if row["minor"] not in _YES_NO:
            problems.append(
                Problem(f'routing.csv row {number}, column "minor"', "is yes, no or empty")
            )
        rules.append(
            Rule(
                id=row["id"],
                receiver_type=row["receiver_type"],
                why={"nl": row["why_nl"], "en": row["why_en"]},
                forms=frozenset(row["forms"].split()),
                minor=_YES_NO.get(row["minor"]),
                consents=frozenset(row["consents"].split()),
                region_types=tuple(row["region_types"].split()),
            )
        )
    raise_if_any(problems)
    return tuple(rules)


@cache
def rules() -> tuple[Rule, ...]:
    """The routing table in force."""
    text = (resources.files("samen.reporting") / "data/routing.csv").read_text(encoding="utf-8")
    return parse_rules(text.splitlines())


def _fits(rule: Rule, facts: Facts) -> bool:
    return (
        (not rule.forms or facts.form in rule.forms)
        and (rule.minor is None or rule.minor == facts.minor)
        and (not rule.consents or facts.consent in rule.consents)
    )


def _receiver(rule: Rule, facts: Facts, receivers: Sequence[Receiver]) -> Receiver | None:
    of_type = [receiver for receiver in receivers if receiver.type == rule.receiver_type]
    for region_type in rule.region_types:
        code = facts.regions.get(region_type)
        for receiver in of_type:
            if receiver.region == (region_type, code):
                return receiver
    return None


def route(facts: Facts, receivers: Iterable[Receiver], rules: Sequence[Rule]) -> Route | None:
    """The first rule that fits and has a receiver; None when nobody can receive the report."""
    candidates = sorted(receivers, key=lambda receiver: receiver.id)
    for rule in rules:
        if _fits(rule, facts):
            receiver = _receiver(rule, facts, candidates)
            if receiver is not None:
                return Route(receiver.id, rule.id)
    return None
