"""LDL' factors of eight information matrices at once, gathered from the expected margins."""
# pyright: basic, reportCallIssue=false

from __future__ import annotations

from numba import njit

from .lanes import WIDTH, add, div, load, maximum, minimum, mul, splat, store, sub

# A pivot this small against its diagonal means that the columns are dependent.
_PIVOT = 1e-13

options = {"error_model": "numpy", "nogil": True, "cache": True}


@njit(**options)
def _entry(cells, terms, i, j, active, uniform):
    value = load(cells, (terms[i] | terms[j]) * WIDTH)
    if not uniform[i]:
        value = mul(value, load(active, i * WIDTH))
    if not uniform[j]:
        value = mul(value, load(active, j * WIDTH))
    return value


@njit(**options)
def factor(cells, terms, p, active, uniform, lower, pivots, inverse, row, margin):
    """LDL' of the information matrix; ``margin`` < 0 in a lane whose matrix is singular.

    ``lower`` is packed by rows (row i starts at i (i + 1) / 2), unit diagonal left out.
    """
    one = splat(1.0)
    smallest = splat(_PIVOT)
    tiny = splat(1e-300)
    worst = one
    for j in range(p):
        row_j = (j * (j + 1) // 2) * WIDTH
        diagonal = _entry(cells, terms, j, j, active, uniform)
        if not uniform[j]:
            diagonal = add(diagonal, sub(one, load(active, j * WIDTH)))
        pivot = diagonal
        for k in range(j):
            value = load(lower, row_j + k * WIDTH)
            scaled = mul(value, load(pivots, k * WIDTH))
            store(row, k * WIDTH, scaled)
            pivot = sub(pivot, mul(value, scaled))
        floor = add(mul(diagonal, smallest), tiny)
        worst = minimum(worst, div(sub(pivot, floor), add(diagonal, tiny)))
        pivot = maximum(pivot, floor)
        store(pivots, j * WIDTH, pivot)
        reciprocal = div(one, pivot)
        store(inverse, j * WIDTH, reciprocal)
        i = j + 1
        # Four rows at a time: each row of factors loaded serves four chains of multiply-adds.
        while i + 4 <= p:
            r0 = (i * (i + 1) // 2) * WIDTH
            r1 = r0 + (i + 1) * WIDTH
            r2 = r1 + (i + 2) * WIDTH
            r3 = r2 + (i + 3) * WIDTH
            a0 = _entry(cells, terms, i, j, active, uniform)
            a1 = _entry(cells, terms, i + 1, j, active, uniform)
            a2 = _entry(cells, terms, i + 2, j, active, uniform)
            a3 = _entry(cells, terms, i + 3, j, active, uniform)
            for k in range(j):
                o = k * WIDTH
                y = load(row, o)
                a0 = sub(a0, mul(load(lower, r0 + o), y))
                a1 = sub(a1, mul(load(lower, r1 + o), y))
                a2 = sub(a2, mul(load(lower, r2 + o), y))
                a3 = sub(a3, mul(load(lower, r3 + o), y))
            o = j * WIDTH
            store(lower, r0 + o, mul(a0, reciprocal))
            store(lower, r1 + o, mul(a1, reciprocal))
            store(lower, r2 + o, mul(a2, reciprocal))
            store(lower, r3 + o, mul(a3, reciprocal))
            i += 4
        while i < p:
            r0 = (i * (i + 1) // 2) * WIDTH
            a0 = _entry(cells, terms, i, j, active, uniform)
            for k in range(j):
                a0 = sub(a0, mul(load(lower, r0 + k * WIDTH), load(row, k * WIDTH)))
            store(lower, r0 + j * WIDTH, mul(a0, reciprocal))
            i += 1
    store(margin, 0, worst)


@njit(**options)
def solve(p, lower, inverse, x):
    """Solve in place with the factors of :func:`factor`."""
    for i in range(p):
        row_i = (i * (i + 1) // 2) * WIDTH
        value = load(x, i * WIDTH)
        for k in range(i):
            value = sub(value, mul(load(lower, row_i + k * WIDTH), load(x, k * WIDTH)))
        store(x, i * WIDTH, value)
    for i in range(p):
        store(x, i * WIDTH, mul(load(x, i * WIDTH), load(inverse, i * WIDTH)))
    for i in range(p - 1, 0, -1):
        row_i = (i * (i + 1) // 2) * WIDTH
        value = load(x, i * WIDTH)
        for k in range(i):
            below = mul(load(lower, row_i + k * WIDTH), value)
            store(x, k * WIDTH, sub(load(x, k * WIDTH), below))
