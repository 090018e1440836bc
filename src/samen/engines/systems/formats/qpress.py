"""QPress text: one edge a line, ``A *-> B``.

The mark on the right is what A does to B, on the left what B does to A: ``>`` or ``<`` positive,
``*`` negative, ``<>`` unknown. Extra dashes put an edge in an uncertain group.
"""

from __future__ import annotations

import re

from samen.engines.systems.elements import Settings
from samen.engines.systems.formats.loss import Loaded, Written, not_carried
from samen.engines.systems.formats.naming import ids_for
from samen.engines.systems.formats.rows import Row, model_from_rows, sign_mark
from samen.engines.systems.model import Model
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

_EDGE = re.compile(r"^\s*([^*<>-]+?)\s*(<>|\*|<)?(-+)(<>|\*|>)?\s*([^*<>-]+?)\s*$")
_SIGNS = {">": "+", "<": "+", "*": "-", "<>": "?"}


def parse(text: str) -> Loaded:
    """A model of signed edges; strengths, speeds and baselines are not in the format."""
    edges: list[tuple[int, str, str, str, int]] = []
    problems: list[Problem] = []
    labels: list[str] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _EDGE.match(line)
        if match is None:
            rule = "must be two names with an arrow, for example A *-> B"
            problems.append(Problem(f"line {number}", rule, line, "syntax"))
            continue
        left, tail, dashes, head, right = match.groups()
        labels += [left, right]
        if head:
            edges.append((number, left, right, _SIGNS[head], len(dashes)))
        if tail:
            edges.append((number, right, left, _SIGNS[tail], len(dashes)))
    raise_if_any(problems)
    if not edges:
        raise InvalidInput(Problem("file", "has no edges; write one a line, as A *-> B"))
    names = list(dict.fromkeys(labels))
    ids = dict(zip(names, ids_for(names), strict=True))
    variables = [
        Row(f"name {n}", {"id": ids[name], "label": name, "baseline": 0.5})
        for n, name in enumerate(names, 1)
    ]
    relations = [
        Row(
            f"line {number}",
            {
                "from": ids[cause],
                "to": ids[effect],
                "sign": sign,
                "strength": "a",
                "speed": "A",
                "confidence": "likely" if dashes == 1 else "unsure",
            },
        )
        for number, cause, effect, sign, dashes in edges
    ]
    model = model_from_rows(variables, relations, settings=Settings(self_relations=True))
    notes = ["assumed: baseline 0.5, average strength and speed"]
    groups = sorted({dashes for *_, dashes in edges if dashes > 2})
    notes += [f"changed: group {n - 1} is read as unsure, like group 1" for n in groups]
    return Loaded(model, tuple(notes))


def render(model: Model) -> Written:
    """One line per relation; an unsure relation gets a second dash."""
    marks = {"+": ">", "-": "*", "?": "<>"}
    names = {
        variable.id: re.sub(r"[*<>-]+", " ", variable.id).strip() for variable in model.variables
    }
    lines = [
        f"{names[relation.cause]} {'--' if relation.confidence == 'unsure' else '-'}"
        f"{marks[sign_mark(relation.sign)]} {names[relation.effect]}"
        for relation in model.relations
    ]
    held = not_carried(model, variable_fields=(), relation_fields=())
    linked = {end for relation in model.relations for end in (relation.cause, relation.effect)}
    alone = [variable.id for variable in model.variables if variable.id not in linked]
    notes = [*held, *(f"dropped: variable {name}, which has no relation" for name in alone)]
    notes += [f"changed: id {old} to {new}" for old, new in names.items() if old != new]
    return Written("\n".join(lines) + "\n", tuple(notes))
