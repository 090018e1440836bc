"""The decision table as values: its rows, and the rows in force together on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from samen.engines.rules.policy import Citation
from samen.engines.rules.sharing.vocabulary import ATTRIBUTES, UNKNOWN
from samen.kernel.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from samen.engines.rules.sharing.cedar import CedarPolicies
    from samen.engines.rules.sharing.evaluate import Index

Conditions = Mapping[str, frozenset[str]]
"""For each attribute that is restricted, the values on which the condition holds."""


class Effect(StrEnum):
    PERMIT = "permit"
    PROHIBIT = "prohibit"


class Status(StrEnum):
    """How far a row is. Only ``DRAFT`` (needs a jurist) and ``APPROVED`` rows are in force."""

    DRAFT = "draft"
    APPROVED = "approved"
    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Obligation:
    """What the sharer must do with a permitted disclosure."""

    code: str
    basis: tuple[Citation, ...]
    text_nl: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: when every condition holds, and no exception does, it permits or prohibits.

    ``conditions`` and ``unless`` are exactly what the row says. :meth:`holds_on` adds how an
    unknown value is read: it never satisfies a permission or an exception, and always a
    prohibition.
    """

    id: str
    effect: Effect
    conditions: Conditions
    unless: tuple[Conditions, ...]
    basis: tuple[Citation, ...]
    obligations: tuple[str, ...]
    valid_from: dt.date
    valid_to: dt.date | None
    status: Status
    note_nl: str
    note_en: str
    cells: Mapping[str, str]

    def holds_on(self, attribute: str) -> frozenset[str]:
        """The values of ``attribute`` on which this row's condition holds."""
        values = self.conditions.get(attribute)
        if values is None:
            return frozenset(ATTRIBUTES[attribute])
        if self.effect is Effect.PROHIBIT and UNKNOWN in ATTRIBUTES[attribute]:
            return values | {UNKNOWN}
        return values

    def in_force(self, day: dt.date) -> bool:
        return (
            self.status in (Status.DRAFT, Status.APPROVED)
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True)
class Table:
    """Every row of one table, its groups and obligations. ``version`` is a digest of the rows."""

    rules: tuple[Rule, ...]
    groups: Mapping[str, frozenset[str]]
    obligations: Mapping[str, Obligation]
    always: tuple[str, ...]
    version: str
    group_labels: Mapping[str, tuple[str, str]] = field(
        default_factory=dict[str, tuple[str, str]], compare=False
    )
    """What people call a group, Dutch and English."""
    _editions: dict[tuple[str, ...], Edition] = field(
        default_factory=dict[tuple[str, ...], "Edition"], compare=False, repr=False
    )
    _by_day: dict[dt.date, Edition] = field(
        default_factory=dict[dt.date, "Edition"], compare=False, repr=False
    )

    @cached_property
    def valid_from(self) -> dt.date:
        """First day on which any row is in force."""
        return min(rule.valid_from for rule in self.rules)

    @cached_property
    def valid_to(self) -> dt.date | None:
        """Last day on which any row is in force, ``None`` when one has no end."""
        ends = [rule.valid_to for rule in self.rules]
        return None if None in ends else max(end for end in ends if end)

    def edition(self, day: dt.date) -> Edition:
        """The rows in force on ``day``.

        Raises :class:`InvalidInput` when ``day`` lies outside every version of the table.
        """
        if day in self._by_day:
            return self._by_day[day]
        if day < self.valid_from or (self.valid_to is not None and day > self.valid_to):
            last = self.valid_to.isoformat() if self.valid_to else "open"
            raise InvalidInput(
                Problem(
                    "date",
                    f"the table covers {self.valid_from.isoformat()} to {last}",
                    day.isoformat(),
                    "outside_table",
                )
            )
        rules = tuple(rule for rule in self.rules if rule.in_force(day))
        key = tuple(rule.id for rule in rules)
        if key not in self._editions:
            self._editions[key] = Edition(rules)
        self._by_day[day] = self._editions[key]
        return self._editions[key]


@dataclass(frozen=True)
class Edition:
    """The rows in force together at one time; what is compiled, indexed and proved."""

    rules: tuple[Rule, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def index(self) -> Index:
        """The rows as the plain-Python evaluator reads them."""
        from samen.engines.rules.sharing.evaluate import Index

        return Index(self)

    @cached_property
    def cedar(self) -> CedarPolicies:
        """The rows compiled to Cedar."""
        from samen.engines.rules.sharing.cedar import CedarPolicies

        return CedarPolicies(self)
