"""Public code lists, and microdata read by them. Nothing about the domain comes from the data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from samen.engines.disclosure.synthesis.marginals import Marginals
from samen.engines.disclosure.synthesis.network import impossible_rows
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

_SHOWN = 20
"""So many problems are named per column; the rest are counted."""


@dataclass(frozen=True, slots=True)
class CodeLists:
    """The codes of every column, and the combinations that do not exist.

    ``excluded``: per combination ``{column: codes}``; a record with a listed code in each of the
    columns is impossible.
    """

    columns: Mapping[str, tuple[str, ...]]
    excluded: tuple[Mapping[str, tuple[str, ...]], ...] = ()

    @property
    def sizes(self) -> dict[str, int]:
        """Number of codes per column."""
        return {name: len(codes) for name, codes in self.columns.items()}

    def masks(self) -> list[dict[str, NDArray[np.bool_]]]:
        """``excluded`` as masks over the positions of the codes."""
        return [
            {name: np.isin(np.array(self.columns[name]), codes) for name, codes in one.items()}
            for one in self.excluded
        ]


def read_codes(path: Path) -> CodeLists:
    """Read ``{"columns": {name: [code, …]}, "impossible": [{name: code or [code, …]}, …]}``.

    A plain ``{name: [code, …]}`` is taken for the columns alone; codes with labels may be
    ``{code: label}``. Raises :class:`InvalidInput` with every fault.
    """
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        problem = Problem(str(path), f"cannot be read as JSON: {error}", code="unreadable")
        raise InvalidInput(problem) from error
    if not isinstance(found, dict):
        raise InvalidInput(Problem(path.name, "needs an object {column: [codes]}", code="codes"))
    wrapped = isinstance(found.get("columns"), dict)
    columns: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for name, listed in (found["columns"] if wrapped else found).items():
        where = f'{path.name}, column "{name}"'
        if not isinstance(listed, (list, dict)) or len(listed) == 0:
            problems.append(Problem(where, "needs a list of codes", listed, "codes"))
            continue
        codes = tuple(str(code) for code in listed)
        repeated = sorted({code for code in codes if codes.count(code) > 1})
        problems.extend(Problem(where, "repeats a code", code, "duplicate") for code in repeated)
        columns[name] = codes
    if len(columns) < 2 and not problems:
        problems.append(Problem(path.name, "needs at least two columns", len(columns), "codes"))
    excluded: list[dict[str, tuple[str, ...]]] = []
    for number, one in enumerate(found.get("impossible", []) if wrapped else [], start=1):
        where = f"{path.name}, impossible combination {number}"
        if not isinstance(one, dict) or not one:
            problems.append(Problem(where, "needs an object {column: code or [codes]}", one))
            continue
        combination: dict[str, tuple[str, ...]] = {}
        for name, value in one.items():
            codes = tuple(str(c) for c in (value if isinstance(value, list) else [value]))
            known = columns.get(name)
            if known is None:
                problems.append(Problem(where, "names a column without codes", name, "unknown"))
                continue
            problems.extend(
                Problem(where, f'is not a code of "{name}"', code, "unknown")
                for code in codes
                if code not in known
            )
            combination[name] = codes
        excluded.append(combination)
    raise_if_any(problems)
    return CodeLists(columns, tuple(excluded))


def read_records(path: Path, codes: CodeLists) -> dict[str, NDArray[np.integer[Any]]]:
    """Read CSV microdata, one row per person, as positions in the code lists.

    Columns without a code list are left out. Raises :class:`InvalidInput` naming row, column and
    value of everything that is not in its list or that is an impossible combination.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            first = file.readline()
        separator = max(",;\t", key=first.count)
        frame = pl.read_csv(path, separator=separator, infer_schema=False).fill_null("")
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        problem = Problem(str(path), f"cannot be read as CSV: {error}", code="unreadable")
        raise InvalidInput(problem) from error
    problems = [
        Problem(f"{path.name}, header", "has no column of this name", name, "missing_column")
        for name in codes.columns
        if name not in frame.columns
    ]
    if frame.height == 0:
        problems.append(Problem(path.name, "has no records", code="empty"))
    raise_if_any(problems)
    records: dict[str, NDArray[np.integer[Any]]] = {}
    for name, listed in codes.columns.items():
        column = frame.get_column(name)
        kind = np.min_scalar_type(-len(listed) - 1)
        position = pl.Series(range(len(listed)), dtype=pl.Int64)
        found = column.replace_strict(
            pl.Series(listed, dtype=pl.String), position, default=-1, return_dtype=pl.Int64
        ).to_numpy()
        wrong = np.flatnonzero(found < 0)
        problems.extend(
            Problem(
                f'{path.name}, row {int(row) + 2}, column "{name}"',
                "is not in the code list",
                column[int(row)],
                "outside_codes",
            )
            for row in wrong[:_SHOWN]
        )
        if len(wrong) > _SHOWN:
            where = f'{path.name}, column "{name}"'
            problems.append(
                Problem(where, f"{len(wrong) - _SHOWN} more values are not in the list")
            )
        records[name] = found.astype(kind)
    problems.extend(_impossible(path, records, codes))
    raise_if_any(problems)
    return records


def _impossible(
    path: Path, records: Mapping[str, NDArray[np.integer[Any]]], codes: CodeLists
) -> list[Problem]:
    problems: list[Problem] = []
    for combination, mask in zip(codes.excluded, codes.masks(), strict=True):
        coded = np.logical_and.reduce([records[name] >= 0 for name in combination])
        wrong = np.flatnonzero(coded & impossible_rows(records, [mask]))
        words = _words(combination)
        problems.extend(
            Problem(
                f"{path.name}, row {int(row) + 2}",
                f"is declared impossible: {words}",
                code="impossible",
            )
            for row in wrong[:_SHOWN]
        )
        if len(wrong) > _SHOWN:
            problems.append(Problem(path.name, f"{len(wrong) - _SHOWN} more records with {words}"))
    return problems


def check_counts(marginals: Marginals, codes: CodeLists, name: str) -> None:
    """Refuse records of a file too large to read whole, by their counts.

    Raises :class:`InvalidInput` for values outside the code lists, and for impossible combinations
    with the number of records that have them. ``name``: of the file, for the messages.
    """
    keys = [tuple(combination) for combination in codes.excluded]
    counts = marginals.count([*((column,) for column in codes.columns), *keys])
    problems: list[Problem] = []
    for key, combination, mask in zip(keys, codes.excluded, codes.masks(), strict=True):
        several = int(counts[key][np.ix_(*(mask[column] for column in key))].sum())
        if several:
            rule = f"{several:,} records are declared impossible: {_words(combination)}"
            problems.append(Problem(name, rule, code="impossible"))
    raise_if_any(problems)


def _words(combination: Mapping[str, Sequence[str]]) -> str:
    return " and ".join(f"{name} in {', '.join(codes)}" for name, codes in combination.items())


def to_frame(
    records: Mapping[str, NDArray[np.integer[Any]]], codes: Mapping[str, Sequence[str]]
) -> pl.DataFrame:
    """Records with the codes themselves."""
    return pl.DataFrame({name: np.array(codes[name])[at] for name, at in records.items()})
