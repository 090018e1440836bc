"""A million requests at once: the same bit index, as arrays.

A request is one small integer per attribute, its position in ``ATTRIBUTES[name]``; a batch is a
mapping from attribute to such a column.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from samen.engines.rules.sharing.evaluate import Index
from samen.engines.rules.sharing.table import Edition, Effect
from samen.engines.rules.sharing.vocabulary import ATTRIBUTES

Columns = Mapping[str, NDArray[np.uint8]]
Permitted = NDArray[np.bool_]

_CHUNK = 8192
"""Rows per pass: the words of one pass stay in the second-level cache."""


class BulkIndex:
    """The bit index of an edition as one table of 64-bit words per attribute."""

    def __init__(self, index: Index) -> None:
        words = max(1, -(-len(index.clauses) // 64))
        self._tables = {
            name: np.array([_words(index.accepting[name][v], words) for v in values], np.uint64)
            for name, values in ATTRIBUTES.items()
            if any(bits != index.all for bits in index.accepting[name].values())
        }
        self._permits = np.array(_words(index.permit_bits, words), np.uint64)
        self._words = words

    def permitted(self, columns: Columns) -> Permitted:
        """Whether each request is permitted; columns of equal length n, result of shape (n,)."""
        size = len(next(iter(columns.values())))
        result = np.empty(size, np.bool_)
        for start in range(0, size, _CHUNK):
            stop = min(start + _CHUNK, size)
            permits = np.zeros(stop - start, np.bool_)
            prohibits = np.zeros(stop - start, np.bool_)
            for word in range(self._words):
                holding = np.full(stop - start, ~np.uint64(0))
                for name, table in self._tables.items():
                    holding &= table[:, word].take(columns[name][start:stop])
                permits |= (holding & self._permits[word]) != 0
                prohibits |= (holding & ~self._permits[word]) != 0
            result[start:stop] = permits & ~prohibits
        return result


def _words(bits: int, count: int) -> list[int]:
    return [(bits >> (64 * word)) & ((1 << 64) - 1) for word in range(count)]


def sample(edition: Edition, size: int, seed: int) -> dict[str, NDArray[np.uint8]]:
    """Random requests, half of them drawn inside a permitting row with harmless other facts.

    Uniform requests are nearly all refused, so half are aimed: a permitting row is drawn, its
    conditions are met, and every other fact takes its value at random but mostly the harmless one.
    """
    rng = np.random.default_rng(seed)
    columns = {
        name: rng.integers(0, len(values), size, dtype=np.uint8)
        for name, values in ATTRIBUTES.items()
    }
    half = size // 2
    for name, value in _HARMLESS.items():
        code = ATTRIBUTES[name].index(value)
        calm = rng.random(half) < 0.9
        columns[name][:half][calm] = code
    permits = [rule for rule in edition.rules if rule.effect is Effect.PERMIT]
    drawn = rng.integers(0, len(permits), half)
    for number, rule in enumerate(permits):
        rows = np.flatnonzero(drawn == number)
        for name, values in rule.conditions.items():
            codes = np.array([ATTRIBUTES[name].index(value) for value in sorted(values)], np.uint8)
            columns[name][rows] = rng.choice(codes, len(rows))
    return columns


_HARMLESS = {
    "bsn_included": "no",
    "weighty_objection": "no",
    "retention_expired": "no",
    "consent": "given",
    "regime": "gdpr",
    "source_agreement": "valid",
    "committee_advice": "valid",
}


def request_at(columns: Columns, row: int) -> dict[str, str]:
    """One request of a batch as plain attributes."""
    return {name: str(ATTRIBUTES[name][columns[name][row]]) for name in ATTRIBUTES}
