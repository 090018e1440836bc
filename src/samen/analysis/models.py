"""Tables of the analysis zone. No persons: what is kept here is about the whole system.

A version of a system model is never changed or removed: a database trigger refuses
(:mod:`samen.analysis.triggers`).
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class SystemModel(models.Model):
    """A system model: the name its versions and drafts hang on."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["title", "id"]


class SystemVersion(models.Model):
    """One version of a model: a whole document (:mod:`samen.analysis.domain.systems`)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    model = models.ForeignKey(SystemModel, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=500)
    saved_on = models.DateField()
    saved_by = models.UUIDField()
    organisation = models.CharField(max_length=200)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="one_version_per_number")
        ]


class SystemDraft(models.Model):
    """What one member has changed since version ``base``, until they save or drop it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    model = models.ForeignKey(SystemModel, on_delete=models.CASCADE, related_name="drafts")
    member = models.UUIDField()
    base = models.PositiveIntegerField()
    document = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "member"], name="one_draft_per_member")
        ]
