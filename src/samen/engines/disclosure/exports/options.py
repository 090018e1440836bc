"""The options of ``samen protect`` for formats that others read, and the files they ask for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypedDict

import click

from samen.engines.disclosure.exports.metadata import dcat_ap_nl, read_description
from samen.engines.disclosure.exports.sdmx import check_dataflow, to_sdmx_csv
from samen.engines.disclosure.tables.protected import Protected
from samen.engines.disclosure.tables.writing import to_csvw
from samen.kernel.errors import Problem, raise_if_any

_FILE = click.Path(path_type=Path, dir_okay=False)


class Exports(TypedDict):
    """What was asked for: a path each, None where not."""

    sdmx: Path | None
    dataflow: str | None
    dcat: Path | None
    about: Path | None
    csvw: Path | None


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of :class:`Exports` to a command."""
    for option in reversed(
        (
            click.option("--sdmx", type=_FILE, help="The table as SDMX-CSV 2.0."),
            click.option("--dataflow", help="Its dataflow, AGENCY:ID(VERSION), for --sdmx."),
            click.option("--dcat", type=_FILE, help="DCAT-AP-NL 3.0 (JSON-LD) for a catalogue."),
            click.option("--about", type=_FILE, help="What a catalogue says (JSON), for --dcat."),
            click.option("--csvw", type=_FILE, help="CSV on the Web metadata, also kept apart."),
        )
    ):
        command = option(command)
    return command


def check(exports: Exports) -> None:
    """Refuse, before any work is done, a file that lacks what it needs beside it.

    Raises :class:`InvalidInput` naming the option; also what is wrong in ``about``.
    """
    raise_if_any(
        Problem(f"--{needs}", f"is needed for --{path}", code="missing")
        for path, needs, given in (
            ("sdmx", "dataflow", exports["sdmx"] is None or exports["dataflow"] is not None),
            ("dcat", "about", exports["dcat"] is None or exports["about"] is not None),
        )
        if not given
    )
    if exports["dataflow"] is not None:
        check_dataflow(exports["dataflow"])
    if exports["about"] is not None:
        read_description(exports["about"])


def exported(
    result: Sequence[Protected], count_columns: Sequence[str], exports: Exports
) -> dict[Path, str]:
    """Texts by file. Of several tables each gets a file of its own, its name put in between."""
    files: dict[Path, str] = {}
    for one, column in zip(result, count_columns, strict=True):
        name = one.table.name if len(result) > 1 else None
        if exports["sdmx"] is not None:
            flow = str(exports["dataflow"])
            if name is not None:
                flow = re.sub(r"\(", f"_{re.sub(r'[^0-9A-Za-z_-]', '_', name)}(", flow, count=1)
            files[_apart(exports["sdmx"], name)] = to_sdmx_csv(one, dataflow=flow)
        if exports["csvw"] is not None:
            metadata = to_csvw(one, url=f"{one.table.name}.csv", count_column=column)
            files[_apart(exports["csvw"], name)] = _json(metadata)
    if exports["dcat"] is not None and exports["about"] is not None:
        files[exports["dcat"]] = _json(dcat_ap_nl(*read_description(exports["about"])))
    return files


def _apart(path: Path, name: str | None) -> Path:
    return path if name is None else path.with_name(f"{path.stem}-{name}{path.suffix}")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
