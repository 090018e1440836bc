"""Privileges and policies are what ``config/tables.py`` says: installed after every migration.

A second wall on PostgreSQL: a query that forgets its organisation finds nothing of others.
Contents are closed without it; it guards the plain columns (SECURITY.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils.module_loading import import_string

from samen.platform.database import settled
from samen.platform.database.acting import OWNER, acting
from samen.platform.database.rules import DECLARED, PRIVILEGES, ZONES, Function, Policy, Table

ROLES = tuple(zone.value for zone in ZONES)


@cache
def tables() -> dict[str, Table]:
    """Every table by name."""
    return {table.name: table for table in import_string(settings.DATABASE_TABLES)}


def before_migrating(*, using: str, plan: Iterable[Any], **_: Any) -> None:
    """Let the owner change tables and move rows: with no policies nobody else sees any."""
    connection = connections[using]
    if connection.vendor == "postgresql" and list(plan):
        remove(connection)


def after_migrating(*, using: str, **_: Any) -> None:
    """Install what is missing."""
    connection = connections[using]
    if connection.vendor == "postgresql" and missing(connection):
        install(connection)


def install(connection: BaseDatabaseWrapper) -> None:
    """Bring functions, privileges and policies to what they should be; only the owner can."""
    with acting(OWNER), transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        present = _present(connection, cursor)
        for function in DECLARED:
            cursor.execute(function.statement)
        _drop_policies(cursor, present)
        settled.remove(cursor, present)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {', '.join(ROLES)}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {', '.join(ROLES)}")
        for table in present:
            for function in table.functions:
                cursor.execute(function.statement)
            for zone, letters in table.zones.items():
                words = ", ".join(PRIVILEGES[letter] for letter in letters)
                if words:
                    cursor.execute(f"GRANT {words} ON {table.name} TO {zone.value}")
        for table in present:
            _guard(cursor, table)
        settled.install(cursor, present)


def _guard(cursor: CursorWrapper, table: Table) -> None:
    if table.everybody:
        cursor.execute(f"ALTER TABLE {table.name} DISABLE ROW LEVEL SECURITY")
        return
    cursor.execute(f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY")
    for policy in table.policies:
        cursor.execute(policy.statement(table.name))
    written = _written(cursor, [table.name])
    for policy in table.policies:
        sign = f"{_digest(policy)} {written[table.name, policy.name][0]}"
        cursor.execute(f"COMMENT ON POLICY {policy.name} ON {table.name} IS '{sign}'")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the policies away and let the owner through: nobody else sees a guarded row."""
    with acting(OWNER), connection.cursor() as cursor:
        present = _present(connection, cursor)
        _drop_policies(cursor, present)
        settled.remove(cursor, present)
        for table in present:
            cursor.execute(f"ALTER TABLE {table.name} NO FORCE ROW LEVEL SECURITY")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """What differs from what should be, in words for the operator; empty when all is well."""
    with connection.cursor() as cursor:
        present = _present(connection, cursor)
        return sorted(
            [
                *_missing_functions(cursor, [f for table in present for f in table.functions]),
                *_missing_privileges(cursor, present),
                *_missing_policies(cursor, [table for table in present if table.policies]),
                *settled.missing(cursor, present),
            ]
        )


def _missing_functions(cursor: CursorWrapper, functions: list[Function]) -> list[str]:
    cursor.execute(
        "SELECT proname, trim(prosrc), prosecdef FROM pg_proc WHERE proname LIKE 'samen\\_%%'"
    )
    found = {name: (body, definer) for name, body, definer in cursor.fetchall()}
    return [
        f"function {function.name}"
        for function in (*DECLARED, settled.REFUSES, *functions)
        if found.get(function.name) != (function.body, function.definer)
    ]


def _missing_privileges(cursor: CursorWrapper, present: list[Table]) -> list[str]:
    cursor.execute(
        "SELECT c.relname, r.rolname, a.privilege_type FROM pg_class c "
        "CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' "
        "AND a.grantee <> c.relowner"
    )
    given = set(cursor.fetchall())
    wanted = {
        (table.name, zone.value, PRIVILEGES[letter])
        for table in present
        for zone, letters in table.zones.items()
        for letter in letters
    }
    return [
        f"{'missing' if row in wanted else 'unwanted'} privilege {row[2]} on {row[0]} for {row[1]}"
        for row in wanted ^ given
    ]


def _missing_policies(cursor: CursorWrapper, guarded: list[Table]) -> list[str]:
    cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    forced = {name for (name,) in cursor.fetchall()}
    found = [f"row-level security on {t.name}" for t in guarded if t.name not in forced]
    written = _written(cursor, [table.name for table in guarded])
    wanted = {(table.name, policy.name): policy for table in guarded for policy in table.policies}
    for place in written.keys() | wanted.keys():
        now, sign = written.get(place, ("", None))
        if place not in wanted or sign != f"{_digest(wanted[place])} {now}":
            found.append(f"policy {place[1]} on {place[0]}")
    return found


def _written(cursor: CursorWrapper, names: list[str]) -> dict[tuple[str, str], tuple[str, str]]:
    """By table and policy: a digest of how the catalogue has it, and the comment on it."""
    cursor.execute(
        "SELECT c.relname, p.polname, md5(concat_ws('|', p.polcmd, p.polpermissive, "
        "p.polroles::regrole[]::text, pg_get_expr(p.polqual, c.oid), "
        "pg_get_expr(p.polwithcheck, c.oid))), obj_description(p.oid, 'pg_policy') "
        "FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relname = ANY(%s)",
        [names],
    )
    return {(table, name): (now, sign) for table, name, now, sign in cursor.fetchall()}


def _digest(policy: Policy) -> str:
    return hashlib.sha256(policy.statement("").encode()).hexdigest()[:32]


def _drop_policies(cursor: CursorWrapper, present: list[Table]) -> None:
    for table, name in _written(cursor, [table.name for table in present]):
        cursor.execute(f'DROP POLICY "{name}" ON {table}')


def _present(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> list[Table]:
    names = set(connection.introspection.table_names(cursor))
    return [table for name, table in tables().items() if name in names]
