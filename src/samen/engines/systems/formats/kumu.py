"""Kumu: the blueprint (labels) and the full export (ids and attributes), as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from samen.engines.systems.formats.loss import Loaded, Written
from samen.engines.systems.formats.naming import ids_for
from samen.engines.systems.formats.rows import (
    RELATION_COLUMNS,
    VARIABLE_COLUMNS,
    Row,
    model_from_rows,
    relation_values,
    variable_values,
    votes_text,
)
from samen.engines.systems.formats.samen_json import settings_from_dict
from samen.engines.systems.model import Model
from samen.kernel.errors import InvalidInput, Problem

_ID = "samen id"
_SETTINGS = "samen settings"
_TITLE = "samen title"


def parse(text: str) -> Loaded:
    """A model of a Kumu project; our own fields are read back from its attributes."""
    try:
        values: object = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidInput(Problem(where, f"is not JSON: {error.msg}", None, "syntax")) from error
    if not isinstance(values, Mapping) or "elements" not in values:
        raise InvalidInput(Problem("file", "has no list of elements; is it a Kumu export?"))
    project = cast("Mapping[str, Any]", values)
    elements = [_flat(one) for one in project["elements"]]
    connections = [_flat(one) for one in project.get("connections", [])]
    labels = [str(one.get("label", "")) for one in elements]
    made = ids_for(labels)
    ids = [str(one.get(_ID) or name) for one, name in zip(elements, made, strict=True)]
    ends: dict[str, str] = {}
    for one, label, name in zip(elements, labels, ids, strict=True):
        ends.setdefault(label, name)
        ends[str(one.get("_id", label))] = name
    assumed = {"baseline": 0, "strength": 0, "speed": 0, "sign": 0}
    variables: list[Row] = []
    for number, (one, label, name) in enumerate(zip(elements, labels, ids, strict=True), 1):
        entry = {key: one[key] for key in VARIABLE_COLUMNS if key in one}
        assumed["baseline"] += "baseline" not in entry
        entry = {"baseline": 0.5, **entry, "id": name, "label": label}
        entry.setdefault("note", one.get("description") or "")
        variables.append(Row(f"element {number} ({label})", entry))
    relations: list[Row] = []
    for number, one in enumerate(connections, 1):
        entry = {key: one[key] for key in RELATION_COLUMNS if key in one}
        entry["id"] = one.get(_ID) or ""
        entry["from"] = ends.get(str(one.get("from")), str(one.get("from")))
        entry["to"] = ends.get(str(one.get("to")), str(one.get("to")))
        kind = one.get("sign") or one.get("connection type") or one.get("type")
        if kind not in ("+", "-", "?", "−"):
            assumed["sign"] += 1
            kind = "?"
        entry["sign"] = kind
        for name, usual in (("strength", "a"), ("speed", "A")):
            assumed[name] += name not in entry
            entry.setdefault(name, usual)
        relations.append(Row(f"connection {number}", entry))
    about = cast("Mapping[str, Any]", project.get("attributes") or {})
    model = model_from_rows(
        variables,
        relations,
        settings=settings_from_dict(about.get(_SETTINGS) or {}),
        title=str(about.get(_TITLE) or ""),
        description=str(project.get("description") or ""),
    )
    words = {
        "baseline": "baseline 0.5 of {} elements",
        "strength": "average strength of {} connections",
        "speed": "average speed of {} connections",
        "sign": "unknown sign of {} connections without + or -",
    }
    notes = [f"assumed: {words[name].format(n)}" for name, n in assumed.items() if n]
    ours = {*VARIABLE_COLUMNS, *RELATION_COLUMNS, _ID, "_id", "from", "to"}
    ours |= {"connection type", "element type", "description"}
    extra = dict.fromkeys(
        key for one in (*elements, *connections) for key in one if key not in ours
    )
    notes += [f"dropped: attribute {name!r}" for name in extra]
    known = {"elements", "connections", "attributes", "description"}
    notes += [f"dropped: {name}" for name in project if name not in known]
    return Loaded(model, tuple(notes))


def _flat(one: Mapping[str, Any]) -> dict[str, Any]:
    """An element or connection with its attributes beside its own fields, keys in lower case."""
    own = {key: value for key, value in one.items() if key != "attributes"}
    given = cast("Mapping[str, Any]", one.get("attributes") or {})
    return {str(key).lower(): value for key, value in {**own, **given}.items()}


def render(model: Model) -> Written:
    """A full Kumu project with one map. Everything of ours travels in attributes."""
    numbers = {variable.id: f"elem-{n}" for n, variable in enumerate(model.variables, 1)}
    elements = [
        {
            "_id": numbers[variable.id],
            "attributes": {
                "label": variable.label,
                "element type": variable.domain,
                _ID: variable.id,
                **_given(variable_values(variable), skip=("id", "label")),
                "actors": "; ".join(variable.actors),
            },
        }
        for variable in model.variables
    ]
    connections: list[dict[str, Any]] = []
    for number, relation in enumerate(model.relations, 1):
        values = relation_values(relation)
        connections.append(
            {
                "_id": f"conn-{number}",
                "from": numbers[relation.cause],
                "to": numbers[relation.effect],
                "direction": "directed",
                "attributes": {
                    "connection type": values["sign"],
                    _ID: relation.id,
                    **_given(values, skip=("id", "from", "to")),
                    "votes": votes_text(relation.votes),
                },
            }
        )
    settings = model.settings
    project = {
        "description": model.description,
        "attributes": {
            _TITLE: model.title,
            _SETTINGS: {
                "strengths": dict(settings.strengths),
                "speeds": dict(settings.speeds),
                "attenuation": settings.attenuation,
                "self_relations": settings.self_relations,
            },
        },
        "elements": elements,
        "connections": connections,
        "maps": [
            {
                "_id": "map-1",
                "name": model.title or "Model",
                "elements": [
                    {
                        "_id": f"map-{numbers[variable.id]}",
                        "element": numbers[variable.id],
                        "position": {"x": 1_000 * variable.x, "y": 1_000 * variable.y},
                    }
                    for variable in model.variables
                    if variable.x is not None and variable.y is not None
                ],
                "connections": [
                    {"_id": f"map-{one['_id']}", "connection": one["_id"]} for one in connections
                ],
            }
        ],
    }
    return Written(json.dumps(project, ensure_ascii=False, indent=1) + "\n")


def _given(values: Mapping[str, Any], skip: tuple[str, ...]) -> dict[str, Any]:
    return {
        key: value
        for key, value in values.items()
        if key not in skip and value not in ("", None, [])
    }
