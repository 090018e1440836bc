"""Segmented filters: similarity on encoded data, only inside a lawful venue.

A filter keeps similarity, and therefore can be attacked by who holds it (frequency and graph
attacks re-identify above .97 when the lists overlap; see the threat model). So filters exist only
between :meth:`Venue.open` and its end, under a decision, and are overwritten afterwards; what
comes out is a possible hit to ask about, never a link.

Layout (1,024 bits): name 7 words of 64 bits, birth date 4, address 3, postcode and number 2.
"""

# pyright: reportUntypedFunctionDecorator=false, reportMissingParameterType=false, reportCallIssue=false, reportDeprecated=false
# pyright: reportUnknownParameterType=false
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numba import njit, types  # pyright: ignore[reportUnknownVariableType]
from numba.extending import intrinsic  # pyright: ignore[reportUnknownVariableType]
from numpy.typing import NDArray

from samen.engines.linkage.matchkeys import Person
from samen.kernel.errors import InvalidInput, Problem

WORDS: Final = 16
TILE: Final = 256
SEGMENTS: Final = {"name": (0, 7), "date": (7, 11), "street": (11, 14), "postcode": (14, 16)}
_FILL: Final = 0.35


@intrinsic
def _popcount(typing_context: Any, value: Any) -> Any:  # noqa: ARG001
    """Number of set bits of a 64-bit word (LLVM ``ctpop``)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@njit(cache=True, nogil=True, boundscheck=False, fastmath=False)
def scan(queries, query_bits, tiles, tile_bits, permille, first, last, out, scores):
    """Dice ≥ permille/1000 of every query with every record of tiles ``first`` … ``last``.

    ``tiles``: (tiles, 16 words, 256 records), so that the inner loop runs over records and LLVM
    makes it one vector population count; ``out`` (n × 2) gets query and record, ``scores`` the
    Dice coefficient in ‰. Returns how many there were; more than ``len(out)`` = run again.

    One query is limited by memory, not by arithmetic. So the name segment (7 of 16 words) is read
    first; where even agreement on every other bit of the query could not reach the threshold for
    any record of a tile, the other nine words stay unread. That loses nothing.
    """
    n = 0
    head = np.empty(TILE, np.int64)
    excess = np.empty(TILE, np.int64)
    for b in range(first, last):
        for i in range(queries.shape[0]):
            q0, q1, q2, q3 = queries[i, 0], queries[i, 1], queries[i, 2], queries[i, 3]
            q4, q5, q6, q7 = queries[i, 4], queries[i, 5], queries[i, 6], queries[i, 7]
            q8, q9, qa, qb = queries[i, 8], queries[i, 9], queries[i, 10], queries[i, 11]
            qc, qd, qe, qf = queries[i, 12], queries[i, 13], queries[i, 14], queries[i, 15]
            size = query_bits[i]
            rest = np.int64(0)
            for w in range(7, WORDS):
                rest += np.int64(_popcount(queries[i, w]))
            alive = 0
            for j in range(TILE):
                common = np.int64(
                    _popcount(q0 & tiles[b, 0, j])
                    + _popcount(q1 & tiles[b, 1, j])
                    + _popcount(q2 & tiles[b, 2, j])
                    + _popcount(q3 & tiles[b, 3, j])
                    + _popcount(q4 & tiles[b, 4, j])
                    + _popcount(q5 & tiles[b, 5, j])
                    + _popcount(q6 & tiles[b, 6, j])
                )
                head[j] = common
                total = size + np.int64(tile_bits[b, j])
                alive += (common + rest) * 2000 - permille * total >= 0
            if not alive:
                continue
            hit = 0
            for j in range(TILE):
                common = head[j] + np.int64(
                    _popcount(q7 & tiles[b, 7, j])
                    + _popcount(q8 & tiles[b, 8, j])
                    + _popcount(q9 & tiles[b, 9, j])
                    + _popcount(qa & tiles[b, 10, j])
                    + _popcount(qb & tiles[b, 11, j])
                    + _popcount(qc & tiles[b, 12, j])
                    + _popcount(qd & tiles[b, 13, j])
                    + _popcount(qe & tiles[b, 14, j])
                    + _popcount(qf & tiles[b, 15, j])
                )
                excess[j] = common * 2000 - permille * (size + np.int64(tile_bits[b, j]))
                hit += excess[j] >= 0
            if hit:
                for j in range(TILE):
                    if excess[j] >= 0 and tile_bits[b, j] > 0:
                        if n < len(out):
                            out[n, 0] = i
                            out[n, 1] = b * TILE + j
                            total = size + np.int64(tile_bits[b, j])
                            scores[n] = (excess[j] + permille * total) // total
                        n += 1
    return n


def to_tiles(filters: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint16]]:
    """Filters (records × 16 words) as tiles and their bit counts, padded with empty records."""
    tiles = -(-len(filters) // TILE)
    padded = np.zeros((tiles * TILE, WORDS), np.uint64)
    padded[: len(filters)] = filters
    bits = np.bitwise_count(padded).sum(axis=1).astype(np.uint16).reshape(tiles, TILE)
    return np.ascontiguousarray(padded.reshape(tiles, TILE, WORDS).transpose(0, 2, 1)), bits


def find_similar(
    queries: NDArray[np.uint64],
    tiles: NDArray[np.uint64],
    tile_bits: NDArray[np.uint16],
    permille: int,
    threads: int = 2,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All (query, record) with Dice ≥ ``permille``/1000, sorted, and their Dice in ‰.

    No blocking, so nothing leaks through block keys; the same result on any number of threads.
    """
    query_bits = np.bitwise_count(queries).sum(axis=1).astype(np.int64)
    # More parts than threads: on a busy machine one thread may get less of a processor.
    parts = 1 if threads == 1 else 8 * threads
    edges = np.linspace(0, len(tiles), parts + 1).astype(int)

    def run(part: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        size = 4096
        while True:
            out, scores = np.empty((size, 2), np.int64), np.empty(size, np.int64)
            n = scan(
                queries, query_bits, tiles, tile_bits, permille, edges[part], edges[part + 1],
                out, scores,
            )  # fmt: skip
            if n <= size:
                return out[:n], scores[:n]
            size = int(n)

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(run, range(parts)))
    pairs = np.concatenate([pair for pair, _ in found])
    scores = np.concatenate([score for _, score in found])
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return pairs[order], scores[order]


