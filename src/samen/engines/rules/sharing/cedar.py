"""The table compiled to Cedar: the engine whose permit is required for every disclosure.

Cedar gives prohibition-wins, default deny and the ids of the deciding rows; its request schema is
what stops a missing attribute from silencing a prohibition. Any diagnostic is a deny.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import cedarpy

from samen.engines.rules.sharing.evaluate import Outcome
from samen.engines.rules.sharing.records import RECORD_ATTRIBUTES
from samen.engines.rules.sharing.table import Conditions, Edition, Effect, Rule
from samen.engines.rules.sharing.vocabulary import ATTRIBUTES, VALID
from samen.kernel.codes import DataCategory

_PARTIES = ("from", "to", "category")
_CONTEXT = tuple(name for name in ATTRIBUTES if name not in _PARTIES)


def policy_text(rules: Iterable[Rule]) -> str:
    """Rows as Cedar policies, one per row, ``@id`` and ``@cite`` kept."""
    return "\n".join(_policy(rule) for rule in rules)


def schema_text(attributes: Iterable[str] = _CONTEXT) -> str:
    """The request schema: every one of ``attributes`` is mandatory."""
    context = ", ".join(
        f"{name}: {'Bool' if name in RECORD_ATTRIBUTES else 'String'}" for name in attributes
    )
    actions = ", ".join(f'"{category}"' for category in DataCategory)
    return (
        "entity Organisation;\n"
        f"action {actions} appliesTo {{\n"
        f"  principal: Organisation, resource: Organisation, context: {{ {context} }}\n}};\n"
    )


def _policy(rule: Rule) -> str:
    effect = "permit" if rule.effect is Effect.PERMIT else "forbid"
    categories = rule.conditions.get("category")
    action = "action" if categories is None else f"action in [{_entities('Action', categories)}]"
    when = {name: rule.holds_on(name) for name in rule.conditions if name != "category"}
    text = f'@id("{rule.id}")\n@cite("{"; ".join(map(str, rule.basis))}")\n'
    text += f"{effect} (principal, {action}, resource)"
    if when:
        text += f"\nwhen {{ {_all(when)} }}"
    if rule.unless:
        text += f"\nunless {{ {' || '.join(f'({_all(exception)})' for exception in rule.unless)} }}"
    return text + ";"


def _all(conditions: Conditions) -> str:
    return " && ".join(_test(name, values) for name, values in conditions.items())


def _test(name: str, values: frozenset[str]) -> str:
    if name in ("from", "to"):
        party = "principal" if name == "from" else "resource"
        return f"[{_entities('Organisation', values)}].contains({party})"
    if name == "category":
        return f"[{_entities('Action', values)}].contains(action)"
    if name in RECORD_ATTRIBUTES:
        return f"context.{name}" if VALID in values else f"!context.{name}"
    ordered = sorted(values)
    if len(ordered) == 1:
        return f'context.{name} == "{ordered[0]}"'
    return f"[{', '.join(json.dumps(value) for value in ordered)}].contains(context.{name})"


def _entities(kind: str, values: frozenset[str]) -> str:
    return ", ".join(f'{kind}::"{value}"' for value in sorted(values))


_JSON: Mapping[str, Mapping[str, str]] = {
    name: {
        value: f'"{name}":{json.dumps(value == VALID if name in RECORD_ATTRIBUTES else value)}'
        for value in ATTRIBUTES[name]
    }
    for name in _CONTEXT
}
"""Every attribute with every value as JSON: building a request is then joining text."""


class CedarPolicies:
    """The policies of one edition, compiled and checked against the schema once.

    A request is decided by the rows about its sender, recipient and category, under a schema of
    the attributes these rows test: other rows cannot hold, other attributes cannot matter, and
    a smaller request is read faster. Slices are compiled when first needed and kept.
    """

    def __init__(self, edition: Edition) -> None:
        self._rules = edition.rules
        self.whole = Slice(edition.rules, _CONTEXT)
        self._by_parties: dict[tuple[str, ...], Slice] = {}
        self._by_rows: dict[tuple[str, ...], Slice] = {}

    def decide(self, attributes: Mapping[str, str]) -> tuple[bool, frozenset[str]]:
        """Whether Cedar allows it, with the ids of the rows that decided.

        An absent attribute, a failed validation or any diagnostic error is a deny.
        """
        if not all(name in attributes for name in _PARTIES):
            return False, frozenset()
        parties = attributes["from"], attributes["to"], attributes["category"]
        if parties not in self._by_parties:
            self._by_parties[parties] = self._slice(parties)
        return self._by_parties[parties].decide(attributes)

    def _slice(self, parties: tuple[str, ...]) -> Slice:
        rules = tuple(
            rule
            for rule in self._rules
            if all(v in rule.holds_on(n) for n, v in zip(_PARTIES, parties, strict=True))
        )
        key = tuple(rule.id for rule in rules)
        if key not in self._by_rows:
            tested = {n for r in rules for part in (r.conditions, *r.unless) for n in part}
            self._by_rows[key] = Slice(rules, tuple(n for n in _CONTEXT if n in tested))
        return self._by_rows[key]

    def permits(self, attributes: Mapping[str, str], expected: Outcome) -> bool:
        """Whether Cedar allows it on exactly the rows the other evaluator found.

        A difference between the two evaluators is a fault in one of them, and so a deny.
        """
        allowed, rows = self.decide(attributes)
        return allowed and rows == frozenset(rule.id for rule in expected.permits)


class Slice:
    """Compiled policies with the schema their requests must meet."""

    def __init__(self, rules: tuple[Rule, ...], context: tuple[str, ...]) -> None:
        self.text = policy_text(rules)
        self.schema = schema_text(context)
        self._context = context
        report = cedarpy.validate_policies(self.text, self.schema)
        if not report.validation_passed:
            raise ValueError(f"the table does not compile to Cedar: {report.errors}")
        self._policies = cedarpy.PolicySet.from_str(self.text)
        self._schema = cedarpy.Schema.from_str(self.schema)
        self._entities = cedarpy.Entities.from_json_str("[]")

    def decide(self, attributes: Mapping[str, str]) -> tuple[bool, frozenset[str]]:
        """As :meth:`CedarPolicies.decide`; a value outside its closed list is a ``KeyError``."""
        context = [_JSON[n][attributes[n]] for n in self._context if n in attributes]
        request = {
            "principal": {"type": "Organisation", "id": attributes["from"]},
            "action": {"type": "Action", "id": attributes["category"]},
            "resource": {"type": "Organisation", "id": attributes["to"]},
            "context": f"{{{','.join(context)}}}",
        }
        result = cedarpy.is_authorized(request, self._policies, self._entities, schema=self._schema)
        if result.diagnostics.errors:
            return False, frozenset()
        return result.allowed, frozenset(result.diagnostics.id_annotations_by_reason.values())
