"""A protected table as files: CSV for the public with its metadata, read back as a release.

The CSV follows SDMX-CSV's habit of one row per observation with its status (``CONF_STATUS`` of
the SDMX code list CL_CONF_STATUS: F free, C confidential), primary and secondary alike. The
metadata is W3C CSV on the Web; what a later release needs (method, base, trees) is in it under
:data:`PROTECTION`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from samen.engines.disclosure.tables.model import Dimension
from samen.engines.disclosure.tables.protected import Protected
from samen.engines.disclosure.tables.reading import COUNT_COLUMNS, dimension_of, read_lines
from samen.engines.disclosure.tables.release import Release
from samen.engines.disclosure.tables.settings import HIDDEN, Settings
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

PROTECTION = "https://w3id.org/samen/ns#protection"
"""How a table was protected, in its metadata; CSV on the Web allows no prefix of our own."""
STATUS_COLUMN = "status"
FREE, CONFIDENTIAL = "F", "C"
SYMBOL = "x"


def to_csv(protected: Protected, *, count_column: str = "count") -> str:
    """The public table: dimensions, figure (``x`` where hidden) and status (F or C)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [dimension.name for dimension in protected.table.dimensions]
    writer.writerow([*names, count_column, STATUS_COLUMN])
    for cell in protected.cells():
        hidden = cell.value is None
        writer.writerow(
            [*cell.members, SYMBOL if hidden else cell.value, CONFIDENTIAL if hidden else FREE]
        )
    return out.getvalue()


def to_csvw(protected: Protected, *, url: str, count_column: str = "count") -> dict[str, Any]:
    """CSV on the Web metadata of :func:`to_csv`, with what a later release must know."""
    settings = protected.settings
    columns: list[dict[str, Any]] = [
        {"name": d.name, "titles": d.name, "datatype": "string", "required": True}
        for d in protected.table.dimensions
    ]
    columns.append(
        {
            "name": count_column,
            "titles": count_column,
            "datatype": "nonNegativeInteger",
            "null": [SYMBOL],
        }
    )
    columns.append(
        {
            "name": STATUS_COLUMN,
            "titles": STATUS_COLUMN,
            "datatype": {"base": "string", "format": f"{FREE}|{CONFIDENTIAL}"},
        }
    )
    protection: dict[str, Any] = {
        "method": settings.method,
        "threshold": settings.threshold,
        "margin": settings.margin,
    }
    if settings.method == "round":
        protection["base"] = settings.base
    if settings.method == "perturb":
        protection["noise"] = settings.noise
    protection["hierarchies"] = {
        d.name: {
            member: None if parent < 0 else d.members[parent]
            for member, parent in zip(d.members, d.parents, strict=True)
        }
        for d in protected.table.dimensions
    }
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "tableSchema": {
            "columns": columns,
            "primaryKey": [d.name for d in protected.table.dimensions],
        },
        PROTECTION: protection,
    }


def metadata_path(path: Path) -> Path:
    """Where CSV on the Web looks for the metadata of a CSV file."""
    return path.with_name(path.name + "-metadata.json")


def read_release(path: Path, *, like: Sequence[Dimension] = (), assume: Settings) -> Release:
    """Read an earlier release with its metadata beside it.

    Without metadata the file is taken to be made as ``assume`` says, and a dimension to have the
    tree of the dimension of that name in ``like``, or to be flat.
    """
    lines = read_lines(path)
    metadata = _metadata(metadata_path(path))
    protection: dict[str, Any] = metadata.get(PROTECTION, {})
    settings = assume
    if protection:
        settings = Settings(
            threshold=int(protection.get("threshold", assume.threshold)),
            margin=float(protection.get("margin", assume.margin)),
            method=protection.get("method", "suppress"),
            base=int(protection.get("base", 5)),
            noise=int(protection.get("noise", 5)),
        )
    candidates = [c for c in lines.header if c.casefold() in COUNT_COLUMNS]
    rest = [c for c in lines.header if c != STATUS_COLUMN]
    figure = candidates[0] if candidates else rest[-1]
    names = [c for c in rest if c != figure]
    known = {d.name: d for d in like}
    trees: dict[str, Any] = protection.get("hierarchies", {})
    columns = {n: [row[lines.header.index(n)] for row in lines.rows] for n in names}
    dimensions = tuple(
        known[n]
        if n not in trees and n in known and set(columns[n]) <= set(known[n].members)
        else dimension_of(n, columns[n], trees.get(n))
        for n in names
    )
    index = [{m: i for i, m in enumerate(d.members)} for d in dimensions]
    values = np.full([len(d.members) for d in dimensions], HIDDEN, dtype=np.int64)
    problems: list[Problem] = []
    at = lines.header.index(figure)
    for r, (number, row) in enumerate(zip(lines.numbers, lines.rows, strict=True)):
        text = row[at]
        where = f'{path.name}, row {number}, column "{figure}"'
        unknown = [n for n, lookup in zip(names, index, strict=True) if columns[n][r] not in lookup]
        problems.extend(
            Problem(
                f'{path.name}, row {number}, column "{n}"',
                "is not a member of the hierarchy",
                columns[n][r],
                "unknown_member",
            )
            for n in unknown
        )
        if text.isdecimal() and not unknown:
            place = tuple(lookup[columns[n][r]] for n, lookup in zip(names, index, strict=True))
            values[place] = int(text)
        elif not text.isdecimal() and text.casefold() not in {SYMBOL, "", ".", "c", ":c", "-"}:
            rule = f"must be a whole number ≥ 0, or {SYMBOL} where hidden"
            problems.append(Problem(where, rule, text, "count"))
    raise_if_any(problems)
    return Release(path.stem, dimensions, values, settings)


def _metadata(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problem = Problem(str(path), f"cannot be read as JSON: {error}", code="unreadable")
        raise InvalidInput(problem) from error
    return found if isinstance(found, dict) else {}


def is_release(path: Path) -> bool:
    """Whether a file is a published table: protection in its metadata, or hidden figures in it."""
    if PROTECTION in _metadata(metadata_path(path)):
        return True
    if not path.exists():
        return False
    return any(SYMBOL in row for row in read_lines(path).rows)
