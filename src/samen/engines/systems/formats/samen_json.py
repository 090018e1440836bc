"""Our own file: JSON that holds everything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from samen.engines.systems.elements import Settings
from samen.engines.systems.formats.loss import Loaded, Written
from samen.engines.systems.formats.rows import (
    RELATION_COLUMNS,
    VARIABLE_COLUMNS,
    Row,
    as_number,
    model_from_rows,
    relation_values,
    variable_values,
)
from samen.engines.systems.model import Model
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

FORMAT = "samen-system-model"


def to_dict(model: Model) -> dict[str, Any]:
    """A model as plain JSON values; :func:`from_dict` gives the same model back."""
    settings = model.settings
    return {
        "format": FORMAT,
        "version": 1,
        "title": model.title,
        "description": model.description,
        "settings": {
            "strengths": dict(settings.strengths),
            "speeds": dict(settings.speeds),
            "attenuation": settings.attenuation,
            "self_relations": settings.self_relations,
        },
        "variables": [variable_values(variable) for variable in model.variables],
        "relations": [relation_values(relation) for relation in model.relations],
    }


def from_dict(values: Mapping[str, Any]) -> Model:
    """A model of plain JSON values. Raises ``InvalidInput`` that names each wrong entry."""
    return load(values).model


def load(values: object) -> Loaded:
    """As :func:`from_dict`, with a note for every name we do not know."""
    if not isinstance(values, Mapping):
        raise InvalidInput(Problem("model", "must be a JSON object with variables and relations"))
    entries = cast("Mapping[str, Any]", values)
    variables = _rows(entries, "variables", "variable")
    relations = _rows(entries, "relations", "relation")
    model = model_from_rows(
        variables,
        relations,
        settings=settings_from_dict(entries.get("settings") or {}),
        title=str(entries.get("title") or ""),
        description=str(entries.get("description") or ""),
    )
    known = {"format", "version", "title", "description", "settings", "variables", "relations"}
    notes = [f"dropped: {name}" for name in entries if name not in known]
    notes += unknown_names("variables", variables, VARIABLE_COLUMNS)
    notes += unknown_names("relations", relations, RELATION_COLUMNS)
    return Loaded(model, tuple(notes))


def unknown_names(kind: str, rows: list[Row], known: tuple[str, ...]) -> list[str]:
    """One note per column that no field of ours stands for."""
    names = dict.fromkeys(name for row in rows for name in row.values if name not in known)
    return [f"dropped: {kind} column {name!r}, which is not a field of ours" for name in names]


def _rows(values: Mapping[str, Any], name: str, one: str) -> list[Row]:
    entries = values.get(name)
    if not isinstance(entries, list):
        raise InvalidInput(Problem(name, "must be a list", None, "required"))
    rows: list[Row] = []
    for number, entry in enumerate(cast("list[object]", entries), 1):
        if not isinstance(entry, Mapping):
            raise InvalidInput(Problem(f"{one} {number}", "must be an object", entry, "type"))
        rows.append(Row(f"{one} {number}", cast("Mapping[str, Any]", entry)))
    return rows


def settings_from_dict(values: object) -> Settings:
    """The settings of a file; what is not given keeps its default."""
    if not isinstance(values, Mapping):
        raise InvalidInput(Problem("settings", "must be an object", values, "type"))
    entries = cast("Mapping[str, Any]", values)
    default = Settings()
    problems: list[Problem] = []

    def scale(name: str, usual: Mapping[str, float]) -> Mapping[str, float]:
        given: object = entries.get(name)
        if given is None:
            return usual
        if not isinstance(given, Mapping) or not given:
            problems.append(Problem(f"settings, {name}", "must be an object of numbers", given))
            return usual
        numbers = {
            str(code): as_number(value) for code, value in cast("Mapping[str, Any]", given).items()
        }
        for code, value in numbers.items():
            if value is None:
                problems.append(Problem(f"settings, {name} {code}", "must be a number"))
        return {code: value for code, value in numbers.items() if value is not None}

    raw = entries.get("attenuation")
    attenuation = None if raw is None else as_number(raw)
    if raw is not None and attenuation is None:
        problems.append(Problem("settings, attenuation", "must be a number", raw, "number"))
    settings = Settings(
        strengths=scale("strengths", default.strengths),
        speeds=scale("speeds", default.speeds),
        attenuation=attenuation,
        self_relations=bool(entries.get("self_relations", False)),
    )
    raise_if_any(problems)
    return settings


def parse(text: str) -> Loaded:
    """A model from the text of a JSON file of ours."""
    try:
        values: object = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidInput(Problem(where, f"is not JSON: {error.msg}", None, "syntax")) from error
    return load(values)


def render(model: Model) -> Written:
    """The text of a JSON file of ours. Nothing is lost."""
    return Written(json.dumps(to_dict(model), ensure_ascii=False, indent=1) + "\n")
