"""Sealed attachments on disk: begun, finished, dropped; and what they tell of when.

A file's own times are set back to the start of its day, and so are those of the folders that its
coming or going changed: of a report only the day may be known (docs/adr/0002).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, time
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from django.conf import settings

from samen.kernel import clock
from samen.reporting.domain.attachments import SealingWriter
from samen.reporting.models import AttachmentFile
from samen.reporting.queries import attachment_path


def begin_file(file_id: UUID) -> BinaryIO:
    """Open the target of a file that is being sealed while it streams in."""
    path = attachment_path(file_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Before the file is there: a file without a row is one that was erased.
    AttachmentFile.objects.create(id=file_id, day=clock.today())
    return path.open("xb")


def finish_file(file_id: UUID, target: BinaryIO) -> None:
    """Close a file that is whole."""
    target.close()
    path = attachment_path(file_id)
    _leave_only_the_day(path, path.parent, path.parent.parent)


def drop_file(file_id: UUID) -> None:
    """Remove a file that was refused or taken back; one that belongs to a report stays."""
    dropped, _ = AttachmentFile.objects.filter(id=file_id, report_id__isnull=True).delete()
    if dropped:
        remove_file(file_id)


def remove_file(file_id: UUID) -> None:
    """Remove the sealed bytes of a file whose row is gone."""
    path = attachment_path(file_id)
    path.unlink(missing_ok=True)
    if path.parent.exists():
        _leave_only_the_day(path.parent)


def _leave_only_the_day(*paths: Path) -> None:
    day = datetime.combine(clock.today(), time.min, UTC).timestamp()
    for path in paths:
        os.utime(path, (day, day))


def seal_file(source: BinaryIO) -> tuple[UUID, SealingWriter]:
    """Seal a whole file at once (for the demo and tests; uploads stream through the handler)."""
    file_id = uuid4()
    target = begin_file(file_id)
    writer = SealingWriter(target)
    while chunk := source.read(1 << 16):
        writer.write(chunk)
    writer.close()
    finish_file(file_id, target)
    return file_id, writer


def sweep_files() -> int:
    """Remove files of reports that were never sent, and bytes whose row was erased; their number.

    The second kind is left where a machine stops between erasing a report and removing its files:
    their key is gone, but nobody should have to trust that.
    """
    lost = AttachmentFile.objects.filter(report_id__isnull=True, day__lt=clock.today())
    unsent = list(lost.values_list("id", flat=True))
    for file_id in unsent:
        drop_file(file_id)
    # First what lies there, then what belongs: a file that comes in between has its row already.
    on_disk = {UUID(path.name) for path in Path(settings.MEDIA_ROOT).glob("??/*")}
    known = set(AttachmentFile.objects.filter(id__in=on_disk).values_list("id", flat=True))
    for file_id in on_disk - known:
        remove_file(file_id)
    return len(unsent) + len(on_disk - known)
