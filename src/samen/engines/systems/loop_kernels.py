"""The compiled search for feedback loops: depth first, cut off by the best way back.

Without numba the same code runs in plain Python, slower.
"""

# numba's decorator erases types; loops.py is the typed surface.
# pyright: basic

from __future__ import annotations

import numpy as np

try:
    from numba import njit
except ImportError:  # pragma: no cover - exercised by a test that hides numba

    def njit(**_options):
        return lambda function: function


@njit(cache=True, nogil=True)
def best_returns(root, start, target, size, best):
    """Largest product of ``size`` over a walk from each node back to ``root``.

    Nodes below ``root`` are left out; ``size`` must not exceed 1. Writes ``best`` (N,).
    """
    best[:] = 0.0
    best[root] = 1.0
    changed = True
    while changed:
        changed = False
        for node in range(root, best.size):
            if node == root:
                continue
            value = best[node]
            for edge in range(start[node], start[node + 1]):
                if target[edge] >= root:
                    value = max(value, size[edge] * best[target[edge]])
            if value > best[node]:
                best[node] = value
                changed = True


@njit(cache=True, nogil=True)
def search(start, target, size, least, most, effort, boost, edges, lengths, gains):
    """All simple loops whose product of ``size`` is at least ``least``.

    Edges are sorted by source: those of node n are ``start[n]`` to ``start[n+1]``. Each loop is
    found once, from its lowest node. ``boost`` ≥ 1 bounds what sizes above 1 can still add.
    The first ``lengths.size`` loops are written to ``edges`` (capacity, N), ``lengths`` and
    ``gains``. Returns how many were found, the sum of their products, and whether the search was
    complete: it stops after ``most`` loops or ``effort`` steps.
    """
    nodes = start.size - 1
    clipped = np.minimum(size, 1.0)
    best = np.zeros(nodes)
    on_path = np.zeros(nodes, dtype=np.bool_)
    path = np.zeros(nodes, dtype=np.int64)  # the nodes
    taken = np.zeros(nodes, dtype=np.int64)  # the edge out of each
    cursor = np.zeros(nodes, dtype=np.int64)
    product = np.ones(nodes + 1)
    found, total, steps = 0, 0.0, 0
    for root in range(nodes):
        best_returns(root, start, target, clipped, best)
        depth = 0
        path[0] = root
        cursor[0] = start[root]
        on_path[root] = True
        while depth >= 0:
            node = path[depth]
            if cursor[depth] == start[node + 1]:
                on_path[node] = False
                depth -= 1
                continue
            edge = cursor[depth]
            cursor[depth] += 1
            steps += 1
            if steps > effort:
                return found, total, False
            step_to = target[edge]
            if step_to < root:
                continue
            gain = product[depth] * size[edge]
            bound = gain * best[step_to] * boost
            if bound <= 0.0 or bound < least:
                continue
            if step_to == root:
                if gain < least:
                    continue
                if found < lengths.size:
                    for n in range(depth):
                        edges[found, n] = taken[n]
                    edges[found, depth] = edge
                    lengths[found] = depth + 1
                    gains[found] = gain
                found += 1
                total += gain
                if found >= most:
                    return found, total, False
            elif not on_path[step_to]:
                taken[depth] = edge
                depth += 1
                path[depth] = step_to
                cursor[depth] = start[step_to]
                product[depth] = gain
                on_path[step_to] = True
    return found, total, True
