"""Comparing two records, compiled: no Python per pair.

Every field of a record is a short run of 32-bit words in one array (:mod:`.encode` writes it),
so that one kernel serves the search for candidates on one machine and the comparison columns
that Splink evaluates inside DuckDB or Spark. A run is ``[number of values, value…]``:

* a *bag* value (name, address, employer): ``[number of tokens, token…]``, a token being
  ``[length, flags | letters << 8 | bits·8 << 16, hash, letter mask, mark, counts, symbols…,
  sounds…, frame…, text…]``;
* a *date* value: ``year << 9 | month << 5 | day``, 0 for an unknown part;
* a *code* value: one word; an *identifier* value: one token.

``level`` is what the model has a weight for: 0 = disagrees, higher = agrees more, -1 = one side
has no value.
"""

# pyright: reportUntypedFunctionDecorator=false, reportMissingParameterType=false
# pyright: reportUnknownParameterType=false, reportUnknownVariableType=false
from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit  # pyright: ignore[reportUnknownVariableType]

BAG: Final = 0
DATE: Final = 1
CODE: Final = 2
IDENTIFIER: Final = 3
LEVELS: Final = (13, 9, 2, 3)
"""Number of levels of each kind of field."""

EVIDENCE_FLOOR: Final = -8.0
EVIDENCE_STEP: Final = 2.5
"""A bag's level is its evidence in bits: level k starts at FLOOR + k · STEP."""

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
def _edit_distance(a, pa, la, b, pb, lb, scratch):
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
def _bits_set(value):
    v = np.uint32(value)
    count = 0
    while v:
        v &= v - np.uint32(1)
        count += 1
    return count


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
    # A feminine ending makes another given name: Ion/Ioana, Aleksandr/Aleksandra, Jan/Jana.
    if longest - short == 1 and short >= 2:
        ending = _char(a, text_a, la - 1) if la > lb else _char(b, text_b, lb - 1)
        if ending == 97:  # "a"
            same = True
            for i in range(short):
                if _char(a, text_a, i) != _char(b, text_b, i):
                    same = False
                    break
            if same:
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
    if _bits_set(a[pa + 3] ^ b[pb + 3]) > 5:
        return best
    distance = _edit_distance(a, text_a, la, b, text_b, lb, scratch)
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


@njit(cache=True, nogil=True)
def _one_slip(x, y):
    """Whether two numbers below 10000 differ in one digit or by swapped neighbouring digits."""
    different = 0
    place = 0
    first = 0
    first_x = 0
    first_y = 0
    while x > 0 or y > 0:
        if x % 10 != y % 10:
            different += 1
            if different == 1:
                first = place
                first_x = x % 10
                first_y = y % 10
            elif different > 2 or place != first + 1 or x % 10 != first_y or y % 10 != first_x:
                return False
        x //= 10
        y //= 10
        place += 1
    return different > 0


@njit(cache=True, nogil=True)
def _date_level(x, y):
    xy = int(x >> np.uint32(9))
    yy = int(y >> np.uint32(9))
    xm = int((x >> np.uint32(5)) & np.uint32(15))
    ym = int((y >> np.uint32(5)) & np.uint32(15))
    xd = int(x & np.uint32(31))
    yd = int(y & np.uint32(31))
    guessed_x = xm == 0 or (xm == 1 and xd == 1)
    guessed_y = ym == 0 or (ym == 1 and yd == 1)
    if x == y:
        return 6 if guessed_x else 8
    same_year = xy == yy
    if guessed_x or guessed_y:
        if same_year:
            return 4
        return 1 if abs(xy - yy) <= 2 and xy and yy else 0
    if xd == 0 or yd == 0:
        if same_year and xm == ym:
            return 5
    elif same_year and xm == yd and xd == ym:
        return 7
    else:
        equal = int(same_year) + int(xm == ym) + int(xd == yd)
        if equal == 2:
            if not same_year:
                return 7 if _one_slip(xy, yy) else 3
            if xm != ym:
                return 7 if _one_slip(xm, ym) else 5
            return 7 if _one_slip(xd, yd) else 5
        if not same_year and xm == yd and xd == ym:
            return 3
    if same_year:
        return 2
    if abs(xy - yy) <= 1 and (xm == ym or xd == yd):
        return 2
    return 1 if abs(xy - yy) <= 1 else 0


