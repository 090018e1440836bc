"""``samen log`` (verify, sign, prove, check) and ``samen outbox`` (deliver)."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.commands import as_system

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def log() -> None:
    """Verify the logbook, sign checkpoints, give and check proofs."""


def _start() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samen.config.settings")
    django.setup()


@log.command()
@click.option(
    "--checkpoint",
    "checkpoints",
    type=FILE,
    multiple=True,
    help="A checkpoint that you kept; may be given more than once.",
)
@as_system()
def verify(checkpoints: tuple[Path, ...]) -> None:
    """Rebuild the whole tree and compare it with all that was stored and signed.

    Exit code 0: nothing was changed. 1: something was; every finding is listed. 2: wrong input.
    """
    _start()
    from django.db import connection

    from samen.platform.logbook import keys, queries, triggers
    from samen.platform.logbook.domain import checkpoint

    key = keys.signing_key().verify_key
    kept = {
        read.size: read.root
        for read in (checkpoint.read(path.read_text(encoding="utf-8"), key) for path in checkpoints)
    }
    found = queries.verify(kept)
    problems = [
        *found.problems,
        *(f"trigger {name} is missing" for name in triggers.missing(connection)),
    ]
    for problem in problems:
        click.echo(f"samen: {problem}", err=True)
    click.echo(f"{found.size} entries, root {found.root.hex()}")
    click.echo("The logbook was changed." if problems else "Nothing was changed.")
    sys.exit(1 if problems else 0)


@log.command()
@as_system()
def checkpoint() -> None:
    """Sign the present state; keep what is printed, outside this system."""
    _start()
    from samen.platform.logbook import actions

    click.echo(actions.make_checkpoint(actor=None).note, nl=False)


@log.command()
def key() -> None:
    """Print the public key with which others check our checkpoints."""
    _start()
    from samen.platform.logbook import keys
    from samen.platform.logbook.domain.checkpoint import verifier

    click.echo(verifier(keys.origin(), keys.signing_key().verify_key))


@log.command()
@click.argument("index", type=int)
@as_system()
def prove(index: int) -> None:
    """Print the proof that entry INDEX stands in the logbook, with a signed checkpoint."""
    _start()
    from dataclasses import asdict

    from samen.platform.logbook import actions, queries

    signed = actions.make_checkpoint(actor=None)
    proof = asdict(queries.prove(index, signed.size)) | {"checkpoint": signed.note}
    click.echo(json.dumps(proof, indent=1))


@log.command()
@click.argument("old", type=int)
@as_system()
def extends(old: int) -> None:
    """Print the proof that the logbook of OLD entries is the beginning of today's."""
    _start()
    from samen.platform.logbook import actions, queries

    signed = actions.make_checkpoint(actor=None)
    path = queries.prove_consistency(old, signed.size)
    proof = {"old": old, "size": signed.size, "path": path, "checkpoint": signed.note}
    click.echo(json.dumps(proof, indent=1))


@log.command()
@click.argument("proof", type=FILE)
@click.option("--key", "public_key", required=True, help="The line that `samen log key` printed.")
@click.option("--checkpoint", "old", type=FILE, help="The older checkpoint of an `extends` proof.")
def check(proof: Path, public_key: str, old: Path | None) -> None:
    """Check a PROOF that somebody gave you. Needs no database and no settings.

    Exit code 0: it holds. 1: it does not. 2: it cannot be read.
    """
    from samen.platform.logbook.domain import checkpoint, merkle

    verify_key = checkpoint.read_verifier(public_key)
    given = _read_proof(proof)
    signed = checkpoint.read(given["checkpoint"], verify_key)
    path = [bytes.fromhex(item) for item in given["path"]]
    if "leaf" in given:
        leaf = merkle.leaf_hash(given["leaf"].encode())
        holds = merkle.includes(leaf, given["index"], signed.size, path, signed.root)
    elif old is None:
        raise InvalidInput(Problem("--checkpoint", "must be given to check an `extends` proof"))
    else:
        before = checkpoint.read(old.read_text(encoding="utf-8"), verify_key)
        holds = merkle.is_consistent(before.size, signed.size, path, before.root, signed.root)
    click.echo("The proof holds." if holds else "The proof does not hold.")
    sys.exit(0 if holds else 1)


def _read_proof(path: Path) -> dict[str, Any]:
    rule = "must be a proof as `samen log prove` or `samen log extends` prints it"
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        fits = isinstance(given["checkpoint"], str) and all(
            len(bytes.fromhex(item)) == 32 for item in given["path"]
        )
        if "leaf" in given:
            fits = fits and isinstance(given["leaf"], str) and isinstance(given["index"], int)
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise InvalidInput(Problem(str(path), rule))
    return given


@click.group()
def outbox() -> None:
    """Events for other systems."""


@outbox.command()
@as_system()
def deliver() -> None:
    """Deliver what is due, and forget what has arrived everywhere; for a timer."""
    _start()
    from django.utils import timezone

    from samen.platform.outbox import actions, tasks

    delivered = tasks.deliver()
    forgotten = actions.forget_delivered(before=timezone.now())
    click.echo(f"{delivered} delivered, {forgotten} forgotten")
