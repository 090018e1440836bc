"""A model as arrays: the saturating lag network.

For relation r from i to j, with weight w_r = δ·s_r·g_r and time constant τ_r (years)::

    τ_r · dy_r/dt = w_r · d_i − y_r           d = x − b, the deviation from the baseline
    z_j = Σ_r y_r + u_j(t)
    d_j = c·tanh(z_j/c),  c = 1 − b_j if z_j > 0 else b_j      (bounded)
    d_j = z_j                                                  (linear)

A relation of order n is a chain of n lags of τ/n each. The nodes between them are *hidden*: they
have no saturation and stand after the model's own variables.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samen.engines.systems.model import Model
from samen.engines.systems.scales import Mode

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The default attenuation brings the spectral radius of |K| to this (specification of the engine:
# small gain, so one equilibrium for any speeds, with room for what the group still adds).
LOOP_GAIN = 0.8


@dataclass(frozen=True, slots=True)
class Network:
    """The links of a model, sorted by target.

    ``source``, ``target``: node of each link, shape (L,). ``relation``: the model's relation a
    link belongs to, (L,). ``last``: whether the link ends its chain, (L,); only that link carries
    the relation's weight. ``start``: first link of each node, (N+1,). ``gain`` (s·g) and ``tau``
    (years), (R,), per relation of the model. ``order``: (R,). ``baseline``: (N,); hidden nodes
    have 0.5. ``variables``: how many nodes are the model's own.
    """

    source: Ints
    target: Ints
    relation: Ints
    last: NDArray[np.bool_]
    start: Ints
    gain: Floats
    tau: Floats
    order: Ints
    baseline: Floats
    variables: int

    @property
    def nodes(self) -> int:
        return self.baseline.size

    def link_weights(self, attenuation: float) -> Floats:
        """Weight of each link, (L,)."""
        return np.where(self.last, attenuation * self.gain[self.relation], 1.0)

    def link_taus(self) -> Floats:
        """Time constant of each link in years, (L,)."""
        return (self.tau / self.order)[self.relation]

    def influence(self, attenuation: float = 1.0) -> Floats:
        """K, (V, V): K[j, i] is the step of j per step of i, before feedback."""
        matrix = np.zeros((self.variables, self.variables))
        ends = np.flatnonzero(self.last)
        relation = self.relation[ends]
        causes = self.cause_of()[relation]
        np.add.at(matrix, (self.target[ends], causes), attenuation * self.gain[relation])
        return matrix

    def cause_of(self) -> Ints:
        """The variable each relation starts from, (R,)."""
        causes = np.zeros(self.gain.size, dtype=np.int64)
        first = self.source < self.variables
        causes[self.relation[first]] = self.source[first]
        return causes

    def effect_of(self) -> Ints:
        """The variable each relation ends in, (R,)."""
        effects = np.zeros(self.gain.size, dtype=np.int64)
        effects[self.relation[self.last]] = self.target[self.last]
        return effects


def network_of(model: Model) -> Network:
    """Compile a model to arrays."""
    index, settings = model.index, model.settings
    links: list[tuple[int, int, int, bool]] = []
    nodes = len(model.variables)
    for number, relation in enumerate(model.relations):
        node = index[relation.cause]
        for _ in range(relation.order - 1):
            links.append((nodes, node, number, False))
            node, nodes = nodes, nodes + 1
        links.append((index[relation.effect], node, number, True))
    links.sort(key=lambda link: link[0])
    columns = np.array(links, dtype=np.int64).reshape(-1, 4)
    baseline = np.full(nodes, 0.5)
    baseline[: len(model.variables)] = [variable.baseline for variable in model.variables]
    sizes = [relation.sign * settings.strength(relation.strength) for relation in model.relations]
    taus = [settings.time_constant(relation.speed) for relation in model.relations]
    orders = [relation.order for relation in model.relations]
    return Network(
        source=np.ascontiguousarray(columns[:, 1]),
        target=np.ascontiguousarray(columns[:, 0]),
        relation=np.ascontiguousarray(columns[:, 2]),
        last=columns[:, 3] == 1,
        start=np.searchsorted(columns[:, 0], np.arange(nodes + 1)),
        gain=np.array(sizes, dtype=np.float64),
        tau=np.array(taus, dtype=np.float64),
        order=np.array(orders, dtype=np.int64),
        baseline=baseline,
        variables=len(model.variables),
    )


def spectral_radius(influence: Floats) -> float:
    """ρ(|K|). Below 1 the equilibrium is unique and attracts every start, for any speeds."""
    if not influence.any():
        return 0.0
    return float(np.abs(np.linalg.eigvals(np.abs(influence))).max())


def choose_attenuation(model: Model, network: Network, mode: Mode) -> float:
    """The model's δ; without one 1 in a linear run and min(1, 0.8/ρ(|K|)) in a bounded one."""
    if model.settings.attenuation is not None:
        return model.settings.attenuation
    radius = spectral_radius(network.influence())
    return 1.0 if mode == "linear" or radius <= LOOP_GAIN else LOOP_GAIN / radius


def attenuated(model: Model, attenuation: float | None) -> Model:
    """The model with this δ fixed (``None``: as it is)."""
    if attenuation is None:
        return model
    return replace(model, settings=replace(model.settings, attenuation=attenuation))


def saturate(z: Floats, baseline: Floats) -> Floats:
    """S(z) = c·tanh(z/c): the bounded deviation a pressure z gives; shapes broadcast."""
    c = np.where(z > 0, 1 - baseline, baseline)
    return c * np.tanh(z / c)


def unsaturate(d: Floats, baseline: Floats) -> Floats:
    """The pressure z with S(z) = d, for -b < d < 1-b."""
    c = np.where(d > 0, 1 - baseline, baseline)
    return c * np.arctanh(d / c)
