"""Read :class:`Lists` from CSV, Parquet, data frames, columns or records.

One column per list with 0 or 1; a column ``count`` (or ``frequency``, ``n``) with the number of
people; every other column is a stratum. Without a count column a row is one person.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from samen.kernel.errors import InvalidInput, Problem, raise_if_any

from .lists import MOST_LISTS, Lists, count_problem

COUNT_COLUMNS = ("count", "frequency", "n")
_MOST_PROBLEMS = 200
_MOST_CELLS = 1 << 25
_YES_NO = {"0": 0, "1": 1, "0.0": 0, "1.0": 1, "false": 0, "true": 1}


def read_lists(
    source: str | Path | bytes | Any,
    *,
    lists: Sequence[str] | None = None,
    strata: Sequence[str] = (),
) -> Lists:
    """Read a table of lists.

    source: path of a CSV or Parquet file, the bytes of one, or a pandas, Polars or Arrow table.
    lists: the columns that are lists; by default every column that holds only 0 and 1.
    strata: columns that are strata even if they hold only 0 and 1.

    Raises :class:`InvalidInput` with every problem, by row (the first row after the header is
    row 2, as in a spreadsheet) and column.
    """
    if isinstance(source, (str, Path)):
        path = Path(source)
        try:
            source = path.read_bytes()
        except OSError as error:
            raise InvalidInput(
                Problem(str(path), f"cannot be read: {error.strerror}", code="file")
            ) from None
    if isinstance(source, bytes):
        parquet = source.startswith(b"PAR1")
        columns = _parquet_columns(source) if parquet else _csv_columns(source)
    elif isinstance(source, Mapping):
        columns = {str(name): list(values) for name, values in source.items()}
    else:
        columns = _frame_columns(source)
    return lists_from_columns(columns, lists=lists, strata=strata)


def lists_from_records(
    records: Iterable[Mapping[str, object]],
    *,
    lists: Sequence[str] | None = None,
    strata: Sequence[str] = (),
) -> Lists:
    """Read from rows as mappings of column to value. See :func:`read_lists`."""
    rows = list(records)
    names = list(dict.fromkeys(name for row in rows for name in row))
    return lists_from_columns(
        {name: [row.get(name) for row in rows] for name in names}, lists=lists, strata=strata
    )


def _parquet_columns(content: bytes) -> dict[str, list[object]]:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        table = parquet.read_table(io.BytesIO(content))
    except (pa.ArrowInvalid, OSError) as error:
        raise InvalidInput(Problem("Parquet", f"cannot be read: {error}", code="file")) from None
    return {name: table[name].to_pylist() for name in table.column_names}


def _frame_columns(frame: Any) -> dict[str, list[object]]:
    names = getattr(frame, "column_names", None) or getattr(frame, "columns", None)
    if names is None:
        raise TypeError("expected a path, bytes, a mapping of columns or a data frame")
    columns: dict[str, list[object]] = {}
    for name in names:
        column = frame[name]
        convert = getattr(column, "to_pylist", None) or getattr(column, "to_list", None)
        columns[str(name)] = list(convert() if convert else column)
    return columns


def _csv_columns(content: bytes) -> dict[str, list[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            Problem("file", f"must be UTF-8 text (byte {error.start} is not)", code="encoding")
        ) from None
    if "\x00" in text:
        raise InvalidInput(Problem("file", "is not a CSV or Parquet file", code="file"))
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = [
        row
        for row in csv.reader(io.StringIO(text), delimiter=delimiter)
        if any(field.strip() for field in row)
    ]
    if not rows:
        raise InvalidInput(Problem("file", "is empty: a header row is needed", code="empty"))
    header = [name.strip() for name in rows[0]]
    problems = [
        Problem(f"row 1, column {i + 1}", "a column needs a name", code="header")
        for i, name in enumerate(header)
        if not name
    ]
    problems += [
        Problem("row 1", "two columns have the same name", name, "header")
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    problems += [
        Problem(f"row {number}", f"must have {len(header)} fields", len(row), "fields")
        for number, row in enumerate(rows[1:], start=2)
        if len(row) != len(header)
    ]
    _raise(problems)
    return {name: [row[i].strip() for row in rows[1:]] for i, name in enumerate(header)}


def lists_from_columns(
    columns: Mapping[str, Sequence[object]],
    *,
    lists: Sequence[str] | None = None,
    strata: Sequence[str] = (),
) -> Lists:
    """Read from columns of equal length. See :func:`read_lists`."""
    _raise(
        Problem(f'column "{name}"', f"no such column; there are: {', '.join(columns)}", code="name")
        for name in (*(lists or ()), *strata)
        if name not in columns
    )
    rows = len(next(iter(columns.values()), ()))
    if rows == 0:
        raise InvalidInput(Problem("file", "has no rows below the header", code="empty"))
    count_column = _count_column(columns, (*(lists or ()), *strata))
    candidates = [name for name in columns if name != count_column and name not in strata]
    problems: list[Problem] = []
    captured: dict[str, list[int]] = {}
    for name in candidates if lists is None else lists:
        values = [_YES_NO.get(_plain(value), -1) for value in columns[name]]
        if lists is None and _is_stratum(columns[name], values):
            continue
        captured[name] = values
        problems += [
            Problem(f'row {row}, column "{name}"', "a list must be 0 or 1", columns[name][row - 2])
            for row, value in enumerate(values, start=2)
            if value < 0
        ]
    if not captured:
        problems.append(Problem("file", "no column of 0 and 1: at least one list is needed"))
    if len(captured) > MOST_LISTS:
        problems.append(Problem("file", f"at most {MOST_LISTS} lists", len(captured), "lists"))
    counts = [1] * rows
    if count_column is not None:
        for row, value in enumerate(columns[count_column], start=2):
            given = value if not isinstance(value, str) else value.strip()
            problem = count_problem(given, f'row {row}, column "{count_column}"')
            if problem is None:
                counts[row - 2] = int(float(given))  # type: ignore[arg-type]
            else:
                problems.append(problem)
    histories = [0] * rows
    for bit, values in enumerate(captured.values()):
        for row, value in enumerate(values):
            histories[row] |= (value > 0) << bit
    if not problems:
        problems += [
            Problem(
                f"row {row}",
                "is on no list, so nobody can have counted this person",
                counts[row - 2],
                "no-list",
            )
            for row, history in enumerate(histories, start=2)
            if history == 0 and counts[row - 2] > 0
        ]
    _raise(problems)
    stratum_names = tuple(name for name in columns if name != count_column and name not in captured)
    return _tabulate(columns, stratum_names, tuple(captured), histories, counts, count_column)


def _tabulate(
    columns: Mapping[str, Sequence[object]],
    stratum_names: tuple[str, ...],
    names: tuple[str, ...],
    histories: list[int],
    counts: list[int],
    count_column: str | None,
) -> Lists:
    keys = (
        list(zip(*(map(_plain_label, columns[name]) for name in stratum_names), strict=True))
        if stratum_names
        else [()] * len(histories)
    )
    strata = sorted(set(keys))
    place = {key: i for i, key in enumerate(strata)}
    if len(strata) << len(names) > _MOST_CELLS:
        most = max(stratum_names, key=lambda name: len(set(map(_plain_label, columns[name]))))
        rule = (
            f"{len(strata):,} strata of {1 << len(names):,} histories do not fit in memory: leave "
            "out columns that tell people apart, or give them wider classes"
        )
        raise InvalidInput(Problem(f'column "{most}"', rule, code="size"))
    table = np.zeros((len(strata), 1 << len(names)), dtype=np.int64)
    np.add.at(table, ([place[key] for key in keys], histories), counts)
    notes: list[str] = []
    if count_column is not None:
        repeated = len(keys) - len(set(zip(keys, histories, strict=True)))
        if repeated:
            notes.append(
                f"{repeated} row(s) repeat a capture history given before: their counts were added"
            )
    return Lists(names, table, stratum_names, tuple(strata), notes=tuple(notes))


def _count_column(columns: Mapping[str, Sequence[object]], taken: Sequence[str]) -> str | None:
    lowered = {name.lower(): name for name in columns if name not in taken}
    return next((lowered[name] for name in COUNT_COLUMNS if name in lowered), None)


def _plain(value: object) -> str:
    return str(value).strip().lower()


def _plain_label(value: object) -> str:
    return "" if value is None else str(value).strip()


def _is_stratum(given: Sequence[object], values: Sequence[int]) -> bool:
    """A column is a stratum unless most of it is 0 and 1: then the rest are mistakes."""
    valid = sum(value >= 0 for value in values)
    blank = sum(_plain(value) in ("", "none", "nan") for value in given)
    return valid == 0 or 2 * valid < len(values) - blank


def _raise(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if len(found) > _MOST_PROBLEMS:
        more = len(found) - _MOST_PROBLEMS
        found = [*found[:_MOST_PROBLEMS], Problem("file", f"and {more} more problems")]
    raise_if_any(found)
