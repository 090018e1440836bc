"""The part of a model that can be in a loop, and the exact search through it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from samen.engines.systems.model import Model
from samen.engines.systems.network import (
    Floats,
    Ints,
    attenuated,
    choose_attenuation,
    network_of,
)
from samen.engines.systems.scales import Mode

MOST_COUNTED = 10_000_000
_EFFORT = 400_000_000


@dataclass(frozen=True, slots=True)
class Edges:
    """The relations that lie within loops, sorted by cause.

    ``relation``: index in the model, (E,). ``start``: first edge of each variable, (V+1,).
    ``target``: (E,). ``weight``: signed, with attenuation, (E,). ``tau``: years, (E,).
    """

    model: Model
    relation: Ints
    start: Ints
    target: Ints
    source: Ints
    weight: Floats
    tau: Floats


def loop_edges(model: Model, *, mode: Mode = "bounded", attenuation: float | None = None) -> Edges:
    """The part of the model that can be in a loop. Relations of unknown sign are left out."""
    model = attenuated(model, attenuation)
    network = network_of(model)
    delta = choose_attenuation(model, network, mode)
    cause, effect = network.cause_of(), network.effect_of()
    size = len(model.variables)
    signed = network.gain != 0
    graph = csr_array((signed[signed], (cause[signed], effect[signed])), shape=(size, size))
    _, component = connected_components(graph, directed=True, connection="strong")
    cyclic = np.flatnonzero(signed & (component[cause] == component[effect]))
    cyclic = cyclic[np.lexsort((effect[cyclic], cause[cyclic]))]
    return Edges(
        model=model,
        relation=cyclic,
        start=np.searchsorted(cause[cyclic], np.arange(size + 1)),
        target=effect[cyclic],
        source=cause[cyclic],
        weight=delta * network.gain[cyclic],
        tau=network.tau[cyclic],
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: edges of each loop, (n, V), their lengths and |gain|, (n,) each.

    ``count`` and ``total`` |gain| are those of all loops met, also beyond the ones kept;
    ``complete`` says whether every loop was met.
    """

    edges: Ints
    lengths: Ints
    gains: Floats
    count: int
    total: float
    complete: bool


def search(edges: Edges, least: float, *, most: int = MOST_COUNTED, keep: int = 100_000) -> Found:
    """Every loop with |gain| ≥ ``least``: exact, by depth first search with a bound.

    A branch is cut when the gain so far times the best way back falls short.
    """
    from samen.engines.systems import loop_kernels  # numba takes half a second to import

    nodes = edges.start.size - 1
    size = np.abs(edges.weight)
    # A path leaves each node at most once, so this bounds what weights above 1 can add.
    above = np.ones(nodes)
    np.maximum.at(above, edges.source, size)
    boost = float(np.prod(above))
    # Loops are few at first: grow the room for them rather than reserve it all.
    room = min(keep, 4_096)
    while True:
        out = np.zeros((room, max(nodes, 1)), dtype=np.int64)
        lengths, gains = np.zeros(room, dtype=np.int64), np.zeros(room)
        count, total, complete = loop_kernels.search(
            edges.start,
            edges.target,
            size,
            least * (1 - 1e-12),
            most,
            _EFFORT,
            boost,
            out,
            lengths,
            gains,
        )
        if count <= room or room >= keep:
            break
        room = min(keep, count)
    kept = min(count, room)
    return Found(out[:kept], lengths[:kept], gains[:kept], int(count), float(total), bool(complete))
