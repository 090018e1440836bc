"""The table of rules as text: its rows, one row changed or ended, its problems by cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping

from samen.engines.rules.sharing.load import COLUMNS, DATA, parse_table
from samen.kernel.errors import InvalidInput, Problem

Cells = dict[str, str]
_PLACE = re.compile(r'^row \d+ \((?P<row>.*)\), column "(?P<column>\w+)"$')


def packaged_text() -> str:
    """The table that comes with Samen: version 0."""
    return (DATA / "table.csv").read_text(encoding="utf-8-sig")


def rows_of(text: str) -> list[Cells]:
    """The rows of a table, each a mapping of column to cell."""
    return [
        {column: (row.get(column) or "").strip() for column in COLUMNS}
        for row in csv.DictReader(io.StringIO(text))
    ]


def text_of(rows: Iterable[Mapping[str, str]]) -> str:
    """The CSV text of rows."""
    out = io.StringIO()
    writer: csv.DictWriter[str] = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def with_row(text: str, cells: Mapping[str, str], *, new: bool) -> str:
    """The table with one row put in its place, or added at the end.

    Raises:
        InvalidInput: a new row has the id of another, or no row has this id.
    """
    rows = rows_of(text)
    places = [place for place, row in enumerate(rows) if row["id"] == cells["id"]]
    if new and places:
        raise InvalidInput(Problem("id", "is the id of another row", cells["id"]))
    if not new and not places:
        raise InvalidInput(Problem("id", "is not a row of this table", cells["id"]))
    row = {column: cells.get(column, "").strip() for column in COLUMNS}
    if new:
        rows.append(row)
    else:
        rows[places[0]] = row
    return text_of(rows)


def with_row_ended(text: str, row_id: str, last_day: dt.date) -> str:
    """The table with a row that ends after ``last_day``; rows never disappear.

    Raises:
        InvalidInput: no row has this id.
    """
    row = next((row for row in rows_of(text) if row["id"] == row_id), None)
    if row is None:
        raise InvalidInput(Problem("id", "is not a row of this table", row_id))
    return with_row(text, row | {"valid_to": last_day.isoformat()}, new=False)


def problems_of(text: str) -> tuple[Problem, ...]:
    """Everything the strict loader has against a table."""
    try:
        parse_table(text)
    except InvalidInput as error:
        return error.problems
    return ()


def check_row(text: str, row_id: str) -> None:
    """Complain about one row of a table, each problem under the name of its column.

    Raises:
        InvalidInput: the loader refuses the table; what is wrong elsewhere is under ``table``.
    """
    found = []
    for problem in problems_of(text):
        match = _PLACE.match(problem.where)
        here = match is not None and match["row"] == (row_id or "no id")
        where = match["column"] if match and here else "table"
        rule = problem.rule if here else f"{problem.where}: {problem.rule}"
        found.append(Problem(where, rule, problem.value, problem.code))
    if found:
        raise InvalidInput(found)


def rows_missing(old: str, new: str) -> tuple[str, ...]:
    """Rows of ``old`` that ``new`` no longer has: what must never happen."""
    kept = {row["id"] for row in rows_of(new)}
    return tuple(row["id"] for row in rows_of(old) if row["id"] not in kept)
