"""The store in PostgreSQL behaves as the one in memory, whatever is done to it.

Run by ``.ci/with-postgres``; each test has tables of its own in a schema that is dropped.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from samen.engines.linkage.hitnohit import MemoryStore, Stored
from samen.engines.linkage.postgres_store import PostgresStore

pytestmark = pytest.mark.postgres


def _connect() -> Any:
    dsn = os.environ.get("SAMEN_DATABASE_URL", "")
    if not dsn.startswith("postgres"):
        pytest.skip("needs PostgreSQL: .ci/with-postgres")
    psycopg = pytest.importorskip("psycopg")
    return psycopg.connect(dsn, autocommit=True)


@pytest.fixture
def connection() -> Iterator[Any]:
    with _connect() as opened:
        opened.execute("DROP SCHEMA IF EXISTS store_test CASCADE")
        opened.execute("CREATE SCHEMA store_test")
        opened.execute("SET search_path = store_test")
        yield opened
        opened.execute("DROP SCHEMA store_test CASCADE")


@pytest.fixture
def store(connection: Any) -> PostgresStore:
    made = PostgresStore(connection)
    made.create()
    return made


def _value(k: int) -> bytes:
    return hashlib.blake2b(str(k).encode(), digest_size=16).digest()


def _tokens(source: str, persons: range, keys: int = 3) -> list[Stored]:
    return [
        Stored(_value(p * 10 + k), ("phone", "names+date", "document")[k % 3], source, f"h{p}")
        for p in persons
        for k in range(keys)
    ]


def test_it_answers_as_the_store_in_memory(store: PostgresStore) -> None:
    memory = MemoryStore()
    police, shelter = _tokens("police", range(40)), _tokens("shelter", range(30, 60))
    asked = [_value(k) for k in range(0, 700, 7)]
    for step in (police, shelter, police[:10], []):
        store.add(step)
        memory.add(step)
        assert store.records() == memory.records()
        assert set(store.find(asked)) == set(memory.find(asked))
        assert len(store.find(asked)) == len(memory.find(asked))
    assert store.drop_source("police") == memory.drop_source("police") == len(police)
    assert store.records() == memory.records() == 30
    assert set(store.find(asked)) == set(memory.find(asked))
    assert store.drop_source("police") == 0
    assert store.find([]) == []


def test_creating_twice_keeps_what_is_there(store: PostgresStore) -> None:
    store.add(_tokens("police", range(3)))
    store.create()
    assert store.records() == 3


def test_another_connection_sees_the_count(connection: Any, store: PostgresStore) -> None:
    before = PostgresStore(connection)
    assert before.records() == 0
    with _connect() as other:
        other.execute("SET search_path = store_test")
        PostgresStore(other).add(_tokens("police", range(5)))
    assert before.records() == store.records() == 5


def test_a_token_of_the_wrong_length_leaves_nothing_behind(store: PostgresStore) -> None:
    import psycopg

    with pytest.raises(psycopg.errors.CheckViolation):
        store.add([*_tokens("police", range(2)), Stored(b"short", "phone", "police", "h9")])
    assert store.records() == 0
    assert store.find([_value(0), _value(10)]) == []


def test_two_writers_of_the_same_tokens_count_once(store: PostgresStore) -> None:
    tokens = _tokens("police", range(500)) + _tokens("shelter", range(500))

    def write(part: list[Stored]) -> None:
        with _connect() as other:
            other.execute("SET search_path = store_test")
            PostgresStore(other).add(part)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, [tokens, tokens[::-1]]))
    assert store.records() == 1000
    assert len(store.find([_value(0)])) == 2


def test_a_probe_reads_the_index_alone(connection: Any, store: PostgresStore) -> None:
    store.add(_tokens("police", range(4000)))
    connection.execute("VACUUM ANALYZE hit_token")
    plan = "\n".join(
        row[0]
        for row in connection.execute(
            "EXPLAIN SELECT value, type, source, handle FROM hit_token WHERE value = ANY(%s)",
            ([_value(k) for k in range(15)],),
        ).fetchall()
    )
    assert "Index Only Scan using hit_token_pkey" in plan
