"""The order in which rows lie does not tell which report came first."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.reporter import attach
from tests.worlds import ANSWERS

from samen.platform.database.public import OWNER, acting
from samen.platform.vault.public import SCATTERED as VAULT_TABLES
from samen.reporting.actions import reporter
from samen.reporting.actions.retention import forget_order
from samen.reporting.domain.visit import new_visit_key
from samen.reporting.triggers import SCATTERED

pytestmark = pytest.mark.django_db
PLACE = {"sqlite": "rowid", "postgresql": "ctid"}
MANY = 12
"""In order by chance once in 479 million times."""


def _as_they_lie(table: str) -> list[str]:
    """The keys of a table's rows in the order in which the database keeps them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY {PLACE[connection.vendor]}")
        return [str(key) for (key,) in cursor.fetchall()]


def test_rows_of_one_day_lie_in_no_order(world):
    tables = (*SCATTERED, *VAULT_TABLES)
    came: dict[str, list[str]] = {table: [] for table in tables}
    for _ in range(MANY):
        before = {table: set(_as_they_lie(table)) for table in tables}
        reporter.submit_report(answers=ANSWERS, files=[attach()], language="nl")
        reporter.keep_visit(new_visit_key(), {"answers": {}, "files": []})
        for table in tables:
            # Of one report's rows the first is enough: which report came first is the question.
            came[table].append(min(set(_as_they_lie(table)) - before[table]))
    with acting(OWNER):
        assert forget_order() == []
    for table in tables:
        lying = [key for key in _as_they_lie(table) if key in came[table]]
        assert sorted(lying) == sorted(came[table])
        assert lying != came[table], table
