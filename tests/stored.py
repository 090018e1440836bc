"""What the database holds: every value as bytes, and how many rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps as registry
from django.db import connection, models


def every_stored_value() -> Iterator[tuple[str, bytes]]:
    """Every value of every row of every table, with its table and column, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if isinstance(value, bytes | memoryview):
                        yield f"{table}.{name}", bytes(value)
                    elif value is not None:
                        yield f"{table}.{name}", str(value).encode()


def row_counts(*apps: str) -> dict[str, int]:
    """How many rows each table of the project holds."""
    found: dict[str, int] = {}
    for model in registry.get_models():
        if model.__module__.startswith("samen.") and (not apps or model._meta.app_label in apps):
            manager: models.Manager[Any] = model._default_manager
            found[model._meta.label] = manager.count()
    return found
