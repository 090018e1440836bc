"""Reading the name segment first must lose nothing: the scan against plain counting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.engines.linkage import filters


def _plain(queries: np.ndarray, records: np.ndarray, permille: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for i, query in enumerate(queries):
        common = np.bitwise_count(query & records).sum(axis=1).astype(int)
        total = np.bitwise_count(records).sum(axis=1).astype(int) + int(
            np.bitwise_count(query).sum()
        )
        hits = np.flatnonzero((common * 2000 >= permille * total) & records.any(axis=1))
        found += [(i, int(j), int(common[j] * 2000 // total[j])) for j in hits]
    return found


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    permille=st.integers(200, 1000),
    sparse=st.integers(1, 3),
    threads=st.sampled_from([1, 2]),
)
def test_the_scan_finds_what_plain_counting_finds(
    seed: int, permille: int, sparse: int, threads: int
) -> None:
    rng = np.random.default_rng(seed)
    records = rng.integers(0, 2**64, (600, 16), dtype=np.uint64)
    for _ in range(sparse):
        records &= rng.integers(0, 2**64, (600, 16), dtype=np.uint64)
    # Copies of a few records with other names, other addresses or single bits changed.
    records[10, :7] = records[11, :7]
    records[20] = records[21]
    records[30, 7:] = records[31, 7:]
    records[40] = records[41] ^ np.uint64(1 << 5)
    records[50] = 0
    queries = records[[11, 21, 31, 41, 50]]
    tiles, bits = filters.to_tiles(records)
    pairs, scores = filters.find_similar(queries, tiles, bits, permille, threads)
    got = [(int(i), int(j), int(s)) for (i, j), s in zip(pairs, scores, strict=True)]
    assert got == _plain(queries, records, permille)


@pytest.mark.parametrize("threads", [1, 2])
def test_more_hits_than_there_was_room_for(threads: int) -> None:
    records = np.full((10_000, 16), 255, np.uint64)
    tiles, bits = filters.to_tiles(records)
    pairs, scores = filters.find_similar(records[:1], tiles, bits, 900, threads)
    assert pairs[:, 1].tolist() == list(range(10_000))
    assert (scores == 1000).all()
