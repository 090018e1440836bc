"""``samen protect`` and ``samen audit``: files in, files out, progress on stderr."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Unpack

import click

from samen.engines.disclosure.exports.options import Exports, check, export_options, exported
from samen.engines.disclosure.files import write_all
from samen.engines.disclosure.tables.audit import audit as audit_tables
from samen.engines.disclosure.tables.audit import audit_releases
from samen.engines.disclosure.tables.findings import Audit
from samen.engines.disclosure.tables.inputs import as_protected, gather, read_releases, read_tables
from samen.engines.disclosure.tables.protect import protect_linked
from samen.engines.disclosure.tables.protected import Protected
from samen.engines.disclosure.tables.report import report
from samen.engines.disclosure.tables.settings import Method, Settings
from samen.engines.disclosure.tables.writing import is_release, metadata_path, to_csv, to_csvw
from samen.kernel.errors import InvalidInput, Problem

KEY_VARIABLE = "SAMEN_CELL_KEY_SECRET"


class _ManyValues(click.Command):
    """Let ``--against A.csv B.csv`` take every file up to the next option, as users write it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        spread: list[str] = []
        many = False
        for position, word in enumerate(args):
            if word == "--against":
                many = True
                follows = args[position + 1 : position + 2]
                if not follows or follows[0].startswith("--"):
                    spread.append(word)
                continue
            if word.startswith("-") and word != "-":
                many = False
            elif many:
                spread.append("--against")
            spread.append(word)
        return super().parse_args(ctx, spread)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _settings(threshold: int, margin: float, round_to: int | None, perturb: int | None) -> Settings:
    if round_to is not None and perturb is not None:
        raise InvalidInput(Problem("--round, --perturb", "give one of the two, not both"))
    method: Method = "suppress"
    if round_to is not None:
        method = "round"
    elif perturb is not None:
        method = "perturb"
    return Settings(
        threshold,
        margin,
        method,
        round_to if round_to is not None else 5,
        perturb if perturb is not None else 5,
    )


_TABLES = click.argument(
    "tables", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
)
_HIERARCHY = click.option(
    "--hierarchy",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Trees of members: JSON {dimension: {member: parent}} or CSV dimension,member,parent.",
)
_COUNT = click.option("--count", help="Column of the counts [default: by its name, else the last].")
_TOTAL = click.option("--total", help='Code of the totals [default: "Totaal", "Total", "_T", …].')
_THRESHOLD = click.option(
    "--threshold", default=10, show_default=True, help="Counts from 1 up to below it are small."
)
_MARGIN = click.option(
    "--margin", default=0.3, show_default=True, help="Share by which a small count stays uncertain."
)
_ROUND = click.option("--round", "round_to", type=int, help="Round figures to this base.")
_PERTURB = click.option("--perturb", type=int, help="Perturb figures by at most this much.")
_AGAINST = click.option(
    "--against",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Earlier releases; one or more files.",
)


@click.command(cls=_ManyValues)
@_TABLES
@_HIERARCHY
@_COUNT
@_TOTAL
@_THRESHOLD
@_MARGIN
@_ROUND
@_PERTURB
@_AGAINST
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File (or folder, for several tables) [default: standard output].",
)
@click.option("--report", "report_to", type=click.Path(path_type=Path), help="Report to sign.")
@click.option("--svg", type=click.Path(path_type=Path), help="Picture of the audit.")
@export_options
def protect(
    tables: tuple[Path, ...],
    hierarchy: tuple[Path, ...],
    count: str | None,
    total: str | None,
    threshold: int,
    margin: float,
    round_to: int | None,
    perturb: int | None,
    against: tuple[Path, ...],
    out: Path | None,
    report_to: Path | None,
    svg: Path | None,
    **exports: Unpack[Exports],
) -> None:
    """Protect TABLES (CSV, one row per cell, totals included) for publication.

    Several tables are protected together: a cell in two of them gets one answer. With --out,
    metadata (CSV on the Web) is written beside every table; a later release needs it.
    """
    settings, _, readings = gather(
        [
            partial(_settings, threshold, margin, round_to, perturb),
            partial(check, exports),
            partial(read_tables, tables, hierarchy, count, total, _say),
        ]
    )
    several = [reading.table for reading in readings]
    releases = read_releases(against, several, settings, _say)
    result = protect_linked(
        several,
        threshold=threshold,
        margin=margin,
        method=settings.method,
        base=settings.base,
        noise=settings.noise,
        secret=os.environ.get(KEY_VARIABLE, "").encode(),
        against=releases,
        progress=_say,
    )
    files = exported(result, [reading.count_column for reading in readings], exports)
    for reading, one in zip(readings, result, strict=True):
        text = to_csv(one, count_column=reading.count_column)
        if out is None:
            click.echo(text, nl=False)
            continue
        path = out / f"{one.table.name}.csv" if len(result) > 1 else out
        files[path] = text
        metadata = to_csvw(one, url=path.name, count_column=reading.count_column)
        files[metadata_path(path)] = json.dumps(metadata, ensure_ascii=False, indent=2) + "\n"
    if report_to is not None:
        files[report_to] = report(result)
    if svg is not None:
        from samen.engines.disclosure.tables.picture import audit_svg

        files[svg] = audit_svg(next(iter(result)).audit)
    write_all(files, _say)
    _summary(result)


