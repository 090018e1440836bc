"""Values → the words that :mod:`.kernels` compares."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from samen.engines.linkage.kernels import similarities_of_runs
from samen.engines.linkage.names import INITIAL, KNOWN, NUMBER, SYLLABLE, Token, analyse_name

_TEXT_LIMIT: Final = 20
_LIMITS: Final = (12, 6, 6)
# Without a register to count in: what agreement on a token is worth, in bits.
DEFAULT_BITS: Final = 10.0
_GIVEN_NAME_BITS: Final = 7.0
_RECORDS: Final = 100.0
_COMMON_TOKENS: Final = dict.fromkeys(
    [
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "van",
        "thi",
        "wang",
        "li",
        "zhang",
        "liu",
        "chen",
        "mohammed",
        "muhammad",
        "mohamed",
        "mohamad",
        "ahmed",
        "ahmad",
        "ali",
        "hassan",
        "maria",
        "anna",
        "ivan",
        "jan",
        "singh",
        "kaur",
    ],
    5.0,
)


def word_hash(text: str) -> int:
    """A stable 32-bit hash, never 0."""
    return zlib.crc32(text.encode()) or 1


def _letter_mask(text: str) -> int:
    mask = 0
    for char in text:
        code = ord(char)
        mask |= 1 << (code - 97 if 97 <= code <= 122 else 26 + code % 6)
    return mask


def _hashes(keys: Iterable[str], limit: int) -> list[int]:
    return sorted({word_hash(key) for key in keys})[:limit]


def token_words(token: Token, bits: float) -> bytes:
    """One token as little-endian 32-bit words; ``bits``: what agreement on it is worth."""
    symbols, sounds, frame = (
        _hashes(keys, limit)
        for keys, limit in zip((token.symbols, token.sounds, token.frame), _LIMITS, strict=True)
    )
    text = token.text.encode("ascii", "replace")[:_TEXT_LIMIT]
    padded = text + b"\0" * (-len(text) % 4)
    length = 6 + len(symbols) + len(sounds) + len(frame) + len(padded) // 4
    head = [
        length,
        token.flags | len(text) << 8 | min(max(round(bits * 8), 1), 400) << 16,
        word_hash(token.text),
        _letter_mask(token.text),
        word_hash(token.mark) if token.mark else 0,
        len(symbols) | len(sounds) << 8 | len(frame) << 16,
    ]
    return np.array(head + symbols + sounds + frame, np.uint32).tobytes() + padded


def default_bits(token: Token) -> float:
    """What agreement on ``token`` is worth where no register gives its frequency."""
    if token.flags & INITIAL:
        return 3.0
    if token.flags & SYLLABLE:
        return 6.0
    return _COMMON_TOKENS.get(token.text, DEFAULT_BITS)


def prior_bits(token: Token) -> float:
    """What agreement on ``token`` is worth before a register is counted."""
    bits = default_bits(token)
    return min(bits, _GIVEN_NAME_BITS) if token.flags & (KNOWN | NUMBER) else bits


def bits_of(count: int, total: int, expected: float = DEFAULT_BITS) -> float:
    """-log₂ of a token's share of all records, between 1 and 20 bits.

    The share is drawn to 2^-``expected`` as if that had been counted in a hundred records.
    """
    share = (count + _RECORDS * 2.0**-expected) / (total + _RECORDS)
    return min(max(-math.log2(share), 1.0), 20.0)


def count_words(values: Sequence[bytes]) -> bytes:
    """A run: the number of values, then the values."""
    return len(values).to_bytes(4, "little") + b"".join(values)


def bag_words(tokens: Sequence[bytes]) -> bytes:
    """One bag value: the number of tokens, then the tokens."""
    return len(tokens).to_bytes(4, "little") + b"".join(tokens)


@lru_cache(maxsize=1 << 18)
def _default_run(name: str) -> bytes:
    tokens = analyse_name(name)
    return (
        count_words([bag_words([token_words(t, default_bits(t)) for t in tokens])])
        if tokens
        else b""
    )


def pack(runs: Sequence[bytes]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Runs in one array with each one's start; an empty run (no value) starts at -1."""
    lengths = np.fromiter((len(run) // 4 for run in runs), np.int64, len(runs))
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])) if len(runs) else lengths
    starts[lengths == 0] = -1
    words = np.frombuffer(b"".join(runs) or b"\0\0\0\0", np.uint32)
    return words, starts.astype(np.int64)


def name_similarities(left: Sequence[str], right: Sequence[str]) -> NDArray[np.float64]:
    """Similarity 0 … 1 of each pair of personal names, any script, spelling and order.

    ``left`` and ``right`` have one length; the answer has it too. A name is analysed once, however
    many pairs it is in. About .6 is a sensible cut; 0 when a name is empty.
    """
    if len(left) != len(right):
        raise ValueError(f"left has {len(left)} names and right {len(right)}")
    place: dict[str, int] = {}
    index_l = [place.setdefault(name, len(place)) for name in left]
    index_r = [place.setdefault(name, len(place)) for name in right]
    words, starts = pack([_default_run(name) for name in place])
    out = np.zeros(len(left), np.float64)
    start_l, start_r = starts[index_l], starts[index_r]
    usable = (start_l >= 0) & (start_r >= 0)
    found = np.zeros(int(usable.sum()), np.float64)
    similarities_of_runs(words, start_l[usable], start_r[usable], found)
    out[usable] = found
    return out


def name_similarity(left: str, right: str) -> float:
    """Similarity 0 … 1 of two personal names; see :func:`name_similarities`."""
    return float(name_similarities([left], [right])[0])
