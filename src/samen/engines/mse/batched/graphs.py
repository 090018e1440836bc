"""Decomposable graphs and the posterior under them; see :mod:`..kernels.decomposable`."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .newton import Floats, Ints


@lru_cache(maxsize=8)
def chordal_graphs(lists: int) -> tuple[Ints, NDArray[np.uint8], NDArray[np.int8]]:
    """See :func:`.kernels.decomposable.chordal_graphs`."""
    edges = [(i, j) for i in range(lists) for j in range(i + 1, lists)]
    graphs = np.arange(1 << len(edges), dtype=np.int64)
    neighbours = np.zeros((lists, len(graphs)), dtype=np.int64)
    for k, (i, j) in enumerate(edges):
        present = graphs >> k & 1
        neighbours[i] |= present << j
        neighbours[j] |= present << i
    left = np.full(len(graphs), (1 << lists) - 1)
    weight = np.zeros((len(graphs), 1 << lists), dtype=np.int8)
    components = np.zeros(len(graphs), dtype=np.int8)
    rows = np.arange(len(graphs))
    stuck = np.zeros(len(graphs), dtype=np.bool_)
    for _ in range(lists):
        waiting = np.ones(len(graphs), dtype=np.bool_)
        for v in range(lists):
            around = neighbours[v] & left
            simplicial = waiting & (left >> v & 1 == 1)
            for u in range(lists):
                joined = around & ~(neighbours[u] | 1 << u) == 0
                simplicial &= (around >> u & 1 == 0) | joined
            chosen = rows[simplicial]
            near = around[chosen]
            weight[chosen, near | 1 << v] += 1
            weight[chosen, near] -= (near > 0).astype(np.int8)
            components[chosen] += (near == 0).astype(np.int8)
            left[chosen] &= ~(1 << v)
            waiting[chosen] = False
        stuck |= waiting
    weight, graphs, components = weight[~stuck], graphs[~stuck], components[~stuck]
    sets = np.zeros((len(graphs), 2 * lists), dtype=np.uint8)
    signs = np.zeros((len(graphs), 2 * lists + 1), dtype=np.int8)
    row, chosen = np.nonzero(weight)
    place = np.arange(len(row)) - np.searchsorted(row, row)
    sets[row, place] = chosen
    signs[row, place] = weight[row, chosen]
    signs[:, -1] = components
    return graphs, sets, signs


def posterior(
    table: Floats,
    points: int,
    coarse: Floats,
    stride: int,  # noqa: ARG001 - same signature as the compiled one
    sets: NDArray[np.uint8],
    signs: NDArray[np.int8],
    negligible: float,
) -> tuple[Floats, Floats]:
    """See :func:`.kernels.decomposable.posterior`."""
    rows = table.reshape(-1, points)
    sketch = coarse.reshape(len(rows), -1)
    density, share = np.zeros(points), np.zeros(len(sets))
    chunks = range(0, len(sets), 4096)

    def curves(chosen: Ints, of: Floats) -> Floats:
        weights = np.zeros((len(chosen), len(rows)))
        np.add.at(weights, (np.arange(len(chosen))[:, None], sets[chosen]), signs[chosen, :-1])
        weights[:, 0] = 1.0
        weights[:, -1] = signs[chosen, -1]
        finite = np.where(np.isfinite(of), of, -1e30)
        return weights @ finite

    peaks = np.concatenate(
        [curves(np.arange(at, min(at + 4096, len(sets))), sketch).max(axis=1) for at in chunks]
    )
    # The coarse points may miss a narrow peak: keep a wide margin.
    kept = np.flatnonzero(peaks > peaks.max() - 4 * negligible)
    exact = [curves(kept[at : at + 256], rows) for at in range(0, len(kept), 256)]
    top = max(part.max() for part in exact)
    for at, part in zip(range(0, len(kept), 256), exact, strict=True):
        weights = np.exp(part - top)
        density += weights.sum(axis=0)
        share[kept[at : at + 256]] = weights.sum(axis=1)
    return density, share
