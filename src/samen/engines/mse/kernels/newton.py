"""Newton's method for eight hierarchical Poisson models at once.

Data layout. A capture history is a bitmask, so a table over t lists is a vector of 2**t numbers
and every quantity of the model is a subset or superset sum over that vector:

* expected counts are a subset *product* of the ``g_S = exp(beta_S)``: no exponential per cell;
* with ``m`` the superset sums of the expected counts, gradient_S = T_S - m_S and
  Hessian_{S,S'} = m_{S|S'}: the whole information matrix is a gather from ``m``.

All arrays are flat with the eight replicates (lanes) of one number side by side:
``array[k * WIDTH + lane]``. The terms are the union over the lanes; ``active`` is 1 where the lane
estimates the term, 0 where the lane's model lacks it (then g = 1) or where its margin is zero and
the parameter lies at minus infinity (then g = 0; Chan, Silverman and Vincent 2021).
"""
# pyright: basic, reportCallIssue=false

from __future__ import annotations

import numpy as np
from numba import njit

from .lanes import WIDTH, add, load, maximum, mul, splat, store, sub
from .linear import factor, options, solve

RUNNING, CONVERGED, NO_MLE, SINGULAR, HOPELESS, UNDECIDED = -1, 0, 1, 2, 3, 4

_MAX_ITERATIONS = 90
_LONGEST_STEP = 2.0


@njit(**options)
def expected_cells(size, terms, p, dropped, g, cells):
    """The subset product of ``g`` over ``terms``, ``dropped`` cells zero, without the sums."""
    one = splat(1.0)
    zero = splat(0.0)
    for w in range(size):
        store(cells, w * WIDTH, one)
    for i in range(p):
        store(cells, terms[i] * WIDTH, load(g, i * WIDTH))
    half = 1
    while half < size:
        for base in range(half, size, 2 * half):
            for w in range(base, base + half):
                low = load(cells, (w - half) * WIDTH)
                store(cells, w * WIDTH, mul(load(cells, w * WIDTH), low))
        half *= 2
    for k in range(dropped.size):
        store(cells, dropped[k] * WIDTH, zero)


@njit(**options)
def expected_margins(lists, terms, p, dropped, g, cells):
    """Superset sums of the expected counts, in ``cells``."""
    expected_cells(1 << lists, terms, p, dropped, g, cells)
    superset_sums(1 << lists, cells)


@njit(**options)
def superset_sums(size, cells):
    half = 1
    while half < size:
        for base in range(0, size, 2 * half):
            for w in range(base, base + half):
                high = load(cells, (w + half) * WIDTH)
                store(cells, w * WIDTH, add(load(cells, w * WIDTH), high))
        half *= 2


@njit(**options)
def _exp_of_step(x):
    """exp(x) for abs(x) <= 2, to 2e-15: a Taylor polynomial of x / 8, squared three times."""
    y = mul(x, splat(0.125))
    value = splat(1.0 / 39916800.0)
    value = add(mul(value, y), splat(1.0 / 3628800.0))
    value = add(mul(value, y), splat(1.0 / 362880.0))
    value = add(mul(value, y), splat(1.0 / 40320.0))
    value = add(mul(value, y), splat(1.0 / 5040.0))
    value = add(mul(value, y), splat(1.0 / 720.0))
    value = add(mul(value, y), splat(1.0 / 120.0))
    value = add(mul(value, y), splat(1.0 / 24.0))
    value = add(mul(value, y), splat(1.0 / 6.0))
    value = add(mul(value, y), splat(0.5))
    value = add(mul(value, y), splat(1.0))
    value = add(mul(value, y), splat(1.0))
    value = mul(value, value)
    value = mul(value, value)
    return mul(value, value)


