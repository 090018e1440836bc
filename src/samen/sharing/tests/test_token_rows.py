"""A question among many tokens reads an index, also under the policies: no walk through all."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection

from samen.engines.linkage.hitnohit import Stored
from samen.platform.database.public import OWNER, acting, staff
from samen.sharing.actions.token_rows import TokenRows

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

SOURCE, ASKER = UUID(int=1), UUID(int=2)
VALUES = [number.to_bytes(16) for number in range(1, 13)]


@pytest.fixture
def many() -> TokenRows:
    """Twenty thousand tokens of the owner, ten a person, and the twelve of one more."""
    if connection.vendor != "postgresql":
        pytest.skip("what PostgreSQL plans")
    rows = TokenRows("2026", frozenset({"h"}))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sharing_hittoken (id, epoch, value, type, source, handle) "
            "SELECT gen_random_uuid(), '2026', decode(md5(n::text), 'hex'), 'phone', %s, n / 10 "
            "FROM generate_series(1, 20000) n",
            [str(SOURCE)],
        )
        rows.add(Stored(value, "phone", str(SOURCE), "h") for value in VALUES)
        with acting(OWNER):
            cursor.execute("ANALYZE sharing_hittoken")
    return rows


def plan_of(act: Callable[[], object]) -> str:
    """How PostgreSQL goes about the one statement on tokens that ``act`` sends."""
    plans = []

    def explain(execute, sql, params, many, context):
        if "sharing_hittoken" in sql:
            with context["connection"].connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        act()
    (plan,) = plans
    return plan


def test_a_question_reads_the_index_of_values(many: TokenRows):
    with acting(staff(ASKER)):
        plan = plan_of(lambda: many.find(VALUES))
        assert {item.value for item in many.find(VALUES)} == set(VALUES)
    assert "one_row_per_token" in plan and "Seq Scan" not in plan


def test_a_person_is_forgotten_by_the_index_of_numbers(many: TokenRows):
    with acting(staff(SOURCE)):
        plan = plan_of(lambda: many.drop(str(SOURCE), "h"))
    assert "sharing_hit_source" in plan and "Seq Scan" not in plan
    with acting(staff(ASKER)):
        assert many.find(VALUES) == []
