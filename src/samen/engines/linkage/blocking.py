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

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numba import njit  # pyright: ignore[reportUnknownVariableType]
from numpy.typing import NDArray

from samen.engines.linkage import kernels
from samen.engines.linkage.cells import RARE, FieldCells
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
        lexicon = self._records.lexicon.get(item.field.name, {})
        per_cell = _cell_codes(item, piece, lexicon)
        combine = _COMBINED.get(piece, _EACH)
        lengths = [len(codes) for codes in per_cell]
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))
        codes = np.array([code for cell in per_cell for code in cell], np.uint64)
        return _per_record(
            item.index, item.spanning, len(item.field.columns), offsets, codes, combine
        )


# What a record is searched by: each code of its cells, unordered pairs of them, or all as one.
_EACH, _PAIRS, _WHOLE = 0, 1, 2
_COMBINED: Final = {"pair": _PAIRS, "starts": _PAIRS, "street": _PAIRS, "whole": _WHOLE}
_TELLING_BITS: Final = 4.0


def _cell_codes(
    item: FieldCells, piece: str, lexicon: Mapping[str, float]
) -> Sequence[Sequence[int]]:
    """The codes of one piece (see :data:`.rules.RULES`) in each cell of a field."""
    if item.field.compares == kernels.DATE:
        return [_date_codes(words, piece) for words in item.words]
    if piece == "starts":
        return [
            [word_hash(t.text[:3]) for t in tokens if not t.flags & INITIAL]
            for tokens in item.tokens
        ]
    if piece == "number":
        return [
            [word_hash(t.text) for t in tokens if t.flags & NUMBER and len(t.text) >= 4]
            for tokens in item.tokens
        ]
    if piece == "whole":
        return [[word_hash(" ".join(sorted(t.text for t in tokens)))] for tokens in item.tokens]
    if piece == "street":
        rare = lexicon.get(RARE, 10.0)
        return [
            [
                word_hash(t.text)
                for t in tokens
                if (not t.flags & NUMBER or len(t.text) < 4)
                and lexicon.get(t.text, rare) >= _TELLING_BITS
            ]
            for tokens in item.tokens
        ]
    if item.field.kind == "name":
        return [[c for t in tokens for c in _token_codes(t)] for tokens in item.tokens]
    return [[word_hash(t.text) for t in tokens] for tokens in item.tokens]


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
    """Codes per record, sorted, each once; at most ten of a record are paired."""
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
        if combine == _EACH:
            for k in range(count):
                out[at] = gathered[k]
                at += 1
        elif combine == _PAIRS:
            for k in range(min(count, 10)):
                for m in range(k + 1, min(count, 10)):
                    if gathered[k] != gathered[m]:
                        out[at] = _mix(min(gathered[k], gathered[m]), max(gathered[k], gathered[m]))
                        at += 1
        elif combine == _WHOLE and count:
            total = np.uint64(0)
            for k in range(count):
                total += _mix(gathered[k], np.uint64(1))
            out[at] = total
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
