"""All hierarchical models as a tree in which a child lacks one more term than its parent."""
# pyright: basic, reportCallIssue=false

from __future__ import annotations

import numpy as np
from numba import njit

from .newton import options


@njit(**options)
def grow(containing, most):
    """Walk the tree, a node before everything below it; stop after ``most`` models.

    containing: for each free term (in an order in which a term comes after its subsets) the set
    of free terms that contain it, itself included, as a bit set (uint64).

    Returns for each model: its free terms (bit set), depth, and how many of its terms every model
    below it keeps. More rows than ``most`` are never returned: ``most + 1`` means too many.
    """
    count = containing.size
    one = np.uint64(1)
    models = np.empty(most + 1, np.uint64)
    depth = np.empty(most + 1, np.int64)
    kept = np.empty(most + 1, np.int64)
    stack_model = np.empty((count + 1) * (count + 2), np.uint64)
    stack_next = np.empty((count + 1) * (count + 2), np.int64)
    stack_depth = np.empty((count + 1) * (count + 2), np.int64)
    full = np.uint64(0)
    for j in range(count):
        full |= one << np.uint64(j)
    stack_model[0] = full
    stack_next[0] = 0
    stack_depth[0] = 0
    top = 1
    found = 0
    while top > 0 and found <= most:
        top -= 1
        model = stack_model[top]
        first = stack_next[top]
        level = stack_depth[top]
        models[found] = model
        depth[found] = level
        held = 0
        for j in range(first):
            held += (model >> np.uint64(j)) & one
        kept[found] = held
        found += 1
        for j in range(count - 1, first - 1, -1):
            if (model >> np.uint64(j)) & one:
                stack_model[top] = model & ~containing[j]
                stack_next[top] = j + 1
                stack_depth[top] = level + 1
                top += 1
    return models[:found], depth[:found], kept[:found]
