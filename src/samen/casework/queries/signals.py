"""Signals as their organisation sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from samen.casework.models import Signal
from samen.platform.organisations.public import Actor
from samen.platform.vault.public import Keyring, NotGranted, open_many, open_part, parts_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One line of the list of signals, opened."""

    id: UUID
    received_on: date
    status: str
    form: str
    region_code: str
    facts: str
    indicators: int


def signal_of(actor: Actor, signal_id: UUID) -> Signal:
    """A signal at the actor's organisation.

    Raises:
        NotGranted: there is no such signal there.
    """
    row = Signal.objects.filter(id=signal_id, organisation_id=actor.organisation_id).first()
    if row is None:
        raise NotGranted(signal_id)
    return row


def signal_part(actor: Actor, signal_id: UUID) -> UUID:
    """The sealed part of a signal.

    Raises:
        NotGranted: the actor's organisation holds no key of it.
    """
    for part in parts_of(actor, [signal_id], kinds=["signal"]):
        return part.id
    raise NotGranted(signal_id)


def signal_content(actor: Actor, vault: Keyring, signal_id: UUID) -> dict[str, Any]:
    """What a signal says; logged."""
    return open_part(actor, vault, signal_part(actor, signal_id))


def signals(
    actor: Actor, vault: Keyring, *, closed: bool = False, page: int = 1
) -> tuple[list[SignalRow], bool]:
    """One page of signals, and whether there are more.

    What waits comes longest first; what was dealt with (``closed``), newest first.
    """
    statuses = ("in_case", "closed") if closed else ("new", "weighed")
    order = ("-received_on", "-id") if closed else ("received_on", "id")
    rows = Signal.objects.filter(organisation_id=actor.organisation_id, status__in=statuses)
    start = (page - 1) * PAGE
    shown = list(rows.order_by(*order)[start : start + PAGE + 1])
    more, shown = len(shown) > PAGE, shown[:PAGE]
    parts = {
        part.subject_id: part.id
        for part in parts_of(actor, [row.id for row in shown], kinds=["signal"])
    }
    contents = open_many(actor, vault, parts.values())
    lines = []
    for row in shown:
        told = contents.get(parts[row.id], {}) if row.id in parts else {}
        lines.append(
            SignalRow(
                row.id,
                row.received_on,
                row.status,
                row.form,
                row.region_code,
                str(told.get("facts", "")),
                len(told.get("indicators", ())),
            )
        )
    return lines, more
