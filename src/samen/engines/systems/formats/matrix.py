"""Mental Modeler's CSV: a square matrix of influences from -1 to 1, row acts on column."""

from __future__ import annotations

import csv
import io

from samen.engines.systems.formats.loss import Loaded, Written, not_carried
from samen.engines.systems.formats.naming import ids_for
from samen.engines.systems.formats.rows import Row, as_number, model_from_rows
from samen.engines.systems.model import Model
from samen.kernel.errors import InvalidInput, Problem, raise_if_any


def parse(text: str) -> Loaded:
    """A model of a matrix with names in the first row and column.

    An influence becomes the strength (as a number) and the sign; speeds are not in the format
    and become average.
    """
    text = text.removeprefix("\ufeff")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    if not rows:
        raise InvalidInput(Problem("row 1", "the file is empty; give a square matrix"))
    names = [cell.strip() for cell in rows[0][1:]]
    while names and not names[-1]:
        names.pop()
    problems = [
        Problem(
            f"row {number}",
            f"is about {row[0].strip()!r}, but column {number} is {names[number - 2]!r}: "
            "rows and columns must name the same variables in the same order",
        )
        for number, row in enumerate(rows[1:], 2)
        if number - 2 < len(names) and row[0].strip() != names[number - 2]
    ]
    if len(rows) - 1 != len(names):
        rule = f"the matrix has {len(names)} columns and {len(rows) - 1} rows; make it square"
        problems.append(Problem("matrix", rule))
    raise_if_any(problems)
    ids = ids_for(names)
    relations: list[Row] = []
    for number, row in enumerate(rows[1:], 2):
        for column, cell in enumerate(row[1 : len(names) + 1]):
            place = f"row {number}, column {column + 2}"
            size = as_number(cell.strip() or 0)
            if size is None or abs(size) > 1:
                problems.append(Problem(place, "must be a number from -1 to 1", cell))
            elif size:
                values = {
                    "from": ids[number - 2],
                    "to": ids[column],
                    "sign": "+" if size > 0 else "-",
                    "strength": abs(size),
                    "speed": "A",
                }
                relations.append(Row(place, values))
    raise_if_any(problems)
    variables = [
        Row(f"column {number}", {"id": name, "label": label, "baseline": 0.5})
        for number, (name, label) in enumerate(zip(ids, names, strict=True), 2)
    ]
    notes = ("assumed: baseline 0.5 of every variable", "assumed: average speed of every relation")
    return Loaded(model_from_rows(variables, relations), notes)


def render(model: Model) -> Written:
    """The matrix of a model: labels, and sign times strength, at most 1."""
    index, settings = model.index, model.settings
    cells = [["0"] * len(model.variables) for _ in model.variables]
    clipped = 0
    for relation in model.relations:
        size = settings.strength(relation.strength)
        clipped += size > 1
        value = relation.sign * min(size, 1.0)
        cells[index[relation.cause]][index[relation.effect]] = f"{value:g}"
    labels = _unique_labels(model)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["", *labels])
    writer.writerows([label, *row] for label, row in zip(labels, cells, strict=True))
    held = not_carried(model, variable_fields=("label",), relation_fields=("strength",))
    notes = [*held]
    if clipped:
        notes.append(f"changed: strength of {clipped} relations is above 1 and written as 1")
    if unknown := sum(relation.sign == 0 for relation in model.relations):
        notes.append(f"dropped: {unknown} relations of unknown sign")
    notes.append("changed: strength classes are written as numbers; ids become labels")
    return Written(stream.getvalue(), tuple(notes))


def _unique_labels(model: Model) -> list[str]:
    labels = [variable.label for variable in model.variables]
    return [
        label if labels.count(label) == 1 else f"{label} ({variable.id})"
        for label, variable in zip(labels, model.variables, strict=True)
    ]
