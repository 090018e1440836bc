"""The verbs of reporting: send a report, write in its mailbox, end it, take it in.

What a reporter does is logged nowhere (docs/adr/0002); what staff do is.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from samen.kernel import clock
from samen.kernel.codes import DataCategory
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import acting, holder_of
from samen.platform.organisations.public import (
    RegionType,
    municipality_regions,
    partners,
)
from samen.platform.vault.public import (
    Holder,
    Keyring,
    VaultMissing,
    seal,
)
from samen.reporting.actions.files import drop_file
from samen.reporting.domain import receipt, routing, visit
from samen.reporting.domain.form import VERSION, asked_answers
from samen.reporting.domain.visit import VisitKey
from samen.reporting.models import AttachmentFile, Report, Visit, WaitingFor
from samen.reporting.queries import Message, mailbox, mailbox_parts, visit_state

RETENTION_DAYS = 365
"""How long a report without follow-up stays; a case has its own retention."""


class CannotReceive(Exception):
    """Nobody can receive and open this report now, so it is not stored at all."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that was sealed while it streamed in and waits for its report."""

    id: UUID
    key: bytes
    name: str
    type: str
    size: int


def keep_visit(key: VisitKey, state: dict[str, Any]) -> None:
    """Store the state of a reporter's visit, sealed under the browser's key."""
    Visit.objects.update_or_create(
        id=key.row_id,
        defaults={
            "ciphertext": visit.seal_state(key, state, time.time()),
            "day": clock.today(),
        },
    )


def end_visit(key: VisitKey) -> None:
    """Forget a visit at once, with the files of a report that was not sent."""
    state = visit_state(key) or {}
    Visit.objects.filter(id=key.row_id).delete()
    for file in state.get("files", ()):
        drop_file(UUID(file["id"]))


def _route(answers: Mapping[str, Any]) -> routing.Route:
    regions = {"country": "NL"}
    if answers.get("municipality"):
        regions |= {str(k): v for k, v in municipality_regions(answers["municipality"]).items()}
    facts = routing.Facts(
        form=str(answers.get("form_of_exploitation", "UNK")),
        minor=answers.get("minor") == "yes",
        consent=str(answers["consent"]),
        regions=regions,
    )
    types = {rule.receiver_type for rule in routing.rules()}
    receivers = [
        routing.Receiver(row.id, row.type, (row.region_type, row.region_code))
        for row in partners(types=types)
    ]
    found = routing.route(facts, receivers, routing.rules())
    if found is None:
        raise CannotReceive("no organisation receives reports from this place")
    return found


_REPORT_FIELDS = (
    "perspective", "form_of_exploitation", "what", "when", "where", "municipality", "minor",
    "danger", "consent",
)  # fmt: skip
_REPORTER_FIELDS = ("name", "contact", "safe_contact")


def send_visit(key: VisitKey, *, language: str) -> None:
    """Send the report of a visit and leave its receipt in the visit: both or neither.

    However often somebody presses the button, one report is sent: a visit whose report is sent, or
    that ended meanwhile, stays as it is.

    Raises:
        CannotReceive: as :func:`submit_report`; the visit keeps its answers.
    """
    digits = receipt.new_digits()
    # Stretched before the transaction begins: it takes long and would hold the database.
    slip = receipt.derive(digits, settings.RECEIPT_PEPPER)
    with transaction.atomic():
        # Whoever pressed a second time waits here, and then finds the receipt of the first.
        Visit.objects.select_for_update().filter(id=key.row_id).first()
        state = visit_state(key) or {}
        if "answers" not in state:
            return
        files = [
            SealedFile(
                UUID(file["id"]), bytes.fromhex(file["key"]), file["name"], file["type"],
                file["size"],
            )
            for file in state["files"]
        ]  # fmt: skip
        store_report(answers=state["answers"], files=files, language=language, slip=slip)
        keep_visit(key, {"receipt": digits})


def submit_report(
    *, answers: Mapping[str, Any], files: Sequence[SealedFile] = (), language: str
) -> str:
    """Send a report without a visit in a browser: all of it is stored or nothing.

    Returns the receipt's sixteen digits, which exist nowhere else.

    Raises:
        CannotReceive: nobody receives here, or the receiver has no vault. Nothing is stored.
    """
    digits = receipt.new_digits()
    slip = receipt.derive(digits, settings.RECEIPT_PEPPER)
    store_report(answers=answers, files=files, language=language, slip=slip)
    return digits


