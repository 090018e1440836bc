"""``samen link`` and ``samen tokens``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from samen.kernel.errors import Problem, raise_if_any


class _Progress:
    """What is going on, on standard error, with seconds since the start."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._start = time.monotonic()

    def __call__(self, message: str) -> None:
        if not self._quiet:
            click.echo(f"{time.monotonic() - self._start:7.1f} s  {message}", err=True)


class _LinkGroup(click.Group):
    """``samen link A.csv …`` runs; ``samen link evaluate …`` compares a run with the truth."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def get_help(self, ctx: click.Context) -> str:  # noqa: ARG002
        return self.commands["run"].get_help(
            click.Context(self.commands["run"], info_name="samen link")
        ) + (
            "\n\nOther commands:\n  samen link evaluate --help   Compare clusters with the truth.\n"
        )


@click.group(cls=_LinkGroup, invoke_without_command=False)
def link() -> None:
    """Find records of the same person."""


@link.command("run")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--spec", "spec_path", type=click.Path(path_type=Path), help="What identifies a record (TOML)."
)
@click.option("--out", type=click.Path(path_type=Path), help="Clusters, as .parquet or .csv.")
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True
)
@click.option(
    "--review", type=click.Path(path_type=Path), help="Write pairs worth a decision (CSV)."
)
@click.option(
    "--judgements", type=click.Path(path_type=Path), help="Decisions: the review file, filled in."
)
@click.option(
    "--previous", type=click.Path(path_type=Path), help="Clusters of an earlier run, to keep ids."
)
@click.option(
    "--pairs", "pairs_path", type=click.Path(path_type=Path), help="Write scored pairs (Parquet)."
)
@click.option(
    "--captures",
    "captures_path",
    type=click.Path(path_type=Path),
    help="Write capture histories (CSV).",
)
@click.option(
    "--model", "model_path", type=click.Path(path_type=Path), help="Use this trained model."
)
@click.option(
    "--save-model", type=click.Path(path_type=Path), help="Write the trained model (JSON)."
)
@click.option("--truth", "truth_column", help="Column with the true person: print the quality too.")
@click.option("--svg", type=click.Path(path_type=Path), help="Folder for pictures.")
@click.option("--lenient", is_flag=True, help="Take values that cannot be right as missing.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--quiet", is_flag=True, help="No progress.")
def run(files: tuple[Path, ...], quiet: bool, **options: Any) -> None:
    """Find records of the same person in one or more files.

    The specification is a TOML file:

    \b
      id = "id"
      [fields.name]
      kind = "name"
      columns = ["given_name", "surname"]
      [fields.born]
      kind = "date"
      columns = ["date_of_birth"]

    Kinds: name, date, sex, nationality, document, phone, plate, address, handle, employer, kvk,
    identifier, code, text. Nothing is written unless everything went well.
    """
    problems: list[Problem] = []
    if not files:
        problems.append(Problem("FILES", "one or more CSV or Parquet files"))
    if options["spec_path"] is None:
        problems.append(Problem("--spec", "a TOML file that says what identifies a record"))
    out: Path | None = options["out"]
    if out is None:
        problems.append(Problem("--out", "where the clusters go, for instance clusters.parquet"))
    elif out.suffix not in {".parquet", ".csv"}:
        problems.append(Problem("--out", "a file ending in .parquet or .csv", str(out)))
    for option in ("out", "review", "pairs_path", "captures_path", "save_model"):
        path = options[option]
        if path is not None and not path.resolve().parent.is_dir():
            problems.append(Problem(f"--{option}", "the folder exists", str(path)))
    raise_if_any(problems)
    from samen.engines.linkage.commands import run_link

    run_link(files, progress=_Progress(quiet), **options)


@link.command("evaluate")
@click.argument("clusters", type=click.Path(path_type=Path))
@click.option(
    "--truth",
    "truth_path",
    required=True,
    type=click.Path(path_type=Path),
    help="CSV: [source,] id, person.",
)
@click.option(
    "--pairs",
    "pairs_path",
    type=click.Path(path_type=Path),
    help="Scored pairs of the run, for curves.",
)
@click.option("--svg", type=click.Path(path_type=Path), help="Folder for pictures.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def evaluate_command(
    clusters: Path, truth_path: Path, pairs_path: Path | None, svg: Path | None, as_json: bool
) -> None:
    """Compare the clusters of a run with the truth.

    CLUSTERS is what ``samen link --out`` wrote. The truth has one row per record: its id, the
    person it is about and, with more than one file, its source.
    """
    from samen.engines.linkage.commands import run_evaluate

    run_evaluate(clusters, truth_path, pairs_path, svg, as_json)


@click.group()
def tokens() -> None:
    """Hit/no-hit between organisations: tokens that reveal no name.

    \b
    K (key holder):  keygen → evaluate or serve never sees a name
    S (source):      blind → finalise           never sees the key
    M (matcher):     match                      never sees a name or the key
    """


@tokens.command("keygen")
@click.option("--epoch", required=True, help="Name of the period the key is for, e.g. 2026.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Secret key file (for K only)."
)
def keygen(epoch: str, out: Path) -> None:
    """Make K's key of one epoch; print its public half."""
    from samen.engines.linkage import key_files

    click.echo(key_files.keygen(epoch, out))


