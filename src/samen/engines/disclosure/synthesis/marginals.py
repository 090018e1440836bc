"""Counts of combinations of codes, from memory, from Parquet or on Spark.

All three give the same arrays: int64, one axis per column in the order asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from samen.kernel.errors import InvalidInput, Problem, raise_if_any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyspark.sql import DataFrame

Counts = NDArray[np.int64]
Codes = Mapping[str, Sequence[str]]
_BATCH = 200_000
_SHOWN = 20


class Marginals(Protocol):
    """Where counts come from."""

    def count(self, columns: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], Counts]:
        """The joint counts of every tuple of columns."""
        ...


@dataclass(frozen=True, slots=True)
class InMemory:
    """Records as positions in the code lists: one array per column, all of the same length."""

    records: Mapping[str, NDArray[np.integer[Any]]]
    sizes: Mapping[str, int]

    def count(self, columns: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], Counts]:
        wide = {name: codes.astype(np.int64) for name, codes in self.records.items()}
        return {key: _histogram(wide, key, self.sizes) for key in dict.fromkeys(columns)}


def _histogram(
    records: Mapping[str, NDArray[np.int64]], columns: tuple[str, ...], sizes: Mapping[str, int]
) -> Counts:
    flat = records[columns[0]]
    for name in columns[1:]:
        flat = flat * sizes[name] + records[name]
    shape = [sizes[name] for name in columns]
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)


@dataclass(frozen=True, slots=True)
class FromParquet:
    """A Parquet file (or several, as a pattern), read by DuckDB in batches: memory stays flat."""

    path: Path
    codes: Codes

    def count(self, columns: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], Counts]:
        """One pass over the file.

        Raises :class:`InvalidInput` for a missing column, for values outside their lists (all of
        them, each named with the first record that has it) and for a file without records.
        """
        import duckdb

        names = list(dict.fromkeys(name for key in columns for name in key))
        sizes = {name: len(self.codes[name]) for name in names}
        totals = {
            key: np.zeros([sizes[n] for n in key], dtype=np.int64) for key in dict.fromkeys(columns)
        }
        positions = ", ".join(
            f"list_position(${i + 2}, CAST({_quoted(name)} AS VARCHAR)) - 1 AS c{i}"
            for i, name in enumerate(names)
        )
        with duckdb.connect() as connection:
            try:
                raise_if_any(self._missing(connection, names))
                reader = connection.sql(
                    f"SELECT {positions} FROM read_parquet($1)",  # noqa: S608
                    params=[str(self.path), *([str(c) for c in self.codes[n]] for n in names)],
                ).to_arrow_reader(_BATCH)
            except duckdb.Error as error:
                problem = Problem(str(self.path), f"cannot be read: {error}", code="unreadable")
                raise InvalidInput(problem) from error
            records = 0
            for batch in reader:
                found = {
                    name: batch.column(i).fill_null(-1).to_numpy(zero_copy_only=False)
                    for i, name in enumerate(names)
                }
                if any((array < 0).any() for array in found.values()):
                    raise InvalidInput(self._outside(names))
                records += batch.num_rows
                wide = {name: array.astype(np.int64) for name, array in found.items()}
                for key, total in totals.items():
                    total += _histogram(wide, key, sizes)
        if not records:
            raise InvalidInput(Problem(self.path.name, "has no records", code="empty"))
        return totals

    def _missing(self, connection: DuckDBPyConnection, names: Sequence[str]) -> list[Problem]:
        relation = connection.sql("FROM read_parquet($1)", params=[str(self.path)])
        return [
            Problem(self.path.name, "has no column of this name", name, "missing_column")
            for name in names
            if name not in relation.columns
        ]

    def _outside(self, names: Sequence[str]) -> list[Problem]:
        """Every value outside its list, where it stands first and how often it occurs."""
        import duckdb

        problems: list[Problem] = []
        with duckdb.connect() as connection:
            for name in names:
                rows = connection.execute(
                    f"SELECT CAST({_quoted(name)} AS VARCHAR) AS value, "  # noqa: S608
                    "min(file_row_number) + 1 AS first, count(*) AS times "
                    "FROM read_parquet($1, file_row_number = true) "
                    "WHERE value IS NULL OR NOT list_contains($2, value) "
                    f"GROUP BY value ORDER BY first, value LIMIT {_SHOWN}",
                    [str(self.path), [str(code) for code in self.codes[name]]],
                ).fetchall()
                problems.extend(
                    Problem(
                        f'{self.path.name}, record {first}, column "{name}"',
                        f"is not in the code list ({times:,} records have it)",
                        value,
                        "outside_codes",
                    )
                    for value, first, times in rows
                )
        return problems


@dataclass(frozen=True, slots=True)
class OnSpark:
    """A Spark data frame with one column of codes (text) per name."""

    frame: DataFrame
    codes: Codes

    def count(self, columns: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], Counts]:
        """One job per marginal. Raises :class:`InvalidInput` for a value outside its list."""
        position = {
            name: {code: i for i, code in enumerate(codes)} for name, codes in self.codes.items()
        }
        result: dict[tuple[str, ...], Counts] = {}
        problems: list[Problem] = []
        for key in dict.fromkeys(columns):
            table = np.zeros([len(self.codes[name]) for name in key], dtype=np.int64)
            for row in self.frame.groupBy(*key).count().collect():
                place = [position[name].get(str(row[name]), -1) for name in key]
                if min(place) < 0:
                    values = ", ".join(f"{name} = {row[name]}" for name in key)
                    problems.append(Problem(values, "is not in the code lists", code="outside"))
                else:
                    table[tuple(place)] = row["count"]
            result[key] = table
        raise_if_any(problems)
        return result


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
