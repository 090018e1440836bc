"""The verbs of the outbox: publish an event, deliver what is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from samen.kernel.clock import today
from samen.platform.database.public import OUTBOX, acting
from samen.platform.outbox.domain.cloudevent import MAX_ATTEMPTS, cloudevent, pause, wants
from samen.platform.outbox.models import Delivery, Event, Subscriber

Send = Callable[[str, dict[str, object]], bool]
"""Sends an event to an address; True when the receiver has it."""


@transaction.atomic
def publish(*, kind: str, subject: UUID, data: Mapping[str, str | int] | None = None) -> UUID:
    """Put an event in the outbox, in the caller's transaction: it goes out if that commits.

    Args:
        kind: what happened, as ``noun.verb``: ``case.opened``.
        subject: the id of what it happened to.
        data: codes and counts only, nothing about a person.

    Returns:
        The event's id.
    """
    event = Event(kind=kind, subject=subject, data=dict(data or {}), day=today())
    with acting(OUTBOX):
        event.save(force_insert=True)
        Delivery.objects.bulk_create(
            Delivery(event=event, subscriber=subscriber, next_attempt=timezone.now())
            for subscriber in Subscriber.objects.filter(active=True)
            if wants(subscriber.kinds, kind)
        )
    return event.id


def deliver_due(*, send: Send, now: datetime | None = None, limit: int = 100) -> int:
    """Try every delivery that is due.

    An attempt is written down before it is made, so no transaction is open while the network is
    waited for and two workers never send the same event at once. A receiver may get an event
    twice (its answer was lost), never not at all: after a failure it is tried again after a
    growing pause, and after ``MAX_ATTEMPTS`` it is kept as abandoned.

    Returns:
        How many were delivered.
    """
    now = now or timezone.now()
    due = Delivery.objects.filter(abandoned=False, next_attempt__lte=now)
    rows = due.select_related("event", "subscriber").order_by("next_attempt", "id")[:limit]
    return sum(_deliver(row, send, now) for row in list(rows))


def _deliver(delivery: Delivery, send: Send, now: datetime) -> bool:
    attempts = delivery.attempts + 1
    claimed = Delivery.objects.filter(id=delivery.id, attempts=delivery.attempts).update(
        attempts=attempts, next_attempt=now + pause(attempts), abandoned=attempts >= MAX_ATTEMPTS
    )
    if not claimed:
        return False  # another worker has it
    event = delivery.event
    arrived = send(
        delivery.subscriber.address,
        cloudevent(
            event_id=event.id,
            kind=event.kind,
            subject=event.subject,
            data=event.data,
            source=f"https://{settings.ALLOWED_HOSTS[0]}",
        ),
    )
    if arrived:
        Delivery.objects.filter(id=delivery.id).delete()
    return arrived


def forget_delivered(*, before: datetime) -> int:
    """Delete events from before that day that wait for nobody; returns how many."""
    gone = Event.objects.filter(day__lt=before.date(), deliveries=None)
    return gone.delete()[0]
