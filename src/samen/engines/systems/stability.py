"""Does a linear run stay finite? If not, why, and which attenuation would make it."""

from __future__ import annotations

import numpy as np

from samen.engines.systems.network import LOOP_GAIN, Floats, Network, spectral_radius
from samen.kernel.errors import InvalidInput, Problem

# Beyond this many states the eigenvalues of the dense Jacobian cost too much; the small-gain
# condition ρ(|K|) < 1 then decides alone.
_MOST_STATES = 1_500


def growth_rate(network: Network, attenuation: float, rate: Floats) -> float:
    """The largest real part of an eigenvalue of the linear network, per year.

    ``rate`` (N,): 1/adjustment time of the controller on each node, 0 where there is none.
    Negative: every deviation dies out. Zero or above: it grows, or never settles.
    """
    weights, taus = network.link_weights(attenuation), network.link_taus()
    links, steered = weights.size, np.flatnonzero(rate)
    pressure = np.zeros((network.nodes, links + steered.size))
    pressure[network.target, np.arange(links)] = 1.0
    pressure[steered, links + np.arange(steered.size)] = 1.0
    jacobian = np.empty((links + steered.size, links + steered.size))
    jacobian[:links] = (weights / taus)[:, None] * pressure[network.source]
    jacobian[np.arange(links), np.arange(links)] -= 1.0 / taus
    jacobian[links:] = -rate[steered, None] * pressure[steered]
    if jacobian.size == 0:
        return -np.inf
    return float(np.linalg.eigvals(jacobian).real.max())


def require_stable(network: Network, attenuation: float, rate: Floats) -> None:
    """Raise ``InvalidInput`` when the linear network does not settle."""
    radius = spectral_radius(network.influence(attenuation))
    steered = bool(rate.any())
    if radius < 1 and not steered:
        return  # small gain: stable for any speeds
    states = network.source.size + int(np.count_nonzero(rate))
    if states <= _MOST_STATES:
        growth = growth_rate(network, attenuation, rate)
        if growth < -1e-9:
            return
        how = f"its fastest mode grows {max(growth, 0.0):.3g} a year"
    else:
        how = "its loops are too strong to show that it settles"
    full = radius / attenuation
    cure = (
        "lengthen the adjustment times of the controllers"
        if radius < 1
        else f"an attenuation below {1 / full:.4g} makes it stable for any speeds "
        f"({min(1.0, LOOP_GAIN / full):.4g} is the default of the bounded mode), "
        "or use --mode bounded"
    )
    raise InvalidInput(
        Problem(
            "model",
            f"the linear model diverges at attenuation {attenuation:.4g}: the spectral radius "
            f"ρ(|K|) is {full:.4g}, with the attenuation {radius:.4g}, and {how}; {cure}",
            None,
            "diverges",
        )
    )
