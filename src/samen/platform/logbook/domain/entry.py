"""What one logbook entry commits to: the bytes that are hashed into the tree.

The leaf holds when and under which processing activity something was done, by which organisation,
with which result; about *whom* only as a salted commitment. So a leaf and its proof can be handed
to a partner or a court without telling about which person it is, and two leaves about the same
person cannot be put together.

The form follows the draft standard *Logboek Dataverwerkingen* (Logius): one processing is a span
(trace, span, name, start, end, status) with ``dpl.core.*`` attributes.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryContent:
    """One entry as plain values. ``start`` and ``end`` are aware; ids are hexadecimal."""

    index: int
    trace_id: str
    span_id: str
    name: str
    activity: str
    status: str
    start: datetime
    end: datetime
    organisation_id: UUID | None
    member_id: UUID | None
    processor: str
    decision_id: UUID | None
    details: Mapping[str, str | int]
    commitment: str


def pseudonym(subject_id: UUID, key: bytes) -> str:
    """The name under which a subject stands in the logbook: HMAC-SHA-256, 64 hex digits.

    ``key`` is kept outside the database, so a copy of the table does not connect to anything.
    """
    return hmac.digest(key, b"samen logbook subject\x00" + subject_id.bytes, "sha256").hex()


def commit(pseudonyms: Iterable[str], salt: bytes) -> str:
    """A commitment to the subjects of an entry: shows nothing, fits one answer only."""
    return sha256(salt + canonical_json(sorted(pseudonyms))).hexdigest()


def leaf_bytes(entry: EntryContent) -> bytes:
    """The canonical bytes of ``entry``: JSON, sorted keys, no white space, UTF-8."""
    return canonical_json(
        {
            "v": FORMAT,
            "index": entry.index,
            "trace_id": entry.trace_id,
            "span_id": entry.span_id,
            "name": entry.name,
            "activity": entry.activity,
            "status": entry.status,
            "start": _microseconds(entry.start),
            "end": _microseconds(entry.end),
            "organisation": _text(entry.organisation_id),
            "member": _text(entry.member_id),
            "processor": entry.processor,
            "decision": _text(entry.decision_id),
            "details": dict(entry.details),
            "subjects": entry.commitment,
        }
    )


def logboek_dataverwerkingen(
    entry: EntryContent, pseudonyms: Sequence[str], register: str
) -> list[dict[str, object]]:
    """The entry as lines of Logboek Dataverwerkingen: one for each data subject.

    ``register`` is the address of the register of processing activities (GDPR article 30); the
    activity's code is added to it. An entry about nobody gives one line without a subject.
    """
    lines: list[dict[str, object]] = []
    for number, subject in enumerate(pseudonyms or [None]):
        attributes: dict[str, object] = {
            "dpl.core.processing_activity_id": f"{register}{entry.activity}"
        }
        if subject is not None:
            attributes["dpl.core.data_subject_id"] = subject
            attributes["dpl.core.data_subject_id_type"] = "pseudonym"
        if entry.processor:
            attributes["dpl.core.foreign_operation.processor"] = entry.processor
        for key, value in (
            ("entry", entry.index),
            ("organisation", _text(entry.organisation_id)),
            ("decision", _text(entry.decision_id)),
        ):
            if value is not None:
                attributes[f"samen.{key}"] = value
        line: dict[str, object] = {
            "trace_id": entry.trace_id,
            "span_id": entry.span_id if number == 0 else _child_span(entry.span_id, number),
            "name": entry.name,
            "start_time": entry.start.isoformat(),
            "end_time": entry.end.isoformat(),
            "status": entry.status,
            "attributes": attributes,
        }
        if number:
            line["parent_span_id"] = entry.span_id
        lines.append(line)
    return lines


def canonical_json(value: object) -> bytes:
    """JSON that is the same bytes for the same value, always."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _child_span(span_id: str, number: int) -> str:
    return sha256(f"{span_id}/{number}".encode()).hexdigest()[:16]


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
