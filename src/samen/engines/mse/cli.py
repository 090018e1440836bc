"""``samen estimate``: the victims on no list, by every method side by side."""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
from dataclasses import replace
from pathlib import Path

import click

from samen.kernel.errors import InvalidInput, Problem

from .analysis import analyse_strata
from .backend import must_compile, warm_up
from .covariate_search import Covariates
from .link_rates import LinkErrors, rates_from_probabilities, read_link_probabilities
from .lists import Lists
from .reading import read_lists
from .settings import METHODS, Settings, check_methods
from .terminal import ProgressBars, print_analysis


@click.command()
@click.argument("file", metavar="LISTS.csv", type=click.Path(path_type=Path))
@click.option("--method", "methods", help=f"Comma-separated: {', '.join(METHODS)}.")
@click.option("--max-order", default=2, show_default=True, help="Largest interaction for bic, aic.")
@click.option("--n-top", type=int, help="Replicates choose among this many models (default: all).")
@click.option("--model", help='Also fit this model, e.g. "[12,3]".')
@click.option(
    "--covariates",
    metavar="TERMS",
    help='One model over all strata: "police:form + year", or search.',
)
@click.option("--trend", help="Comma-separated columns of numbers that enter as a straight line.")
@click.option("--missed", help="Share of true matches that linking missed: 0.08, or police=0.05,…")
@click.option("--false-links", help="Share of unmatched records linked falsely: 0.01, or by list.")
@click.option("--links-checked", type=int, help="Record pairs these two shares were measured on.")
@click.option(
    "--link-probabilities",
    metavar="PAIRS.csv",
    type=click.Path(path_type=Path),
    help="The two shares from match probabilities: columns probability and linked.",
)
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
    covariates: str | None,
    trend: str | None,
    missed: str | None,
    false_links: str | None,
    links_checked: int | None,
    link_probabilities: Path | None,
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
    the number of people; without it every row is one person. All other columns are strata; an
    empty one is a missing covariate. Parquet works too.
    """
    columns = _names(by)
    settings = Settings(
        methods=check_methods(methods.split(",")) if methods is not None else (),
        max_order=max_order,
        n_top=n_top,
        replicates=bootstrap,
        seed=secrets.randbits(32) if seed is None else seed,
        model=model,
        covariates=None if covariates is None else Covariates.parse(covariates, _names(trend)),
        n_jobs=jobs,
    )
    _check(settings, jobs, report)
    if trend is not None and covariates is None:
        raise InvalidInput(Problem("--trend", "is for a model with --covariates", trend, "option"))
    content = _read(file)
    lists = read_lists(content, lists=_names(list_columns) or None, strata=columns)
    for pair in never_together:
        lists = _never_together(lists, pair)
    settings = replace(
        settings,
        link_errors=_link_errors(lists, missed, false_links, links_checked, link_probabilities),
    )
    if must_compile():
        if sys.stderr.isatty():
            click.echo("First run here: compiling the inner loops (half a minute).", err=True)
        warm_up()
    with ProgressBars() as progress:
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
        print_analysis(found)
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


def _link_errors(
    lists: Lists, missed: str | None, false: str | None, checked: int | None, pairs: Path | None
) -> LinkErrors | None:
    """What the options say about linking, None if nothing."""
    if pairs is not None:
        if missed is not None or false is not None:
            rule = "gives both shares: leave out --missed and --false-links"
            raise InvalidInput(Problem("--link-probabilities", rule, str(pairs), "option"))
        single = sum(int(lists.table[1 << place]) for place in range(lists.lists))
        rates = rates_from_probabilities(*read_link_probabilities(_read(pairs)), single)
        return LinkErrors.same(lists.lists, *rates, checked)
    if missed is None and false is None:
        if checked is not None:
            rule = "is about --missed or --false-links"
            raise InvalidInput(Problem("--links-checked", rule, checked, "option"))
        return None
    return LinkErrors.parse(lists.names, missed, false, checked)


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
