"""Who may run a command: said in one line to an operator who connects as somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.acting import OWNER, SYSTEM, acting

SETTING = "SAMEN_DATABASE_URL"


@contextmanager
def as_system() -> Iterator[None]:
    """Act as the platform itself.

    Raises:
        InvalidInput: the database user may not; says who may.
    """
    try:
        with acting(SYSTEM):
            yield
    except ImproperlyConfigured as error:
        raise InvalidInput(Problem(SETTING, str(error))) from None


def require_owner(connection: BaseDatabaseWrapper) -> None:
    """Pass when who connects may change the tables; SQLite asks nobody.

    Raises:
        InvalidInput: they may not; says who may.
    """
    if connection.vendor != "postgresql":
        return
    with acting(OWNER), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(relowner) FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relname = 'django_migrations' "
            "AND NOT pg_has_role(relowner, 'USAGE') "
            "UNION ALL SELECT pg_get_userbyid(nspowner) FROM pg_namespace "
            "WHERE nspname = 'public' AND NOT has_schema_privilege(oid, 'CREATE')"
        )
        found = cursor.fetchone()
    if found is not None:
        user, owner = connection.settings_dict["USER"], found[0]
        raise InvalidInput(
            Problem(
                SETTING,
                f"{user} may not change the tables of this database, {owner} may: give the "
                f"address of {owner} for this command (docs/operations.md)",
            )
        )
