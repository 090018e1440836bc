"""Feedback loops: the strongest, a set that explains the structure, and how many there are.

The gain of a loop is the product of its weights, attenuation included: how much of one step comes
back after one turn. Nobody reads three million loops; the ten strongest carry most of the gain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from samen.engines.systems.loop_search import Edges, Found, loop_edges, search
from samen.engines.systems.model import Model
from samen.engines.systems.network import (
    Ints,
    choose_attenuation,
    network_of,
)
from samen.engines.systems.scales import Mode
from samen.kernel.errors import InvalidInput, Problem

# Loops weaker than this are counted, but not in the total a loop's share is taken of.
NEGLIGIBLE = 1e-6
MOST_SHOWN = 1_000
_CAPACITY = 20_000
_FLOOR = 1e-300


@dataclass(frozen=True, slots=True)
class Loop:
    """One feedback loop.

    ``variables``: ids in causal order, the first not repeated; ``relations``: index of each
    relation in the model, the first leading from the first variable to the second. ``gain``:
    signed product of the weights. ``years``: sum of the time constants. ``domains``: those it
    crosses, in order of first appearance.
    """

    variables: tuple[str, ...]
    relations: tuple[int, ...]
    gain: float
    years: float
    domains: tuple[str, ...]

    @property
    def kind(self) -> Literal["R", "B"]:
        """``R`` reinforces a change, ``B`` balances it."""
        return "R" if self.gain > 0 else "B"

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "gain": self.gain,
            "years": self.years,
            "variables": list(self.variables),
            "relations": list(self.relations),
            "domains": list(self.domains),
        }


def strongest_loops(edges: Edges, most: int = 20) -> tuple[Loop, ...]:
    """The ``most`` loops with the largest |gain|, the strongest first. Exact.

    Raises ``InvalidInput`` when ``most`` is not 1 to 1,000.
    """
    if not 1 <= most <= MOST_SHOWN:
        rule = f"must be a whole number from 1 to {MOST_SHOWN:,}"
        raise InvalidInput(Problem("--strongest", rule, most, "range"))
    if edges.relation.size == 0:
        return ()
    # Find a bar that lets at least `most` loops through, and no more than can be kept.
    bar, too_low, too_high = 1.0, 0.0, np.inf
    above: Found | None = None
    below: Found | None = None
    while True:
        found = search(edges, bar, most=_CAPACITY)
        if found.complete and (found.count >= most or bar <= _FLOOR):
            break
        if found.complete:
            above, too_high = found, bar
        else:
            below, too_low = found, bar
        if too_high < np.inf and too_low > 0:
            bar = float(np.sqrt(too_low * too_high))
            if too_high / too_low < 1 + 1e-6:
                break  # more loops tie at this gain than can be kept
        else:
            bar = bar * 10 if too_low > 0 else max(bar * 0.1, _FLOOR)
    # At a tie: all that are stronger, and of the tie itself any will do.
    sets = [found] if found.complete and found.count >= most else [above, below, found]
    paths = [
        one.edges[n, : one.lengths[n]]
        for one in sets
        if one is not None
        for n in range(one.lengths.size)
    ]
    gains = [float(np.abs(np.prod(edges.weight[path]))) for path in paths]
    chosen: dict[tuple[int, ...], Loop] = {}
    for n in sorted(range(len(paths)), key=lambda n: (-gains[n], len(paths[n]))):
        if len(chosen) == most:
            break
        loop = _loop(edges, paths[n])
        chosen.setdefault(loop.relations, loop)
    return tuple(chosen.values())


def independent_loops(edges: Edges) -> tuple[Loop, ...]:
    """A shortest independent loop set: short loops that together use every relation in a loop.

    Oliva 2004 (System Dynamics Review 20, 313-336): geodesic loops, the shortest first, each
    kept when it adds a relation no earlier one has. Equal lengths: the strongest first.
    """
    count = edges.relation.size
    if count == 0:
        return ()
    nodes = edges.start.size - 1
    # One per step, and a trifle for weakness that decides between paths of equal length.
    weakness = -np.log(np.minimum(np.abs(edges.weight), 1.0))
    cost = 1.0 + weakness / (1_000.0 * nodes * max(float(weakness.max()), 1.0))
    graph = csr_array((cost, (edges.source, edges.target)), shape=(nodes, nodes))
    far, before = shortest_path(graph, directed=True, return_predecessors=True)
    edge_at = {
        (int(a), int(b)): n for n, (a, b) in enumerate(zip(edges.source, edges.target, strict=True))
    }
    candidates: dict[frozenset[int], tuple[float, float, list[int]]] = {}
    for n in range(count):
        source, target = int(edges.source[n]), int(edges.target[n])
        path = [n]
        node = source
        while node != target:
            previous = int(before[target, node])
            path.append(edge_at[previous, node])
            node = previous
        path = [path[0], *reversed(path[1:])]
        strength = float(np.abs(np.prod(edges.weight[path])))
        length = round(float(far[target, source])) + 1
        candidates.setdefault(frozenset(path), (length, -strength, path))
    used: set[int] = set()
    chosen: list[Loop] = []
    for _, _, path in sorted(candidates.values()):
        if not used.issuperset(path):
            used.update(path)
            chosen.append(_loop(edges, np.array(path)))
    return tuple(chosen)


def _loop(edges: Edges, path: Ints) -> Loop:
    first = int(np.argmin(edges.source[path]))
    path = np.roll(path, -first)
    variables = [edges.model.variables[n] for n in edges.source[path]]
    return Loop(
        variables=tuple(variable.id for variable in variables),
        relations=tuple(int(n) for n in edges.relation[path]),
        gain=float(np.prod(edges.weight[path])),
        years=float(edges.tau[path].sum()),
        domains=tuple(dict.fromkeys(v.domain for v in variables if v.domain)),
    )


@dataclass(frozen=True, slots=True)
class LoopReport:
    """The loops of a model.

    ``count`` is exact when ``complete``; else there are more than ``count``. ``total``: sum of
    |gain| over all loops with |gain| ≥ 1e-6, which ``share`` is taken of. ``attenuation``: δ
    within the gains.
    """

    model: Model
    count: int
    complete: bool
    total: float
    attenuation: float
    strongest: tuple[Loop, ...]
    independent: tuple[Loop, ...]

    @property
    def count_text(self) -> str:
        return f"{self.count:,}" if self.complete else f"more than {self.count:,}"

    def share(self, loop: Loop) -> float:
        """The loop's part of the summed |gain| of all loops that are not negligible."""
        return abs(loop.gain) / self.total if self.total else 0.0

    def to_dict(self) -> dict[str, Any]:
        def entry(loop: Loop) -> dict[str, Any]:
            return {**loop.to_dict(), "share": self.share(loop)}

        return {
            "model": self.model.title,
            "count": self.count,
            "complete": self.complete,
            "count_text": self.count_text,
            "total_gain": self.total,
            "attenuation": self.attenuation,
            "strongest": [entry(loop) for loop in self.strongest],
            "independent": [entry(loop) for loop in self.independent],
        }


def loops(
    model: Model,
    *,
    strongest: int = 20,
    most_counted: int = 1_000_000,
    mode: Mode = "bounded",
    attenuation: float | None = None,
) -> LoopReport:
    """The strongest loops, a shortest independent set and the count, of one model."""
    edges = loop_edges(model, mode=mode, attenuation=attenuation)
    counted = search(edges, 0.0, most=most_counted, keep=1)
    model = edges.model
    return LoopReport(
        model=model,
        count=counted.count,
        complete=counted.complete,
        total=search(edges, NEGLIGIBLE, keep=1).total,
        attenuation=choose_attenuation(model, network_of(model), mode),
        strongest=strongest_loops(edges, strongest),
        independent=independent_loops(edges),
    )