@lru_cache(maxsize=1 << 17)
def _segment(key: bytes, segment: str, features: frozenset[str]) -> bytes:
    """The words of one segment: every feature sets the same number of pseudorandom bits."""
    start, end = SEGMENTS[segment]
    width = (end - start) * 64
    per_feature = max(1, round(_FILL * width / max(len(features), 4)))
    bits = np.zeros(width, np.uint8)
    person = segment.encode()
    for feature in features:
        stream = b"".join(
            hashlib.blake2b(
                feature.encode() + bytes([block]), key=key, person=person, digest_size=64
            ).digest()
            for block in range(-(-per_feature * 2 // 64))
        )
        places = np.frombuffer(stream, ">u2")[:per_feature] % width
        bits[places] = 1
    return np.packbits(bits, bitorder="little").tobytes()


def _bigrams(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[i : i + 2] for i in range(len(padded) - 1)}


def encode_person(person: Person, key: bytes) -> NDArray[np.uint64]:
    """The filter of one person (16 words); ``key`` is the venue's for this run."""
    names = frozenset(g for name in person.names for t in name for g in _bigrams(t.text))
    dates: set[str] = set()
    for year, month, day in person.dates:
        dates |= {f"y{year}", f"e{year // 10}", f"u{year % 10}"}
        if month:
            dates |= {f"m{month}", f"d{day}", f"s{min(month, day)}.{max(month, day)}"}
            dates |= {f"t{day // 10}", f"n{day % 10}"}
    streets = frozenset(g for s in person.streets for g in _bigrams(s.split("|")[0]))
    codes = {f"{i}{c}" for code in person.postcodes for i, c in enumerate(code)}
    codes |= {f"h{street.split('|')[1]}" for street in person.streets}
    parts = (
        _segment(key, "name", names),
        _segment(key, "date", frozenset(dates)),
        _segment(key, "street", streets),
        _segment(key, "postcode", frozenset(codes)),
    )
    return np.frombuffer(b"".join(parts), np.uint64)


@dataclass(frozen=True, slots=True)
class Venue:
    """A place where filters may lawfully be compared: which, under which decision, its run key."""

    name: str
    decision: str
    run_key: bytes = field(repr=False)

    @contextmanager
    def open(self, persons: Sequence[Person]) -> Iterator[NDArray[np.uint64]]:
        """The filters of ``persons`` for the length of a ``with`` block; then overwritten.

        Raises :class:`InvalidInput` without a venue, a decision id or a key of 32 bytes.
        """
        problems = [
            Problem(name, rule)
            for wrong, name, rule in (
                (not self.name, "name", "filters are compared in a named lawful venue only"),
                (not self.decision, "decision", "the decision that allows this run"),
                (len(self.run_key) != 32, "run_key", "32 bytes, fresh for this run"),
            )
            if wrong
        ]
        if problems:
            raise InvalidInput(problems)
        filters = (
            np.stack([encode_person(person, self.run_key) for person in persons])
            if persons
            else np.zeros((0, WORDS), np.uint64)
        )
        try:
            yield filters
        finally:
            filters[:] = 0
            _segment.cache_clear()
