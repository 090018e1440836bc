"""The database refuses to change a counted event or a published release: SQLite and PostgreSQL."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

# Table → when an update is refused, and what is said.
_FROZEN = {
    "monitor_event": ("1 = 1", "a counted event never changes: add a correction"),
    "monitor_release": ("OLD.state = 'published'", "a published release never changes"),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers that ``connection``'s kind of database needs."""
    with connection.cursor() as cursor:
        for table, (condition, message) in _FROZEN.items():
            for statement in _statements(connection.vendor, table, condition, message):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, for undoing the migration."""
    with connection.cursor() as cursor:
        for table in _FROZEN:
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update{on_table}")


def _statements(vendor: str, table: str, condition: str, message: str) -> list[str]:
    name = f"{table}_no_update"
    before = f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN"
    if vendor == "sqlite":
        return [f"{before} {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"]
    if vendor == "postgresql":
        refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'"
        body = f"LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$"
        return [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger {body}",
            f"{before} ({condition}) EXECUTE FUNCTION {name}()",
        ]
    raise NotImplementedError(f"no frozen releases on {vendor}")
