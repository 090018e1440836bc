"""Which pairs are worth comparing.

A *rule* says what two records must share, for instance the whole birth date and one name as it
sounds. Each record gets, per rule, the hashed keys of everything it could share; records with one
key form a block. Rules are chosen, and their largest blocks left out, so that the pairs fit a
budget: a small file is compared with all rules or entirely, a large one with the sharp rules and
with the rare values of the loose ones. The choice depends on the records only, never on the
engine.
"""

# pyright: reportUntypedFunctionDecorator=false, reportMissingParameterType=false
# pyright: reportUnknownParameterType=false
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit  # pyright: ignore[reportUnknownVariableType]
from numpy.typing import NDArray

from samen.engines.linkage import kernels
from samen.engines.linkage.cells import RARE
from samen.engines.linkage.encode import word_hash
from samen.engines.linkage.names import INITIAL, NUMBER, SYLLABLE, Token
from samen.engines.linkage.records import Records
from samen.engines.linkage.romanise import sounds
from samen.engines.linkage.rules import Rule

Blocks = tuple[NDArray[np.int64], NDArray[np.int64]]
"""``(members, bounds)``: block k has the records ``members[bounds[k]:bounds[k + 1]]``."""


def _token_codes(token: Token) -> list[int]:
    """Codes a name token is searched by: how it sounds in English and in Dutch spelling."""
    if token.flags & INITIAL:
        return []
    if token.flags & SYLLABLE:
        return [word_hash(key) for key in sorted(token.symbols)[:2]]
    frames = sorted(token.frame)
    if not frames:
        frames = sorted(sounds(token.text)[1]) or [token.text]
    return [word_hash(frame) for frame in frames[:3]]


