"""Files → Arrow tables of text, with every problem named by file, row and column."""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from samen.engines.linkage.spec import FieldSpec, LinkSpec
from samen.kernel.errors import Problem, raise_if_any

SOURCE: Final = "__source"
ROW: Final = "__row"
ID: Final = "__id"
_DELIMITERS: Final = (",", ";", "\t", "|")
_SHOWN: Final = 20


def read_sources(paths: Sequence[str | Path], spec: LinkSpec) -> pa.Table:
    """The records of all files in one table of text.

    Columns: ``__source`` (file name without ending), ``__row`` (as in the file, header = 1),
    ``__id`` (the id column or the row), then the columns that ``spec`` names. Parquet by its
    ending; anything else is read as delimited text in UTF-8, with the delimiter found from the
    header.

    Raises :class:`InvalidInput` naming file, row and column of everything that is wrong: a
    missing file or column, bytes that are not UTF-8, rows with too few or many cells, an empty
    column, an id that is empty or used twice in one file.
    """
    problems: list[Problem] = []
    tables: list[pa.Table] = []
    names: list[str] = []
    for path in map(Path, paths):
        name = path.stem
        if name in names:
            problems.append(Problem(str(path), "two files have this name; rename one", name))
        names.append(name)
        table = _read_one(path, spec, problems)
        if table is not None:
            tables.append(_with_identity(table, name, str(path), spec, problems))
    problems += [
        Problem("apart", f"names no file; the files are {', '.join(names)}", source)
        for source in spec.apart
        if source not in names
    ]
    if spec.link == "link" and len(tables) < 2 and not problems:
        problems.append(Problem("link", 'two or more files, or link = "dedupe"', spec.link))
    raise_if_any(problems)
    merged = pa.concat_tables(tables)
    problems += [
        Problem(
            f"column {column!r}",
            "has no value in any file; leave it out of the specification or fill it",
        )
        for column in spec.columns
        if column != spec.id and not _has_value(merged[column])
    ]
    raise_if_any(problems)
    return merged


def _has_value(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.greater(pc.utf8_length(column), 0)).as_py())


def constant_columns(table: pa.Table, spec: LinkSpec) -> list[str]:
    """Columns with one and the same value in every record, which tell nobody apart."""
    columns = [c for c in spec.columns if c != spec.id] if len(table) > 2 else []
    return [c for c in columns if len(pc.unique(table[c])) == 1]


def _with_identity(
    table: pa.Table, name: str, where: str, spec: LinkSpec, problems: list[Problem]
) -> pa.Table:
    rows = table[ROW]
    identity = table[spec.id] if spec.id else pc.cast(rows, pa.string())
    if spec.id:
        empty = pc.equal(identity, "")
        for row in table.filter(empty)[ROW].to_pylist()[:_SHOWN]:
            problems.append(Problem(f"{where}, row {row}, column {spec.id!r}", "an id is empty"))  # noqa: PERF401
        counts = pc.value_counts(identity.combine_chunks())
        twice = [
            item["values"]
            for item in counts.filter(pc.greater(counts.field("counts"), 1)).to_pylist()[:_SHOWN]
        ]
        for value in twice:
            at = table.filter(pc.equal(identity, value))[ROW].to_pylist()
            if value:
                problems.append(
                    Problem(
                        f"{where}, rows {', '.join(map(str, at[:5]))}, column {spec.id!r}",
                        "an id is used once in a file",
                        value,
                    )
                )
    columns: dict[str, Any] = {
        SOURCE: pa.array([name] * 0, pa.string()),
        ROW: rows,
        ID: identity,
    }
    columns[SOURCE] = pa.repeat(pa.scalar(name), len(table))
    columns.update({column: table[column] for column in spec.columns})
    return pa.table(columns)


