"""Forward selection of two-list terms for a block of tables (Chan, Silverman and Vincent 2021).

All tables take a step at the same time; tables whose enlarged models resemble each other share
the lanes of one fit.
"""
# pyright: basic, reportCallIssue=false

from __future__ import annotations

import math

import numpy as np
from numba import njit

from .lanes import WIDTH
from .newton import CONVERGED, UNDECIDED, fit, options, workspace
from .poisson import log_smaller_tail


@njit(**options)
def _fit_group(
    group, many, lists, pairs, dropped, margins, models, betas, means, offered, scratch, buffers,
    accepted, undecided, totals,
):  # fmt: skip
    """Fit up to WIDTH tables, each with its own model; keep the fits that exist."""
    terms, rows_margin, rows_active, rows_beta, rows_g, needed, level, verdict, slots = buffers
    base = lists + 1
    p = base
    for i in range(base):
        terms[i] = 0 if i == 0 else 1 << (i - 1)
        slots[i] = i
    for q in range(pairs.size):
        used = False
        for lane in range(many):
            r = group[lane]
            if models[r, q] or offered[r] == q:
                used = True
        if used:
            terms[p] = pairs[q]
            slots[p] = base + q
            p += 1
    for lane in range(WIDTH):
        r = group[min(lane, many - 1)]
        for i in range(p):
            o = i * WIDTH + lane
            slot = slots[i]
            margin = margins[terms[i], r]
            wanted = slot < base or models[r, slot - base] or offered[r] == slot - base
            active = 1.0 if wanted and margin > 0.0 else 0.0
            value = 0.0
            if active == 1.0:
                value = betas[r, slot]
                if slot >= base and offered[r] == slot - base:
                    value = math.log(margin / max(means[r, slot - base], 1e-12))
                    value = min(max(value, -5.0), 5.0)
            rows_margin[o] = margin if active == 1.0 else 0.0
            rows_active[o] = active
            rows_beta[o] = value
            rows_g[o] = math.exp(value) if active == 1.0 else (0.0 if wanted else 1.0)
    fit(
        lists, terms, p, dropped, rows_margin, rows_active, rows_beta, rows_g, needed, np.inf,
        scratch, level, verdict,
    )  # fmt: skip
    cells = scratch[0]
    for lane in range(many):
        r = group[lane]
        accepted[r] = verdict[lane] == CONVERGED
        if verdict[lane] == UNDECIDED:
            undecided[r] = True
        if not accepted[r]:
            continue
        if offered[r] >= 0:
            models[r, offered[r]] = True
        for i in range(p):
            betas[r, slots[i]] = rows_beta[i * WIDTH + lane]
        for q in range(pairs.size):
            means[r, q] = cells[pairs[q] * WIDTH + lane]
        totals[r] = margins[0, r] + rows_g[lane]


@njit(**options)
def stepwise(lists, pairs, dropped, margins, first_beta, log_threshold, forced):
    """Select a model for each column of ``margins``.

    margins: T_S, shape (2**lists, tables). first_beta: start of the main-effects fit, shape
    (lists + 1,). forced: pairs already in the model at the start, shape (len(pairs),).

    Returns totals (inf where no fit exists), models (tables, pairs), undecided (tables,),
    order of entry (tables, pairs; -1 where absent).
    """
    tables = margins.shape[1]
    count = pairs.size
    base = lists + 1
    models = np.zeros((tables, count), np.bool_)
    entered = np.full((tables, count), -1)
    betas = np.zeros((tables, base + count))
    means = np.ones((tables, count))
    log_p = np.zeros((tables, count))
    rejected = np.zeros((tables, count), np.bool_)
    fresh = np.ones(tables, np.bool_)
    accepted = np.zeros(tables, np.bool_)
    undecided = np.zeros(tables, np.bool_)
    totals = np.full(tables, np.inf)
    offered = np.full(tables, -1)
    steps = np.zeros(tables, np.int64)
    key = np.zeros(tables)
    queue = np.arange(tables)
    group = np.empty(WIDTH, np.int64)
    most = base + count
    scratch = workspace(lists, most)
    buffers = (
        np.empty(most, np.int64),
        np.empty(most * WIDTH), np.empty(most * WIDTH), np.empty(most * WIDTH),
        np.empty(most * WIDTH), np.full(WIDTH, -np.inf), np.empty(WIDTH),
        np.empty(WIDTH, np.int64), np.empty(most, np.int64),
    )  # fmt: skip
    for r in range(tables):
        for q in range(count):
            models[r, q] = forced[q]
        for i in range(base):
            betas[r, i] = first_beta[i]
    waiting = tables
    beginning = True
    while waiting > 0:
        for at in range(0, waiting, WIDTH):
            many = min(WIDTH, waiting - at)
            for lane in range(many):
                group[lane] = queue[at + lane]
            _fit_group(
                group, many, lists, pairs, dropped, margins, models, betas, means, offered,
                scratch, buffers, accepted, undecided, totals,
            )  # fmt: skip
        left = 0
        for at in range(waiting):
            r = queue[at]
            if accepted[r]:
                if offered[r] >= 0:
                    entered[r, offered[r]] = steps[r]
                    steps[r] += 1
                fresh[r] = True
            elif beginning:
                continue
            else:
                rejected[r, offered[r]] = True
                fresh[r] = False
            if fresh[r]:
                for q in range(count):
                    rejected[r, q] = False
                    if not models[r, q]:
                        log_p[r, q] = log_smaller_tail(margins[pairs[q], r], means[r, q])
            head = -1
            for q in range(count):
                if models[r, q] or rejected[r, q]:
                    continue
                if head < 0 or log_p[r, q] < log_p[r, head]:
                    head = q
            if head >= 0 and log_p[r, head] < log_threshold:
                offered[r] = head
                signature = 0.0
                for q in range(count):
                    signature = 2.0 * signature + (1.0 if models[r, q] or q == head else 0.0)
                key[left] = signature
                queue[left] = r
                left += 1
        order = np.argsort(key[:left])
        sorted_queue = queue[:left][order]
        for at in range(left):
            queue[at] = sorted_queue[at]
        waiting = left
        beginning = False
    return totals, models, undecided, entered
