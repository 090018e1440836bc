"""Does the maximum likelihood estimate exist, and are the parameters identified?

Fienberg and Rinaldo 2012; as a linear program, Chan, Silverman and Vincent 2021 section 2.5. The
answer depends only on which cells are zero, so the program is set up with every positive count
replaced by one: its numbers stay small whatever the table.
"""

from __future__ import annotations

import numpy as np

from .lists import Lists, superset_sums
from .models import Model

EXISTS, NO_MAXIMUM, NOT_IDENTIFIED, NEITHER = 0, 1, 2, 3


def verdict(lists: Lists, model: Model) -> int:
    """0: the estimate exists. 1: no maximum. 2: not identified. 3: both."""
    from scipy.optimize import linprog

    seen = (lists.table > 0).astype(np.float64)
    margins = superset_sums(seen)
    terms = np.array(model.terms, dtype=np.int64)
    boundary = terms[margins[terms] == 0]
    estimable = terms[margins[terms] > 0]
    histories = np.setdiff1d(np.arange(1 << lists.lists), lists.dropped)
    cut = ((histories[:, None] & boundary[None, :]) == boundary[None, :]).any(axis=1)
    cells = histories[~cut]
    design = ((cells[:, None] & estimable[None, :]) == estimable[None, :]).astype(np.float64)
    # max s  subject to  design' x = T,  x >= s,  written with u = x - s >= 0.
    program = linprog(
        c=np.append(np.zeros(len(cells)), -1.0),
        A_eq=np.column_stack([design.T, design.sum(axis=0)]),
        b_eq=margins[estimable],
        bounds=[(0, None)] * len(cells) + [(0, None)],
        method="highs",
    )
    if program.status != 0:
        raise ArithmeticError(f"linear program not solved: {program.message}")
    exists = -program.fun > 1e-8
    identified = int(np.linalg.matrix_rank(design)) == len(estimable)
    return (EXISTS if exists else NO_MAXIMUM) + (0 if identified else NOT_IDENTIFIED)
