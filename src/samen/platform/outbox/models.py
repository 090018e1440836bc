"""What must reach others once the transaction is committed, and who wants to hear it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Event(models.Model):
    """One CloudEvent: that something happened, to what; never content, never a time of day."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=120)
    subject = models.UUIDField()
    data = models.JSONField(default=dict)
    day = models.DateField()


class Subscriber(models.Model):
    """A system that is told of events whose kind begins with one of ``kinds``."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation_id = models.UUIDField()
    address = models.URLField()
    kinds = models.JSONField(default=list)
    active = models.BooleanField(default=True)


class Delivery(models.Model):
    """One event on its way to one subscriber; gone once it has arrived."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt = models.DateTimeField()
    abandoned = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt"],
                condition=models.Q(abandoned=False),
                name="outbox_due",
            )
        ]
