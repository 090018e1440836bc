"""Before a statement goes out, the session knows for whom: ``SET ROLE`` and three settings.

They belong to the session, so a statement outside a transaction is guarded as well, and they are
sent only when they changed. A rollback takes back what was set inside the transaction, and so does
the commit of one that failed: after either they are sent anew.

A connection pooler that hands one session to many would mix their zones: the number of the server
process in its greeting is not that of the process that answers, and then nothing is asked at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError
from django.db.backends.postgresql import base
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from psycopg.errors import InsufficientPrivilege

from samen.platform.database.acting import OWNER, Acting, acting, current

_DECLARE = (
    "SELECT set_config('role', %s, false), set_config('samen.organisation', %s, false), "
    "set_config('samen.report', %s, false), set_config('samen.receipt', %s, false), "
    "pg_backend_pid()"
)


class OwnerSchemaEditor(DatabaseSchemaEditor):
    """Only the owner may change tables, so a migration acts as the owner."""

    def __enter__(self) -> OwnerSchemaEditor:
        self._as_owner = acting(OWNER)
        self._as_owner.__enter__()
        return super().__enter__()

    def __exit__(self, *failure: Any) -> None:
        try:
            super().__exit__(*failure)
        finally:
            self._as_owner.__exit__(None, None, None)


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection, and for whom its session was last declared; None when that is not known."""

    SchemaEditorClass = OwnerSchemaEditor

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._declared: Acting | None = None
        self.execute_wrappers.append(self._declare_first)

    def _declare_first(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        wanted = current()
        if wanted != self._declared:
            self._declare(wanted)
        return execute(sql, params, many, context)

    def _declare(self, who: Acting) -> None:
        values = (
            who.zone.value,
            str(who.organisation or ""),
            str(who.report or ""),
            who.receipt.hex(),
        )
        self._declared = None
        try:
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(_DECLARE, values)
                answered_by = cursor.fetchone()[-1]
        except ProgrammingError as refused:
            if not isinstance(refused.__cause__, InsufficientPrivilege):
                raise
            raise ImproperlyConfigured(
                f"{self.settings_dict['USER']} may not act as {who.zone.value} in this database: "
                "samen_web serves, samen_owner runs the commands; give the address of the one that "
                "this needs (docs/operations.md)"
            ) from None
        if answered_by != self.connection.info.backend_pid:
            raise ImproperlyConfigured(
                "a connection pooler stands before PostgreSQL and could give one organisation's "
                "session to another; connect to the database itself (docs/operations.md)"
            )
        self._declared = who

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._declared = None
        return super().get_new_connection(conn_params)

    def _close(self) -> None:
        self._declared = None
        super()._close()

    def _commit(self) -> None:
        self._declared = None
        super()._commit()

    def _rollback(self) -> None:
        self._declared = None
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        # In a transaction that failed nothing can be declared, and rolling back reads no row.
        self._declared = current()
        try:
            super()._savepoint_rollback(sid)
        finally:
            self._declared = None

    @contextmanager
    def _nodb_cursor(self) -> Iterator[Any]:
        with acting(OWNER), super()._nodb_cursor() as cursor:
            yield cursor
