"""Which inner loops run: compiled ones where numba is installed, else batches in NumPy.

Both give the same answers. ``SAMEN_MSE_KERNELS=numpy`` chooses the second for a test.
"""

from __future__ import annotations

import importlib
import os
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any


@cache
def kernels() -> Any:
    """The inner loops: rank, select, stepwise, grow, chordal_graphs and posterior.

    ``BLOCKS_AT_ONCE``: how many blocks of bootstrap tables they like to get in one call.
    """
    if os.environ.get("SAMEN_MSE_KERNELS") != "numpy":
        try:
            return SimpleNamespace(
                BLOCKS_AT_ONCE=1,
                rank=_function("kernels.search", "rank"),
                select=_function("kernels.search", "select"),
                stepwise=_function("kernels.stepwise", "stepwise"),
                grow=_function("kernels.tree", "grow"),
                chordal_graphs=_function("kernels.decomposable", "chordal_graphs"),
                posterior=_function("kernels.decomposable", "posterior"),
            )
        except ImportError:
            pass
    return importlib.import_module(f"{__package__}.batched")


def must_compile() -> bool:
    """Whether the first estimate will have to compile the loops, as far as can be seen."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR", Path(__file__).parent / "kernels"))
    return not any(folder.rglob("stepwise.*.nbi"))


def warm_up() -> None:
    """Compile the inner loops, or load them from the cache, before there is anybody waiting.

    The first call on a machine takes about half a minute, in any later process under a second.
    """
    from .average import average
    from .best import best
    from .lists import Lists
    from .stepwise import stepwise

    lists = Lists.from_counts("abc", {"a": 9, "b": 8, "c": 7, "a.b": 3, "b.c": 2, "a.c": 2})
    stepwise(lists, replicates=10)
    best(lists, replicates=10)
    average(lists)


def _function(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"{__package__}.{module}"), name)
