"""Every table has its line in ``config/tables.py``: who may do what with which rows of it."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.recorder import MigrationRecorder

from samen.config.tables import TABLES


def tables() -> set[str]:
    """What Django makes: of every app, many-to-many tables too, and its list of migrations."""
    models = apps.get_models(include_auto_created=True)
    made = {model._meta.db_table for model in models if model._meta.managed}
    return made | {MigrationRecorder.Migration._meta.db_table}


def test_every_table_has_a_line_and_every_line_a_table():
    lines = {table.name for table in TABLES}
    assert {"no line": tables() - lines, "no table": lines - tables()} == {
        "no line": set(),
        "no table": set(),
    }
