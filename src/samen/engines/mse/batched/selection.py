"""Ranking, best model and forward selection over a batch; see :mod:`..kernels`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .newton import (
    CONVERGED,
    UNDECIDED,
    Bools,
    Floats,
    Ints,
    fit_batch,
    start_batch,
)

_CHUNK = 512


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
