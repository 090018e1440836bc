"""Comparing tokens and bags of tokens, compiled; the layout of a token is in :mod:`.kernels`."""

# pyright: reportUntypedFunctionDecorator=false, reportMissingParameterType=false
# pyright: reportUnknownParameterType=false, reportUnknownVariableType=false
from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit  # pyright: ignore[reportUnknownVariableType]

_MATCH: Final = 500
_MAX_TOKENS: Final = 12
_TEXT: Final = 20


@njit(cache=True, nogil=True)
def new_scratch():
    """Room for one thread's comparisons: 3 rows of edit distance, 2 of places, the token table."""
    return np.zeros((5 + _MAX_TOKENS, _TEXT + 1), np.int64)


@njit(cache=True, nogil=True, inline="always")
def _char(words, start, index):
    return (words[start + (index >> 2)] >> np.uint32(8 * (index & 3))) & np.uint32(255)


@njit(cache=True, nogil=True)
def edit_distance(a, pa, la, b, pb, lb, scratch):
    """Optimal string alignment distance (insert, delete, replace, swap neighbours)."""
    previous = scratch[0]
    row = scratch[1]
    older = scratch[2]
    for j in range(lb + 1):
        row[j] = j
    for i in range(1, la + 1):
        for j in range(lb + 1):
            older[j] = previous[j]
            previous[j] = row[j]
        row[0] = i
        ca = _char(a, pa, i - 1)
        for j in range(1, lb + 1):
            cb = _char(b, pb, j - 1)
            best = previous[j - 1] + (0 if ca == cb else 1)
            best = min(best, previous[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and ca == _char(b, pb, j - 2) and cb == _char(a, pa, i - 2):
                best = min(best, older[j - 2] + 1)
            row[j] = best
    return row[lb]


@njit(cache=True, nogil=True)
def _share(a, pa, na, b, pb, nb):
    """Whether two sorted runs have a word in common."""
    i = 0
    j = 0
    while i < na and j < nb:
        x = a[pa + i]
        y = b[pb + j]
        if x == y:
            return True
        if x < y:
            i += 1
        else:
            j += 1
    return False


@njit(cache=True, nogil=True)
def bits_set(value):
    v = np.uint32(value)
    count = 0
    while v:
        v &= v - np.uint32(1)
        count += 1
    return count


@njit(cache=True, nogil=True)
def _feminine(a, pa, la, b, pb, lb):
    """Whether two spellings differ by gender: *Ion/Ioana*, *Abebe/Abeba*, *Cristian/Cristina*,
    *Stoyan/Stoyanka*."""
    if la < lb:
        a, pa, la, b, pb, lb = b, pb, lb, a, pa, la
    equal = 0
    while equal < lb and _char(a, pa, equal) == _char(b, pb, equal):
        equal += 1
    last = _char(a, pa, la - 1)
    if la == lb:
        x, y = (last, _char(b, pb, lb - 1)) if last == 97 else (_char(b, pb, lb - 1), last)
        if lb < 4 or x != 97:
            return False
        if equal == lb - 2:  # the last two letters have changed places
            return _char(a, pa, la - 2) == _char(b, pb, lb - 1) and _char(b, pb, lb - 2) == last
        return equal == lb - 1 and (y == 101 or y == 105 or y == 111 or y == 117)
    if equal < lb or last != 97:
        return False
    return la - lb == 1 or (la - lb == 2 and lb >= 4 and _char(a, pa, la - 2) == 107)


@njit(cache=True, nogil=True)
def token_similarity(a, pa, b, pb, scratch):
    """How alike two tokens are, 0 … 1 (1 same spelling, ≥ .9 same name, .5 … .9 may be an error)."""  # noqa: E501
    head_a = a[pa + 1]
    head_b = b[pb + 1]
    flags_a = head_a & np.uint32(255)
    flags_b = head_b & np.uint32(255)
    mark_a = a[pa + 4]
    mark_b = b[pb + 4]
    syllables = (flags_a & 1) + (flags_b & 1)
    if a[pa + 2] == b[pb + 2]:
        if mark_a != 0 and mark_b != 0 and mark_a != mark_b:
            return 0.1 if syllables == 2 else 0.45
        return 1.0
    la = int((head_a >> np.uint32(8)) & np.uint32(255))
    lb = int((head_b >> np.uint32(8)) & np.uint32(255))
    counts_a = a[pa + 5]
    counts_b = b[pb + 5]
    sym_a = int(counts_a & np.uint32(255))
    sym_b = int(counts_b & np.uint32(255))
    if syllables == 2:
        if mark_a != 0 and mark_b != 0:
            return 1.0 if mark_a == mark_b else 0.0
        return 0.9 if _share(a, pa + 6, sym_a, b, pb + 6, sym_b) else 0.0
    if (flags_a | flags_b) & 4:
        return 0.0
    snd_a = int((counts_a >> np.uint32(8)) & np.uint32(255))
    snd_b = int((counts_b >> np.uint32(8)) & np.uint32(255))
    frm_a = int((counts_a >> np.uint32(16)) & np.uint32(255))
    frm_b = int((counts_b >> np.uint32(16)) & np.uint32(255))
    text_a = pa + 6 + sym_a + snd_a + frm_a
    text_b = pb + 6 + sym_b + snd_b + frm_b
    if (flags_a | flags_b) & 2:
        same = _char(a, text_a, 0) == _char(b, text_b, 0)
        return 0.7 if same else 0.0
    if sym_a and sym_b and _share(a, pa + 6, sym_a, b, pb + 6, sym_b):
        return 0.95
    # 8: a known name; 16: written without vowels, so that only its like can contradict it.
    both_known = (flags_a & flags_b & 8) != 0 and ((flags_a ^ flags_b) & 16) == 0
    short = min(la, lb)
    longest = max(la, lb)
    # A feminine ending makes another given name.
    if short >= 2 and longest - short <= 2 and _feminine(a, text_a, la, b, text_b, lb):
        return 0.25 if both_known else 0.55
    if snd_a and snd_b and _share(a, pa + 6 + sym_a, snd_a, b, pb + 6 + sym_b, snd_b):
        return 0.7 if both_known else 0.92
    best = 0.0
    if (
        frm_a
        and frm_b
        and _share(a, pa + 6 + sym_a + snd_a, frm_a, b, pb + 6 + sym_b + snd_b, frm_b)
    ):
        # An unvocalised Arabic or Hebrew spelling leaves only the frame.
        best = 0.55 if both_known else 0.75
    if short < 4 or longest - short > 3:
        return best
    if bits_set(a[pa + 3] ^ b[pb + 3]) > 5:
        return best
    distance = edit_distance(a, text_a, la, b, text_b, lb, scratch)
    found = 0.0
    if distance == 1:
        found = 0.86 if longest >= 5 else 0.72
    elif distance == 2 and longest >= 6:
        found = 0.76 if longest >= 8 else 0.66
    elif distance == 3 and longest >= 9:
        found = 0.66
    if both_known:
        found -= 0.3
    return max(best, found)


@njit(cache=True, nogil=True)
def compare_bags(a, pa, b, pb, scratch):
    """Best pairing of the tokens of two bag values → (evidence in bits, similarity 0 … 1).

    Tokens are paired greedily, best first, without regard to order. A token that differs on both
    sides contradicts; one that only one side has is omitted, which says far less.
    """
    na = min(int(a[pa]), _MAX_TOKENS)
    nb = min(int(b[pb]), _MAX_TOKENS)
    at_a = scratch[3]
    at_b = scratch[4]
    p = pa + 1
    for i in range(na):
        at_a[i] = p
        p += int(a[p])
    p = pb + 1
    for j in range(nb):
        at_b[j] = p
        p += int(b[p])
    used_a = np.int64(0)
    used_b = np.int64(0)
    evidence = 0.0
    matched = 0.0
    total = 0.0
    pairs = 0
    # Equal tokens first: they are most of the work done and need no matrix.
    for i in range(na):
        for j in range(nb):
            if (used_b >> j) & 1 == 0 and a[at_a[i] + 2] == b[at_b[j] + 2]:
                similarity = token_similarity(a, at_a[i], b, at_b[j], scratch)
                if similarity == 1.0:
                    bits = min(a[at_a[i] + 1] >> np.uint32(16), b[at_b[j] + 1] >> np.uint32(16)) / 8
                    evidence += bits
                    matched += bits
                    total += bits
                    used_a |= np.int64(1) << i
                    used_b |= np.int64(1) << j
                    pairs += 1
                    break
    if pairs < min(na, nb):
        for i in range(na):
            if (used_a >> i) & 1 == 0:
                for j in range(nb):
                    if (used_b >> j) & 1 == 0:
                        found = token_similarity(a, at_a[i], b, at_b[j], scratch)
                        scratch[5 + i, j] = int(found * 1000 + 0.5)
        while True:
            highest = 0
            bi = 0
            bj = 0
            for i in range(na):
                if (used_a >> i) & 1 == 0:
                    for j in range(nb):
                        if (used_b >> j) & 1 == 0 and scratch[5 + i, j] > highest:
                            highest = scratch[5 + i, j]
                            bi = i
                            bj = j
            if highest < _MATCH:
                break
            best = highest / 1000
            bits = min(a[at_a[bi] + 1] >> np.uint32(16), b[at_b[bj] + 1] >> np.uint32(16)) / 8
            if best < 0.9:
                bits = min(bits, 12.0)
            evidence += bits * (best - 0.4) / 0.6
            matched += bits * best
            total += bits
            used_a |= np.int64(1) << bi
            used_b |= np.int64(1) << bj
    left_a = 0.0
    left_b = 0.0
    count_a = 0
    count_b = 0
    omission = 0.15
    for i in range(na):
        if (used_a >> i) & 1 == 0:
            left_a += (a[at_a[i] + 1] >> np.uint32(16)) / 8
            count_a += 1
            if a[at_a[i] + 1] & 1:
                omission = 0.6  # a Chinese or Vietnamese syllable is rarely left out
    for j in range(nb):
        if (used_b >> j) & 1 == 0:
            left_b += (b[at_b[j] + 1] >> np.uint32(16)) / 8
            count_b += 1
            if b[at_b[j] + 1] & 1:
                omission = 0.6
    contradicted = min(count_a, count_b)
    omitted = max(count_a, count_b) - contradicted
    evidence -= 4.0 * contradicted + 1.0 * omitted
    if contradicted:
        total += max(left_a / count_a, left_b / count_b) * contradicted
    else:
        total += omission * (left_a + left_b)
    return evidence, (matched / total if total > 0 else 0.0)


@njit(cache=True, nogil=True)
def _skip_bag(words, p):
    for _ in range(words[p]):
        if _ == 0:
            p += 1
        p += int(words[p])
    return p


@njit(cache=True, nogil=True)
def best_bags(a, pa, b, pb, scratch):
    """:func:`compare_bags` over all values of both sides (aliases): the best evidence counts."""
    best_evidence = -1e9
    best_similarity = 0.0
    p = pa + 1
    for _i in range(a[pa]):
        q = pb + 1
        for _j in range(b[pb]):
            evidence, similarity = compare_bags(a, p, b, q, scratch)
            best_evidence = max(best_evidence, evidence)
            best_similarity = max(best_similarity, similarity)
            q = _skip_bag(b, q)
        p = _skip_bag(a, p)
    return best_evidence, best_similarity
