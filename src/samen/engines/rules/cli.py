"""``samen decide``, ``samen rights`` and ``samen rules``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from samen.engines.rules.policy import policy_pages
from samen.engines.rules.sharing.decide import decide as decide_request
from samen.engines.rules.sharing.load import load_table
from samen.engines.rules.sharing.request import to_json
from samen.engines.rules.sharing.table import Edition, Table
from samen.kernel.errors import InvalidInput, Problem

_TABLE = click.option("--table", type=click.Path(dir_okay=False), help="Another decision table.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_LANGUAGE = click.option(
    "--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True
)
_DATE = click.option("--date", "day", metavar="DATE", help="Rows in force on this day.")


def _read(path: str) -> Any:
    try:
        with click.open_file(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(Problem(path, f"must be a readable UTF-8 file ({error})")) from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{path}, line {error.lineno}, column {error.colno}"
        raise InvalidInput(Problem(where, f"must be JSON: {error.msg}")) from error


def _print(data: Any) -> None:
    click.echo(json.dumps(to_json(data), ensure_ascii=False, indent=2))


def _lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(Problem("--date", "must be a date like 2026-03-02", text)) from error


def _edition(table: Table, day: str | None) -> Edition:
    return table.edition(_day(day) or max(dt.datetime.now(dt.UTC).date(), table.valid_from))


@click.command()
@click.argument("request_file", metavar="REQUEST.json")
@_TABLE
@_LANGUAGE
@_JSON
def decide(request_file: str, table: str | None, language: str, as_json: bool) -> None:
    """May this be shared? REQUEST.json holds one request and its signed records ("-": stdin)."""
    from samen.engines.rules.sharing.parse import parse_request
    from samen.engines.rules.sharing.report import decision_lines

    request, records = parse_request(_read(request_file))
    decision = decide_request(request, load_table(table), records)
    if as_json:
        _print(decision.to_json())
    else:
        _lines(decision_lines(decision, dutch=language == "nl"))


@click.command()
@click.argument("facts_file", metavar="FACTS.json")
@click.option("--date", "day", metavar="DATE", help="The day to judge on; today by default.")
@click.option("--steps", is_flag=True, help="Show the reasoning of every right.")
@click.option("--cost", is_flag=True, help='What is lost when closed as "bad employer".')
@_LANGUAGE
@_JSON
def rights(
    facts_file: str, day: str | None, steps: bool, cost: bool, language: str, as_json: bool
) -> None:
    """What is this person entitled to, and by when? FACTS.json: what is known ("-": stdin)."""
    from samen.engines.rules.rights import assess, cost_of_bad_employer
    from samen.engines.rules.rights.report import assessment_lines, cost_lines, plain

    facts = _read(facts_file)
    on = _day(day) or dt.datetime.now(dt.UTC).date()
    dutch = language == "nl"
    assessment = assess(facts, on)
    loss = cost_of_bad_employer(facts, on) if cost else None
    if as_json:
        _print({"assessment": plain(assessment), "cost": plain(loss)})
        return
    _lines(assessment_lines(assessment, dutch=dutch, steps=steps))
    if loss is not None:
        click.echo("")
        _lines(cost_lines(loss, dutch=dutch))


@click.group()
def rules() -> None:
    """Check, compare and prove the rule table."""


@rules.command()
@click.argument("table", required=False, type=click.Path(dir_okay=False))
@click.option("--invariants", type=click.Path(dir_okay=False), help="Other claims to prove.")
@_DATE
@_JSON
def check(table: str | None, invariants: str | None, day: str | None, as_json: bool) -> None:
    """Load TABLE strictly, compile it to Cedar and prove its claims; exit 1 if one is broken."""
    from samen.engines.rules.sharing.prove import load_invariants, prove
    from samen.engines.rules.sharing.report import proof_lines

    loaded = load_table(table)
    edition = _edition(loaded, day)
    claims = load_invariants(Path(invariants) if invariants else None)
    _ = edition.cedar
    proof = prove(edition, claims)
    if as_json:
        _print({"table_version": loaded.version, "rows": len(edition.rules), **asdict(proof)})
    else:
        click.echo(f"{len(edition.rules)} of {len(loaded.rules)} rows in force; compiled to Cedar.")
        _lines(proof_lines(proof, edition, claims))
    if not proof.holds:
        raise SystemExit(1)


@rules.command()
@click.argument("table", required=False, type=click.Path(dir_okay=False))
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False), help="Write every cell.")
@click.option("--svg", "svg_file", type=click.Path(dir_okay=False), help="Write the picture.")
@_DATE
@_LANGUAGE
@_JSON
def gaps(
    table: str | None,
    csv_file: str | None,
    svg_file: str | None,
    day: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Between whom no rule lets which data pass."""
    from samen.engines.rules.sharing.gaps import PERSONAL, gap_chart, gap_map, gap_table
    from samen.kernel.codes import OrganisationType

    cells = gap_map(_edition(load_table(table), day))
    dutch = language == "nl"
    if csv_file:
        Path(csv_file).write_text(gap_table(cells), encoding="utf-8")
    if svg_file:
        Path(svg_file).write_text(gap_chart(cells, dutch=dutch), encoding="utf-8")
    if as_json:
        _print([asdict(cell) for cell in cells])
        return
    without = [cell for cell in cells if not cell.routes]
    n = 0 if dutch else 1

    def number(value: int) -> str:
        return f"{value:,}".replace(",", "." if dutch else ",")

    of = ("van de", "zonder wettelijke route") if dutch else ("of", "without a lawful route")
    click.echo(f"{number(len(without))} {of[0]} {number(len(cells))} {of[1]}")
    for category in PERSONAL:
        count = sum(cell.category is category for cell in without)
        total = sum(cell.category is category for cell in cells)
        label = category.labels[n]
        click.echo(f"  {label:56}{number(count):>6} / {number(total)}")
    click.echo("")
    click.echo("Verstrekkers met de minste routes" if dutch else "Senders with the fewest routes")
    open_of = {
        org: sum(bool(c.routes) for c in cells if c.sender is org) for org in OrganisationType
    }
    for org, count in sorted(open_of.items(), key=lambda item: item[1])[:10]:
        click.echo(f"  {org.labels[n]:56}{number(count):>6}")


@rules.command()
@click.argument("old", type=click.Path(dir_okay=False))
@click.argument("new", type=click.Path(dir_okay=False))
@click.option("--limit", default=500, show_default=True, help="Examples per direction.")
@_DATE
@_JSON
def diff(old: str, new: str, limit: int, day: str | None, as_json: bool) -> None:
    """Which requests change their answer from OLD to NEW, with examples."""
    from samen.engines.rules.sharing.diff import diff as compare
    from samen.engines.rules.sharing.report import difference_lines

    before, after = _edition(load_table(old), day), _edition(load_table(new), day)
    difference = compare(before, after, limit=limit)
    if as_json:
        _print(asdict(difference))
    else:
        _lines(difference_lines(difference, before, after))


@rules.command()
@click.option("--write", "folder", type=click.Path(file_okay=False), help="Write docs/policy here.")
def articles(folder: str | None) -> None:
    """The articles a rule may cite, in our own words."""
    pages = policy_pages()
    if folder is None:
        click.echo(pages["README.md"])
        return
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (target / name).write_text(text, encoding="utf-8")
    click.echo(f"{len(pages)} pages in {target}")
