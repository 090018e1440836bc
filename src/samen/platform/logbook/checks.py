"""Samen refuses to run on a logbook that could be rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from samen.platform.logbook.models import Entry
from samen.platform.logbook.triggers import missing


@register(Tags.database)
def logbook_triggers(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """One error for each database whose logbook exists without all of its triggers."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if Entry._meta.db_table not in connection.introspection.table_names():
            continue  # not migrated yet; readiness says so
        absent = missing(connection)
        if absent:
            errors.append(
                Error(
                    f"The logbook is not append-only: missing triggers {', '.join(absent)}",
                    hint="Find out who dropped them; run `samen log verify` before restoring them.",
                    id="logbook.E001",
                )
            )
    return errors
