"""The reads of reporting: the reporter's mailbox and the staff's inbox."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from samen.kernel import clock
from samen.platform.database.public import acting, holder_of, shows_receipt
from samen.platform.organisations.public import Actor
from samen.platform.vault.public import (
    Keyring,
    NotGranted,
    open_many,
    open_part,
    open_parts,
    part_kinds,
    parts_of,
)
from samen.reporting.cleaner import cleaned_copy
from samen.reporting.domain import receipt, visit
from samen.reporting.domain.attachments import unseal
from samen.reporting.domain.visit import VisitKey
from samen.reporting.models import Report, ReportStatus, Visit

PAGE = 50
LOOKED_AT_FOR_DANGER = 500
"""How many unread reports are opened at most to find who is in danger: ten pages of the list."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a mailbox."""

    author: str
    text: str
    day: date


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What a reporter sees with the receipt."""

    day: date
    status: str
    report: dict[str, Any]
    messages: tuple[Message, ...]
    waiting_for: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One report in the staff's list, opened."""

    id: UUID
    day: date
    status: str
    waiting_for: str
    form: str
    region_code: str
    language: str
    what: str
    minor: str
    danger: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A sealed file of a report."""

    id: UUID
    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class FullReport:
    """A report as its receiver reads it."""

    row: Report
    report: dict[str, Any]
    people: str
    reporter: dict[str, Any]
    attachments: tuple[Attachment, ...]
    messages: tuple[Message, ...]


def attachment_path(file_id: UUID) -> Path:
    """Where a sealed file lies."""
    return Path(settings.MEDIA_ROOT) / file_id.hex[:2] / file_id.hex


def visit_state(key: VisitKey) -> dict[str, Any] | None:
    """The state of a reporter's visit; None when there is none or it has been idle too long."""
    row = Visit.objects.filter(id=key.row_id).first()
    return visit.open_state(key, bytes(row.ciphertext), time.time()) if row else None


def open_receipt(digits: str | None) -> Keyring | None:
    """The keyring that a receipt opens; None for a wrong, expired or deleted one.

    All three cost the same: one argon2id run and one look-up, also with no sixteen digits at all.
    """
    slip = receipt.derive(digits or "0" * receipt.DIGITS, settings.RECEIPT_PEPPER)
    rows = Report.objects.filter(receipt_lookup=slip.lookup, expires_on__gte=clock.today())
    with acting(shows_receipt(slip.lookup)):
        row = rows.first()
    return Keyring("receipt", row.id, slip.keys) if row else None


def mailbox_parts(report_id: UUID, kind: str | None = "report_message") -> list[tuple[UUID, str]]:
    """Ids and kinds of the parts of a report."""
    return [(part, k) for part, k in part_kinds(report_id) if kind is None or k == kind]


def _messages(contents: list[dict[str, Any]]) -> tuple[Message, ...]:
    ordered = sorted(contents, key=lambda content: content["number"])
    return tuple(Message(c["author"], c["text"], date.fromisoformat(c["day"])) for c in ordered)


def mailbox(vault: Keyring) -> Mailbox | None:
    """A report and its messages as the reporter sees them; None when it is gone."""
    with acting(holder_of(vault.holder_id)):
        row = Report.objects.filter(id=vault.holder_id).first()
        if row is None:
            return None
        kinds = dict(mailbox_parts(row.id, None))
        shown = [part for part, kind in kinds.items() if kind in ("report", "report_message")]
        contents = open_parts(vault, shown)
    reports = [content for part, content in contents.items() if kinds[part] == "report"]
    return Mailbox(
        day=row.day,
        status=row.status,
        report=reports[0] if reports else {},
        messages=_messages([c for p, c in contents.items() if kinds[p] == "report_message"]),
        waiting_for=row.waiting_for,
    )


def inbox_report(actor: Actor, report_id: UUID) -> Report:
    """A report at the actor's organisation.

    Raises:
        NotGranted: there is no such report there.
    """
    row = Report.objects.filter(id=report_id, receiver_id=actor.organisation_id).first()
    if row is None:
        raise NotGranted(report_id)
    return row


