"""What ``systems.py`` measures with, and what the machine itself can do."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np

from samen.engines.systems import kernels

_ROUNDS = 4_000_000


def best(work: Callable[[], object], repeats: int) -> float:
    """CPU-seconds of the fastest of ``repeats`` calls, after one to warm up."""
    work()
    found = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def shortest(work: Callable[[int], None], jobs: int, repeats: int) -> tuple[float, float]:
    """The least wall time and the least CPU time of ``work(jobs)``, after one to warm up."""
    work(jobs)
    found: list[tuple[float, float]] = []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        work(jobs)
        found.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(wall for wall, _ in found), min(cpu for _, cpu in found)


def limit(nodes: int, links: int, steps: int, rates: Mapping[str, float]) -> None:
    """Distance to what the machine can do: measured arithmetic, and first-level cache."""
    bounded, linear = (rates[f"Samen, numba kernel, {mode}"] for mode in ("bounded", "linear"))
    # Per relation and step two multiplications and two additions; per variable and step 26
    # operations for tanh, a division counted as one.
    flops = (steps + 1) * np.array([links * 4, links * 4 + nodes * 26])
    bytes_moved = (steps + 1) * links * 8 * 5
    peak = flop_rate()
    cached = 3 * links * 64 / 1024
    print(
        f"\nThe machine: {peak / 1e9:.1f} Gflop/s in registers (measured, one core, float64)\n"
        f"  linear  {flops[0] / 1e3:6.0f} kflop a run: at most {peak / flops[0]:10,.0f} runs/s; "
        f"reached {linear * flops[0] / peak:.0%}\n"
        f"  bounded {flops[1] / 1e3:6.0f} kflop a run: at most {peak / flops[1]:10,.0f} runs/s; "
        f"reached {bounded * flops[1] / peak:.0%}\n"
        f"  first-level cache: {bytes_moved / 1e3:.0f} kB loaded and stored a run, "
        f"{linear * bytes_moved / 1e9:.0f} GB/s in the linear kernel; "
        f"a tile takes {cached:.0f} kB of it"
    )


def arithmetic() -> Callable[[], float]:
    """Work in registers alone: 32 million multiply-adds of eight float64, nothing in memory."""
    from numba import njit

    from samen.engines.systems.lanes import load, splat, store

    @njit(nogil=True)
    def chain(rounds, out):  # type: ignore[no-untyped-def]
        a, b, c, d = splat(0.1), splat(0.2), splat(0.3), splat(0.4)
        e, f, g, h = splat(0.5), splat(0.6), splat(0.7), splat(0.8)
        k = load(out, 0)
        for _ in range(rounds):
            a, b, c, d = a * k + k, b * k + k, c * k + k, d * k + k
            e, f, g, h = e * k + k, f * k + k, g * k + k, h * k + k
        store(out, 0, a + b + c + d + e + f + g + h)

    def work() -> float:
        out = kernels.aligned(1, 8)
        out[:] = 0.5
        chain(_ROUNDS, out)
        return float(out[0, 0])

    return work


def flop_rate() -> float:
    """Multiply-adds per second on eight independent registers of eight float64, times two."""
    return _ROUNDS * 8 * 8 * 2 / best(arithmetic(), 3)
