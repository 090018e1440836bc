"""Speed of filters and tokens; names are in :mod:`.names`.

python -m benchmarks.linkage.speed filters
python -m benchmarks.linkage.speed tokens
python -m benchmarks.linkage.speed postgres DSN       # 10 million tokens
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def cpu(work: Callable[[], Any], rounds: int = 3) -> float:
    """Least CPU-seconds of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def filters_() -> None:
    """Dice comparisons a second per core, and one query against ten million."""
    from samen.engines.linkage import filters

    rng = np.random.default_rng(1)
    n = 1 << 20
    base = rng.integers(0, 2**64, (n, 16), dtype=np.uint64) & (
        rng.integers(0, 2**64, (n, 16), dtype=np.uint64)
        | rng.integers(0, 2**64, (n, 16), dtype=np.uint64)
    )
    tiles, bits = filters.to_tiles(base)
    queries = base[:64].copy()
    filters.find_similar(queries[:1], tiles, bits, 800, 1)
    many = cpu(lambda: filters.find_similar(queries, tiles, bits, 800, 1))
    print(f"64 queries x {n:,}: {64 * n / many / 1e6:,.0f} million Dice/s on one core")
    del base
    ten = np.concatenate([tiles] * 10)[:39063]
    ten_bits = np.concatenate([bits] * 10)[:39063]
    for threshold, label in ((800, "Dice 0.8"), (700, "Dice 0.7, all words read")):
        best, least = float("inf"), float("inf")
        for _ in range(5):
            start, used = time.perf_counter(), time.process_time()
            filters.find_similar(queries[:1], ten, ten_bits, threshold, 2)
            best = min(best, time.perf_counter() - start)
            least = min(least, time.process_time() - used)
        print(
            f"one query x {len(ten) * 256:,}, {label}: {best:.3f} s wall on two threads,"
            f" {least:.3f} CPU-s"
        )


def tokens() -> None:
    """Microseconds a token of each party."""
    from samen.engines.linkage import oprf

    key = oprf.derive_key(bytes(32), b"benchmark")
    values = [str(k).encode() for k in range(1000)]
    blinded = [oprf.blind(v) for v in values]
    elements = [e for _, e in blinded]
    print(f"blind {cpu(lambda: [oprf.blind(v) for v in values]) * 1e3:.0f} us")
    print(f"evaluate with proof {cpu(lambda: oprf.evaluate_batch(key, elements)) * 1e3:.0f} us")
    evaluated, proof = oprf.evaluate_batch(key, elements)
    public = oprf.public_key(key)
    print(
        f"verify {cpu(lambda: oprf.verify_batch(public, elements, evaluated, proof)) * 1e3:.0f} us"
    )
    print(
        f"finalise {cpu(lambda: [oprf.finalise(v, b, e) for v, (b, _), e in zip(values, blinded, evaluated, strict=True)]) * 1e3:.0f} us"  # noqa: E501
    )


def _backend_cpu(pid: int) -> float:
    """CPU-seconds a server process on this machine has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def postgres(dsn: str) -> None:
    """A probe of fifteen tokens against ten million in PostgreSQL: wall and server CPU, warm."""
    import hashlib

    import psycopg

    from samen.engines.linkage.postgres_store import PostgresStore

    with psycopg.connect(dsn, autocommit=True) as connection:
        store = PostgresStore(connection)
        store.create()
        if connection.execute("SELECT count(*) FROM hit_source").fetchone() != (0,):
            raise SystemExit("the benchmark needs a database without tokens")
        # Filled without its indexes, then indexed: how a large epoch is loaded.
        connection.execute("ALTER TABLE hit_token DROP CONSTRAINT hit_token_pkey")
        connection.execute("DROP INDEX hit_token_source")
        connection.execute(
            "INSERT INTO hit_token SELECT decode(md5(i::text), 'hex'), 'names+date', 'source' || i % 60,"  # noqa: E501
            " 'h' || i / 10 FROM generate_series(1, 10000000) AS i"
        )
        connection.execute(
            "ALTER TABLE hit_token ADD PRIMARY KEY (value, source, handle) INCLUDE (type)"
        )
        connection.execute("VACUUM (ANALYZE) hit_token")
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        pid = int(row[0]) if row else 0
        rng = np.random.default_rng(1)
        probes = [
            [
                hashlib.md5(str(i).encode(), usedforsecurity=False).digest()
                for i in rng.integers(1, 20_000_000, 15)
            ]
            for _ in range(2000)
        ]
        for label in ("first time", "warm"):
            times: list[float] = []
            server, client = _backend_cpu(pid), time.process_time()
            for probe in probes:
                start = time.perf_counter()
                store.find(probe)
                store.records()
                times.append(time.perf_counter() - start)
            server = (_backend_cpu(pid) - server) / len(probes)
            client = (time.process_time() - client) / len(probes)
            print(
                f"15 tokens x 10,000,000, {label}: wall median {np.median(times) * 1e3:.2f} ms,"
                f" p95 {np.quantile(times, 0.95) * 1e3:.2f} ms;"
                f" CPU server {server * 1e3:.2f} ms, client {client * 1e3:.2f} ms"
            )
        plan = connection.execute(
            "EXPLAIN SELECT value, type, source, handle FROM hit_token WHERE value = ANY(%s)",
            (probes[0],),
        ).fetchall()
        print(str(plan[0][0])[:80])
        connection.execute("TRUNCATE hit_token")


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    {"filters": filters_, "tokens": tokens, "postgres": postgres}[what](*rest)
