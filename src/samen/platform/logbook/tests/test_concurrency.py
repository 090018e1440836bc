"""Many writers at once: no number is given twice, none is left out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from samen.platform.database.public import SYSTEM, acting
from samen.platform.logbook import actions
from samen.platform.logbook.domain import merkle
from samen.platform.logbook.models import Entry, Head


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_get_consecutive_numbers():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")

    def write(_: int) -> list[int]:
        try:
            with acting(SYSTEM):  # A thread of its own begins in the public zone.
                return [
                    actions.record(actor=None, activity="test", name="test.race") for _ in range(10)
                ]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        indices = [index for written in pool.map(write, range(6)) for index in written]
    assert sorted(indices) == list(range(60))
    leaves = [bytes(value) for value in Entry.objects.values_list("leaf_hash", flat=True)]
    assert merkle.root(actions.split_hashes(Head.objects.get().frontier)) == merkle.root_of(leaves)


@pytest.mark.django_db(transaction=True)
def test_the_logbook_starts_empty_after_a_test_that_commits():
    assert Head.objects.get().size == Entry.objects.count() == 0
