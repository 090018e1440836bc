"""Newton's method for a batch of models or tables; see :mod:`..kernels.newton`."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(slots=True)
class BatchFit:
    """Fits of one batch. expected: superset sums of the expected counts, (2**lists, batch)."""

    level: Floats
    verdict: Ints
    beta: Floats
    expected: Floats


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
    needed = np.full(batch, -np.inf) if needed is None else needed
    beta = np.where(active, beta, 0.0)
    margins = np.where(active, margins, 0.0)
    verdict = np.full(batch, _RUNNING)
    level = np.full(batch, np.inf)
    last = np.full(batch, -np.inf)
    change = np.full(batch, np.inf)
    final = np.zeros(batch, dtype=np.bool_)
    fallen = np.zeros(batch, dtype=np.bool_)
    previous = np.zeros_like(beta)
    unions = terms[:, None] | terms[None, :]
    inactive = (~active).astype(np.float64)
    both = (active[:, None, :] & active[None, :, :]).astype(np.float64)
    expected = np.empty((1 << lists, batch))
    for iteration in range(_MAX_ITERATIONS):
        factors = np.where(boundary, 0.0, np.exp(np.clip(beta, -700, 700)))
        expected = superset_sums(expected_cells(lists, terms, dropped, factors))
        now = np.sum(beta * margins, axis=0) - expected[0]
        running = verdict == _RUNNING
        slack = np.where(np.isfinite(last), 1e-12 * np.abs(last), 0.0) + 1e-10
        fallen_before = fallen
        fallen = running & (iteration > 0) & ~(now >= last - slack) & ~final
        risen = running & ~fallen
        change[risen] = now[risen] - last[risen]
        last[risen] = now[risen]
        done = risen & final
        verdict[done] = CONVERGED
        level[done] = now[done]
        running &= ~done
        if not running.any():
            break
        gradient = np.where(active, margins - expected[terms], 0.0)
        information = expected[unions] * both
        information[np.arange(len(terms)), np.arange(len(terms))] += inactive
        step, singular = _solve(information, gradient)
        longest = np.abs(step).max(axis=0)
        decrement = np.abs(np.sum(step * gradient, axis=0))
        bound = last + 2 * decrement + 1e-9
        judged = running & ~fallen
        for hit, code in (
            (judged & singular, SINGULAR),
            (judged & (bound < needed), HOPELESS),
            (
                judged
                & (iteration >= 8)
                & (longest > 0.3)
                & (change < 1e-12 * np.abs(last) + 1e-10),
                NO_MLE,
            ),
            (judged & ~np.isfinite(longest), UNDECIDED),
        ):
            fresh = hit & (verdict == _RUNNING)
            verdict[fresh] = code
            if code in (HOPELESS, NO_MLE):
                level[fresh] = bound[fresh]
        moving = judged & (verdict == _RUNNING)
        final[moving] = longest[moving] < 1e-5
        scale = np.where(moving, np.minimum(1.0, 2.0 / np.maximum(longest, 1e-300)), 0.0)
        # Back by half of the step, then by a quarter, ...
        back = np.where(fallen_before, 0.5, -0.5) * previous
        previous = np.where(fallen, back, np.where(moving, scale * step, 0.0))
        beta = beta + previous
    verdict[verdict == _RUNNING] = UNDECIDED
    return BatchFit(level, verdict, beta, expected)


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
    """Solve a batch of symmetric systems by elimination; the matrices are overwritten."""
    p = len(gradient)
    diagonal = information[np.arange(p), np.arange(p)].copy()
    step = gradient.copy()
    singular = np.zeros(gradient.shape[1], dtype=np.bool_)
    pivots = np.empty_like(gradient)
    for k in range(p):
        floor = _PIVOT * diagonal[k] + 1e-300
        singular |= information[k, k] < floor
        pivots[k] = np.maximum(information[k, k], floor)
        ratios = information[k + 1 :, k] / pivots[k]
        information[k + 1 :, k + 1 :] -= ratios[:, None, :] * information[None, k, k + 1 :]
        step[k + 1 :] -= ratios * step[k]
        information[k, k + 1 :] /= pivots[k]
    step /= pivots
    for k in range(p - 1, 0, -1):
        step[:k] -= information[:k, k] * step[k]
    return step, singular


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
