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
        """One pass over the file. Raises :class:`InvalidInput` for a value outside its list."""
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
                reader = connection.sql(
                    f"SELECT {positions} FROM read_parquet($1)",  # noqa: S608
                    params=[str(self.path), *([str(c) for c in self.codes[n]] for n in names)],
                ).to_arrow_reader(_BATCH)
            except duckdb.Error as error:
                problem = Problem(str(self.path), f"cannot be read: {error}", code="unreadable")
                raise InvalidInput(problem) from error
            start = 0
            for batch in reader:
                found = {
                    name: batch.column(i).fill_null(-1).to_numpy(zero_copy_only=False)
                    for i, name in enumerate(names)
                }
                raise_if_any(_outside(self.path.name, found, start))
                start += batch.num_rows
                wide = {name: array.astype(np.int64) for name, array in found.items()}
                for key, total in totals.items():
                    total += _histogram(wide, key, sizes)
        return totals


def _outside(name: str, found: Mapping[str, NDArray[Any]], start: int) -> list[Problem]:
    return [
        Problem(
            f'{name}, record {start + int(row) + 1}, column "{column}"',
            "is not in the code list",
            code="outside_codes",
        )
        for column, array in found.items()
        for row in np.flatnonzero(array < 0)[:_SHOWN]
    ]


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
