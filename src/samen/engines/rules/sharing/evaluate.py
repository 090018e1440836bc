"""The plain-Python evaluator: which rows hold, by set arithmetic on bits.

For every value of every attribute one integer has a bit for each clause that accepts the value;
the AND over a request's attributes is the set of clauses that hold. The same index answers one
request or, as arrays, a million (:mod:`samen.engines.rules.sharing.bulk`). It is written apart
from the Cedar compiler on purpose: each checks the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from samen.engines.rules.sharing.table import Conditions, Edition, Effect, Rule
from samen.engines.rules.sharing.vocabulary import ATTRIBUTES

_PARTIES = ("from", "to", "category")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows that hold for one set of attributes. A prohibition always wins."""

    permits: tuple[Rule, ...]
    prohibitions: tuple[Rule, ...]

    @property
    def permitted(self) -> bool:
        return bool(self.permits) and not self.prohibitions


class Index:
    """The bit index over an edition's rows."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.clauses: list[tuple[Rule, Conditions]] = [
            (rule, clause) for rule in edition.rules for clause in clauses(rule)
        ]
        self.accepting: dict[str, dict[str, int]] = {}
        for attribute, values in ATTRIBUTES.items():
            bits = dict.fromkeys(values, 0)
            for position, (_, clause) in enumerate(self.clauses):
                for value in clause.get(attribute, values):
                    bits[value] |= 1 << position
            self.accepting[attribute] = bits
        self._lookup = [
            (name, {str(value): bit for value, bit in bits.items()})
            for name, bits in self.accepting.items()
        ]
        self.all = (1 << len(self.clauses)) - 1
        self.permit_bits = sum(
            1 << i for i, (rule, _) in enumerate(self.clauses) if rule.effect is Effect.PERMIT
        )

    def bits(self, attributes: Mapping[str, str]) -> int:
        """The clauses that hold. An absent attribute reads as its least favourable value."""
        holding = self.all
        for name, accepting in self._lookup:
            value = attributes.get(name)
            holding &= accepting[ATTRIBUTES[name][-1] if value is None else value]
        return holding

    def rows_between(self, sender: str, recipient: str, category: str) -> tuple[Rule, ...]:
        """The rows that permit ``category`` between these two on some condition, in order."""
        about = self.permit_bits
        for name, value in zip(_PARTIES, (sender, recipient, category), strict=True):
            about &= self.accepting[name][value]
        return tuple({rule.id: rule for rule in self._rules(about)}.values())

    def _rules(self, bits: int) -> Iterator[Rule]:
        while bits:
            yield self.clauses[(bits & -bits).bit_length() - 1][0]
            bits &= bits - 1

    def permitted(self, attributes: Mapping[str, str]) -> bool:
        """Whether some row permits and none prohibits; an absent sender or recipient is a no."""
        if not all(name in attributes for name in _PARTIES):
            return False
        holding = self.bits(attributes)
        return bool(holding) and not holding & ~self.permit_bits

    def outcome(self, attributes: Mapping[str, str]) -> Outcome:
        """Every row that holds, in table order."""
        permits: dict[str, Rule] = {}
        prohibitions: dict[str, Rule] = {}
        for rule in self._rules(self.bits(attributes)):
            (permits if rule.effect is Effect.PERMIT else prohibitions)[rule.id] = rule
        return Outcome(tuple(permits.values()), tuple(prohibitions.values()))


def clauses(rule: Rule) -> Iterator[Conditions]:
    """``rule`` as alternatives without exceptions.

    *When A unless B and C* becomes *when A and not B*, or *when A and not C*.
    A value that is not known never satisfies an exception, so it stays in the complement.
    """
    alternatives: list[dict[str, frozenset[str]]] = [
        {name: rule.holds_on(name) for name in rule.conditions}
    ]
    for exception in rule.unless:
        alternatives = [
            alternative | {name: alternative.get(name, every) & (every - values)}
            for alternative in alternatives
            for name, values in exception.items()
            for every in (frozenset(ATTRIBUTES[name]),)
        ]
    yield from alternatives
