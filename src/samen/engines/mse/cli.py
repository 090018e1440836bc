"""``samen estimate``: the victims on no list, by every method side by side."""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from samen.kernel.errors import InvalidInput, Problem

from .analysis import METHODS, Analysis, Settings, StratifiedAnalysis, analyse_strata, check_methods
from .backend import must_compile
from .estimate import Estimate
from .lists import Lists
from .reading import read_lists


@click.command()
@click.argument("file", metavar="LISTS.csv", type=click.Path(path_type=Path))
@click.option("--method", "methods", help=f"Comma-separated: {', '.join(METHODS)}.")
@click.option("--max-order", default=2, show_default=True, help="Largest interaction for bic, aic.")
@click.option("--n-top", type=int, help="Replicates choose among this many models (default: all).")
@click.option("--model", help='Also fit this model, e.g. "[12,3]".')
@click.option("--by", help="Comma-separated columns: estimate each stratum and their sum.")
@click.option("--lists", "list_columns", help="Comma-separated columns that are lists.")
@click.option("--never-together", multiple=True, metavar="A:B", help="Lists nobody can share.")
@click.option("--bootstrap", default=10_000, show_default=True, help="Replicates; 0 for none.")
@click.option("--seed", type=click.IntRange(min=0), help="Makes the result reproducible.")
@click.option(
    "--jobs", default=1, show_default=True, help="Cores to use; the numbers do not change."
)
@click.option(
    "--compare", "comparing", is_flag=True, help="Add the table of sensitivity to models."
)
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--svg", type=click.Path(path_type=Path), help="Write a picture of the estimates.")
@click.option("--report", type=click.Path(path_type=Path), help="Write a report (.html or .pdf).")
def estimate(
    file: Path,
    methods: str | None,
    max_order: int,
    n_top: int | None,
    model: str | None,
    by: str | None,
    list_columns: str | None,
    never_together: tuple[str, ...],
    bootstrap: int,
    seed: int | None,
    jobs: int,
    comparing: bool,
    as_json: bool,
    svg: Path | None,
    report: Path | None,
) -> None:
    """Estimate how many people are on none of the lists.

    LISTS.csv has one column per list with 0 or 1, and a column "count" (or "frequency", "n") with
    the number of people; without it every row is one person. All other columns are strata. Parquet
    works too.
    """
    columns = _names(by)
    settings = Settings(
        methods=check_methods(methods.split(",")) if methods is not None else (),
        max_order=max_order,
        n_top=n_top,
        replicates=bootstrap,
        seed=secrets.randbits(32) if seed is None else seed,
        model=model,
        n_jobs=jobs,
    )
    _check(settings, jobs, report)
    content = _read(file)
    lists = read_lists(content, lists=_names(list_columns) or None, strata=columns)
    for pair in never_together:
        lists = _never_together(lists, pair)
    if sys.stderr.isatty() and must_compile():
        click.echo("First run here: compiling the inner loops (half a minute).", err=True)
    with _Progress() as progress:
        found = analyse_strata(
            lists,
            settings,
            by=columns,
            input_sha256=hashlib.sha256(content).hexdigest(),
            progress=progress,
        )
        comparison = None
        if comparing or report is not None:
            from .compare import compare

            comparison = compare(
                lists, seed=settings.seed, replicates=bootstrap, n_jobs=jobs, progress=progress
            )
    if svg is not None:
        from .figures import estimates_figure

        _write(svg, estimates_figure(found).encode())
    if report is not None:
        from .report import report_html, report_pdf

        page = report_html(found, comparison)
        _write(report, report_pdf(page) if report.suffix.lower() == ".pdf" else page.encode())
    if as_json:
        made = found.to_json()
        if comparison is not None:
            made["comparison"] = comparison.to_json()
        click.echo(json.dumps(made, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        _print(found)
        if comparison is not None:
            click.echo("")
            click.echo(comparison.as_text())


def _check(settings: Settings, jobs: int, report: Path | None) -> None:
    problems = [
        Problem(option, rule, value, "range")
        for option, rule, value, wrong in (
            ("--max-order", "must be 1 or more", settings.max_order, settings.max_order < 1),
            ("--n-top", "must be 1 or more", settings.n_top, (settings.n_top or 1) < 1),
            ("--bootstrap", "must be 0 or more", settings.replicates, settings.replicates < 0),
            ("--jobs", "must not be 0", jobs, jobs == 0),
        )
        if wrong
    ]
    if report is not None and report.suffix.lower() not in (".html", ".pdf"):
        problems.append(Problem("--report", "must end in .html or .pdf", str(report), "file"))
    if problems:
        raise InvalidInput(problems)


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InvalidInput(Problem(str(file), f"cannot be read: {reason}", code="file")) from None


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InvalidInput(
            Problem(str(file), f"cannot be written: {reason}", code="file")
        ) from None
    click.echo(f"wrote {file}", err=True)


def _never_together(lists: Lists, pair: str) -> Lists:
    for split in range(1, len(pair)):
        first, second = pair[:split], pair[split + 1 :]
        if pair[split] == ":" and first in lists.names and second in lists.names:
            return lists.never_together(first, second)
    raise InvalidInput(
        Problem("--never-together", f"two of {', '.join(lists.names)}, as A:B", pair, "list")
    )


class _Progress:
    """One bar per method on stderr, only where somebody watches."""

    def __init__(self) -> None:
        self._label = ""
        self._bar: Any = None

    def __enter__(self) -> Callable[[str, int, int], None]:
        return self._step

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None

    def _step(self, label: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if self._bar is None or label != self._label:
            self._close()
            self._label = label
            self._bar = click.progressbar(length=total, label=f"{label:<14}", file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)
        if done >= total:
            self._close()


def _print(found: StratifiedAnalysis) -> None:
    _print_analysis("All", found.whole)
    for labels, analysis in found.strata.items():
        click.echo("")
        title = ", ".join(
            f"{column} {label or '(unknown)'}"
            for column, label in zip(found.columns, labels, strict=True)
        )
        _print_analysis(title, analysis)
        for warning in analysis.warnings:
            click.echo(f"! {warning}")
    if found.strata:
        click.echo("\nSum over the strata")
        for name, one in found.sums.items():
            click.echo(_row(name, one))
    click.echo("")
    for warning in found.whole.warnings:
        click.echo(f"! {warning}")
    click.echo(f"seed {found.settings.seed}, input sha256 {found.input_sha256[:16]}…")
    click.echo("Registered is not actual: an estimate holds under its assumptions only.")


def _print_analysis(title: str, analysis: Analysis) -> None:
    totals = ", ".join(f"{name} {total:,}" for name, total in analysis.lists.list_totals.items())
    click.echo(f"{title}: {analysis.lists.observed:,} people registered ({totals})")
    click.echo(f"{'method':<17}{'estimate':>11}   {'95% BCa':<21}{'95% other':<31}model")
    for name, one in analysis.methods.items():
        click.echo(_row(name, one))


def _row(name: str, one: Estimate) -> str:
    if one.total is None:
        return f"{name:<17}{one.status:>14}  {one.reason}"
    bca = one.interval(0.95, "bca")
    other = next((i for i in one.intervals if i.level == 0.95 and i.kind != "bca"), None)
    total = f"≥ {one.total:,.0f}" if one.details.get("lower_bound") else f"{one.total:,.0f}"
    shown = "" if other is None else f"{_range(other.lower, other.upper)} {other.kind}"
    first = "" if bca is None else _range(bca.lower, bca.upper)
    return f"{name:<17}{total:>11}   {first:<21}{shown:<31}{one.model or ''}".rstrip()


def _range(lower: float | None, upper: float | None) -> str:
    low = "?" if lower is None else f"{lower:,.0f}"
    return f"{low} - " + ("unbounded" if upper is None else f"{upper:,.0f}")
