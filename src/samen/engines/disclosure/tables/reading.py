"""Read a table of counts from CSV, and a hierarchy from CSV or JSON, naming all that is wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from samen.engines.disclosure.tables.model import Dimension, Table, add_totals
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

TOTAL_CODES = frozenset(
    {"totaal", "total", "_t", "alle", "all", "tot", "nederland", "netherlands", "t001038", "nl00"}
)
"""Codes taken for the total of a dimension without a hierarchy, in any case."""
COUNT_COLUMNS = ("count", "aantal", "n", "value", "obs_value", "freq", "frequency", "waarde")
"""Names a column of counts goes by, in any case; otherwise it is the last column."""

Parents = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Lines:
    """The text of a CSV file: header, data rows and the line number of each."""

    header: list[str]
    rows: list[list[str]]
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A table as read, with what its reader should be told about the reading."""

    table: Table
    count_column: str
    notes: tuple[str, ...]


def read_lines(path: Path) -> Lines:
    """Read a CSV file (comma, semicolon or tab), refusing rows of another length."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(str(path), f"cannot be read as UTF-8 text: {error}", code="unreadable")
        raise InvalidInput(problem) from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    rows = [(reader.line_num, [field.strip() for field in row]) for row in reader if any(row)]
    if len(rows) < 2:
        raise InvalidInput(Problem(str(path), "needs a header and at least one row", code="empty"))
    header = rows[0][1]
    problems = [
        Problem(f"{path.name}, header", "every column needs a name of its own", name, "header")
        for i, name in enumerate(header)
        if not name or name in header[:i]
    ]
    problems.extend(
        Problem(f"{path.name}, row {number}", f"needs {len(header)} fields", len(row), "fields")
        for number, row in rows[1:]
        if len(row) != len(header)
    )
    raise_if_any(problems)
    return Lines(header, [row for _, row in rows[1:]], [number for number, _ in rows[1:]])


def read_hierarchy(path: Path) -> dict[str, Parents]:
    """Trees from a file: JSON ``{dimension: {member: parent}}`` or CSV ``dimension,member,parent``.

    An empty parent (or null) stands at the top.
    """
    if path.suffix.lower() == ".json":
        try:
            found: Any = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            problem = Problem(str(path), f"cannot be read as JSON: {error}", code="unreadable")
            raise InvalidInput(problem) from error
        rule = "needs the shape {dimension: {member: its parent, or null at the top}}"
        if not isinstance(found, dict) or not all(isinstance(v, dict) for v in found.values()):
            raise InvalidInput(Problem(str(path), rule, code="hierarchy"))
        return {str(d): {str(m): p for m, p in tree.items()} for d, tree in found.items()}
    lines = read_lines(path)
    if [name.casefold() for name in lines.header] != ["dimension", "member", "parent"]:
        rule = "needs the columns dimension, member, parent"
        raise InvalidInput(Problem(path.name, rule, lines.header, "hierarchy"))
    trees: dict[str, dict[str, str | None]] = {}
    problems: list[Problem] = []
    for number, (dimension, member, parent) in zip(lines.numbers, lines.rows, strict=True):
        tree = trees.setdefault(dimension, {})
        if member in tree:
            where = f'{path.name}, row {number}, column "member"'
            problems.append(Problem(where, "every member may occur once", member, "duplicate"))
        tree[member] = parent or None
    raise_if_any(problems)
    return dict(trees)


def read_table(
    path: Path,
    *,
    hierarchies: Mapping[str, Parents] | None = None,
    count_column: str | None = None,
    total: str | None = None,
) -> Reading:
    """Read one row per cell: a column per dimension and a column of counts.

    Totals in the file must add up; totals of a hierarchy that the file leaves out are added. An
    innermost combination that is not in the file counts nought.

    Raises :class:`InvalidInput` naming row and column of every wrong count, unknown member,
    repeated cell and total that does not add up.
    """
    lines = read_lines(path)
    column = _count_column(path, lines, count_column)
    at = lines.header.index(column)
    names = [name for name in lines.header if name != column]
    if not names:
        raise InvalidInput(Problem(path.name, "needs at least one column besides the counts"))
    columns = {name: [row[lines.header.index(name)] for row in lines.rows] for name in names}
    trees = hierarchies or {}
    problems = [
        Problem("hierarchy", f"{path.name} has no column of this name", name, "unknown_dimension")
        for name in trees
        if name not in names
    ]
    dimensions = [dimension_of(name, columns[name], trees.get(name), total) for name in names]
    counts, count_problems = _counts(path, lines, at, column)
    problems.extend(count_problems)
    index = [{m: i for i, m in enumerate(d.members)} for d in dimensions]
    full = np.zeros([len(d.members) for d in dimensions], dtype=np.int64)
    seen: dict[tuple[int, ...], int] = {}
    absent = False
    for r, number in enumerate(lines.numbers):
        place: list[int] = []
        for name, lookup in zip(names, index, strict=True):
            member = columns[name][r]
            if member in lookup:
                place.append(lookup[member])
            else:
                where = f'{path.name}, row {number}, column "{name}"'
                rule = "is not a member of the hierarchy" if member else "may not be empty"
                problems.append(Problem(where, rule, member, "unknown_member"))
        if len(place) < len(names):
            absent = True
            continue
        key = tuple(place)
        if key in seen:
            rule = f"repeats the cell of row {lines.numbers[seen[key]]}"
            problems.append(Problem(f"{path.name}, row {number}", rule, code="duplicate"))
            continue
        seen[key] = r
        full[key] = counts[r]
    added = add_totals(dimensions, full)
    # A total above a wrong count cannot be judged; all others are, in the same message.
    doubtful = np.zeros_like(full)
    for key, r in seen.items():
        doubtful[key] = counts[r] < 0
    doubtful = add_totals(dimensions, doubtful) > 0 if not absent else np.ones_like(full, bool)
    for key, r in seen.items():
        if counts[r] >= 0 and not doubtful[key] and added[key] != counts[r]:
            pairs = zip(names, dimensions, key, strict=True)
            cell = ", ".join(f"{name} = {d.members[i]}" for name, d, i in pairs)
            where = f'{path.name}, row {lines.numbers[r]}, column "{column}" ({cell})'
            rule = f"the total must be the sum of its parts, {int(added[key])}"
            problems.append(Problem(where, rule, int(counts[r]), "total"))
    raise_if_any(problems)
    missing = full.size - len(seen)
    notes = [f'counts from column "{column}"; dimensions: {", ".join(names)}']
    if missing:
        notes.append(f"{missing} cells are not in the file: totals added up, others taken as 0")
    return Reading(Table(tuple(dimensions), added, path.stem), column, tuple(notes))


def _count_column(path: Path, lines: Lines, asked: str | None) -> str:
    if asked is not None:
        if asked not in lines.header:
            rule = f"{path.name} has no such column (it has {', '.join(lines.header)})"
            raise InvalidInput(Problem("--count", rule, asked, "unknown_column"))
        return asked
    for name in COUNT_COLUMNS:
        for column in lines.header:
            if column.casefold() == name:
                return column
    return lines.header[-1]


def _counts(path: Path, lines: Lines, at: int, column: str) -> tuple[list[int], list[Problem]]:
    counts: list[int] = []
    problems: list[Problem] = []
    for number, row in zip(lines.numbers, lines.rows, strict=True):
        text = row[at]
        try:
            count = int(text)
        except ValueError:
            count = -1
        if count < 0 or count > 10**12:
            where = f'{path.name}, row {number}, column "{column}"'
            problems.append(Problem(where, "must be a whole number ≥ 0", text, "count"))
            count = -1
        counts.append(count)
    return counts, problems


def dimension_of(
    name: str, codes: Sequence[str], tree: Parents | None, total: str | None = None
) -> Dimension:
    """A dimension from its tree, or flat from the codes of a column with the total among them."""
    if tree is not None:
        return Dimension.tree(name, tree)
    distinct = [code for code in dict.fromkeys(codes) if code]
    if total is not None:
        totals = [code for code in distinct if code == total]
    else:
        totals = [code for code in distinct if code.casefold() in TOTAL_CODES][:1]
    parts = [code for code in distinct if code not in totals]
    return Dimension.flat(name, parts, total=totals[0] if totals and parts else None)