class Pieces:
    """The pieces of keys of each field, made once: per cell a short list of 64-bit codes."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._made: dict[tuple[int, str], tuple[NDArray[np.int64], NDArray[np.uint64]]] = {}

    def of(self, place: int, piece: str) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """``(offsets, codes)`` per record of one piece of one field."""
        key = place, piece
        if key not in self._made:
            self._made[key] = self._make(place, piece)
        return self._made[key]

    def _make(self, place: int, piece: str) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        item = self._records.cells[place]
        kind = item.field.compares
        lexicon = self._records.lexicon.get(item.field.name, {})
        rare = lexicon.get(RARE, 10.0)
        per_cell: list[list[int]]
        combine = 0
        if kind == kernels.DATE:
            per_cell = [_date_codes(words, piece) for words in item.words]
        elif kind == kernels.IDENTIFIER:
            per_cell = [[word_hash(t.text) for t in tokens] for tokens in item.tokens]
        elif item.field.kind == "address":
            if piece == "number":
                per_cell = [
                    [word_hash(t.text) for t in tokens if t.flags & NUMBER and len(t.text) >= 4]
                    for tokens in item.tokens
                ]
            elif piece == "whole":
                per_cell, combine = (
                    [
                        [word_hash(" ".join(sorted(t.text for t in tokens)))]
                        for tokens in item.tokens
                    ],
                    2,
                )
            else:
                per_cell, combine = (
                    [
                        [
                            word_hash(t.text)
                            for t in tokens
                            if not t.flags & NUMBER or len(t.text) < 4
                        ]
                        for tokens in item.tokens
                    ],
                    1,
                )
                rareness = [
                    [
                        lexicon.get(t.text, rare)
                        for t in tokens
                        if not t.flags & NUMBER or len(t.text) < 4
                    ]
                    for tokens in item.tokens
                ]
                per_cell = [
                    [code for code, bits in zip(codes, worth, strict=True) if bits >= 4]
                    for codes, worth in zip(per_cell, rareness, strict=True)
                ]
        elif piece == "starts":
            per_cell = [
                [word_hash(t.text[:3]) for t in tokens if not t.flags & INITIAL]
                for tokens in item.tokens
            ]
            combine = 1
        elif item.field.kind == "name":
            per_cell = [[c for t in tokens for c in _token_codes(t)] for tokens in item.tokens]
            combine = 1 if piece == "pair" else 0
        else:
            per_cell = [[word_hash(t.text) for t in tokens] for tokens in item.tokens]
            combine = 1 if piece == "pair" else 0
        offsets = np.concatenate(
            (np.zeros(1, np.int64), np.cumsum([len(codes) for codes in per_cell], dtype=np.int64))
        )
        codes = np.array([code for cell in per_cell for code in cell], np.uint64)
        return _per_record(
            item.index, item.spanning, len(item.field.columns), offsets, codes, combine
        )


def _date_codes(words: Sequence[int], piece: str) -> list[int]:
    found: list[int] = []
    for word in words:
        year, month, day = word >> 9, word >> 5 & 15, word & 31
        if piece == "year":
            found.append(year)
        elif piece == "month":
            if month and (month, day) != (1, 1):
                found.append(word >> 5)
        elif piece == "day":
            if month and day and (month, day) != (1, 1):
                found.append(min(month, day) << 8 | max(month, day))
        elif month and day:
            # Day and month are sorted so that a swapped date is in the same block.
            found.append(year << 16 | min(month, day) << 8 | max(month, day))
    return found


@njit(cache=True, nogil=True)
def _mix(a, b):
    x = a * np.uint64(0x9E3779B97F4A7C15) + b
    x ^= x >> np.uint64(29)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(32)
    return x


@njit(cache=True, nogil=True)
def _per_record(index, spanning, parts, cell_offsets, cell_codes, combine):
    """Codes per record. ``combine``: 0 each cell's codes; 1 unordered pairs of different codes of
    one record; 2 all of them as one; 3 neighbouring pairs within a record (street + number)."""
    n, columns = index.shape
    offsets = np.zeros(n + 1, np.int64)
    out = np.empty(max(len(cell_codes), 1) * 2 + 2 * n, np.uint64)
    at = 0
    gathered = np.empty(64, np.uint64)
    for i in range(n):
        count = 0
        for c in range(columns):
            cell = index[i, c]
            if spanning[i] >= 0 and c < parts:
                if c > 0:
                    continue
                cell = spanning[i]
            if cell < 0:
                continue
            for k in range(cell_offsets[cell], cell_offsets[cell + 1]):
                if count < 64:
                    gathered[count] = cell_codes[k]
                    count += 1
        need = count * count + 2
        if at + need > len(out):
            grown = np.empty(2 * len(out) + need, np.uint64)
            grown[:at] = out[:at]
            out = grown
        first = at
        if combine == 0:
            for k in range(count):
                out[at] = gathered[k]
                at += 1
        elif combine == 1:
            for k in range(min(count, 10)):
                for m in range(k + 1, min(count, 10)):
                    if gathered[k] != gathered[m]:
                        out[at] = _mix(min(gathered[k], gathered[m]), max(gathered[k], gathered[m]))
                        at += 1
        elif combine == 2 and count:
            total = np.uint64(0)
            for k in range(count):
                total += _mix(gathered[k], np.uint64(1))
            out[at] = total
            at += 1
        elif combine == 3:
            for k in range(min(count, 8)):
                for m in range(k + 1, min(count, 8)):
                    if gathered[k] != gathered[m]:
                        out[at] = _mix(min(gathered[k], gathered[m]), max(gathered[k], gathered[m]))
                        at += 1
        # A record has each code once.
        out[first:at].sort()
        kept = first
        for k in range(first, at):
            if k == first or out[k] != out[k - 1]:
                out[kept] = out[k]
                kept += 1
        at = kept
        offsets[i + 1] = at
    return offsets, out[:at].copy()


@njit(cache=True, nogil=True)
def _cross(offsets_a, codes_a, offsets_b, codes_b):
    n = len(offsets_a) - 1
    offsets = np.zeros(n + 1, np.int64)
    for i in range(n):
        offsets[i + 1] = offsets[i] + (offsets_a[i + 1] - offsets_a[i]) * (
            offsets_b[i + 1] - offsets_b[i]
        )
    out = np.empty(offsets[n], np.uint64)
    at = 0
    for i in range(n):
        for k in range(offsets_a[i], offsets_a[i + 1]):
            for m in range(offsets_b[i], offsets_b[i + 1]):
                out[at] = _mix(codes_a[k], codes_b[m])
                at += 1
    return offsets, out


def _codes_of(pieces: Pieces, rule: Rule) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    offsets, codes = pieces.of(*rule.parts[0])
    for part in rule.parts[1:]:
        offsets, codes = _cross(offsets, codes, *pieces.of(*part))
    return offsets, codes


@njit(cache=True, nogil=True)
def _pack(offsets, codes, low):
    """Key and record in one word, so that one sort of plain numbers brings blocks together."""
    out = np.empty(len(codes), np.uint64)
    for i in range(len(offsets) - 1):
        for k in range(offsets[i], offsets[i + 1]):
            out[k] = (_mix(codes[k], np.uint64(0)) & ~low) | np.uint64(i)
    return out


def blocks_of(pieces: Pieces, rule: Rule) -> Blocks:
    """All blocks of ``rule``, records of a block in their own order.

    The key keeps the bits that the record's number leaves of 64 (44 for a million records): two
    keys that fall together only make a few more pairs to compare.
    """
    offsets, codes = _codes_of(pieces, rule)
    low = np.uint64((1 << max(len(offsets) - 2, 1).bit_length()) - 1)
    packed = _pack(offsets, codes, low)
    packed.sort()
    keys = packed & ~low
    edges = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    ends = [len(packed)] if len(packed) else []
    bounds = np.concatenate((np.zeros(1, np.int64), edges, np.array(ends, np.int64)))
    return (packed & low).astype(np.int64), bounds


def sizes_of(pieces: Pieces, rule: Rule) -> NDArray[np.int64]:
    """Number of records in each block of ``rule`` that has two or more."""
    sizes = np.diff(blocks_of(pieces, rule)[1])
    return sizes[sizes > 1]