@njit(**options)
def workspace(lists, most_terms):
    """Scratch of one thread: cells, packed factors, rows of p, and numbers per lane."""
    return (
        np.empty((1 << lists) * WIDTH),
        np.empty(most_terms * (most_terms + 1) // 2 * WIDTH),
        np.empty((5, most_terms * WIDTH)),
        np.empty((8, WIDTH)),
        np.empty(most_terms, np.bool_),
    )


@njit(**options)
def fit(
    lists, terms, p, dropped, margins, active, beta, g, needed, patience, scratch, level, verdict
):  # fmt: skip
    """Maximise the likelihood in every lane, from ``beta`` (``g`` = exp(beta)), in place.

    ``margins``: T_S per term and lane. ``needed``: a lane stops as HOPELESS as soon as its
    log-likelihood cannot reach this and no more than ``patience`` is left to gain. ``level``:
    log-likelihood (without the constant) where CONVERGED, else an upper bound on its supremum
    (inf where unknown). ``verdict`` per lane.

    After convergence the cells of the scratch hold the expected margins of the fit.

    The maximum exists iff the steps shrink. Where the likelihood is flat while a parameter still
    moves by about one per iteration, that parameter is on its way to minus infinity.
    """
    cells, lower, rows, numbers, uniform = scratch
    pivots, inverse, row, step, previous = rows[0], rows[1], rows[2], rows[3], rows[4]
    last, now, margin = numbers[0], numbers[1], numbers[2]
    longest, decrement = numbers[3], numbers[4]
    keep, take, change = numbers[5], numbers[6], numbers[7]
    final = np.zeros(WIDTH, np.bool_)
    fallen = np.zeros(WIDTH, np.bool_)
    again_fallen = np.zeros(WIDTH, np.bool_)
    zero = splat(0.0)
    for i in range(p):
        uniform[i] = True
        for lane in range(WIDTH):
            if active[i * WIDTH + lane] != 1.0:
                uniform[i] = False
        store(previous, i * WIDTH, zero)
    for lane in range(WIDTH):
        verdict[lane] = RUNNING
        last[lane] = -np.inf
        level[lane] = np.inf
    for iteration in range(_MAX_ITERATIONS):
        expected_margins(lists, terms, p, dropped, g, cells)
        total = zero
        for i in range(p):
            total = add(total, mul(load(beta, i * WIDTH), load(margins, i * WIDTH)))
        store(now, 0, sub(total, load(cells, 0)))
        running = False
        for lane in range(WIDTH):
            if verdict[lane] != RUNNING:
                continue
            slack = 1e-12 * abs(last[lane]) + 1e-10
            again_fallen[lane] = fallen[lane]
            fallen[lane] = iteration > 0 and not now[lane] >= last[lane] - slack
            if fallen[lane] and not final[lane]:
                running = True
                continue
            fallen[lane] = False
            change[lane] = now[lane] - last[lane]
            last[lane] = now[lane]
            if final[lane]:
                verdict[lane] = CONVERGED
                level[lane] = now[lane]
            else:
                running = True
        if not running:
            return
        factor(cells, terms, p, active, uniform, lower, pivots, inverse, row, margin)
        for i in range(p):
            gradient = sub(load(margins, i * WIDTH), load(cells, terms[i] * WIDTH))
            if not uniform[i]:
                gradient = mul(gradient, load(active, i * WIDTH))
            store(step, i * WIDTH, gradient)
            store(row, i * WIDTH, gradient)
        solve(p, lower, inverse, step)
        largest = zero
        squared = zero
        for i in range(p):
            move = load(step, i * WIDTH)
            largest = maximum(largest, maximum(move, sub(zero, move)))
            squared = add(squared, mul(move, load(row, i * WIDTH)))
        store(longest, 0, largest)
        store(decrement, 0, squared)
        for lane in range(WIDTH):
            keep[lane] = 0.0
            take[lane] = 0.0
            if verdict[lane] != RUNNING:
                continue
            if fallen[lane]:
                # Back by half of the step, then by a quarter, …
                keep[lane] = 0.5 if again_fallen[lane] else -0.5
                continue
            # Newton's decrement bounds what is still to gain: half of it for a quadratic, all of
            # it for one Poisson count; twice is the margin.
            bound = last[lane] + 2.0 * abs(decrement[lane]) + 1e-9
            if margin[lane] < 0.0:
                verdict[lane] = SINGULAR
            elif bound < needed[lane] and decrement[lane] < patience:
                verdict[lane] = HOPELESS
                level[lane] = bound
            elif (
                iteration >= 8
                and longest[lane] > 0.3
                and change[lane] < 1e-12 * abs(last[lane]) + 1e-10
            ):
                verdict[lane] = NO_MLE
                level[lane] = bound
            elif not longest[lane] < np.inf:
                verdict[lane] = UNDECIDED
            else:
                final[lane] = longest[lane] < 1e-5
                take[lane] = min(1.0, _LONGEST_STEP / max(longest[lane], 1e-300))
        again = load(keep, 0)
        onward = load(take, 0)
        for i in range(p):
            moved = add(mul(load(previous, i * WIDTH), again), mul(load(step, i * WIDTH), onward))
            store(previous, i * WIDTH, moved)
            store(beta, i * WIDTH, add(load(beta, i * WIDTH), moved))
            store(g, i * WIDTH, mul(load(g, i * WIDTH), _exp_of_step(moved)))
    for lane in range(WIDTH):
        if verdict[lane] == RUNNING:
            verdict[lane] = UNDECIDED


@njit(**options)
def start(lists, terms, p, dropped, counts, active, beta, g, scratch):
    """One weighted least-squares step at expected counts y + 0.1, as R's glm begins.

    ``counts``: y per cell and lane. ``g`` must hold 0 where a parameter is at minus infinity.
    """
    cells, lower, rows, numbers, uniform = scratch
    pivots, inverse, row, step = rows[0], rows[1], rows[2], rows[3]
    size = 1 << lists
    for i in range(p):
        uniform[i] = False
        for lane in range(WIDTH):
            o = i * WIDTH + lane
            if active[o] == 1.0:
                g[o] = 1.0
    # The subset product of zeros and ones marks the cells that remain.
    expected_cells(size, terms, p, dropped, g, cells)
    responses = np.empty(size * WIDTH)
    for o in range(size * WIDTH):
        weight = (counts[o] + 0.1) * cells[o]
        cells[o] = weight
        responses[o] = weight * np.log(counts[o] + 0.1) + (counts[o] - (counts[o] + 0.1)) * (
            1.0 if weight > 0.0 else 0.0
        )
    superset_sums(size, cells)
    superset_sums(size, responses)
    factor(cells, terms, p, active, uniform, lower, pivots, inverse, row, numbers[0])
    for i in range(p):
        store(
            step,
            i * WIDTH,
            mul(load(responses, terms[i] * WIDTH), load(active, i * WIDTH)),
        )
    solve(p, lower, inverse, step)
    for o in range(p * WIDTH):
        beta[o] = 0.0
        if active[o] == 1.0:
            beta[o] = min(max(step[o], -50.0), 50.0)
            g[o] = np.exp(beta[o])
