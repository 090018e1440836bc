"""The matcher's tokens in PostgreSQL: one table, a probe is one index look-up per token."""

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
    PRIMARY KEY (value, source, handle)
);
CREATE INDEX IF NOT EXISTS hit_token_source ON hit_token (source, handle);
"""


class PostgresStore:
    """A :class:`.hitnohit.TokenStore` on a psycopg connection, which it neither opens nor closes."""  # noqa: E501

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._records: int | None = None

    def create(self) -> None:
        """Make the table when it is not there."""
        self._connection.execute(SCHEMA)

    def add(self, stored: Iterable[Stored]) -> None:
        """Keep tokens; one that is there already stays once."""
        self._records = None
        with self._connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO hit_token VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [(s.value, s.type, s.source, s.handle) for s in stored],
            )

    def find(self, values: Sequence[bytes]) -> list[Stored]:
        """All stored tokens with one of these values."""
        rows = self._connection.execute(
            "SELECT value, type, source, handle FROM hit_token WHERE value = ANY(%s)",
            (list(values),),
        ).fetchall()
        return [Stored(bytes(value), kind, source, handle) for value, kind, source, handle in rows]

    def records(self) -> int:
        """Number of different (source, handle), counted once and again after a change here."""
        if self._records is None:
            row = self._connection.execute(
                "SELECT count(*) FROM (SELECT DISTINCT source, handle FROM hit_token) AS r"
            ).fetchone()
            self._records = int(row[0])
        return self._records

    def drop_source(self, source: str) -> int:
        """Forget a source's tokens; how many there were."""
        self._records = None
        found = self._connection.execute("DELETE FROM hit_token WHERE source = %s", (source,))
        return int(found.rowcount)
