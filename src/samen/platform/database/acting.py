"""For whom the database is asked: one zone at a time, and in it one organisation or report.

Nothing here touches a database. On PostgreSQL the backend
(:mod:`samen.platform.database.postgresql`) tells the session before the next statement; SQLite has
no roles and no row-level security, and there the declaration does nothing.

Nothing declared is the public zone: no organisation, no report, only what is published. A thread
of its own begins there too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

Chunk = TypeVar("Chunk")


class Zone(StrEnum):
    """The database role of each zone (``roles.sql``); ``OWNER`` is who connected, with no zone."""

    PUBLIC = "samen_public"
    REPORTER = "samen_reporter"
    ACCOUNT = "samen_account"
    STAFF = "samen_staff"
    LOGBOOK = "samen_logbook"
    OUTBOX = "samen_outbox"
    SYSTEM = "samen_system"
    OWNER = "none"


@dataclass(frozen=True, slots=True)
class Acting:
    """A zone; of the staff one organisation, of a reporter one report or the hash of a receipt."""

    zone: Zone
    organisation: UUID | None = None
    report: UUID | None = None
    receipt: bytes = b""


PUBLIC = Acting(Zone.PUBLIC)
"""What is published, for anybody."""
REPORTER = Acting(Zone.REPORTER)
"""Somebody who makes a report; reads none."""
ACCOUNT = Acting(Zone.ACCOUNT)
"""Finding out who asks: accounts, second factors, sessions of everybody; nothing of a case."""
LOGBOOK = Acting(Zone.LOGBOOK)
"""Reading the logbook of all organisations, to prove an entry or to tell who read a datum."""
OUTBOX = Acting(Zone.OUTBOX)
"""Putting an event in the outbox for every subscriber, whoever they belong to."""
SYSTEM = Acting(Zone.SYSTEM)
"""The platform itself, every row: commands, never a request."""
OWNER = Acting(Zone.OWNER)
"""Who owns the tables: migrations only."""

_CURRENT: ContextVar[Acting] = ContextVar("samen_acting", default=PUBLIC)


def staff(organisation: UUID) -> Acting:
    """A member at work for their organisation."""
    return Acting(Zone.STAFF, organisation=organisation)


def holder_of(report: UUID) -> Acting:
    """A reporter whose receipt opened this report, or who is just sending it."""
    return Acting(Zone.REPORTER, report=report)


def shows_receipt(lookup: bytes) -> Acting:
    """A reporter who shows a receipt with this hash."""
    return Acting(Zone.REPORTER, receipt=lookup)


def current() -> Acting:
    """For whom the database is asked now."""
    return _CURRENT.get()


@contextmanager
def acting(who: Acting) -> Iterator[None]:
    """Ask the database for ``who`` inside the block, and for whom it was before after it."""
    before = _CURRENT.set(who)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def declare(who: Acting) -> None:
    """From here to the end of the surrounding :func:`acting` block: for the middleware."""
    _CURRENT.set(who)


def each_acting(who: Acting, chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """``chunks``, each made for ``who``: an answer that streams is made after its request ended."""
    remaining, end = iter(chunks), object()
    while True:
        with acting(who):
            chunk = next(remaining, end)
        if chunk is end:
            return
        yield chunk  # type: ignore[misc]