def _read_one(path: Path, spec: LinkSpec, problems: list[Problem]) -> pa.Table | None:
    if not path.is_file():
        problems.append(Problem(str(path), "this file does not exist"))
        return None
    if path.suffix == ".parquet":
        try:
            available = pq.read_schema(path).names
        except pa.ArrowInvalid as error:
            problems.append(Problem(str(path), f"not a Parquet file: {error}"))
            return None
        if not _columns_present(path, available, spec, problems):
            return None
        table = pq.read_table(path, columns=list(spec.columns))
        texts = {
            column: pc.fill_null(pc.cast(table[column], pa.string()), "") for column in spec.columns
        }
        return pa.table({**texts, ROW: pa.array(range(2, len(table) + 2), pa.int64())})
    return _read_text(path, spec, problems)


def _columns_present(
    path: Path, available: Sequence[str], spec: LinkSpec, problems: list[Problem]
) -> bool:
    missing = [column for column in spec.columns if column not in available]
    problems.extend(
        Problem(
            f"{path}, row 1",
            f"the specification names a column the file lacks; the file has {', '.join(available)}",
            column,
        )
        for column in missing
    )
    twice = [column for column in spec.columns if list(available).count(column) > 1]
    problems.extend(
        Problem(f"{path}, row 1", "a column that the specification names occurs once", column)
        for column in twice
    )
    return not missing and not twice


def _read_text(path: Path, spec: LinkSpec, problems: list[Problem]) -> pa.Table | None:
    data = path.read_bytes()
    if not data.strip():
        problems.append(Problem(str(path), "the file is empty"))
        return None
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    try:
        first = data.split(b"\n", 1)[0].decode("utf-8")
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        line_start = data.rfind(b"\n", 0, error.start) + 1
        before = data[line_start : error.start]
        mark = _delimiter(data.split(b"\n", 1)[0].decode("latin-1"), spec).encode()
        column = before.count(mark) + 1
        problems.append(
            Problem(
                f"{path}, row {row}, column {column}",
                "text is in UTF-8; convert the file (it may be Windows-1252), all of it in one go",
                data[max(error.start - 10, line_start) : error.start + 10],
            )
        )
        return None
    delimiter = _delimiter(first, spec)
    ragged: list[Any] = []

    def note(row: Any) -> str:
        ragged.append(row)
        return "skip"

    try:
        table = pacsv.read_csv(
            io.BytesIO(data),
            read_options=pacsv.ReadOptions(use_threads=False),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={name.strip('"\r '): pa.string() for name in first.split(delimiter)},
                strings_can_be_null=False,
                null_values=[],
            ),
        )
    except pa.ArrowInvalid as error:
        problems.append(Problem(str(path), f"not delimited text: {error}"))
        return None
    problems.extend(
        Problem(
            f"{path}, row {row.number if row.number is not None else '?'}",
            f"{row.expected_columns} cells, as in the header (delimiter {delimiter!r})",
            f"{row.actual_columns} cells",
        )
        for row in ragged[:_SHOWN]
    )
    if not _columns_present(path, table.column_names, spec, problems) or ragged:
        return None
    texts = {
        column: pc.utf8_trim_whitespace(pc.cast(table[column], pa.string()))
        for column in spec.columns
    }
    return pa.table({**texts, ROW: pa.array(range(2, len(table) + 2), pa.int64())})


def _delimiter(header: str, spec: LinkSpec) -> str:
    """The delimiter that makes most of the columns the specification names."""

    def named(delimiter: str) -> tuple[int, int]:
        cells = [cell.strip('"\r ') for cell in header.split(delimiter)]
        return sum(column in cells for column in spec.columns), len(cells)

    return max(_DELIMITERS, key=named)


def read_column(path: str | Path, column: str) -> list[str]:
    """One column of a file as text, in the file's order (the truth beside the records)."""
    spec = LinkSpec((FieldSpec("truth", "code", (column,)),))
    problems: list[Problem] = []
    table = _read_one(Path(path), spec, problems)
    raise_if_any(problems)
    if table is None:
        raise ValueError(path)
    return [str(value) for value in table[column].to_pylist()]
