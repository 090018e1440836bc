"""The matcher's tokens in PostgreSQL: a probe is one prepared statement over one index.

The primary key starts with the token and carries the rest, so that a look-up reads the index
alone (once the table is vacuumed) and never the table. The number of records, which every answer
needs for its expected false hits, is kept as a count per source: nothing is counted when asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from samen.engines.linkage.hitnohit import Stored

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS hit_token (
    value bytea NOT NULL CHECK (octet_length(value) = 16),
    type text NOT NULL,
    source text NOT NULL,
    handle text NOT NULL,
    PRIMARY KEY (value, source, handle) INCLUDE (type)
);
CREATE INDEX IF NOT EXISTS hit_token_source ON hit_token (source);
CREATE TABLE IF NOT EXISTS hit_record (
    source text NOT NULL,
    handle text NOT NULL,
    PRIMARY KEY (source, handle)
);
CREATE TABLE IF NOT EXISTS hit_source (
    source text PRIMARY KEY,
    records bigint NOT NULL
);
"""
_FIND: Final = "SELECT value, type, source, handle FROM hit_token WHERE value = ANY(%s)"
# Rows go in by the order of their keys, so that two writers never wait for each other in a circle.
_ADD_TOKENS: Final = """
INSERT INTO hit_token (value, type, source, handle)
SELECT value, type, source, handle
FROM unnest(%s::bytea[], %s::text[], %s::text[], %s::text[]) AS t (value, type, source, handle)
ORDER BY value, source, handle
ON CONFLICT DO NOTHING
"""
_ADD_RECORDS: Final = """
WITH added AS (
    INSERT INTO hit_record (source, handle)
    SELECT DISTINCT source, handle FROM unnest(%s::text[], %s::text[]) AS t (source, handle)
    ORDER BY source, handle
    ON CONFLICT DO NOTHING
    RETURNING source
)
INSERT INTO hit_source (source, records)
SELECT source, count(*) FROM added GROUP BY source ORDER BY source
ON CONFLICT (source) DO UPDATE SET records = hit_source.records + excluded.records
"""
_BATCH: Final = 20_000


class PostgresStore:
    """A :class:`.hitnohit.TokenStore` on a psycopg connection, which it neither opens nor closes."""  # noqa: E501

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def create(self) -> None:
        """Make the tables when they are not there."""
        self._connection.execute(SCHEMA)

    def add(self, stored: Iterable[Stored]) -> None:
        """Keep tokens; one that is there already stays once. All of them or none."""
        items = list(stored)
        with self._connection.transaction():
            for start in range(0, len(items), _BATCH):
                rows = items[start : start + _BATCH]
                sources, handles = [s.source for s in rows], [s.handle for s in rows]
                self._connection.execute(
                    _ADD_TOKENS, ([s.value for s in rows], [s.type for s in rows], sources, handles)
                )
                self._connection.execute(_ADD_RECORDS, (sources, handles))

    def find(self, values: Sequence[bytes]) -> list[Stored]:
        """All stored tokens with one of these values."""
        rows = self._connection.execute(
            _FIND, (list(values),), prepare=True, binary=True
        ).fetchall()
        return [Stored(bytes(value), kind, source, handle) for value, kind, source, handle in rows]

    def records(self) -> int:
        """Number of different (source, handle)."""
        row = self._connection.execute(
            "SELECT coalesce(sum(records), 0)::bigint FROM hit_source", prepare=True
        ).fetchone()
        return int(row[0])

    def drop_source(self, source: str) -> int:
        """Forget a source's tokens; how many there were."""
        with self._connection.transaction():
            found = self._connection.execute("DELETE FROM hit_token WHERE source = %s", (source,))
            self._connection.execute("DELETE FROM hit_record WHERE source = %s", (source,))
            self._connection.execute("DELETE FROM hit_source WHERE source = %s", (source,))
        return int(found.rowcount)
