"""Bootstrap and jackknife tables, cut into blocks that any number of workers can share.

Block b of a bootstrap draws from its own stream, derived from the seed and b alone, so the
numbers do not depend on how many cores or machines carry the work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .backend import kernels
from .lists import Lists

BLOCK = 512

Progress = Callable[[int, int], None]
Blocks = tuple[tuple[int, int], ...]
"""Numbers of blocks and how many tables each holds."""


def bootstrap_block(lists: Lists, seed: int, block: int, tables: int) -> NDArray[np.float64]:
    """``tables`` resamples of the observed people, shape (2**lists, tables)."""
    stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block,)))
    counts = lists.table
    seen = np.flatnonzero(counts)
    drawn = np.zeros((len(counts), tables))
    shares = counts[seen] / counts.sum()
    drawn[seen] = stream.multinomial(int(counts.sum()), shares, size=tables).T
    return drawn


def bootstrap_blocks(lists: Lists, seed: int, blocks: Blocks) -> NDArray[np.float64]:
    """The tables of several blocks side by side, shape (2**lists, tables)."""
    return np.hstack([bootstrap_block(lists, seed, block, tables) for block, tables in blocks])


def jackknife_tables(lists: Lists) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The tables with one person fewer, (2**lists, cells with people), and their weights."""
    counts = lists.table
    seen = np.flatnonzero(counts)
    tables = np.repeat(counts[:, None].astype(np.float64), len(seen), axis=1)
    tables[seen, np.arange(len(seen))] -= 1
    return tables, counts[seen].astype(np.float64)


def block_sizes(replicates: int) -> list[int]:
    """Sizes of the blocks that make up ``replicates``."""
    full, rest = divmod(replicates, BLOCK)
    return [BLOCK] * full + ([rest] if rest else [])


def calls_of(replicates: int) -> list[Blocks]:
    """The blocks that make up ``replicates``, as many to a call as the inner loops like best."""
    blocks = list(enumerate(block_sizes(replicates)))
    many = kernels().BLOCKS_AT_ONCE
    return [tuple(blocks[at : at + many]) for at in range(0, len(blocks), many)]


def run(
    function: Callable[..., Any],
    calls: Sequence[tuple[Any, ...]],
    *,
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> list[Any]:
    """``[function(*call) for call in calls]``, through joblib where it is asked for.

    joblib carries the calls when ``n_jobs`` asks for more than one worker, or when the caller has
    chosen a back end (``joblib.parallel_config("dask")``, Ray, Spark). The compiled loops release
    the interpreter lock, so threads suffice on one machine.
    """
    results: Iterable[Any]
    if n_jobs in (None, 1) and not _backend_chosen():
        results = (function(*call) for call in calls)
    else:
        from joblib import Parallel, delayed

        worker = Parallel(
            n_jobs=n_jobs,
            prefer=None if _backend_chosen() else "threads",
            return_as="list" if _backend_chosen() else "generator",
        )
        results = worker(delayed(function)(*call) for call in calls)  # type: ignore[assignment]
    done: list[Any] = []
    for result in results:
        done.append(result)
        if progress is not None:
            progress(len(done), len(calls))
    return done


def _backend_chosen() -> bool:
    """Whether the caller is inside ``joblib.parallel_config``."""
    parallel = sys.modules.get("joblib.parallel")
    if parallel is None:
        return False
    chosen = getattr(parallel._backend, "config", None) or {}
    backend = chosen.get("backend")
    return backend is not None and backend is not parallel.default_parallel_config["backend"]
