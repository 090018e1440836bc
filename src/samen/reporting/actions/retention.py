"""What ends: a report that its reporter takes back, and everything that has had its time."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from samen.kernel import clock
from samen.platform import scattered
from samen.platform.database.public import acting, holder_of
from samen.platform.vault.public import SCATTERED as VAULT_TABLES
from samen.platform.vault.public import Keyring, shred
from samen.reporting.actions.files import remove_file, sweep_files
from samen.reporting.models import AttachmentFile, Report, Visit
from samen.reporting.triggers import SCATTERED


@dataclass(frozen=True, slots=True)
class Swept:
    """How much a sweep deleted."""

    reports: int
    visits: int
    files: int


def end_report(vault: Keyring) -> None:
    """The reporter takes the report back: every key is shredded, then everything is deleted.

    A report that has become a signal keeps the signal that staff wrote, not the report.
    """
    with acting(holder_of(vault.holder_id)):
        _erase(vault.holder_id)


def _erase(report_id: UUID) -> None:
    files = list(AttachmentFile.objects.filter(report_id=report_id).values_list("id", flat=True))
    with transaction.atomic():
        shred(actor=None, subject_id=report_id, reason="report")
        AttachmentFile.objects.filter(report_id=report_id).delete()
        Report.objects.filter(id=report_id).delete()
    for file_id in files:
        remove_file(file_id)


def sweep() -> Swept:
    """Delete expired reports, yesterday's visits, and files that belong to nothing. Once a day."""
    today = clock.today()
    expired = list(Report.objects.filter(expires_on__lt=today).values_list("id", flat=True))
    for report_id in expired:
        _erase(report_id)
    visits, _ = Visit.objects.filter(day__lt=today).delete()
    return Swept(len(expired), visits, sweep_files())


def forget_order() -> list[str]:
    """Lay rows down in an order that does not tell which report came first. Once a day.

    Returns the tables that only another database role, their owner, may lay down anew.
    """
    return scattered.rewrite(connection, (*SCATTERED, *VAULT_TABLES))
