"""Cell-key perturbation: the same cell with the same count always gets the same noise.

The method of the Australian and British statistical offices: Fraser & Wooton (2005), "A proposed
method for confidentialising tabular output to protect against differencing"; the noise has the
greatest entropy among those with its limits, after Giessing (2016), "Computational Issues in the
Design of Transition Probabilities and Disclosure Risk Estimation for Additive Noise".
The key of a cell is a keyed hash of what the cell is and counts; who has the secret can repeat
the noise, who has not cannot tell it from chance.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from samen.engines.disclosure.tables.model import CellKey
from samen.kernel.errors import InvalidInput, Problem

_RESOLUTION = 2**32


@cache
def transition(count: int, noise: int) -> tuple[tuple[int, float], ...]:
    """Noise values and their probabilities for a count: mean 0, at most ``noise`` either way.

    Nought stays nought, no result is negative, and none is 1 or 2: a figure that small would
    always be read as exact. The variance is as near ``noise`` as these limits let it be.
    """
    if count == 0:
        return ((0, 1.0),)
    steps = np.arange(-noise, noise + 1)
    result = count + steps
    steps = steps[(result == 0) | (result >= 3)].astype(float)

    def loss(multipliers: NDArray[np.float64]) -> float:
        power = multipliers[0] * steps + multipliers[1] * steps**2
        top = power.max()
        return float(np.log(np.exp(power - top).sum()) + top - multipliers[1] * noise)

    # The variance wanted may be out of reach near nought: the bound keeps the search finite.
    best = minimize(loss, np.zeros(2), method="L-BFGS-B", bounds=[(-20, 20), (-2, 2)])
    power = best.x[0] * steps + best.x[1] * steps**2
    weight = np.exp(power - power.max())
    weight /= weight.sum()
    return tuple(zip(steps.astype(int).tolist(), weight.tolist(), strict=True))


def perturb(
    keys: Sequence[CellKey], counts: NDArray[np.int64], noise: int, secret: bytes
) -> NDArray[np.int64]:
    """The perturbed counts, shape (n,).

    Raises :class:`InvalidInput` for a secret shorter than 16 bytes.
    """
    if len(secret) < 16:
        rule = "the secret of the cell keys needs at least 16 bytes"
        raise InvalidInput(Problem("secret", rule, f"{len(secret)} bytes", "secret"))
    result = np.empty_like(counts)
    for position, (key, count) in enumerate(zip(keys, counts.tolist(), strict=True)):
        message = repr((key, count)).encode()
        digest = hmac.digest(secret, message, hashlib.sha256)
        point = int.from_bytes(digest[:4], "big") / _RESOLUTION
        chosen = transition(count if count < 3 * noise else 3 * noise, noise)
        ends = np.cumsum([probability for _, probability in chosen])
        at = min(int(np.searchsorted(ends, point, side="right")), len(chosen) - 1)
        result[position] = count + chosen[at][0]
    return result
