"""What the source S and the matcher M do with files that travel; K's are in :mod:`.key_files`."""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import csv
import datetime as dt
import json
import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from samen.engines.linkage import oprf
from samen.engines.linkage.hitnohit import Answer, Matcher, MemoryStore, Probe
from samen.engines.linkage.json_files import from_text, read_json, to_text, write_json
from samen.engines.linkage.matchkeys import match_keys, persons_of
from samen.engines.linkage.read import read_sources
from samen.engines.linkage.spec import load_spec
from samen.engines.linkage.tokens import (
    Blinded,
    Evaluated,
    Token,
    TokenBatch,
    blind_keys,
    finalise_tokens,
    new_handle,
)
from samen.kernel.errors import Problem, raise_if_any


def blind(file: Path, spec_path: Path, epoch: str, out: Path, state: Path, lenient: bool) -> str:
    """S: blind the match keys of a file. The state (blinds, record ids) never leaves S."""
    spec = load_spec(spec_path)
    # A specification shared with others may speak of their files too; here there is one.
    alone = replace(spec, link="dedupe", apart=())
    records = persons_of(read_sources([file], alone), alone, lenient)
    handles = {record: new_handle() for record, _ in records}
    blinded = blind_keys([(handles[record], match_keys(p)) for record, p in records], epoch)
    write_json(out, {"epoch": epoch, "elements": [to_text(e) for e in blinded.elements]})
    write_json(
        state,
        {
            "epoch": epoch,
            "source": file.stem,
            "elements": [to_text(e) for e in blinded.elements],
            "inputs": [to_text(i) for i in blinded.inputs],
            "blinds": [str(b) for b in blinded.blinds],
            "types": blinded.types,
            "handles": blinded.handles,
            "records": {handle: record for record, handle in handles.items()},
        },
        secret=True,
    )
    return f"{len(records):,} records, {len(blinded.elements):,} match keys blinded"


def finalise(evaluated: Path, state: Path, public_key: str, out: Path) -> str:
    """S: check the proofs, unblind, write tokens for M."""
    answer = read_json(evaluated, ("epoch", "elements", "proofs"))
    own = read_json(state, ("epoch", "inputs", "blinds", "types", "handles", "source"))
    blinded = Blinded(
        own["epoch"],
        tuple(from_text(e) for e in own["elements"]),
        tuple(from_text(i) for i in own["inputs"]),
        tuple(int(b) for b in own["blinds"]),
        tuple(own["types"]),
        tuple(own["handles"]),
    )
    try:
        batch = finalise_tokens(
            blinded,
            Evaluated(
                answer["epoch"],
                tuple(from_text(e) for e in answer["elements"]),
                tuple(oprf.Proof.read(from_text(p)) for p in answer["proofs"]),
            ),
            bytes.fromhex(public_key),
            own["source"],
        )
    except oprf.OprfError as error:
        raise_if_any([Problem(str(evaluated), str(error))])
        raise
    save_batch(batch, out)
    return f"{len(batch.tokens):,} tokens of {len(set(blinded.handles)):,} records"


def save_batch(batch: TokenBatch, path: Path) -> None:
    """Tokens as they travel from S to M."""
    write_json(
        path,
        {
            "scheme": batch.scheme,
            "source": batch.source,
            "epoch": batch.epoch,
            "public_key": batch.public_key.hex(),
            "tokens": [[t.type, to_text(t.value), t.handle] for t in batch.tokens],
        },
    )


def load_batch(path: Path) -> TokenBatch:
    """Tokens of a file; anything that is not this scheme is refused."""
    data = read_json(path, ("scheme", "source", "epoch", "public_key", "tokens"))
    return TokenBatch(
        data["source"],
        data["epoch"],
        bytes.fromhex(data["public_key"]),
        tuple(Token(kind, from_text(value), handle) for kind, value, handle in data["tokens"]),
        data["scheme"],
    )


def match(
    probe: Path, store: Path, out: Path, decision: str, log_path: Path, false_hits: float
) -> str:
    """M: hit or no hit for each record of ``probe``; ``store``: a folder of enrolled batches."""
    problems = [
        Problem(option, rule)
        for wrong, option, rule in (
            (not decision.strip(), "--decision", "every probe names the decision that allows it"),
            (not store.is_dir(), "--store", "a folder with the token files of the sources"),
            (not 0 < false_hits < 1, "--false-hits", "above 0 and below 1"),
        )
        if wrong
    ]
    raise_if_any(problems)
    asked = load_batch(probe)
    enrolled = [load_batch(path) for path in sorted(store.glob("*.json"))]
    raise_if_any([] if enrolled else [Problem("--store", "at least one token file (*.json)")])

    def log(question: Probe, moment: dt.datetime) -> None:
        entry = {
            "at": moment.isoformat(),
            "decision": question.decision,
            "officer": question.officer,
            "source": question.tokens.source,
            "tokens": len(question.tokens.tokens),
        }
        with log_path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    sources = {batch.source for batch in enrolled} | {asked.source}
    matcher = Matcher(
        MemoryStore(),
        asked.epoch,
        asked.public_key,
        os.urandom(32),
        {source: source for source in sources},
        log,
        false_hits,
    )
    for batch in enrolled:
        matcher.enrol(batch)
    by_handle: dict[str, list[Token]] = defaultdict(list)
    for token in asked.tokens:
        by_handle[token.handle].append(token)
    answers = {
        handle: matcher.ask(
            Probe(
                TokenBatch(asked.source, asked.epoch, asked.public_key, tuple(tokens)),
                decision,
                "command line",
                handle,
            ),
            dt.datetime.now(dt.UTC),
        )
        for handle, tokens in by_handle.items()
    }
    write_answers(answers, out)
    hits = sum(bool(answer.hits) for answer in answers.values())
    return f"{len(answers):,} probes, {hits:,} with a hit; every probe is in {log_path}"


def write_answers(answers: dict[str, Answer], path: Path) -> None:
    """One row per probe and hit: class and desk, never data."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["handle", "answer", "desk", "keys_agreeing", "needed", "expected_false_hits"]
        )
        for handle, answer in answers.items():
            rows = [
                (hit.strength, hit.desk, len(hit.types), f"{hit.expected_false:.2g}")
                for hit in answer.hits
            ] or [("none", "", 0, "")]
            for strength, desk, agreeing, expected in rows:
                writer.writerow([handle, strength, desk, agreeing, answer.needed, expected])