@njit(cache=True, nogil=True)
def field_level(kind, a, pa, b, pb, scratch):
    """Level of one field: ``a[pa:]`` and ``b[pb:]`` are its runs, a negative start = no value."""
    if pa < 0 or pb < 0:
        return -1
    na = int(a[pa])
    nb = int(b[pb])
    if na == 0 or nb == 0:
        return -1
    if kind == BAG:
        evidence, _similarity = best_bags(a, pa, b, pb, scratch)
        return max(0, min(12, int((evidence - EVIDENCE_FLOOR) / EVIDENCE_STEP)))
    best = 0
    if kind == DATE:
        for i in range(na):
            for j in range(nb):
                best = max(best, _date_level(a[pa + 1 + i], b[pb + 1 + j]))
        return best
    if kind == CODE:
        for i in range(na):
            for j in range(nb):
                if a[pa + 1 + i] == b[pb + 1 + j]:
                    return 1
        return 0
    p = pa + 1
    for _i in range(na):
        q = pb + 1
        for _j in range(nb):
            if a[p + 2] == b[q + 2]:
                return 2
            la = int((a[p + 1] >> np.uint32(8)) & np.uint32(255))
            lb = int((b[q + 1] >> np.uint32(8)) & np.uint32(255))
            if (
                best == 0
                and min(la, lb) >= 6
                and abs(la - lb) <= 1
                and _bits_set(a[p + 3] ^ b[q + 3]) <= 3
                and _edit_distance(a, p + 6, la, b, q + 6, lb, scratch) == 1
            ):
                best = 1
            q += int(b[q])
        p += int(a[p])
    return best


@njit(cache=True, nogil=True)
def levels_of_runs(kind, words_l, start_l, words_r, start_r, out):
    """Levels of many pairs whose runs lie in two arrays (the columns Splink compares)."""
    scratch = new_scratch()
    for i in range(len(start_l)):
        out[i] = field_level(kind, words_l, start_l[i], words_r, start_r[i], scratch)


@njit(cache=True, nogil=True)
def similarities_of_runs(words, start_l, start_r, out):
    """Similarity 0 … 1 of many pairs of bag runs in one array."""
    scratch = new_scratch()
    for i in range(len(start_l)):
        out[i] = best_bags(words, start_l[i], words, start_r[i], scratch)[1]


@njit(cache=True, nogil=True)
def levels_of_pairs(words, starts, kinds, left, right, out):
    """All fields' levels of many pairs: ``out`` is (pairs × fields) int8."""
    scratch = new_scratch()
    for i in range(len(left)):
        a = left[i]
        b = right[i]
        for f in range(len(kinds)):
            out[i, f] = field_level(kinds[f], words, starts[a, f], words, starts[b, f], scratch)


@njit(cache=True, nogil=True)
def _pair_weight(words, starts, kinds, weights, order, ceiling, base, cut, i, j, scratch):
    """Match weight of records ``i`` and ``j``, or -inf as soon as ``cut`` is out of reach.

    ``order``: fields, cheapest first; ``ceiling[k]``: the most the fields from place k on can add.
    """
    weight = base
    for k in range(len(order)):
        if weight + ceiling[k] < cut:
            return -np.inf
        f = order[k]
        level = field_level(kinds[f], words, starts[i, f], words, starts[j, f], scratch)
        weight += weights[f, level + 1]
    return weight if weight >= cut else -np.inf


@njit(cache=True, nogil=True)
def search_blocks(
    words, starts, kinds, weights, order, ceiling, base, cut, members, blocks, last, source, apart,
    state, out_left, out_right, out_weight,
):  # fmt: skip
    """Pairs inside blocks whose weight reaches ``cut``; resumable when the output is full.

    ``members[blocks[k]:blocks[k+1]]`` are the records of block k; rows from ``last`` on are
    partners only; two records of a source with ``apart[source]`` are never a pair. ``state`` =
    [block, i, j]: where to go on; block = number of blocks when done. Returns the number of pairs
    written.
    """
    scratch = new_scratch()
    written = 0
    capacity = len(out_left)
    block, i, j = state[0], state[1], state[2]
    while block < len(blocks) - 1:
        end = blocks[block + 1]
        while i < min(end - 1, last):
            a = members[i]
            while j < end:
                b = members[j]
                j += 1
                if a == b or (source[a] == source[b] and apart[source[a]]):
                    continue
                lo = min(a, b)
                hi = max(a, b)
                weight = _pair_weight(
                    words, starts, kinds, weights, order, ceiling, base, cut, lo, hi, scratch
                )
                if weight > -np.inf:
                    out_left[written] = lo
                    out_right[written] = hi
                    out_weight[written] = weight
                    written += 1
                    if written == capacity:
                        state[0], state[1], state[2] = block, i, j
                        return written
            i += 1
            j = i + 1
        block += 1
        i = blocks[block] if block < len(blocks) else 0
        j = i + 1
    state[0], state[1], state[2] = block, i, j
    return written
