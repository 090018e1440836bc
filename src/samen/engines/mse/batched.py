"""The inner loops without numba: the same algorithms as :mod:`.kernels`, whole batches in NumPy.

The last axis of every array runs over the tables (or models) of a batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .lists import superset_sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CONVERGED, NO_MLE, SINGULAR, HOPELESS, UNDECIDED = 0, 1, 2, 3, 4
_RUNNING = -1
_MAX_ITERATIONS = 90
_PIVOT = 1e-13
_CHUNK = 512


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
    infinity where boundary, else absent. See :func:`.kernels.newton.fit`.
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


def rank(
    lists: int, terms: Ints, member: Bools, dropped: Ints, counts: Floats, margins: Floats
) -> tuple[Floats, Floats, Ints, Floats]:
    """See :func:`.kernels.search.rank`."""
    parts: list[tuple[Floats, Floats, Ints, Floats]] = []
    for at in range(0, len(member), _CHUNK):
        chosen = member[at : at + _CHUNK].T
        used = chosen.any(axis=1)
        wanted = chosen[used]
        sums = np.repeat(margins[terms[used], None], wanted.shape[1], axis=1)
        table = np.repeat(counts[:, None], wanted.shape[1], axis=1)
        active, boundary = wanted & (sums > 0), wanted & (sums <= 0)
        beta = start_batch(lists, terms[used], dropped, table, active, boundary)
        found = fit_batch(lists, terms[used], dropped, sums, active, boundary, beta)
        betas = np.zeros((wanted.shape[1], len(terms)))
        betas[:, used] = found.beta.T
        exists = found.verdict == CONVERGED
        totals = np.where(exists, margins[0] + np.exp(found.beta[0]), np.inf)
        parts.append((found.level, totals, found.verdict, betas))
    levels, totals_, verdicts, betas_ = zip(*parts, strict=True)
    return (
        np.concatenate(levels),
        np.concatenate(totals_),
        np.concatenate(verdicts),
        np.concatenate(betas_),
    )


def select(
    lists: int,
    terms: Ints,
    member: Bools,
    betas: Floats,
    dropped: Ints,
    margins: Floats,
    saturated: Floats,
    log_n: float,
    seeds: Ints,
    level_of: Ints,
    least: Ints,
    last_below: Ints,
    hopeful: bool,
) -> tuple[Floats, Ints, Floats, Bools, int]:
    """See :func:`.kernels.search.select`."""
    tables = margins.shape[1]
    best = np.full(tables, np.inf)
    winner = np.full(tables, -1)
    totals = np.full(tables, np.inf)
    undecided = np.zeros(tables, dtype=np.bool_)
    sizes = member.sum(axis=1)
    fits = 0

    def consider(model: int, chosen: Ints) -> Floats:
        """Fit one model to the chosen tables; upper bounds on its log-likelihood."""
        nonlocal fits
        used = member[model]
        sums = margins[terms[used]][:, chosen]
        active = sums > 0
        beta = np.repeat(betas[model, used][:, None], len(chosen), axis=1)
        penalty = 0.5 * log_n * sizes[model]
        needed = penalty - best[chosen] if hopeful else None
        found = fit_batch(lists, terms[used], dropped, sums, active, ~active, beta, needed)
        fits += len(chosen)
        undecided[chosen[found.verdict == UNDECIDED]] = True
        better = (found.verdict == CONVERGED) & (penalty - found.level < best[chosen])
        rows = chosen[better]
        best[rows] = penalty - found.level[better]
        winner[rows] = model
        totals[rows] = margins[0, rows] + np.exp(found.beta[0, better])
        return found.level

    for model in seeds:
        open_ = np.flatnonzero(0.5 * log_n * sizes[model] - saturated < best)
        if len(open_):
            consider(int(model), open_)
    if not len(level_of):
        return totals, winner, best, undecided, fits
    depths = int(level_of.max()) + 2
    bound = np.empty((depths, tables))
    bound[0] = saturated
    below: list[Ints] = [np.arange(tables)] * depths
    model = 0
    while model < len(member):
        depth = int(level_of[model])
        rows = below[depth]
        rows = rows[0.5 * log_n * least[model] - bound[depth, rows] < best[rows]]
        below[depth + 1] = rows
        if not len(rows):
            model = int(last_below[model])
            continue
        bound[depth + 1, rows] = np.minimum(bound[depth, rows], consider(model, rows))
        model += 1
    return totals, winner, best, undecided, fits


def stepwise(
    lists: int,
    pairs: Ints,
    dropped: Ints,
    margins: Floats,
    first_beta: Floats,
    log_threshold: float,
    forced: Bools,
) -> tuple[Floats, Bools, Bools, Ints]:
    """See :func:`.kernels.stepwise.stepwise`."""
    tables = margins.shape[1]
    base = lists + 1
    terms = np.concatenate([[0], 1 << np.arange(lists), pairs]).astype(np.int64)
    models = np.repeat(forced[:, None], tables, axis=1)
    entered = np.full((tables, len(pairs)), -1)
    steps = np.zeros(tables, dtype=np.int64)
    beta = np.zeros((len(terms), tables))
    beta[:base] = first_beta[:, None]
    means = np.ones((len(pairs), tables))
    rejected = np.zeros((len(pairs), tables), dtype=np.bool_)
    log_p = np.zeros((len(pairs), tables))
    totals = np.full(tables, np.inf)
    undecided = np.zeros(tables, dtype=np.bool_)
    queue = np.arange(tables)
    offered = np.full(tables, -1)
    while len(queue):
        wanted = np.concatenate([np.ones((base, len(queue)), dtype=np.bool_), models[:, queue]])
        first = beta[:, queue]
        adding = np.flatnonzero(offered[queue] >= 0)
        extra = offered[queue[adding]]
        wanted[base + extra, adding] = True
        ratio = margins[pairs[extra], queue[adding]] / np.maximum(
            means[extra, queue[adding]], 1e-12
        )
        first[base + extra, adding] = np.clip(np.log(np.maximum(ratio, 1e-300)), -5, 5)
        used = wanted.any(axis=1)
        sums = margins[terms[used]][:, queue]
        active, boundary = wanted[used] & (sums > 0), wanted[used] & (sums <= 0)
        found = fit_batch(lists, terms[used], dropped, sums, active, boundary, first[used])
        undecided[queue[found.verdict == UNDECIDED]] = True
        fine = found.verdict == CONVERGED
        rows = queue[fine]
        fresh = np.zeros((len(terms), len(rows)))
        fresh[used] = found.beta[:, fine]
        beta[:, rows] = fresh
        means[:, rows] = found.expected[pairs][:, fine]
        totals[rows] = margins[0, rows] + np.exp(found.beta[0, fine])
        grown = rows[offered[rows] >= 0]
        models[offered[grown], grown] = True
        entered[grown, offered[grown]] = steps[grown]
        steps[grown] += 1
        rejected[:, rows] = False
        log_p[:, rows] = log_smaller_tails(margins[pairs][:, rows], means[:, rows])
        refused = queue[~fine & (offered[queue] >= 0)]
        rejected[offered[refused], refused] = True
        queue = np.concatenate([rows, refused])
        barred = models[:, queue] | rejected[:, queue]
        candidates = np.where(barred, np.inf, log_p[:, queue])
        if not len(pairs):
            break
        heads = candidates.argmin(axis=0)
        going = candidates[heads, np.arange(len(queue))] < log_threshold
        offered[queue] = heads
        queue = queue[going]
    return totals, models.T, undecided, entered


def log_smaller_tails(counts: Floats, means: Floats) -> Floats:
    """log min(P(X <= k), P(X >= k)), X ~ Poisson; see :mod:`.kernels.poisson`."""
    from scipy.special import gammainc, gammaincc, gammaln

    counts = np.rint(counts)
    mean = np.maximum(means, 1e-300)
    lower = gammaincc(counts + 1, mean)
    upper = np.where(counts > 0, gammainc(np.maximum(counts, 1e-300), mean), 1.0)
    with np.errstate(divide="ignore"):
        result = np.log(np.minimum(lower, upper))
    tiny = result < -600
    if tiny.any():
        k, m = counts[tiny], mean[tiny]
        point = k * np.log(m) - m - gammaln(k + 1)
        # The tail is the point times a geometric-like series; far out two terms settle it.
        ratio = np.where(k > m, m / (k + 1), k / m)
        result[tiny] = point - np.log1p(-ratio)
    return np.where(means <= 0, np.where(counts == 0, 0.0, -np.inf), result)


def grow(containing: NDArray[np.uint64], most: int) -> tuple[NDArray[np.uint64], Ints, Ints]:
    """See :func:`.kernels.tree.grow`."""
    sets = [int(bits) for bits in containing]
    stack = [((1 << len(sets)) - 1, 0, 0)]
    models: list[int] = []
    depth: list[int] = []
    kept: list[int] = []
    while stack and len(models) <= most:
        model, first, level = stack.pop()
        models.append(model)
        depth.append(level)
        kept.append((model & ((1 << first) - 1)).bit_count())
        stack.extend(
            (model & ~sets[j], j + 1, level + 1)
            for j in range(len(sets) - 1, first - 1, -1)
            if model >> j & 1
        )
    return np.array(models, dtype=np.uint64), np.array(depth), np.array(kept)


@lru_cache(maxsize=8)
def chordal_graphs(lists: int) -> tuple[Ints, NDArray[np.uint8], NDArray[np.int8]]:
    """See :func:`.kernels.decomposable.chordal_graphs`."""
    edges = [(i, j) for i in range(lists) for j in range(i + 1, lists)]
    graphs = np.arange(1 << len(edges), dtype=np.int64)
    neighbours = np.zeros((lists, len(graphs)), dtype=np.int64)
    for k, (i, j) in enumerate(edges):
        present = graphs >> k & 1
        neighbours[i] |= present << j
        neighbours[j] |= present << i
    left = np.full(len(graphs), (1 << lists) - 1)
    weight = np.zeros((len(graphs), 1 << lists), dtype=np.int8)
    components = np.zeros(len(graphs), dtype=np.int8)
    rows = np.arange(len(graphs))
    stuck = np.zeros(len(graphs), dtype=np.bool_)
    for _ in range(lists):
        waiting = np.ones(len(graphs), dtype=np.bool_)
        for v in range(lists):
            around = neighbours[v] & left
            simplicial = waiting & (left >> v & 1 == 1)
            for u in range(lists):
                joined = around & ~(neighbours[u] | 1 << u) == 0
                simplicial &= (around >> u & 1 == 0) | joined
            chosen = rows[simplicial]
            near = around[chosen]
            weight[chosen, near | 1 << v] += 1
            weight[chosen, near] -= (near > 0).astype(np.int8)
            components[chosen] += (near == 0).astype(np.int8)
            left[chosen] &= ~(1 << v)
            waiting[chosen] = False
        stuck |= waiting
    weight, graphs, components = weight[~stuck], graphs[~stuck], components[~stuck]
    sets = np.zeros((len(graphs), 2 * lists), dtype=np.uint8)
    signs = np.zeros((len(graphs), 2 * lists + 1), dtype=np.int8)
    row, chosen = np.nonzero(weight)
    place = np.arange(len(row)) - np.searchsorted(row, row)
    sets[row, place] = chosen
    signs[row, place] = weight[row, chosen]
    signs[:, -1] = components
    return graphs, sets, signs


def posterior(
    table: Floats,
    points: int,
    coarse: Floats,
    stride: int,  # noqa: ARG001 - same signature as the compiled one
    sets: NDArray[np.uint8],
    signs: NDArray[np.int8],
    negligible: float,
) -> tuple[Floats, Floats]:
    """See :func:`.kernels.decomposable.posterior`."""
    rows = table.reshape(-1, points)
    sketch = coarse.reshape(len(rows), -1)
    density, share = np.zeros(points), np.zeros(len(sets))
    chunks = range(0, len(sets), 4096)

    def curves(chosen: Ints, of: Floats) -> Floats:
        weights = np.zeros((len(chosen), len(rows)))
        np.add.at(weights, (np.arange(len(chosen))[:, None], sets[chosen]), signs[chosen, :-1])
        weights[:, 0] = 1.0
        weights[:, -1] = signs[chosen, -1]
        finite = np.where(np.isfinite(of), of, -1e30)
        return weights @ finite

    peaks = np.concatenate(
        [curves(np.arange(at, min(at + 4096, len(sets))), sketch).max(axis=1) for at in chunks]
    )
    # The coarse points may miss a narrow peak: keep a wide margin.
    kept = np.flatnonzero(peaks > peaks.max() - 4 * negligible)
    exact = [curves(kept[at : at + 256], rows) for at in range(0, len(kept), 256)]
    top = max(part.max() for part in exact)
    for at, part in zip(range(0, len(kept), 256), exact, strict=True):
        weights = np.exp(part - top)
        density += weights.sum(axis=0)
        share[kept[at : at + 256]] = weights.sum(axis=1)
    return density, share
