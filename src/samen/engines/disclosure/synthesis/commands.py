"""``samen synthesise``: microdata and code lists in, an open synthetic file out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import click

from samen.engines.disclosure.exports.ctdc import (
    Row,
    read_mapping,
    to_ctdc,
    to_htcds,
    unmapped,
)
from samen.engines.disclosure.exports.metadata import csvw_of_records
from samen.engines.disclosure.files import refuse_unwritable, write_all
from samen.engines.disclosure.synthesis.budget import Entry, Ledger, rho_of
from samen.engines.disclosure.synthesis.codes import (
    check_counts,
    read_codes,
    read_records,
    to_frame,
)
from samen.engines.disclosure.synthesis.fidelity import (
    fidelity_page,
    fidelity_svg,
    protected_pairs,
)
from samen.engines.disclosure.synthesis.marginals import FromParquet, InMemory, Marginals
from samen.engines.disclosure.synthesis.noise import SeededSource, SystemSource
from samen.engines.disclosure.synthesis.synthesise import synthesise as make
from samen.kernel.errors import InvalidInput, Problem, raise_if_any


def _say(line: str) -> None:
    click.echo(line, err=True)


@click.command()
@click.argument("microdata", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--codes",
    "codes_path",
    required=True,
    type=click.Path(path_type=Path),
    help="Public code lists: JSON {column: [code, …]}.",
)
@click.option("--epsilon", required=True, type=float, help="Privacy loss of this release, above 0.")
@click.option("--delta", default=1e-6, show_default=True, help="Probability that ε is exceeded.")
@click.option("--k", "least", default=11, show_default=True, help="No code or pair below it.")
@click.option(
    "--degree", default=2, show_default=True, type=click.IntRange(1, 3), help="Parents per column."
)
@click.option(
    "--ledger",
    "ledger_path",
    type=click.Path(path_type=Path),
    help="Budget ledger of the register [default: MICRODATA.ledger.json].",
)
@click.option(
    "--budget",
    type=float,
    help="ε for all releases together, set at the first one [default: --epsilon].",
)
@click.option("--seed", type=int, help="Repeatable noise: for tests only, voids the guarantee.")
@click.option("--out", type=click.Path(path_type=Path), help="File [default: standard output].")
@click.option(
    "--aggregates", type=click.Path(path_type=Path), help="Protected counts of pairs (CSV)."
)
@click.option("--fidelity", type=click.Path(path_type=Path), help="Page for users (Markdown).")
@click.option("--ctdc", type=click.Path(path_type=Path), help="The file in CTDC's 27 columns.")
@click.option("--htcds", type=click.Path(path_type=Path), help="The file in HTCDS 2.0 codes.")
@click.option("--mapping", type=click.Path(path_type=Path), help="Mapping table for those two.")
@click.option(
    "--svg", type=click.Path(path_type=Path), help="Truth against synthetic; not for publication."
)
def synthesise(
    microdata: Path,
    codes_path: Path,
    epsilon: float,
    delta: float,
    least: int,
    degree: int,
    ledger_path: Path | None,
    budget: float | None,
    seed: int | None,
    out: Path | None,
    aggregates: Path | None,
    fidelity: Path | None,
    ctdc: Path | None,
    htcds: Path | None,
    mapping: Path | None,
    svg: Path | None,
) -> None:
    """Make an open synthetic file of MICRODATA (CSV or Parquet, one row per person).

    The release is booked in the ledger before anything is written; a release that the budget
    does not hold is refused.
    """
    ledger_path = ledger_path or microdata.with_name(microdata.name + ".ledger.json")
    problems: list[Problem] = []
    rho = budget_rho = 0.0
    try:
        rho = rho_of(epsilon, delta)
        budget_rho = rho if budget is None else rho_of(budget, delta)
    except InvalidInput as error:
        problems.extend(error.problems)
    if least < 1:
        problems.append(Problem("--k", "must be at least 1", least))
    if budget is not None and budget < epsilon:
        problems.append(Problem("--budget", f"must be at least --epsilon, {epsilon:g}", budget))
    if not microdata.exists():
        problems.append(Problem(str(microdata), "does not exist", code="missing"))
    try:
        problems.extend(Ledger(ledger_path).problems(rho, None if budget is None else budget_rho))
    except InvalidInput as error:
        problems.extend(error.problems)
    codes = None
    marginals: Marginals | None = None
    records = None
    try:
        codes = read_codes(codes_path)
        if not microdata.exists():
            pass
        elif microdata.suffix.lower() == ".parquet":
            marginals = FromParquet(microdata, codes.columns)
            check_counts(marginals, codes, microdata.name)
        else:
            records = read_records(microdata, codes)
            marginals = InMemory(records, codes.sizes)
    except InvalidInput as error:
        problems.extend(error.problems)
    table: list[Row] = []
    if ctdc is not None or htcds is not None:
        try:
            table = read_mapping(mapping)
        except InvalidInput as error:
            problems.extend(error.problems)
        if codes is not None:
            problems.extend(unmapped(codes.columns, table))
    if svg is not None and microdata.suffix.lower() == ".parquet":
        rule = "the picture needs the records in memory: give a CSV file"
        problems.append(Problem("--svg", rule))
    raise_if_any(problems)
    assert codes is not None
    assert marginals is not None
    if seed is not None:
        _say("--seed: the noise can be repeated, so THIS FILE HAS NO PRIVACY GUARANTEE")
    result = make(
        marginals,
        codes.sizes,
        epsilon=epsilon,
        delta=delta,
        excluded=codes.masks(),
        degree=degree,
        least=least,
        source=SystemSource() if seed is None else SeededSource(seed),
        progress=_say,
    )
    files: dict[Path, str] = {}
    frame = to_frame(result.records, codes.columns)
    text = frame.write_csv()
    if ctdc is not None:
        files[ctdc] = to_ctdc(frame, table).write_csv()
    if htcds is not None:
        files[htcds] = to_htcds(frame, table).write_csv()
    if out is not None:
        files[out] = text
        metadata = csvw_of_records(
            out.name, codes.columns, epsilon=epsilon, delta=delta, guaranteed=seed is None
        )
        target = out.with_name(out.name + "-metadata.json")
        files[target] = json.dumps(metadata, ensure_ascii=False, indent=2) + "\n"
    if aggregates is not None:
        files[aggregates] = _pairs_csv(protected_pairs(result, codes.columns, least))
    if fidelity is not None:
        files[fidelity] = fidelity_page(result, codes.columns, least)
    if svg is not None and records is not None:
        files[svg] = fidelity_svg(records, result, codes.columns)
    refuse_unwritable(files)
    entry = Entry(
        release=str(out.name if out else microdata.stem),
        epsilon=epsilon,
        delta=delta,
        rho=rho,
        data=_fingerprint(microdata),
    )
    Ledger(ledger_path).spend(entry, budget_rho=budget_rho)
    _say(f"booked ε = {epsilon:g} in {ledger_path.name}")
    write_all(files, _say)
    if out is None:
        click.echo(text, nl=False)
    if not result.worth:
        _say(
            "NOT WORTH PUBLISHING: at this size and ε the noise is as large as the relations "
            "between the columns; use fewer columns, broader codes or pooled years"
        )


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pairs_csv(pairs: list[tuple[str, str, str, str, int]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["column_1", "code_1", "column_2", "code_2", "count"])
    writer.writerows(pairs)
    return out.getvalue()
