"""A folder of ours: ``variables.csv``, ``relations.csv`` and, if there is one, ``model.json``.

The tables are what a person edits in a spreadsheet; ``model.json`` holds title, description
and settings.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from samen.engines.systems.formats.loss import Loaded
from samen.engines.systems.formats.rows import (
    RELATION_COLUMNS,
    VARIABLE_COLUMNS,
    Row,
    model_from_rows,
    relation_values,
    variable_values,
    votes_text,
)
from samen.engines.systems.formats.samen_json import settings_from_dict, to_dict, unknown_names
from samen.engines.systems.model import Model
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

VARIABLES = "variables.csv"
RELATIONS = "relations.csv"
ABOUT = "model.json"


def parse(variables: str, relations: str, about: str = "{}") -> Loaded:
    """A model from the texts of the two tables (comma, semicolon or tab) and of ``model.json``."""
    variable_rows = table(variables, VARIABLES, required=("id", "baseline"))
    wanted = ("from", "to", "sign", "strength", "speed")
    relation_rows = table(relations, RELATIONS, required=wanted)
    try:
        entries = cast("Mapping[str, Any]", json.loads(about))
    except json.JSONDecodeError as error:
        where = f"{ABOUT} line {error.lineno}"
        raise InvalidInput(Problem(where, f"is not JSON: {error.msg}", None, "syntax")) from error
    model = model_from_rows(
        variable_rows,
        relation_rows,
        settings=settings_from_dict(entries.get("settings") or {}),
        title=str(entries.get("title") or ""),
        description=str(entries.get("description") or ""),
    )
    notes = unknown_names("variables", variable_rows, VARIABLE_COLUMNS)
    notes += unknown_names("relations", relation_rows, RELATION_COLUMNS)
    return Loaded(model, tuple(notes))


def table(text: str, name: str, required: Sequence[str]) -> list[Row]:
    """The rows of a CSV text with a header; row numbers are those a spreadsheet shows."""
    text = text.removeprefix("\ufeff")
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        records = enumerate(reader, 1)
        lines = [(number, cells) for number, cells in records if any(map(str.strip, cells))]
    except csv.Error as error:
        where = f"{name} line {reader.line_num}"
        raise InvalidInput(Problem(where, f"is not CSV: {error}", None, "syntax")) from error
    columns = [cell.strip().lower() for cell in lines[0][1]] if lines else []
    raise_if_any(
        Problem(f"{name} row 1", f"has no column {column!r}", None, "missing-column")
        for column in required
        if column not in columns
    )
    raise_if_any(
        Problem(f"{name} row {number}", f"has more than the {len(columns)} columns of row 1")
        for number, cells in lines[1:]
        if any(map(str.strip, cells[len(columns) :]))
    )
    return [
        Row(f"{name} row {number}", dict(zip(columns, cells, strict=False)))
        for number, cells in lines[1:]
    ]


def render(model: Model) -> dict[str, str]:
    """The texts of the three files by name. Nothing is lost."""
    about = to_dict(model)
    variables = [
        {**variable_values(variable), "actors": "; ".join(variable.actors)}
        for variable in model.variables
    ]
    relations = [
        {**relation_values(relation), "votes": votes_text(relation.votes)}
        for relation in model.relations
    ]
    head = {name: about[name] for name in ("title", "description", "settings")}
    return {
        VARIABLES: _csv(VARIABLE_COLUMNS, variables),
        RELATIONS: _csv(RELATION_COLUMNS, relations),
        ABOUT: json.dumps(head, ensure_ascii=False, indent=1) + "\n",
    }


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
