"""Whose a row is, is settled when it is made: no UPDATE changes a column that its policies read.

A policy judges a row before a change and after it, never the two together: who may change a row
under one of its columns could make another column name somebody else. The database knows which
columns its policies read, so the rule is made from them; a line of ``config/tables.py`` says which
may change all the same. An empty column may be filled once: before that the row was nobody's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from django.db.backends.utils import CursorWrapper

from samen.platform.database.rules import Function, Table

NAME = "samen_settled"
REFUSES = Function(
    NAME,
    "",
    "trigger",
    "BEGIN RAISE EXCEPTION 'whose a row of % is does not change', TG_TABLE_NAME "
    "USING ERRCODE = 'insufficient_privilege'; END",
    definer=False,
    language="plpgsql",
)


def install(cursor: CursorWrapper, tables: Sequence[Table]) -> None:
    """Make the triggers of ``tables``, whose policies stand; there are none yet."""
    cursor.execute(REFUSES.statement)
    wanted = _wanted(cursor, tables)
    for statement in wanted.values():
        cursor.execute(statement)
    for name, (now, _sign) in _written(cursor, wanted).items():
        sign = f"{_digest(wanted[name])} {now}"
        cursor.execute(f"COMMENT ON TRIGGER {NAME} ON {name} IS '{sign}'")


def remove(cursor: CursorWrapper, tables: Sequence[Table]) -> None:
    """Drop them: a migration may move rows."""
    for name in _written(cursor, [table.name for table in tables]):
        cursor.execute(f"DROP TRIGGER {NAME} ON {name}")


def missing(cursor: CursorWrapper, tables: Sequence[Table]) -> list[str]:
    """What differs from what should be, in words for the operator."""
    wanted = _wanted(cursor, tables)
    written = _written(cursor, [table.name for table in tables])
    return [
        f"trigger {NAME} on {name}"
        for name in wanted.keys() | written.keys()
        if name not in wanted
        or name not in written
        or written[name][1] != f"{_digest(wanted[name])} {written[name][0]}"
    ]


def columns(cursor: CursorWrapper, tables: Sequence[Table]) -> dict[str, list[str]]:
    """By table the columns that its policies read and that no line says may change."""
    cursor.execute(
        "SELECT DISTINCT c.relname, a.attname FROM pg_policy p "
        "JOIN pg_class c ON c.oid = p.polrelid "
        "JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid "
        "AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid "
        "WHERE a.attnum > 0 AND c.relname = ANY(%s) ORDER BY 1, 2",
        [[table.name for table in tables]],
    )
    changing = {table.name: table.changing for table in tables}
    found: dict[str, list[str]] = {}
    for name, column in cursor.fetchall():
        if column not in changing[name]:
            found.setdefault(name, []).append(column)
    return found


def _wanted(cursor: CursorWrapper, tables: Sequence[Table]) -> dict[str, str]:
    return {name: _statement(name, fixed) for name, fixed in columns(cursor, tables).items()}


def _statement(table: str, fixed: Iterable[str]) -> str:
    differs = " OR ".join(
        f"OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column}"
        for column in fixed
    )
    return (
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({differs}) "
        f"EXECUTE FUNCTION {NAME}()"
    )


def _written(cursor: CursorWrapper, names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """By table: a digest of how the catalogue has the trigger, and the comment on it."""
    cursor.execute(
        "SELECT c.relname, md5(concat_ws('|', t.tgenabled, pg_get_triggerdef(t.oid))), "
        "obj_description(t.oid, 'pg_trigger') "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgname = %s AND c.relname = ANY(%s)",
        [NAME, list(names)],
    )
    return {table: (now, sign) for table, now, sign in cursor.fetchall()}


def _digest(statement: str) -> str:
    return hashlib.sha256(statement.encode()).hexdigest()[:32]
