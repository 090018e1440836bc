"""What the key holder K does with files: make a key, count, evaluate, answer at an address."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from samen.engines.linkage import oprf
from samen.engines.linkage.json_files import (
    from_text,
    read_json,
    replace_json,
    to_text,
    write_json,
)
from samen.engines.linkage.token_server import TokenService
from samen.engines.linkage.tokens import KeyHolder, new_key
from samen.kernel.errors import Problem, raise_if_any


def keygen(epoch: str, out: Path) -> str:
    """K: make an epoch's key; returns the public half in hex."""
    if out.exists():
        raise_if_any([Problem("--out", "exists already; a key is never overwritten", str(out))])
    key = new_key(epoch)
    write_json(out, {"epoch": epoch, "key": key.to_bytes(32, "little").hex()}, secret=True)
    return oprf.public_key(key).hex()


def key_holder_of(key: Path, ledger: Path, limit: int) -> KeyHolder:
    """K with its key in one file and its counts per source and day in another.

    The counts are read again at every question, so that two processes never start from an old one;
    for one process at a time.
    """
    secret = read_json(key, ("epoch", "key"))

    def used() -> dict[str, int]:
        return json.loads(ledger.read_text("utf-8")) if ledger.is_file() else {}

    def count(name: str, day: dt.date, number: int) -> None:
        counts = {k: v for k, v in used().items() if k.endswith(f"/{day}")}
        counts[f"{name}/{day}"] = counts.get(f"{name}/{day}", 0) + number
        replace_json(ledger, counts)

    return KeyHolder(
        secret["epoch"],
        int.from_bytes(bytes.fromhex(secret["key"]), "little"),
        lambda name, day: used().get(f"{name}/{day}", 0),
        count,
        limit,
    )


def evaluate(blinded: Path, key: Path, source: str, limit: int, ledger: Path, out: Path) -> str:
    """K: count, then evaluate."""
    holder = key_holder_of(key, ledger, limit)
    asked = read_json(blinded, ("epoch", "elements"))
    try:
        answer = holder.evaluate(
            source,
            asked["epoch"],
            [from_text(e) for e in asked["elements"]],
            dt.datetime.now(dt.UTC).date(),
        )
    except oprf.OprfError as error:
        raise_if_any([Problem(str(blinded), str(error))])
        raise
    write_json(
        out,
        {
            "epoch": answer.epoch,
            "elements": [to_text(e) for e in answer.elements],
            "proofs": [to_text(bytes(p)) for p in answer.proofs],
        },
    )
    return f"{len(answer.elements):,} elements evaluated for {source}"


def serve(
    key: Path, secrets: Path, ledger: Path, limit: int, port: int, say: Callable[[str], None]
) -> None:
    """K: answer on ``port`` of this machine until stopped; one question at a time."""
    known = read_json(secrets, ())
    raise_if_any(
        Problem(str(secrets), "a secret has at least 32 characters", name)
        for name, secret in known.items()
        if len(str(secret)) < 32
    )
    raise_if_any([] if known else [Problem(str(secrets), "at least one deployment")])
    holder = key_holder_of(key, ledger, limit)
    service = TokenService(holder, known, lambda: dt.datetime.now(dt.UTC).date())
    with make_server("127.0.0.1", port, service, handler_class=_Quiet) as server:
        say(f"Epoch {holder.epoch}, public key {holder.public_key.hex()}, port {port}.")
        server.serve_forever()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: who asked and how much is in the ledger, per day and no finer."""
