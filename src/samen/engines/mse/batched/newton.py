"""Newton's method for a batch of models or tables; see :mod:`..kernels.newton`."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ..lists import superset_sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CONVERGED, NO_MLE, SINGULAR, HOPELESS, UNDECIDED = 0, 1, 2, 3, 4
_RUNNING = -1
_MAX_ITERATIONS = 90
_PIVOT = 1e-13
_LONGEST_STEP = 2.0
# A parameter on its way to minus infinity moves by one per step, and again by one. This far at a
# time it shows in a few steps instead of twenty; if the likelihood falls, it goes back by halves.
_LEAP, _LEAP_FROM, _LEAP_GAIN = 6.0, 4, 0.1


@dataclass(slots=True)
class BatchFit:
    """Fits of one batch. expected: superset sums of the expected counts, (2**lists, batch)."""

    level: Floats
    verdict: Ints
    beta: Floats
    expected: Floats


@dataclass(slots=True)
class _Open:
    """The fits of a batch that still run: the last axis of every array."""

    place: Ints
    margins: Floats
    active: Bools
    boundary: Bools
    needed: Floats
    beta: Floats
    moved: Floats
    last: Floats
    change: Floats
    final: Bools
    fallen: Bools

    def only(self, kept: Bools) -> _Open:
        """The fits that go on."""
        return _Open(*(getattr(self, one.name)[..., kept] for one in fields(self)))


def fit_batch(
    lists: int,
    terms: Ints,
    dropped: Ints,
    margins: Floats,
    active: Bools,
    boundary: Bools,
    beta: Floats,
    needed: Floats | None = None,
) -> BatchFit:
    """Newton's method for a batch of models over the same ``terms``.

    margins, active, boundary, beta: (terms, batch); a term is estimated where active, at minus
    infinity where boundary, else absent. See :func:`..kernels.newton.fit`.
    """
    batch = margins.shape[1]
    found = BatchFit(
        np.full(batch, np.inf),
        np.full(batch, UNDECIDED),
        np.where(active, beta, 0.0),
        np.empty((1 << lists, batch)),
    )
    nothing = np.zeros(batch, dtype=np.bool_)
    now_open = _Open(
        np.arange(batch),
        np.where(active, margins, 0.0),
        active,
        boundary,
        np.full(batch, -np.inf) if needed is None else needed,
        found.beta,
        np.zeros(beta.shape),
        np.full(batch, -np.inf),
        np.full(batch, np.inf),
        nothing,
        nothing,
    )
    unions = terms[:, None] | terms[None, :]
    for iteration in range(_MAX_ITERATIONS):
        factors = np.where(now_open.boundary, 0.0, np.exp(np.clip(now_open.beta, -700, 700)))
        expected = superset_sums(expected_cells(lists, terms, dropped, factors))
        verdict, level = _advance(now_open, expected, terms, unions, iteration)
        over = verdict != _RUNNING
        if over.any():
            rows = now_open.place[over]
            found.verdict[rows], found.level[rows] = verdict[over], level[over]
            found.beta[:, rows] = now_open.beta[:, over]
            found.expected[:, rows] = expected[:, over]
            if over.all():
                return found
            now_open = now_open.only(~over)
    found.beta[:, now_open.place] = now_open.beta
    return found


def _advance(
    fits: _Open, expected: Floats, terms: Ints, unions: Ints, iteration: int
) -> tuple[Ints, Floats]:
    """Judge every open fit and move those that go on; verdicts and log-likelihoods."""
    now = np.einsum("ij,ij->j", fits.beta, fits.margins) - expected[0]
    fell_before = fits.fallen
    fits.fallen = ~(now >= fits.last - (1e-12 * np.abs(fits.last) + 1e-10)) & ~fits.final
    rose = ~fits.fallen
    fits.change = np.where(rose, now - fits.last, fits.change)
    fits.last = np.where(rose, now, fits.last)
    verdict = np.where(fits.final, CONVERGED, _RUNNING)
    level = np.where(fits.final, now, np.inf)
    if fits.final.all():
        return verdict, level
    gradient = fits.margins - np.where(fits.active, expected[terms], 0.0)
    information = _information(expected, unions, fits.active)
    step, singular = _solve(information, gradient.copy())
    longest = np.abs(step).max(axis=0)
    bound = fits.last + 2 * np.abs(np.einsum("ij,ij->j", step, gradient)) + 1e-9
    flat = fits.change < 1e-12 * np.abs(fits.last) + 1e-10
    drifting = longest > 0.3
    judged = rose & ~fits.final
    for hit, code in (
        (~np.isfinite(longest), UNDECIDED),
        (bound < fits.needed, HOPELESS),
        (singular, SINGULAR),
        ((drifting | singular) & flat & (iteration >= 8), NO_MLE),
    ):
        verdict[judged & hit] = code
    level = np.where((verdict == HOPELESS) | (verdict == NO_MLE), bound, level)
    moving = judged & (verdict == _RUNNING)
    fits.final = fits.final | (moving & (longest < 1e-5))
    leaping = (np.abs(longest - 1.0) < 0.02) & (fits.change < _LEAP_GAIN)
    leaping &= iteration >= _LEAP_FROM
    limit = np.where(leaping, _LEAP, np.minimum(longest, _LONGEST_STEP))
    onward = np.where(moving, limit / np.maximum(longest, 1e-300), 0.0)
    # Back by half of the step, then by a quarter, ...
    back = np.where(fell_before, 0.5, -0.5) * fits.moved
    fits.moved = np.where(fits.fallen, back, onward * step)
    fits.beta = fits.beta + fits.moved
    return verdict, level


def _information(expected: Floats, unions: Ints, active: Bools) -> Floats:
    """The information matrices, (terms, terms, batch); the identity where a term is absent."""
    information = expected[unions]
    if not active.all():
        information *= active[:, None, :]
        information *= active[None, :, :]
        diagonal = np.arange(len(unions))
        information[diagonal, diagonal] += ~active
    return information


def expected_cells(lists: int, terms: Ints, dropped: Ints, factors: Floats) -> Floats:
    """The subset product of ``factors`` (terms, batch): expected counts, (2**lists, batch)."""
    size = 1 << lists
    cells = np.ones((size, factors.shape[1]))
    cells[terms] = factors
    half = 1
    while half < size:
        blocks = cells.reshape(size // (2 * half), 2, half, -1)
        blocks[:, 1] *= blocks[:, 0]
        half *= 2
    cells[dropped] = 0.0
    return cells


def _solve(information: Floats, gradient: Floats) -> tuple[Floats, Bools]:
    """Solve a batch of symmetric systems by elimination; the arguments are overwritten."""
    p = len(gradient)
    diagonal = np.arange(p)
    floor = _PIVOT * information[diagonal, diagonal] + 1e-300
    pivots = np.empty_like(gradient)
    for k in range(p):
        np.maximum(information[k, k], floor[k], out=pivots[k])
        ratios = information[k + 1 :, k] / pivots[k]
        information[k + 1 :, k + 1 :] -= ratios[:, None] * information[k, k + 1 :]
        gradient[k + 1 :] -= ratios * gradient[k]
    singular = np.any(information[diagonal, diagonal] < floor, axis=0)
    for k in range(p - 1, -1, -1):
        gradient[k] /= pivots[k]
        gradient[:k] -= information[:k, k] * gradient[k]
    return gradient, singular


def start_batch(
    lists: int, terms: Ints, dropped: Ints, counts: Floats, active: Bools, boundary: Bools
) -> Floats:
    """One weighted least-squares step at expected counts y + 0.1; counts: (2**lists, batch)."""
    kept = expected_cells(lists, terms, dropped, np.where(boundary, 0.0, 1.0))
    weights = (counts + 0.1) * kept
    responses = superset_sums(weights * np.log(counts + 0.1) - 0.1 * kept)
    margins = superset_sums(weights)
    both = active[:, None, :] & active[None, :, :]
    information = margins[terms[:, None] | terms[None, :]] * both
    information[np.arange(len(terms)), np.arange(len(terms))] += ~active
    beta, _ = _solve(information, np.where(active, responses[terms], 0.0))
    return np.clip(beta, -50, 50)
