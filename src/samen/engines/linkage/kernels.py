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

from samen.engines.linkage.bag_kernels import best_bags, bits_set, edit_distance, new_scratch

BAG: Final = 0
DATE: Final = 1
CODE: Final = 2
IDENTIFIER: Final = 3
LEVELS: Final = (13, 9, 2, 3)
"""Number of levels of each kind of field."""

EVIDENCE_FLOOR: Final = -8.0
EVIDENCE_STEP: Final = 2.5
"""A bag's level is its evidence in bits: level k starts at FLOOR + k · STEP."""


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
    # Signed: the difference of two unsigned numbers would wrap around, so order would matter.
    xy = np.int64(x >> np.uint32(9))
    yy = np.int64(y >> np.uint32(9))
    xm = np.int64((x >> np.uint32(5)) & np.uint32(15))
    ym = np.int64((y >> np.uint32(5)) & np.uint32(15))
    xd = np.int64(x & np.uint32(31))
    yd = np.int64(y & np.uint32(31))
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
            la = np.int64((a[p + 1] >> np.uint32(8)) & np.uint32(255))
            lb = np.int64((b[q + 1] >> np.uint32(8)) & np.uint32(255))
            if (
                best == 0
                and min(la, lb) >= 6
                and abs(la - lb) <= 1
                and bits_set(a[p + 3] ^ b[q + 3]) <= 3
                and edit_distance(a, p + 6, la, b, q + 6, lb, scratch) == 1
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
