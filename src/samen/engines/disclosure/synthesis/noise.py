"""Exact discrete Gaussian noise: whole numbers, drawn by comparing whole numbers only.

Noise from floating-point numbers leaks the count it hides through its last digits (Mironov 2012).
These samplers are exact: Canonne, Kamath & Steinke (2020), "The Discrete Gaussian for
Differential Privacy", algorithms 1 to 3, here over arrays: every step handles at once all draws
that are still undecided.
"""

from __future__ import annotations

import hashlib
import os
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
_LIMIT = 2**62


class Source(Protocol):
    """A stream of random bytes."""

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes."""
        ...


class SystemSource:
    """The operating system's cryptographic randomness: the only source for a real release."""

    def take(self, size: int) -> bytes:
        return os.urandom(size)


class SeededSource:
    """SHAKE-256 of a seed and a counter: the same bytes everywhere and always, for tests.

    Who knows the seed can subtract the noise.
    """

    def __init__(self, seed: int) -> None:
        self._seed = str(seed).encode()
        self._counter = 0

    def take(self, size: int) -> bytes:
        self._counter += 1
        block = self._seed + b"/" + str(self._counter).encode()
        return hashlib.shake_256(block).digest(size)


def uniform_below(source: Source, limit: Whole) -> Whole:
    """A whole number from 0 up to below each ``limit`` (1 to 2**62), exactly uniform."""
    result = np.empty(len(limit), dtype=np.int64)
    waiting = np.arange(len(limit))
    wide = limit.astype(np.uint64)
    # 2**64 mod limit values at the top of the range would favour small results: draw again.
    surplus = (np.uint64(2**64 - 1) % wide + np.uint64(1)) % wide
    while waiting.size:
        drawn = np.frombuffer(source.take(8 * waiting.size), dtype="<u8")
        good = drawn <= np.uint64(2**64 - 1) - surplus[waiting]
        result[waiting[good]] = (drawn[good] % wide[waiting[good]]).astype(np.int64)
        waiting = waiting[~good]
    return result


def bernoulli_exp(source: Source, numerator: Whole, denominator: Whole) -> NDArray[np.bool_]:
    """True with probability exactly exp(-numerator / denominator), each fraction ≥ 0."""
    result = np.ones(len(numerator), dtype=np.bool_)
    whole, rest = np.divmod(numerator, denominator)
    step = 0
    while True:
        active = np.flatnonzero(result & (whole > step))
        if not active.size:
            break
        result[active] = _bernoulli_exp_below_one(source, denominator[active], denominator[active])
        step += 1
    active = np.flatnonzero(result)
    result[active] = _bernoulli_exp_below_one(source, rest[active], denominator[active])
    return result


def _bernoulli_exp_below_one(
    source: Source, numerator: Whole, denominator: Whole
) -> NDArray[np.bool_]:
    """As :func:`bernoulli_exp` for fractions of at most one."""
    turn = np.ones(len(numerator), dtype=np.int64)
    active = np.arange(len(numerator))
    while active.size:
        drawn = uniform_below(source, denominator[active] * turn[active])
        active = active[drawn < numerator[active]]
        turn[active] += 1
    return turn % 2 == 1


def discrete_laplace(source: Source, scale: int, size: int) -> Whole:
    """Draws with probability proportional to exp(-|x| / scale); ``scale`` whole, ≥ 1."""
    result = np.zeros(size, dtype=np.int64)
    waiting = np.arange(size)
    while waiting.size:
        span = np.full(waiting.size, scale, dtype=np.int64)
        low = uniform_below(source, span)
        kept = bernoulli_exp(source, low, span)
        tries, low = waiting[kept], low[kept]
        high = np.zeros(tries.size, dtype=np.int64)
        active = np.arange(tries.size)
        while active.size:
            one = np.ones(active.size, dtype=np.int64)
            active = active[bernoulli_exp(source, one, one)]
            high[active] += 1
        size_of = low + scale * high
        negative = uniform_below(source, np.full(tries.size, 2, dtype=np.int64)) == 1
        good = ~(negative & (size_of == 0))
        result[tries[good]] = np.where(negative, -size_of, size_of)[good]
        done = np.zeros(size, dtype=np.bool_)
        done[tries[good]] = True
        waiting = waiting[~done[waiting]]
    return result


def discrete_gaussian(source: Source, variance: Fraction, size: int) -> Whole:
    """Draws with probability proportional to exp(-x² / (2 · variance)).

    Parameters
    ----------
    variance:
        Above nought; numerator and denominator small enough for 64-bit arithmetic (a variance up
        to a million with a denominator up to 64 is).
    """
    if variance <= 0:
        raise ValueError("the variance must be positive")
    top, bottom = variance.numerator, variance.denominator
    scale = int(np.floor(np.sqrt(top / bottom))) + 1
    divisor = 2 * top * bottom * scale * scale
    # |x| beyond 60 standard deviations has probability below 10**-780 and would overflow.
    if (60 * scale * bottom * scale) ** 2 > _LIMIT or divisor > _LIMIT // 64:
        raise ValueError(f"the variance {variance} is too large or too fine for exact sampling")
    result = np.zeros(size, dtype=np.int64)
    waiting = np.arange(size)
    while waiting.size:
        drawn = discrete_laplace(source, scale, waiting.size)
        gap = np.abs(drawn) * (bottom * scale) - top
        kept = bernoulli_exp(source, gap * gap, np.full(waiting.size, divisor, dtype=np.int64))
        result[waiting[kept]] = drawn[kept]
        waiting = waiting[~kept]
    return result


def choose(source: Source, scores: Whole, rate: Fraction) -> int:
    """Exponential mechanism: index i with probability proportional to exp(rate · scores[i]).

    By rejection: a candidate drawn uniformly is kept with probability
    exp(-rate · (best - its score)), which is exact.
    """
    gap = int(scores.max()) - scores
    top, bottom = rate.numerator, rate.denominator
    while True:
        at = int(uniform_below(source, np.array([len(scores)]))[0])
        loss = int(gap[at]) * top
        # exp(-60) per try is nothing: leave such candidates out of the arithmetic, not the draw.
        if loss > 60 * bottom * len(scores):
            continue
        if bernoulli_exp(source, np.array([loss]), np.array([bottom]))[0]:
            return at
