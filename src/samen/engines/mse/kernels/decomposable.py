"""Decomposable graphs, and the posterior of the dark figure under each of them."""
# pyright: basic, reportCallIssue=false

from __future__ import annotations

import numpy as np
from numba import njit

from .lanes import WIDTH, add, load, maximum, mul, splat, store, sub
from .newton import options


@njit(**options)
def _eliminate(neighbours, lists, sets, signs):
    """Write the sets of a perfect elimination of the graph and their signs; -1 if not chordal.

    Eliminating v with remaining neighbours B contributes the clique {v} + B over B. Returns how
    many sets remain after equal ones of opposite sign cancel; the last entry of ``signs`` counts
    the components.
    """
    size = 1 << lists
    left = size - 1
    weight = np.zeros(size, np.int64)
    components = 0
    for _ in range(lists):
        found = False
        for v in range(lists):
            if not (left >> v) & 1:
                continue
            around = neighbours[v] & left
            simplicial = True
            for u in range(lists):
                if (around >> u) & 1 and (around & ~(neighbours[u] | (1 << u))) != 0:
                    simplicial = False
                    break
            if simplicial:
                weight[around | (1 << v)] += 1
                if around:
                    weight[around] -= 1
                else:
                    components += 1
                left &= ~(1 << v)
                found = True
                break
        if not found:
            return -1
    count = 0
    for s in range(1, size):
        if weight[s] != 0:
            sets[count] = s
            signs[count] = weight[s]
            count += 1
    signs[2 * lists] = components
    return count


@njit(**options)
def chordal_graphs(lists):
    """All decomposable graphs: edge sets, sets with their signs (padded with 0), components."""
    edges = lists * (lists - 1) // 2
    ends = np.empty((edges, 2), np.int64)
    k = 0
    for i in range(lists):
        for j in range(i + 1, lists):
            ends[k, 0] = i
            ends[k, 1] = j
            k += 1
    total = 1 << edges
    graphs = np.empty(total, np.int64)
    sets = np.zeros((total, 2 * lists), np.uint8)
    signs = np.zeros((total, 2 * lists + 1), np.int8)
    found = 0
    neighbours = np.zeros(lists, np.int64)
    one_sets = np.zeros(2 * lists, np.int64)
    one_signs = np.zeros(2 * lists + 1, np.int64)
    for graph in range(total):
        neighbours[:] = 0
        for k in range(edges):
            if (graph >> k) & 1:
                neighbours[ends[k, 0]] |= 1 << ends[k, 1]
                neighbours[ends[k, 1]] |= 1 << ends[k, 0]
        count = _eliminate(neighbours, lists, one_sets, one_signs)
        if count < 0:
            continue
        graphs[found] = graph
        for k in range(count):
            sets[found, k] = one_sets[k]
            signs[found, k] = one_signs[k]
        signs[found, 2 * lists] = one_signs[2 * lists]
        found += 1
    return graphs[:found].copy(), sets[:found].copy(), signs[:found].copy()


@njit(**options)
def _power_128(x):
    for _ in range(7):
        x = mul(x, x)
    return x


@njit(**options)
def _taylor(y):
    """exp(y) for abs(y) <= 0.5, to 4e-12."""
    value = splat(1.0 / 3628800.0)
    value = add(mul(value, y), splat(1.0 / 362880.0))
    value = add(mul(value, y), splat(1.0 / 40320.0))
    value = add(mul(value, y), splat(1.0 / 5040.0))
    value = add(mul(value, y), splat(1.0 / 720.0))
    value = add(mul(value, y), splat(1.0 / 120.0))
    value = add(mul(value, y), splat(1.0 / 24.0))
    value = add(mul(value, y), splat(1.0 / 6.0))
    value = add(mul(value, y), splat(0.5))
    value = add(mul(value, y), splat(1.0))
    return add(mul(value, y), splat(1.0))


@njit(**options)
def _add_curve(table, points, sets, signs, q, width, low, high, values):
    """Log posterior of graph q at the grid points from ``low`` to ``high``, into ``values``.

    Row 0 of ``table`` is common to all graphs; its last row is per component.
    """
    last = table.size - points
    components = splat(float(signs[q, width]))
    for k in range(low, high, WIDTH):
        store(values, k, add(load(table, k), mul(components, load(table, last + k))))
    for i in range(width):
        s = sets[q, i]
        if s == 0:
            break
        row = np.int64(s) * points
        sign = splat(float(signs[q, i]))
        for k in range(low, high, WIDTH):
            store(values, k, add(load(values, k), mul(sign, load(table, row + k))))


@njit(**options)
def posterior(table, points, coarse, stride, sets, signs, negligible):
    """Posterior of the dark figure, summed over the graphs, up to a constant.

    table: rows of ``points`` numbers, a multiple of 2 * WIDTH: what all graphs share, the log
    marginal likelihood of each set of lists, what each component adds; flat. coarse: the same at
    every ``stride``-th point (a multiple of 2 * WIDTH). Graphs whose best point lies
    ``negligible`` below the best of all are left out before any exponential is taken.

    Returns the posterior at the points and the mass of each graph, neither normalised.
    """
    graphs = sets.shape[0]
    width = sets.shape[1]
    few = coarse.size // (table.size // points)
    block = 2 * WIDTH
    peak = np.empty(graphs)
    window = np.empty((graphs, 2), np.int64)
    sketch = np.empty(few)
    start = np.int64(0)  # not a literal, which numba would compile apart
    values = np.empty(points)
    # The curves are smooth: look at every stride-th point, then closely around the best of them.
    for q in range(graphs):
        _add_curve(coarse, few, sets, signs, q, width, start, few, sketch)
        best = 0
        for k in range(few):
            if sketch[k] > sketch[best]:
                best = k
        top = sketch[best]
        low = max((best - 1) * stride, 0)
        high = min((best + 1) * stride, points)
        _add_curve(table, points, sets, signs, q, width, low, high, values)
        widest = splat(top)
        for k in range(low, high, WIDTH):
            widest = maximum(widest, load(values, k))
        store(values, low, widest)
        for lane in range(WIDTH):
            top = max(top, values[low + lane])
        peak[q] = top
        # Where the graph has weight, one stride wider on both sides.
        first = best
        after = best
        for k in range(few):
            if sketch[k] > top - negligible:
                first = min(first, k)
                after = max(after, k)
        window[q, 0] = max((first - 1) * stride, 0)
        window[q, 1] = min((after + 1) * stride, points)
    top = peak.max()
    density = np.zeros(points)
    share = np.zeros(graphs)
    floor = splat(-63.0)
    zero = splat(0.0)
    shift = splat(top)
    shrink = splat(1.0 / 128.0)
    lanes = np.empty(WIDTH)
    for q in range(graphs):
        if peak[q] < top - negligible:
            continue
        low, high = window[q, 0], window[q, 1]
        _add_curve(table, points, sets, signs, q, width, low, high, values)
        total = zero
        # Two groups at a time hide the latency of the polynomial.
        for k in range(low, high, block):
            a = maximum(sub(load(values, k), shift), floor)
            b = maximum(sub(load(values, k + WIDTH), shift), floor)
            c = _power_128(_taylor(mul(a, shrink)))
            d = _power_128(_taylor(mul(b, shrink)))
            store(density, k, add(load(density, k), c))
            store(density, k + WIDTH, add(load(density, k + WIDTH), d))
            total = add(total, add(c, d))
        store(lanes, 0, total)
        for lane in range(WIDTH):
            share[q] += lanes[lane]
    return density, share
