"""Rows whose place in their table does not tell which came first: SQLite and PostgreSQL.

Of a report only the day may be known (docs/adr/0002), but a database keeps rows where they came.
SQLite numbers them: there a trigger gives each new row a random number at once. PostgreSQL appends
them: there :func:`rewrite` lays a table down anew in the order of its random keys, once a day.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import migrations, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


def scatter(tables: Iterable[str]) -> migrations.RunPython:
    """The step of a migration that scatters new rows of ``tables``; undone, they come in order.

    A later migration that makes one of these tables anew on SQLite drops the trigger with it and
    has to repeat this step; a test of the effect says so.
    """
    tables = tuple(tables)
    return migrations.RunPython(
        lambda _apps, editor: _install(editor.connection, tables),
        lambda _apps, editor: _remove(editor.connection, tables),
    )


def _install(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    if connection.vendor == "postgresql":
        return
    if connection.vendor != "sqlite":
        raise NotImplementedError(f"rows keep their order on {connection.vendor}")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"UPDATE {table} SET rowid = random()")  # noqa: S608
            move = f"UPDATE {table} SET rowid = random() WHERE rowid = NEW.rowid"  # noqa: S608
            cursor.execute(
                f"CREATE TRIGGER {table}_scattered AFTER INSERT ON {table} FOR EACH ROW "
                f"BEGIN {move}; END"
            )


def _remove(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_scattered")


def rewrite(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    """Lay down ``tables`` anew where rows come in order; returns those that may not be.

    On PostgreSQL this takes a table's lock for the time it takes, and only its owner may do it.
    """
    if connection.vendor != "postgresql":
        return []
    refused = []
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(
                "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass",
                [table],
            )
            if cursor.fetchone()[0]:
                cursor.execute(f"CLUSTER {table} USING {table}_pkey")
            else:
                refused.append(table)
    return refused
