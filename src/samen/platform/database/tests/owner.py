"""Who owns the tables, for tests of what even they cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

from samen.platform.database.public import OWNER, acting
from samen.platform.database.rowsecurity import install, remove


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Act as the owner with no policy in the way; they stand again afterwards."""
    if connection.vendor != "postgresql":
        yield
        return
    with acting(OWNER):
        remove(connection)
        try:
            yield
        finally:
            install(connection)
