"""Tables of the sealed zone. Plain columns tell where a report is, never what it says.

Only the day of a report is known, keys are random, and nothing counts within the day.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class ReportStatus(models.TextChoices):
    """How far the receiving organisation is."""

    NEW = "new"
    READ = "read"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class WaitingFor(models.TextChoices):
    """Whose turn it is in the mailbox."""

    NOBODY = "nobody"
    STAFF = "staff"
    REPORTER = "reporter"


class Report(models.Model):
    """A sealed report at its receiving organisation."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    day = models.DateField()
    channel = models.CharField(max_length=20, default="web")
    language = models.CharField(max_length=10)
    form = models.CharField(max_length=10)
    region_type = models.CharField(max_length=40, blank=True)
    region_code = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=ReportStatus, default=ReportStatus.NEW)
    waiting_for = models.CharField(max_length=10, choices=WaitingFor, default=WaitingFor.STAFF)
    receiver_id = models.UUIDField()
    routing_rule = models.CharField(max_length=20)
    form_version = models.PositiveSmallIntegerField()
    receipt_lookup = models.BinaryField(unique=True)
    receipt_public_key = models.BinaryField()
    expires_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["receiver_id", "status", "day", "id"])]


class Visit(models.Model):
    """A reporter's half-made report or open mailbox, encrypted under a key only the browser has.

    The row's id is a hash of that key. The idle time is inside the ciphertext, so that the row
    gives away no moment.
    """

    id = models.BinaryField(primary_key=True)
    ciphertext = models.BinaryField()
    day = models.DateField()


class AttachmentFile(models.Model):
    """A sealed file on disk; its key, name and type are inside the part of the same id."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    report_id = models.UUIDField(null=True, db_index=True)
    day = models.DateField()
