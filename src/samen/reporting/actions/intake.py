"""What the receiving organisation does with a report; each verb ends in the logbook."""

from __future__ import annotations

from uuid import UUID

from samen.casework.public import SignalContent, open_signal
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import (
    Actor,
    require,
)
from samen.platform.vault.public import (
    Holder,
    Keyring,
    open_parts,
)
from samen.reporting.actions.reporter import add_message
from samen.reporting.models import Report, ReportStatus, WaitingFor
from samen.reporting.policy import may_handle_reports
from samen.reporting.queries import inbox_report, mailbox_parts


@in_turn
def write_as_staff(actor: Actor, *, report_id: UUID, text: str) -> None:
    """Answer the reporter through the mailbox.

    Raises:
        InvalidInput: the message is empty.
        NotGranted: the report is not at the actor's organisation.
    """
    require(may_handle_reports(actor))
    if not text.strip():
        raise InvalidInput(Problem("text", "is empty", code="required"))
    report = inbox_report(actor, report_id)
    holder = Holder("receipt", report.id, bytes(report.receipt_public_key))
    part_id = add_message(report, holder, "staff", text)
    Report.objects.filter(id=report.id).update(waiting_for=WaitingFor.REPORTER)
    record(
        actor=actor, activity="signal-intake", name="report.answer", subjects=[report.id, part_id]
    )


@in_turn
def mark_read(actor: Actor, *, report_id: UUID) -> None:
    """Note that the report has been seen; its reporter sees that it was."""
    require(may_handle_reports(actor))
    report = inbox_report(actor, report_id)
    if report.status == ReportStatus.NEW:
        report.status = ReportStatus.READ
        report.save(update_fields=["status"])


@in_turn
def take_in(actor: Actor, vault: Keyring, *, report_id: UUID) -> UUID:
    """Make the report a signal that can be weighed. Returns the signal's id; twice is once.

    Raises:
        NotGranted: the report is not at the actor's organisation.
    """
    require(may_handle_reports(actor))
    report = inbox_report(actor, report_id)
    told_in = [part for part, _ in mailbox_parts(report.id, "report")]
    told = next(iter(open_parts(vault, told_in).values()), {})
    signal_id = open_signal(
        actor,
        source="report",
        source_id=report.id,
        form=report.form,
        region=(report.region_type, report.region_code),
        received_on=report.day,
        content=SignalContent(facts=str(told.get("what", ""))),
    )
    report.status = ReportStatus.ACCEPTED
    report.save(update_fields=["status"])
    record(
        actor=actor,
        activity="signal-intake",
        name="report.take_in",
        subjects=[report.id, signal_id],
    )
    return signal_id


@in_turn
def close_report(actor: Actor, *, report_id: UUID) -> None:
    """Close a report that asks for nothing more; it can still be read until it expires."""
    require(may_handle_reports(actor))
    report = inbox_report(actor, report_id)
    report.status = ReportStatus.CLOSED
    report.save(update_fields=["status"])
    record(actor=actor, activity="signal-intake", name="report.close", subjects=[report.id])
