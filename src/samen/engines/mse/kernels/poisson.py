"""Logarithm of the smaller Poisson tail, exact enough to rank pairs even where p underflows."""
# pyright: basic, reportCallIssue=false

from __future__ import annotations

import math

import numpy as np
from numba import njit

_LOG_FACTORIALS = np.array([math.lgamma(k + 1.0) for k in range(1024)])


@njit(error_model="numpy", nogil=True, cache=True)
def _log_normal_tail(z):
    """log P(Z >= z) for z >= 0."""
    if z < 25.0:
        return math.log(0.5 * math.erfc(z / math.sqrt(2.0)))
    square = z * z
    return (
        -0.5 * square
        - math.log(z * math.sqrt(2.0 * math.pi))
        + math.log1p(-1.0 / square + 3.0 / square**2)
    )


@njit(error_model="numpy", nogil=True, cache=True)
def log_smaller_tail(k, mean):
    """log min(P(X <= k), P(X >= k)) for X ~ Poisson(mean); k >= 0 is rounded to a whole number."""
    k = np.rint(k)
    if mean <= 0.0:
        return 0.0 if k == 0.0 else -np.inf
    if mean > 1e5 or k > 1e5:
        # Peizer and Pratt (1968): a signed root of the deviance, right far into the tails.
        half = k + 0.5
        upper = k > mean
        if upper:
            half = k - 0.5
        root = math.sqrt(max(0.0, 2.0 * (half * math.log(half / mean) - half + mean)))
        if upper:
            distance = (k - 1.0) + 2.0 / 3.0 - mean + 0.02 / k
        else:
            distance = k + 2.0 / 3.0 - mean + 0.02 / (k + 1.0)
        z = abs(distance) * (root / abs(half - mean) if half != mean else 1.0 / math.sqrt(mean))
        return _log_normal_tail(z)
    log_factorial = _LOG_FACTORIALS[int(k)] if k < 1024.0 else math.lgamma(k + 1.0)
    log_point = k * math.log(mean) - mean - log_factorial
    total = 1.0
    term = 1.0
    if k > mean:
        denominator = k
        while term > 1e-17 * total:
            denominator += 1.0
            term *= mean / denominator
            total += term
    else:
        numerator = k
        reciprocal = 1.0 / mean
        while numerator > 0.0 and term > 1e-17 * total:
            term *= numerator * reciprocal
            numerator -= 1.0
            total += term
    log_tail = log_point + math.log(total)
    if log_tail < -0.7:
        return log_tail
    tail = math.exp(log_tail)
    other = 1.0 - tail + math.exp(log_point)
    return math.log(min(tail, other))
