"""Fit many models to one table, and find the best model of many tables.

``rank`` fits every model once, eight models in the lanes. ``select`` finds for every table the
model with the smallest BIC among all models, by branch and bound: the models form a tree in which
a child lacks one more term (and what contains it), so the likelihood of a node bounds that of
everything below it (leaps and bounds, Furnival and Wilson 1974). The tree is walked once for a
whole block of tables; each node is fitted only to the tables for which it, or something below it,
can still win. Fits start at the model's fit to the full data and stop once they cannot win.
"""
# pyright: basic, reportCallIssue=false

from __future__ import annotations

import numpy as np
from numba import njit

from .lanes import WIDTH
from .newton import CONVERGED, UNDECIDED, fit, options, start, workspace

# How much a fit that cannot win may leave undone while it still bounds the nodes below it.
_TREE_PATIENCE = 0.5


@njit(**options)
def rank(lists, terms, member, dropped, counts, margins):
    """Fit every row of ``member`` (models, terms; terms[0] = 0) to one table.

    Returns log-likelihoods without the constant, totals, verdicts, betas (models, terms).
    """
    models, most = member.shape
    size = 1 << lists
    log_likelihood = np.full(models, -np.inf)
    totals = np.full(models, np.inf)
    verdicts = np.empty(models, np.int64)
    betas = np.zeros((models, most))
    scratch = workspace(lists, most)
    union = np.empty(most, np.int64)
    slots = np.empty(most, np.int64)
    lane_counts = np.empty(size * WIDTH)
    for w in range(size):
        for lane in range(WIDTH):
            lane_counts[w * WIDTH + lane] = counts[w]
    lane_margins = np.empty(most * WIDTH)
    active = np.empty(most * WIDTH)
    beta = np.empty(most * WIDTH)
    g = np.empty(most * WIDTH)
    needed = np.full(WIDTH, -np.inf)
    level = np.empty(WIDTH)
    verdict = np.empty(WIDTH, np.int64)
    for at in range(0, models, WIDTH):
        many = min(WIDTH, models - at)
        p = np.int64(0)  # not a literal, which numba would compile apart
        for s in range(most):
            used = False
            for lane in range(many):
                used = used or member[at + lane, s]
            if used:
                union[p] = terms[s]
                slots[p] = s
                p += 1
        for lane in range(WIDTH):
            row = at + min(lane, many - 1)
            for i in range(p):
                o = i * WIDTH + lane
                inside = member[row, slots[i]]
                margin = margins[union[i]]
                active[o] = 1.0 if inside and margin > 0.0 else 0.0
                lane_margins[o] = margin if active[o] == 1.0 else 0.0
                g[o] = 0.0 if inside and margin <= 0.0 else 1.0
        start(lists, union, p, dropped, lane_counts, active, beta, g, scratch)
        fit(
            lists, union, p, dropped, lane_margins, active, beta, g, needed, np.inf, scratch,
            level, verdict,
        )  # fmt: skip
        for lane in range(many):
            row = at + lane
            verdicts[row] = verdict[lane]
            log_likelihood[row] = level[lane]
            if verdict[lane] == CONVERGED:
                totals[row] = margins[0] + g[lane]
            for i in range(p):
                betas[row, slots[i]] = beta[i * WIDTH + lane]
    return log_likelihood, totals, verdicts, betas


@njit(**options)
def _fit_tables(
    model, group, many, lists, terms, member, betas, dropped, margins, half_penalty, best, scratch,
    buffers, patience,
):  # fmt: skip
    """Fit one model to up to WIDTH tables. Fills level, verdict, totals in ``buffers``."""
    chosen, slots, lane_margins, active, beta, g, needed, level, verdict, totals = buffers
    p = np.int64(0)  # not a literal, which numba would compile apart
    for s in range(terms.size):
        if member[model, s]:
            chosen[p] = terms[s]
            slots[p] = s
            p += 1
    for lane in range(WIDTH):
        r = group[min(lane, many - 1)]
        for i in range(p):
            o = i * WIDTH + lane
            margin = margins[chosen[i], r]
            if margin > 0.0:
                active[o] = 1.0
                lane_margins[o] = margin
                beta[o] = betas[model, slots[i]]
                g[o] = betas[model + member.shape[0], slots[i]]
            else:
                active[o] = 0.0
                lane_margins[o] = 0.0
                beta[o] = 0.0
                g[o] = 0.0
        # BIC / 2 = penalty / 2 - level must stay below the best so far.
        needed[lane] = half_penalty * p - best[r]
    fit(
        lists, chosen, p, dropped, lane_margins, active, beta, g, needed, patience, scratch, level,
        verdict,
    )  # fmt: skip
    for lane in range(many):
        totals[lane] = margins[0, group[lane]] + g[lane]
    return p