def inbox(
    actor: Actor, vault: Keyring, *, status: str = ReportStatus.NEW, page: int = 1
) -> tuple[list[InboxRow], bool]:
    """One page of the reports at the actor's organisation, and whether there are more.

    Oldest day first; on the page itself, who is said to be in danger comes before all else.
    """
    rows = Report.objects.filter(receiver_id=actor.organisation_id, status=status)
    start = (page - 1) * PAGE
    shown = list(rows.order_by("day", "id")[start : start + PAGE + 1])
    listed = _opened(actor, vault, shown[:PAGE])
    listed.sort(key=lambda row: row.danger != "yes")
    return listed, len(shown) > PAGE


def in_danger(actor: Actor, vault: Keyring) -> tuple[list[InboxRow], int]:
    """The unread reports that say somebody is in danger, and how many were opened to find them.

    Danger is sealed, so nothing can sort by it; the oldest ``LOOKED_AT_FOR_DANGER`` are opened.
    """
    rows = Report.objects.filter(receiver_id=actor.organisation_id, status=ReportStatus.NEW)
    opened = _opened(actor, vault, list(rows.order_by("day", "id")[:LOOKED_AT_FOR_DANGER]))
    return [row for row in opened if row.danger == "yes"], len(opened)


def _opened(actor: Actor, vault: Keyring, rows: list[Report]) -> list[InboxRow]:
    """Reports as lines of the list, opened and logged in one go."""
    parts = {
        part.subject_id: part.id
        for part in parts_of(actor, [row.id for row in rows], kinds=["report"])
    }
    contents = open_many(actor, vault, parts.values())
    listed = []
    for row in rows:
        told = contents.get(parts[row.id], {}) if row.id in parts else {}
        listed.append(
            InboxRow(
                id=row.id,
                day=row.day,
                status=row.status,
                waiting_for=row.waiting_for,
                form=row.form,
                region_code=row.region_code,
                language=row.language,
                what=str(told.get("what", "")),
                minor=str(told.get("minor", "")),
                danger=str(told.get("danger", "")),
            )
        )
    return listed


def inbox_counts(actor: Actor) -> dict[str, int]:
    """How many reports of each status are at the actor's organisation."""
    rows = Report.objects.filter(receiver_id=actor.organisation_id)
    return {status: rows.filter(status=status).count() for status in ReportStatus.values}


def full_report(actor: Actor, vault: Keyring, report_id: UUID) -> FullReport:
    """A report with everything the actor's organisation may read of it; logged.

    Raises:
        NotGranted: the report is not at the actor's organisation.
    """
    row = inbox_report(actor, report_id)
    kinds = {part.id: part.kind for part in parts_of(actor, [row.id])}
    contents = open_many(actor, vault, kinds)

    def of_kind(kind: str) -> list[tuple[UUID, dict[str, Any]]]:
        return [(part, content) for part, content in contents.items() if kinds[part] == kind]

    def first(kind: str) -> dict[str, Any]:
        found = of_kind(kind)
        return found[0][1] if found else {}

    return FullReport(
        row=row,
        report=first("report"),
        people=str(first("report_people").get("people", "")),
        reporter=first("report_reporter"),
        attachments=tuple(
            Attachment(part, content["name"], content["type"], content["size"])
            for part, content in of_kind("report_attachment")
        ),
        messages=_messages([content for _, content in of_kind("report_message")]),
    )


def original_file(
    actor: Actor, vault: Keyring, file_id: UUID
) -> tuple[Attachment, Iterator[bytes]]:
    """A sealed file as it was sent, chunk by chunk; logged as a reading of its part.

    Raises:
        NotGranted: the actor's organisation holds no key of it.
    """
    content = open_part(actor, vault, file_id)
    attachment = Attachment(file_id, content["name"], content["type"], content["size"])

    def chunks() -> Iterator[bytes]:
        with attachment_path(file_id).open("rb") as sealed:
            yield from unseal(sealed, bytes.fromhex(content["key"]))

    return attachment, chunks()


def cleaned_file(actor: Actor, vault: Keyring, file_id: UUID) -> tuple[Attachment, bytes]:
    """A copy of a file without metadata, made on the spot and stored nowhere.

    Raises:
        NotGranted: the actor's organisation holds no key of it.
        Unsafe: it cannot be cleaned.
    """
    attachment, chunks = original_file(actor, vault, file_id)
    return attachment, cleaned_copy(b"".join(chunks), attachment.type)
