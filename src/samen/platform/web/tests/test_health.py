"""Alive is not the same as ready."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import RequestFactory
from django.urls import resolve

from samen.platform.database.public import OWNER, acting
from samen.platform.logbook import triggers
from samen.platform.web import health

pytestmark = pytest.mark.django_db


def get(view):
    response = view(RequestFactory().get("/"))
    assert response["Content-Type"] == "application/health+json"
    return response


def test_health_asks_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert get(health.health).status_code == 200


def test_ready_when_database_migrations_and_logbook_are():
    response = get(health.ready)
    assert response.status_code == 200, response.content
    assert b'"status": "pass"' in response.content


def test_not_ready_without_a_trigger():
    with acting(OWNER), connection.cursor() as cursor:
        table = " ON logbook_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER logbook_entry_no_delete{table}")
    response = get(health.ready)
    assert response.status_code == 503
    assert b"trigger" not in response.content
    assert triggers.missing(connection) == ["logbook_entry_no_delete"]


def test_not_ready_before_the_migrations():
    health._migrated.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'outbox'")
    response = get(health.ready)
    assert response.status_code == 503
    health._migrated.cache_clear()


def test_not_ready_without_its_database(monkeypatch):
    def broken() -> bool:
        raise health.DatabaseError("password of samen is hunter2")

    monkeypatch.setitem(health.CHECKS, "database", broken)
    response = get(health.ready)
    assert response.status_code == 503
    assert b"hunter2" not in response.content


def test_where_they_are():
    assert resolve("/health").func is health.health
    assert resolve("/ready").func is health.ready
