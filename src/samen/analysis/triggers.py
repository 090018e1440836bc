"""The database refuses to change or remove a version of a system model: SQLite and PostgreSQL."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "analysis_systemversion"
_MESSAGE = "a version of a system model never changes: save a new one"
_EVENTS = ("UPDATE", "DELETE")


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers that this kind of database needs."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, for undoing the migration."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for event in _EVENTS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(event)}{on_table}")


def _name(event: str) -> str:
    return f"{TABLE}_no_{event.lower()}"


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {_name(event)} BEFORE {event} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
            for event in _EVENTS
        ]
    if vendor == "postgresql":
        refuse = f"RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'"
        body = f"LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$"
        return [
            f"CREATE OR REPLACE FUNCTION {TABLE}_frozen() RETURNS trigger {body}",
            *(
                f"CREATE TRIGGER {_name(event)} BEFORE {event} ON {TABLE} "
                f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_frozen()"
                for event in _EVENTS
            ),
        ]
    raise NotImplementedError(f"no frozen versions on {vendor}")