@click.command(cls=_ManyValues)
@_TABLES
@_HIERARCHY
@_COUNT
@_TOTAL
@_THRESHOLD
@_MARGIN
@_ROUND
@_PERTURB
@click.option(
    "--release",
    "released",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The protected form of each table, in the same order [default: protect it now].",
)
@_AGAINST
@click.option("--report", "report_to", type=click.Path(path_type=Path), help="Report to sign.")
@click.option("--json", "as_json", is_flag=True, help="Bounds of every cell as JSON.")
@click.option("--svg", type=click.Path(path_type=Path), help="Picture of the audit.")
def audit(
    tables: tuple[Path, ...],
    hierarchy: tuple[Path, ...],
    count: str | None,
    total: str | None,
    threshold: int,
    margin: float,
    round_to: int | None,
    perturb: int | None,
    released: tuple[Path, ...],
    against: tuple[Path, ...],
    report_to: Path | None,
    as_json: bool,
    svg: Path | None,
) -> None:
    """Bound what readers of a release can infer about TABLES (the true counts).

    TABLES that have hidden figures themselves are taken for releases: then the bounds are those
    of a reader, and a hidden count is exposed where it is settled. Exit code 0 where every
    small count is uncertain enough, 1 where one is not.
    """
    settings = _settings(threshold, margin, round_to, perturb)
    if not released and all(is_release(path) for path in tables):
        _audit_published([*tables, *against], settings, as_json)
        return
    readings = read_tables(tables, hierarchy, count, total, _say)
    several = [reading.table for reading in readings]
    earlier = read_releases(against, several, settings, _say)
    if released:
        if len(released) != len(several):
            rule = f"give one for each of the {len(several)} tables, in their order"
            raise InvalidInput(Problem("--release", rule, len(released)))
        shown = read_releases(released, several, settings, _say)
        result = as_protected(several, shown, settings)
    else:
        result = list(
            protect_linked(
                several,
                threshold=threshold,
                margin=margin,
                method=settings.method,
                base=settings.base,
                noise=settings.noise,
                secret=os.environ.get(KEY_VARIABLE, "").encode(),
                against=earlier,
                progress=_say,
            )
        )
    found = audit_tables(result, earlier)
    result = [replace(one, audit=found) for one in result]
    files: dict[Path, str] = {}
    if report_to is not None:
        files[report_to] = report(result)
    if svg is not None:
        from samen.engines.disclosure.tables.picture import audit_svg

        files[svg] = audit_svg(found)
    write_all(files, _say)
    click.echo(_as_json(found) if as_json else report(result))
    _summary(result)
    if not found.clean:
        click.get_current_context().exit(1)


def _audit_published(paths: Sequence[Path], settings: Settings, as_json: bool) -> None:
    found = audit_releases(read_releases(paths, (), settings, _say))
    if as_json:
        click.echo(_as_json(found))
    else:
        for cell in found.cells:
            high = "no limit" if cell.high is None else cell.high
            click.echo(f"{', '.join(cell.members)}: {cell.low} to {high}")
    verdict = "clean" if found.clean else f"{len(found.exposed)} hidden counts are settled"
    _say(f"{len(found.cells)} cells hidden; audit: {verdict}")
    if not found.clean:
        click.get_current_context().exit(1)


def _as_json(found: Audit) -> str:
    cells = [
        {
            "table": cell.table,
            "members": list(cell.members),
            "status": cell.status.name.lower(),
            "count": cell.count,
            "low": cell.low,
            "high": cell.high,
            "exposed": cell.exposed,
        }
        for cell in found.cells
    ]
    return json.dumps(
        {"clean": found.clean, "against": list(found.against), "cells": cells},
        ensure_ascii=False,
        indent=1,
    )


def _summary(result: Sequence[Protected]) -> None:
    found = result[0].audit
    hidden = sum(cell.status.hidden for cell in found.cells)
    verdict = "clean" if found.clean else f"{len(found.exposed)} cells can be bounded too narrowly"
    _say(f"{hidden} cells hidden; audit: {verdict}")