@njit(**options)
def _consider(model, p, group, many, half_penalty, best, winner, totals, undecided, buffers):
    level, verdict, lane_totals = buffers[7], buffers[8], buffers[9]
    for lane in range(many):
        r = group[lane]
        if verdict[lane] == UNDECIDED:
            undecided[r] = True
        if verdict[lane] != CONVERGED:
            continue
        score = half_penalty * p - level[lane]
        if score < best[r]:
            best[r] = score
            winner[r] = model
            totals[r] = lane_totals[lane]


@njit(**options)
def select(
    lists, terms, member, betas, dropped, margins, saturated, log_n, seeds, level_of, least,
    last_below, hopeful,
):  # fmt: skip
    """The model with the smallest BIC for each column of ``margins``.

    member: (models, terms), in tree order (a node before everything below it). betas: starts,
    (2 * models, terms): coefficients, then their exponentials. saturated: log-likelihood of the
    saturated model per table, same constant left out. log_n: per table. seeds: models tried first,
    in this order. level_of: depth of each node in the tree, or an empty array to use the seeds
    only. least: fewest parameters of any model at or below the node. last_below: index after the
    last node below it. hopeful: stop fits that cannot win (the answer is the same).

    Returns totals (inf where no model has a fit), winner (-1), BIC / 2 without constant,
    undecided, number of fits.
    """
    tables = margins.shape[1]
    most = member.shape[1]
    best = np.full(tables, np.inf)
    winner = np.full(tables, -1)
    totals = np.full(tables, np.inf)
    undecided = np.zeros(tables, np.bool_)
    scratch = workspace(lists, most)
    buffers = (
        np.empty(most, np.int64), np.empty(most, np.int64),
        np.empty(most * WIDTH), np.empty(most * WIDTH), np.empty(most * WIDTH),
        np.empty(most * WIDTH), np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH, np.int64),
        np.empty(WIDTH),
    )  # fmt: skip
    level = buffers[7]
    group = np.empty(WIDTH, np.int64)
    half_penalty = 0.5 * log_n
    fits = 0
    size_of = np.zeros(member.shape[0], np.int64)
    for model in range(member.shape[0]):
        for s in range(most):
            size_of[model] += member[model, s]
    for model in seeds:
        waiting = 0
        for r in range(tables):
            if not hopeful or half_penalty * size_of[model] - saturated[r] < best[r]:
                group[waiting] = r
                waiting += 1
            if waiting == WIDTH or (r == tables - 1 and waiting > 0):
                p = _fit_tables(
                    model, group, waiting, lists, terms, member, betas, dropped, margins,
                    half_penalty, best, scratch, buffers, np.inf if hopeful else -1.0,
                )  # fmt: skip
                _consider(
                    model, p, group, waiting, half_penalty, best, winner, totals, undecided,
                    buffers,
                )  # fmt: skip
                fits += waiting
                waiting = 0
    if level_of.size == 0:
        return totals, winner, best, undecided, fits
    deepest = level_of.max() + 2
    # bound[d]: per table an upper bound on the log-likelihood of the open node at depth d - 1.
    bound = np.empty((deepest, tables))
    open_tables = np.empty((deepest, tables), np.int64)
    open_count = np.zeros(deepest, np.int64)
    for r in range(tables):
        bound[0, r] = saturated[r]
        open_tables[0, r] = r
    open_count[0] = tables
    model = 0
    while model < member.shape[0]:
        depth = level_of[model]
        below = 0
        waiting = 0
        for at in range(open_count[depth]):
            r = open_tables[depth, at]
            if half_penalty * least[model] - bound[depth, r] < best[r]:
                open_tables[depth + 1, below] = r
                below += 1
        open_count[depth + 1] = below
        if below == 0:
            # Nothing at or below this node can win for any table.
            model = last_below[model]
            continue
        for at in range(below):
            group[waiting] = open_tables[depth + 1, at]
            waiting += 1
            if waiting == WIDTH or at == below - 1:
                p = _fit_tables(
                    model, group, waiting, lists, terms, member, betas, dropped, margins,
                    half_penalty, best, scratch, buffers, _TREE_PATIENCE if hopeful else -1.0,
                )  # fmt: skip
                _consider(
                    model, p, group, waiting, half_penalty, best, winner, totals, undecided,
                    buffers,
                )  # fmt: skip
                for lane in range(waiting):
                    r = group[lane]
                    bound[depth + 1, r] = min(bound[depth, r], level[lane])
                fits += waiting
                waiting = 0
        model += 1
    return totals, winner, best, undecided, fits
