"""One verb of an organisation at a time: what it looks at is still so when it writes.

SQLite has one writer, so a verb that finds no case and opens one opens the only one. PostgreSQL
lets two verbs look at the same moment, and both open one. Here the second waits until the first
has committed, on both databases alike. Verbs of other organisations, and reporters, go on.

A verb takes its turn before anything else. Every verb ends by writing to the logbook, whose head is
locked to the end of the transaction: who held that and then waited for a turn would stand in the
way of whoever holds the turn and waits for the head.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

from django.db import connection, transaction

Rest = ParamSpec("Rest")
Result = TypeVar("Result")


class AtWork(Protocol):
    """Somebody who acts for an organisation."""

    @property
    def organisation_id(self) -> UUID:
        """Whose verbs wait for each other."""
        ...


Who = TypeVar("Who", bound=AtWork)


def take_turn(organisation_id: UUID) -> None:
    """Wait until no other verb of this organisation runs."""
    exclusive_lock("verb", organisation_id)


def exclusive_lock(what: str, whose: UUID) -> None:
    """Wait until nobody else holds the lock of this name; held to the end of the transaction."""
    _lock("pg_advisory_xact_lock", what, whose)


def shared_lock(what: str, whose: UUID) -> None:
    """The same, held together with others who share it."""
    _lock("pg_advisory_xact_lock_shared", what, whose)


def _lock(function: str, what: str, whose: UUID) -> None:
    if connection.vendor != "postgresql":
        return  # A transaction begins as the only writer (``transaction_mode`` in the settings).
    digest = hashlib.sha256(what.encode() + whose.bytes).digest()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [int.from_bytes(digest[:8], "big", signed=True)])


def in_turn(
    verb: Callable[Concatenate[Who, Rest], Result],
) -> Callable[Concatenate[Who, Rest], Result]:
    """A verb that is done whole or not at all, in the turn of the organisation of who does it."""

    @wraps(verb)
    def taken(actor: Who, /, *args: Rest.args, **named: Rest.kwargs) -> Result:
        with transaction.atomic():
            take_turn(actor.organisation_id)
            return verb(actor, *args, **named)

    return taken
