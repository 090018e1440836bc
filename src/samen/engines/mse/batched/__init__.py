"""The inner loops without numba: the same algorithms as :mod:`..kernels`, whole batches in NumPy.

The last axis of every array runs over the tables (or models) of a batch.
"""

from .graphs import chordal_graphs, posterior
from .newton import CONVERGED, BatchFit, fit_batch
from .selection import grow, log_smaller_tails, rank, select, stepwise

# A call costs the interpreter the same however many tables it works on.
BLOCKS_AT_ONCE = 2

__all__ = [
    "BLOCKS_AT_ONCE",
    "CONVERGED",
    "BatchFit",
    "chordal_graphs",
    "fit_batch",
    "grow",
    "log_smaller_tails",
    "posterior",
    "rank",
    "select",
    "stepwise",
]
