"""The ensemble in plain NumPy, batched over draws: what runs where numba does not.

The same scheme and the same form of tanh as ``kernels.py``; results agree to rounding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samen.engines.systems.network import Floats, Ints

_REACHES_ONE = 4.97


def run_tiles(
    source: Ints,
    start: Ints,
    decay: Floats,
    gain: Floats,
    up: Floats,
    down: Floats,
    saturates: NDArray[np.bool_],
    forcing: Floats,
    wished: Floats,
    rate: Floats,
    watched: Ints,
    keep: Ints,
    levels: Floats,
    means: Floats,
) -> None:
    """As :func:`samen.engines.systems.kernels.run_tiles`, without the working space."""
    decays, gains = _by_draw(decay), _by_draw(gain)
    tiles, draws, nodes = decay.shape[0], decays.shape[1], up.size
    last = forcing.shape[1] - 1
    reached = np.flatnonzero(np.diff(start))
    first = start[reached]
    hidden = np.flatnonzero(~saturates)
    up, down = up[:, None], down[:, None]

    def tiled(values: Floats) -> Floats:
        return values.reshape(values.shape[0], tiles, 8).transpose(1, 0, 2)

    for s in range(forcing.shape[0]):
        steered = np.flatnonzero(rate[s])
        pull = rate[s, steered, None]
        aim = wished[s, steered, None]
        y = np.zeros_like(decays)
        d = np.zeros((nodes, draws))
        steering = np.zeros((steered.size, draws))
        mean = np.zeros((watched.size, draws))
        kept = 0
        for step in range(last + 1):
            y *= decays
            y += gains * d[source]
            z = np.repeat(forcing[s, step][:, None], draws, axis=1)
            if reached.size:
                z[reached] += np.add.reduceat(y, first, axis=0)
            z[steered] += steering
            d = _saturated(z, up, down)
            d[hidden] = z[hidden]
            steering += (aim - d[steered]) * pull
            mean += d[watched] * ((0.5 if step in (0, last) else 1.0) / last)
            if step == keep[kept]:
                levels[s, :, kept] = tiled(d[watched])
                kept = min(kept + 1, keep.size - 1)
        means[s] = tiled(mean)


def _by_draw(tiles: Floats) -> Floats:
    """(tiles, links, 8) → (links, draws)."""
    return np.ascontiguousarray(tiles.transpose(1, 0, 2)).reshape(tiles.shape[1], -1)


def _saturated(z: Floats, up: Floats, down: Floats) -> Floats:
    c = np.where(z > 0, up, down)
    h = np.clip(z * (0.5 / c), -_REACHES_ONE, _REACHES_ONE)
    g = h * h
    p = h * (((g + 378.0) * g + 17325.0) * g + 135135.0)
    q = ((28.0 * g + 3150.0) * g + 62370.0) * g + 135135.0
    return c * (2.0 * p * q) / (q * q + p * p)


def loop_gain_tiles(
    source: Ints, start: Ints, size: Floats, guess: Floats, shift: float, rounds: int, out: Floats
) -> None:
    """As :func:`samen.engines.systems.kernels.loop_gain_tiles`."""
    sizes = _by_draw(size)
    reached = np.flatnonzero(np.diff(start))
    first = start[reached]
    v = np.repeat(guess[:, None], sizes.shape[1], axis=1)
    ratio = np.zeros(sizes.shape[1])
    for _ in range(rounds):
        z = np.zeros_like(v)
        if reached.size:
            z[reached] = np.add.reduceat(sizes * v[source], first, axis=0)
        ratio = z.sum(axis=0) / v.sum(axis=0)
        v = z + shift * v
    out[:] = ratio.reshape(out.shape)
