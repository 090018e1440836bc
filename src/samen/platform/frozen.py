"""Rows that the database itself refuses to change or remove: SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

from samen.platform.database.public import OWNER, acting


@dataclass(frozen=True, slots=True)
class Frozen:
    """``event`` on a row of ``table`` is refused with ``message``, where ``condition`` holds."""

    table: str
    event: Literal["UPDATE", "DELETE"]
    message: str
    condition: str = "1 = 1"

    @property
    def name(self) -> str:
        """Of the trigger, and on PostgreSQL of its function."""
        return f"{self.table}_no_{self.event.lower()}"

    def when(self, _connection: BaseDatabaseWrapper) -> str:
        """SQL of the rows that it refuses."""
        return self.condition


@dataclass(frozen=True, slots=True)
class Kept:
    """No column of a row of ``table`` changes once it is written, except ``changing``.

    A column that is empty may be filled, once, when it is in ``filled``. A migration that adds a
    column makes the trigger anew.
    """

    table: str
    message: str
    filled: tuple[str, ...] = ()
    changing: tuple[str, ...] = ()
    event: Literal["UPDATE"] = "UPDATE"

    @property
    def name(self) -> str:
        """Of the trigger, and on PostgreSQL of its function."""
        return f"{self.table}_kept"

    def when(self, connection: BaseDatabaseWrapper) -> str:
        """SQL of the rows that it refuses: NULL differs from every value, and not from NULL."""
        differs = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}[connection.vendor]
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, self.table)
        columns = [column.name for column in described if column.name not in self.changing]
        return " OR ".join(
            f"(NEW.{column} {differs} OLD.{column}"
            + (f" AND OLD.{column} IS NOT NULL)" if column in self.filled else ")")
            for column in columns
        )


def freeze(rules: Iterable[Frozen | Kept]) -> migrations.RunPython:
    """The step of a migration that creates the triggers of ``rules``; undone, it drops them."""
    rules = tuple(rules)
    return migrations.RunPython(
        lambda _apps, editor: install(editor.connection, rules),
        lambda _apps, editor: remove(editor.connection, rules),
    )


def install(connection: BaseDatabaseWrapper, rules: Iterable[Frozen | Kept]) -> None:
    """Create the triggers.

    Raises:
        NotImplementedError: on a database of another kind; never silently without.
    """
    _execute(connection, [text for rule in rules for text in _create(connection, rule)])


def remove(connection: BaseDatabaseWrapper, rules: Iterable[Frozen | Kept]) -> None:
    """Drop the triggers: to undo the migration."""
    _execute(connection, [_drop(connection.vendor, rule) for rule in rules])


@contextmanager
def removed(connection: BaseDatabaseWrapper, rules: Iterable[Frozen | Kept]) -> Iterator[None]:
    """The triggers are gone inside the block; only a test has a reason for it."""
    rules = tuple(rules)
    with acting(OWNER):
        remove(connection, rules)
    try:
        yield
    finally:
        with acting(OWNER):
            install(connection, rules)


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _create(connection: BaseDatabaseWrapper, rule: Frozen | Kept) -> list[str]:
    vendor = connection.vendor
    if vendor not in ("sqlite", "postgresql"):
        raise NotImplementedError(f"rows are not kept from changing on {vendor}")
    condition = rule.when(connection)
    before = f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} FOR EACH ROW WHEN"
    if vendor == "sqlite":
        refuse = f"SELECT RAISE(ABORT, '{rule.message}')"
        return [f"{before} {condition} BEGIN {refuse}; END"]
    refuse = f"RAISE EXCEPTION '{rule.message}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$"
    return [
        f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger {body}",
        f"{before} ({condition}) EXECUTE FUNCTION {rule.name}()",
    ]


def _drop(vendor: str, rule: Frozen | Kept) -> str:
    on_table = f" ON {rule.table}" if vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {rule.name}{on_table}"
