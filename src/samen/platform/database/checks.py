"""Who connects to PostgreSQL must be bound by its policies; SQLite has none, and that is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from samen.platform.database.acting import OWNER, acting
from samen.platform.database.rowsecurity import missing

_ROLES = "Run `django-admin database_roles | psql` as a superuser; see docs/operations.md."


def register_all() -> None:
    """Called once, when Django is ready."""
    register(bound_by_policies, Tags.database)


def bound_by_policies(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """One message for each database on which policies would silently do nothing."""
    return [message for alias in databases or () for message in _messages(connections[alias])]


def _messages(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    if connection.vendor != "postgresql":
        if settings.DEMO:
            return []
        text = "Row-level security exists on PostgreSQL only: this database has none."
        hint = "SQLite is for the demo, development and one small organisation."
        return [Info(text, hint=hint, id="database.I001")]
    try:
        with acting(OWNER), connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user"
            )
            (unbound,) = cursor.fetchone()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, ImproperlyConfigured) as error:
        text = f"The database roles of Samen cannot be used: {error}"
        return [Error(text, hint=_ROLES, id="database.E001")]
    if unbound and not settings.DEMO:
        text = "A superuser or a role with BYPASSRLS connects: policies would do nothing."
        return [Error(text, hint=_ROLES, id="database.E002")]
    return []


def unfit_to_serve(connection: BaseDatabaseWrapper) -> list[str]:
    """Why nobody should be served on this connection; empty when all is well.

    Not among Django's own checks, because those stop the migration that mends it.
    """
    if connection.vendor != "postgresql":
        return []
    found = missing(connection)
    if settings.DEMO:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user), "
            "pg_has_role(session_user, 'samen_system', 'MEMBER'), EXISTS (SELECT FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace "
            "AND pg_has_role(session_user, relowner, 'MEMBER'))"
        )
        unbound, system, owner = cursor.fetchone()
    wrong = {
        "who connects escapes row-level security": unbound,
        "who connects may act as the system; serve as samen_web": system,
        "who connects owns tables; serve as samen_web": owner,
    }
    return [*found, *(text for text, holds in wrong.items() if holds)]
