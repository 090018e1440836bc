"""The decision table written for the rules engine's peers."""

from __future__ import annotations

import json

import zen

from samen.engines.rules.sharing.evaluate import clauses
from samen.engines.rules.sharing.table import Edition
from samen.engines.rules.sharing.vocabulary import ATTRIBUTES


def zen_table(edition: Edition) -> object:
    """A zen-engine decision: one collecting table, one row per clause."""
    columns = list(ATTRIBUTES)
    rows = []
    for rule in edition.rules:
        for number, clause in enumerate(clauses(rule)):
            cells = {
                name: ", ".join(f'"{value}"' for value in sorted(clause[name]))
                if name in clause
                else ""
                for name in columns
            }
            rows.append({"_id": f"{rule.id}-{number}", "id": f'"{rule.id}"'} | cells)
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": c, "name": c, "field": f"facts.{c}"} for c in columns],
        "outputs": [{"id": "id", "name": "id", "field": "id"}],
        "rules": rows,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "t", "type": "decisionTableNode", "name": "t", "content": content},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "t"},
        {"id": "b", "type": "edge", "sourceId": "t", "targetId": "out"},
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def rego_text(edition: Edition) -> str:
    """A Rego module that collects the ids of the rows that hold."""
    lines = ["package samen", "import rego.v1"]
    for rule in edition.rules:
        for clause in clauses(rule):
            tests = "; ".join(
                f'input["{name}"] in {{{", ".join(json.dumps(str(v)) for v in sorted(values))}}}'
                for name, values in clause.items()
            )
            lines.append(f'holds contains "{rule.id}" if {{ {tests or "true"} }}')
    return "\n".join(lines)