@tokens.command("blind")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--spec", "spec_path", required=True, type=click.Path(path_type=Path))
@click.option("--epoch", required=True)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Blinded elements, for K."
)
@click.option(
    "--state", required=True, type=click.Path(path_type=Path), help="Blinds, stay with S."
)
@click.option("--lenient", is_flag=True)
def blind(file: Path, spec_path: Path, epoch: str, out: Path, state: Path, lenient: bool) -> None:
    """S: derive match keys from a file and blind them."""
    from samen.engines.linkage import token_files

    click.echo(token_files.blind(file, spec_path, epoch, out, state, lenient), err=True)


@tokens.command("evaluate")
@click.argument("blinded", type=click.Path(path_type=Path))
@click.option("--key", required=True, type=click.Path(path_type=Path))
@click.option("--source", required=True, help="Who asks; counted against its daily limit.")
@click.option(
    "--limit", type=int, default=50_000, show_default=True, help="Elements a source may send a day."
)
@click.option(
    "--ledger", required=True, type=click.Path(path_type=Path), help="K's count per source and day."
)
@click.option("--out", required=True, type=click.Path(path_type=Path))
def evaluate_tokens(
    blinded: Path, key: Path, source: str, limit: int, ledger: Path, out: Path
) -> None:
    """K: evaluate blinded elements with the epoch's key."""
    from samen.engines.linkage import key_files

    click.echo(key_files.evaluate(blinded, key, source, limit, ledger, out), err=True)


@tokens.command("serve")
@click.option("--key", required=True, type=click.Path(path_type=Path))
@click.option(
    "--secrets",
    required=True,
    type=click.Path(path_type=Path),
    help='Who may ask: {"name of a deployment": "its secret"}.',
)
@click.option(
    "--ledger", required=True, type=click.Path(path_type=Path), help="K's count per source and day."
)
@click.option(
    "--limit", type=int, default=50_000, show_default=True, help="Elements a source may send a day."
)
@click.option("--port", type=int, default=8100, show_default=True)
def serve_tokens(key: Path, secrets: Path, ledger: Path, limit: int, port: int) -> None:
    """K: evaluate blinded elements on request, at an address of its own (behind TLS)."""
    from samen.engines.linkage import key_files

    key_files.serve(key, secrets, ledger, limit, port, lambda told: click.echo(told, err=True))


@tokens.command("finalise")
@click.argument("evaluated", type=click.Path(path_type=Path))
@click.option("--state", required=True, type=click.Path(path_type=Path))
@click.option("--public-key", required=True, help="K's public key of the epoch (hex).")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Tokens, for M.")
def finalise(evaluated: Path, state: Path, public_key: str, out: Path) -> None:
    """S: check K's proof and take the blinds off."""
    from samen.engines.linkage import token_files

    click.echo(token_files.finalise(evaluated, state, public_key, out), err=True)


@tokens.command("match")
@click.argument("probe", type=click.Path(path_type=Path))
@click.option(
    "--store",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder with the token files of the sources.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option("--decision", required=True, help="Id of the decision that allows this probe.")
@click.option(
    "--log",
    "log_path",
    required=True,
    type=click.Path(path_type=Path),
    help="Every probe is written here.",
)
@click.option(
    "--false-hits",
    type=float,
    default=0.01,
    show_default=True,
    help="Expected false hits a query allowed.",
)
def match(
    probe: Path, store: Path, out: Path, decision: str, log_path: Path, false_hits: float
) -> None:
    """M: hit or no hit for each record of a probe; every probe is counted and logged."""
    from samen.engines.linkage import token_files

    click.echo(token_files.match(probe, store, out, decision, log_path, false_hits), err=True)
