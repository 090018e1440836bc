"""The compiled heart of the ensemble: eight draws in the registers, one tile in the first cache.

A *tile* is eight draws. Its decay factors, gains and signals (3 · links · 64 bytes, 23 kB for
120 links) stay in the first-level cache for all its steps and all its scenarios, so that the
arithmetic, not the memory, sets the pace. Batched NumPy in ``batched.py`` computes the same.
"""

# numba's decorator erases types; the plain functions in ensemble.py are the typed surface.
# pyright: basic, reportCallIssue=false

from __future__ import annotations

import numpy as np
from numba import njit

from samen.engines.systems.lanes import by_sign, clip, load, splat, store

# Where the Padé(7,6) form of tanh reaches 1.
_REACHES_ONE = 4.97


@njit(cache=True, nogil=True, error_model="numpy")
def run_tiles(
    source,
    start,
    decay,
    gain,
    up,
    down,
    saturates,
    forcing,
    wished,
    rate,
    watched,
    keep,
    levels,
    means,
    y,
    d,
    steering,
):
    """Exponential Euler over all steps for every scenario and tile.

    ``decay``, ``gain``: (tiles, links, 8). ``up``, ``down``: room above and below the baseline,
    (N,). ``saturates``: (N,) bool. ``forcing``: u per scenario, step and node, (S, steps+1, N).
    ``wished``, ``rate``: controllers, (S, N), the share of the gap closed in a step.
    ``watched``: nodes to keep, ``keep``: their steps, rising. Writes deviations to ``levels``
    (S, tiles, kept, watched, 8) and their mean over the steps to ``means`` (S, tiles, watched,
    8). ``y`` (links, 8), ``d`` (2N, 8), ``steering`` (N, 8) are working space.
    """
    scenarios, last, nodes = forcing.shape[0], forcing.shape[1] - 1, up.size
    half_up, half_down = 0.5 / up, 0.5 / down
    for tile in range(decay.shape[0]):
        decays, gains = decay[tile], gain[tile]
        for s in range(scenarios):
            kept_levels = levels[s, tile].reshape(-1, 8)
            mean = means[s, tile]
            y[:] = 0.0
            d[:] = 0.0
            steering[:] = 0.0
            mean[:] = 0.0
            kept = 0
            now = 0
            for step in range(last + 1):
                new = nodes - now
                for j in range(nodes):
                    z = splat(forcing[s, step, j])
                    for r in range(start[j], start[j + 1]):
                        signal = load(decays, r) * load(y, r) + load(gains, r) * load(
                            d, now + source[r]
                        )
                        store(y, r, signal)
                        z = z + signal
                    if rate[s, j] > 0:
                        z = z + load(steering, j)
                    if saturates[j]:
                        # tanh by half its angle: 2t/(1+t²) with t = p/q the Padé(7,6) form.
                        # Never above 1, within 1e-8 of tanh.
                        h = clip(z * by_sign(z, half_up[j], half_down[j]), _REACHES_ONE)
                        g = h * h
                        p = h * (((g + 378.0) * g + 17325.0) * g + 135135.0)
                        q = ((28.0 * g + 3150.0) * g + 62370.0) * g + 135135.0
                        z = by_sign(z, up[j], down[j]) * (2.0 * p * q) / (q * q + p * p)
                    store(d, new + j, z)
                    if rate[s, j] > 0:
                        store(steering, j, load(steering, j) + (wished[s, j] - z) * rate[s, j])
                now = new
                share = 0.5 / last if step == 0 or step == last else 1.0 / last
                for w in range(watched.size):
                    value = load(d, now + watched[w])
                    store(mean, w, load(mean, w) + value * share)
                if step == keep[kept]:
                    for w in range(watched.size):
                        value = load(d, now + watched[w])
                        store(kept_levels, kept * watched.size + w, value)
                    kept = min(kept + 1, keep.size - 1)


@njit(cache=True, nogil=True, error_model="numpy")
def loop_gain_tiles(source, start, size, guess, shift, rounds, out, v):
    """ρ of the non-negative matrix ``size`` makes, per draw, by shifted power iteration.

    ``size``: |weight| of each link, already divided by a typical ρ, (tiles, links, 8);
    ``guess``: (N,) > 0; ``out``: (tiles, 8); ``v``: working space (2N, 8).
    """
    nodes = guess.size
    for tile in range(size.shape[0]):
        sizes = size[tile]
        for j in range(nodes):
            store(v, j, splat(guess[j]))
        now = 0
        total = splat(0.0)
        growth = splat(0.0)
        for _ in range(rounds):
            new = nodes - now
            total = splat(0.0)
            growth = splat(0.0)
            for j in range(nodes):
                old = load(v, now + j)
                z = splat(0.0)
                for r in range(start[j], start[j + 1]):
                    z = z + load(sizes, r) * load(v, now + source[r])
                total = total + old
                growth = growth + z
                store(v, new + j, z + old * shift)
            now = new
        store(out, tile, growth / total)


def aligned(*shape: int) -> np.ndarray:
    """Room for numbers, from a cache line on: a vector that crosses one costs two loads."""
    size = int(np.prod(shape))
    raw = np.empty(size * 8 + 64, dtype=np.uint8)
    offset = -raw.ctypes.data % 64
    return raw[offset : offset + size * 8].view(np.float64).reshape(shape)
