"""The tables of the logbook. Triggers (:mod:`.triggers`) keep all but the head append-only."""

from __future__ import annotations

from django.db import models


class Head(models.Model):
    """The tree's size and frontier: one row, locked by whoever appends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="logbook_one_head")]


class Entry(models.Model):
    """One processing: who did what, when, on which decision. About whom: :class:`Subject`."""

    index = models.BigIntegerField(primary_key=True)
    trace_id = models.CharField(max_length=32)
    span_id = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    activity = models.CharField(max_length=80)
    status = models.CharField(max_length=5)
    start = models.DateTimeField()
    end = models.DateTimeField()
    organisation_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    processor = models.CharField(max_length=120, blank=True)
    decision_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict)
    salt = models.BinaryField(max_length=16)
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["index"]
        indexes = [
            models.Index(fields=["organisation_id", "-index"], name="logbook_of_organisation")
        ]


class Subject(models.Model):
    """A pseudonymous data subject of an entry; the index is what "who read this" is asked from."""

    pk = models.CompositePrimaryKey("entry_id", "pseudonym")
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="subjects", db_index=False
    )
    pseudonym = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["pseudonym", "entry"], name="logbook_of_subject")]


class Node(models.Model):
    """A complete subtree of level 1 and higher; with it a proof takes O(log n) reads."""

    pk = models.CompositePrimaryKey("level", "position")
    level = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)


class StoredCheckpoint(models.Model):
    """A checkpoint that was signed, as it was given out."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    signed_on = models.DateField()
    note = models.TextField()