def store_report(
    *,
    answers: Mapping[str, Any],
    files: Sequence[SealedFile] = (),
    language: str,
    slip: receipt.Receipt,
) -> UUID:
    """Seal a report for its receiver and its reporter, and store it. Returns the report's id.

    Raises:
        CannotReceive: as there.
    """
    answers = asked_answers(answers)
    found = _route(answers)
    regions = municipality_regions(answers["municipality"]) if answers.get("municipality") else {}
    police_unit = regions.get(RegionType.POLICE_UNIT, "")
    today = clock.today()
    report = Report(
        day=today,
        language=language,
        form=str(answers.get("form_of_exploitation", "UNK")),
        region_type="police_unit" if police_unit else "",
        region_code=police_unit,
        receiver_id=found.receiver_id,
        routing_rule=found.rule_id,
        form_version=VERSION,
        receipt_lookup=slip.lookup,
        receipt_public_key=slip.keys.public,
        expires_on=today + timedelta(days=RETENTION_DAYS),
    )
    with acting(holder_of(report.id)), transaction.atomic():
        report.save(force_insert=True)
        try:
            _seal_contents(report, slip, answers, files)
        except VaultMissing as error:
            raise CannotReceive("the receiving organisation cannot open reports yet") from error
        AttachmentFile.objects.filter(id__in=[file.id for file in files]).update(
            report_id=report.id
        )
    return report.id


def _seal_contents(
    report: Report, slip: receipt.Receipt, answers: Mapping[str, Any], files: Sequence[SealedFile]
) -> None:
    holder = Holder("receipt", report.id, slip.keys.public)
    contents = [("report", {name: answers.get(name, "") for name in _REPORT_FIELDS}, None)]
    if answers.get("people"):
        contents.append(("report_people", {"people": answers["people"]}, None))
    if any(answers.get(name) for name in _REPORTER_FIELDS):
        reporter = {name: answers.get(name, "") for name in _REPORTER_FIELDS}
        contents.append(("report_reporter", reporter, None))
    for file in files:
        about = {"key": file.key.hex(), "name": file.name, "type": file.type, "size": file.size}
        contents.append(("report_attachment", about, file.id))
    for kind, content, part_id in contents:
        _seal_for_both(report, holder, kind, content, part_id=part_id)


def _seal_for_both(
    report: Report, holder: Holder, kind: str, content: dict[str, Any], part_id: UUID | None = None
) -> UUID:
    return seal(
        owner_id=report.receiver_id,
        kind=kind,
        subject_id=report.id,
        category=DataCategory.IDENTIFYING,
        content=content,
        holders=[holder],
        part_id=part_id,
    )


def write_as_reporter(vault: Keyring, *, text: str, mark: bytes) -> None:
    """Add a reporter's message to the mailbox that ``vault`` opens; sent twice, it is there once.

    ``mark`` is :func:`receipt.mark` of the receipt that opened it.

    Raises:
        InvalidInput: the message is empty or gives the receipt away.
    """
    with acting(holder_of(vault.holder_id)):
        report = Report.objects.get(id=vault.holder_id)
    if not text.strip():
        raise InvalidInput(Problem("text", "is empty", code="required"))
    written = receipt.candidates(text)
    if any(receipt.mark(digits, settings.RECEIPT_PEPPER) == mark for digits in written):
        raise InvalidInput(Problem("text", "contains your receipt; leave it out, it is only yours"))
    holder = Holder("receipt", report.id, bytes(report.receipt_public_key))
    with acting(holder_of(report.id)), transaction.atomic():
        _in_turn(report)
        seen = mailbox(vault)
        if seen and seen.messages[-1:] == (Message("reporter", text, clock.today()),):
            return
        add_message(report, holder, "reporter", text)
        Report.objects.filter(id=report.id).update(waiting_for=WaitingFor.STAFF)


def _in_turn(report: Report) -> None:
    """Until this transaction ends nobody else adds a message: each has its own number."""
    Report.objects.select_for_update().filter(id=report.id).first()


def add_message(report: Report, holder: Holder, author: str, text: str) -> UUID:
    """Seal one more message of a mailbox for its organisation and its reporter."""
    _in_turn(report)
    number = len(mailbox_parts(report.id)) + 1
    content = {"number": number, "author": author, "text": text, "day": str(clock.today())}
    return _seal_for_both(report, holder, "report_message", content)
