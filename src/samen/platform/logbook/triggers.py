"""The database itself refuses to change the past: triggers for SQLite and PostgreSQL.

A new entry must take the next number, the head may only grow, everything else may only be added.
A database owner can still drop a trigger; that shows at the next start (:func:`missing`) and a
rewritten past shows against any checkpoint (``samen log verify``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("logbook_entry", "logbook_subject", "logbook_node", "logbook_storedcheckpoint")
HEAD = "logbook_head"
_MESSAGE = "the logbook is append-only"

# INSERT OR REPLACE deletes on SQLite without firing a DELETE trigger: refuse it at the insert.
_KEYS = {
    "logbook_subject": "entry_id = NEW.entry_id AND pseudonym = NEW.pseudonym",
    "logbook_node": "level = NEW.level AND position = NEW.position",
    "logbook_storedcheckpoint": "size = NEW.size",
    HEAD: "id = NEW.id",
}
_NEXT = f'NEW."index" <> (SELECT size FROM {HEAD})'  # noqa: S608


def _sqlite() -> dict[str, str]:
    def trigger(table: str, event: str, condition: str = "") -> str:
        when = f"WHEN {condition} " if condition else ""
        return (
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"FOR EACH ROW {when}BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        )

    statements = {}
    for table in (*APPEND_ONLY, HEAD):
        grows = "NEW.size <= OLD.size OR NEW.id <> OLD.id" if table == HEAD else ""
        statements[f"{table}_no_update"] = trigger(table, "UPDATE", grows)
        statements[f"{table}_no_delete"] = trigger(table, "DELETE")
    for table, key in _KEYS.items():
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE {key})"  # noqa: S608
        statements[f"{table}_no_insert"] = trigger(table, "INSERT", exists)
    statements["logbook_entry_no_insert"] = trigger("logbook_entry", "INSERT", _NEXT)
    return statements


_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION logbook_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRES_NEXT = f"""
CREATE OR REPLACE FUNCTION logbook_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_NEXT} THEN
    RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""


def _postgresql() -> dict[str, str]:
    def trigger(table: str, event: str, *, each: str = "ROW", condition: str = "") -> str:
        name = f"{table}_no_{event.lower()}"
        when = f"WHEN ({condition}) " if condition else ""
        return (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} {when}"
            f"EXECUTE FUNCTION logbook_refuse(); "
            # ALWAYS: session_replication_role = replica does not switch it off.
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
        )

    statements = {}
    for table in (*APPEND_ONLY, HEAD):
        grows = "NEW.size <= OLD.size OR NEW.id <> OLD.id" if table == HEAD else ""
        statements[f"{table}_no_update"] = trigger(table, "UPDATE", condition=grows)
        statements[f"{table}_no_delete"] = trigger(table, "DELETE")
        statements[f"{table}_no_truncate"] = trigger(table, "TRUNCATE", each="STATEMENT")
    statements["logbook_entry_no_insert"] = (
        "CREATE TRIGGER logbook_entry_no_insert BEFORE INSERT ON logbook_entry FOR EACH ROW "
        "EXECUTE FUNCTION logbook_next(); "
        "ALTER TABLE logbook_entry ENABLE ALWAYS TRIGGER logbook_entry_no_insert"
    )
    return statements


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger that ``connection``'s kind of database needs."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
            cursor.execute(_POSTGRES_NEXT)
        for statement in _expected(connection).values():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for undoing the migration, and for tests that must start empty."""
    with connection.cursor() as cursor:
        for name in _expected(connection):
            table = name.rsplit("_no_", 1)[0]
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


@contextmanager
def removed(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The triggers are gone inside the block; only a test has a reason for it."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that should be there and are not, or are switched off."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A' "
        "AND tgname LIKE 'logbook%%'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return sorted(_expected(connection).keys() - present)


def _expected(connection: BaseDatabaseWrapper) -> dict[str, str]:
    if connection.vendor == "postgresql":
        return _postgresql()
    if connection.vendor == "sqlite":
        return _sqlite()
    raise NotImplementedError(f"no append-only logbook on {connection.vendor}")
