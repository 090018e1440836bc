"""Several connections at one moment, on PostgreSQL: SQLite has one writer at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection, connections

from samen.platform.database.public import SYSTEM, acting

T = TypeVar("T")


def at_once(work: Callable[[int], T], times: int) -> list[T]:
    """What ``work`` gives for 0, 1, … ``times - 1``, each on a connection of its own.

    The test has to commit: mark it ``django_db(transaction=True)``.
    """
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    together = Barrier(times)

    def one(number: int) -> T:
        try:
            with acting(SYSTEM):  # A thread of its own begins in the public zone.
                connections["default"].ensure_connection()
                together.wait(timeout=30)
                return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
