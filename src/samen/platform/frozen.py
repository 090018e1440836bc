"""Rows that the database itself refuses to change or remove: SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper


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


def freeze(rules: Iterable[Frozen]) -> migrations.RunPython:
    """The step of a migration that creates the triggers of ``rules``; undone, it drops them."""
    rules = tuple(rules)
    return migrations.RunPython(
        lambda _apps, editor: install(editor.connection, rules),
        lambda _apps, editor: remove(editor.connection, rules),
    )


def install(connection: BaseDatabaseWrapper, rules: Iterable[Frozen]) -> None:
    """Create the triggers.

    Raises:
        NotImplementedError: on a database of another kind; never silently without.
    """
    _execute(connection, [text for rule in rules for text in _create(connection.vendor, rule)])


def remove(connection: BaseDatabaseWrapper, rules: Iterable[Frozen]) -> None:
    """Drop the triggers: to undo the migration, and for tests that must start empty."""
    _execute(connection, [_drop(connection.vendor, rule) for rule in rules])


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _create(vendor: str, rule: Frozen) -> list[str]:
    before = f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} FOR EACH ROW WHEN"
    if vendor == "sqlite":
        refuse = f"SELECT RAISE(ABORT, '{rule.message}')"
        return [f"{before} {rule.condition} BEGIN {refuse}; END"]
    if vendor == "postgresql":
        refuse = (
            f"RAISE EXCEPTION '{rule.message}' USING ERRCODE = 'integrity_constraint_violation'"
        )
        body = f"LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$"
        return [
            f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger {body}",
            f"{before} ({rule.condition}) EXECUTE FUNCTION {rule.name}()",
        ]
    raise NotImplementedError(f"rows are not kept from changing on {vendor}")


def _drop(vendor: str, rule: Frozen) -> str:
    on_table = f" ON {rule.table}" if vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {rule.name}{on_table}"
