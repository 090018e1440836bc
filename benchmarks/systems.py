"""How fast the system model runs, beside PySD, FCMpy and a plain NumPy loop, in one run.

    python benchmarks/systems.py [--peers PYTHON] [--quick]

The test case: a random model of 40 variables and 120 relations, ρ(|K|) scaled to 0.8, ten years
in 160 steps, strengths and time constants drawn anew for every run. Figures are runs per second
of CPU time on one core, the best of several repeats. PYTHON is an interpreter with pysd and
fcmpy installed; without it the peers are left out and the table says so.
"""

# The thread limits must be set before NumPy is imported.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import time
from collections.abc import Callable

import numpy as np
from systems_peers import naive_run, peers

from samen.engines.systems import (
    Model,
    Press,
    Relation,
    Settings,
    Variable,
    actions_of,
    base_model,
    ensemble,
    kernels,
    rank,
    simulate,
)
from samen.engines.systems.loops import independent_loops, loop_edges, search, strongest_loops
from samen.engines.systems.network import network_of, spectral_radius
from samen.engines.systems.plan import Plan, plan, run_unit

STEPS, YEARS = 160, 10.0


def random_model(variables: int, relations: int, seed: int = 1) -> Model:
    """A seeded random graph with its attenuation set to ρ(|K|) = 0.8."""
    stream = np.random.default_rng(seed)
    pairs = [(i, j) for i in range(variables) for j in range(variables) if i != j]
    chosen = stream.choice(len(pairs), relations, replace=False)
    goals = {0: "up", 1: "down", 2: "up"}
    found = tuple(
        Relation(
            f"v{pairs[n][0]}",
            f"v{pairs[n][1]}",
            int(stream.choice([-1, 1])),
            str(stream.choice(list("wasv"))),
            str(stream.choice(list("LAHV"))),
        )
        for n in chosen
    )
    names = tuple(Variable(f"v{n}", f"v{n}", goal=goals.get(n, "")) for n in range(variables))  # type: ignore[arg-type]
    radius = spectral_radius(network_of(Model(names, found)).influence())
    return Model(names, found, settings=Settings(attenuation=min(1.0, 0.8 / radius)))


def best(work: Callable[[], object], repeats: int) -> float:
    """CPU-seconds of the fastest of ``repeats`` calls, after one to warm up."""
    work()
    found = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def kernel_rate(model: Model, mode: str, repeats: int, draws: int = 1_024) -> float:
    """Runs per CPU-second of the compiled kernel alone, on ready draws."""
    made = plan(model, [[Press("v0", 0.2)]], ["v0", "v1", "v2"], mode=mode)  # type: ignore[arg-type]
    stream = np.random.default_rng(0)
    links, nodes, tiles = made.network.source.size, made.network.nodes, draws // 8
    decay, gain = kernels.aligned(tiles, links, 8), kernels.aligned(tiles, links, 8)
    decay[:] = np.exp(-made.step / stream.choice([3, 1, 0.5, 0.25], decay.shape))
    weight = made.network.link_weights(made.attenuation)[:, None]
    gain[:] = (1 - decay) * weight * stream.lognormal(0, 0.35, gain.shape)
    levels = np.empty((1, tiles, made.keep.size, 3, 8))
    means = np.empty((1, tiles, 3, 8))
    space = kernels.aligned(links, 8), kernels.aligned(2 * nodes, 8), kernels.aligned(nodes, 8)
    b = made.network.baseline

    def work() -> None:
        kernels.run_tiles(
            made.network.source,
            made.network.start,
            decay,
            gain,
            1 - b,
            b,
            made.saturates,
            made.forcing,
            made.wished,
            made.rate,
            made.watched,
            made.keep,
            levels,
            means,
            *space,
        )

    return draws / best(work, repeats)


def speed_table(python: str | None, repeats: int) -> None:
    model = random_model(40, 120)
    done = [Press("v0", 0.2)]
    made = plan(model, [done], ["v0", "v1", "v2"])
    rows: list[tuple[str, float, str]] = []
    if python:
        found = peers(python, model, 5 if repeats < 5 else 20)
        ours = simulate(model, done).final[:3]
        for name, note in (
            ("pysd", "fixed parameters, which favours it; our XMILE export"),
            ("fcmpy", "plain map, 160 iterations, no lags"),
        ):
            answer = found[name]
            if "error" in answer:
                print(f"{name} did not run: {answer['error']}")
                continue
            if "final" in answer:
                gap = np.abs(np.array(answer["final"]) - ours).max()
                note += f"; end state within {gap:.0e} of ours"
            rows.append((f"{name} {answer['version']}", float(str(answer["rate"])), note))
    else:
        print("Peers left out: give --peers an interpreter with pysd and fcmpy.")
    count = 20
    naive = count / best(lambda: [naive_run(made, n) for n in range(count)], repeats)
    rows.append(("NumPy, one run at a time", naive, "a first implementation"))
    for label, backend in (("Samen, batched NumPy", "numpy"), ("Samen, numba", "numba")):
        drawn = plan(model, [done], ["v0", "v1", "v2"], backend=backend)  # type: ignore[arg-type]
        units = 1 if backend == "numpy" else 8

        def work(drawn: Plan = drawn, units: int = units) -> None:
            for unit in range(units):
                run_unit(drawn, unit)

        rows.append((label, 256 * units / best(work, repeats), "with the drawing of parameters"))
    for mode in ("bounded", "linear"):
        rate = kernel_rate(model, mode, repeats)
        rows.append((f"Samen, numba kernel, {mode}", rate, "parameters ready"))
    print(f"\n40 variables, 120 relations, {STEPS} steps: runs per CPU-second on one core\n")
    base = {name: rate for name, rate, _ in rows}
    kernel = base["Samen, numba kernel, bounded"]
    for name, rate, note in rows:
        print(f"  {name:34}{rate:12,.1f}   kernel is {kernel / rate:10,.1f} x   {note}")
    limit(model, base["Samen, numba kernel, bounded"], base["Samen, numba kernel, linear"])


def limit(model: Model, bounded: float, linear: float) -> None:
    """Distance to what the machine can do: measured arithmetic, and first-level cache."""
    links, nodes = len(model.relations), len(model.variables)
    # Per relation and step two multiplications and two additions; per variable and step 26
    # operations for tanh, a division counted as one.
    flops = (STEPS + 1) * np.array([links * 4, links * 4 + nodes * 26])
    bytes_moved = (STEPS + 1) * links * 8 * 5
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


def flop_rate() -> float:
    """Multiply-adds per second on eight independent registers of eight float64, times two."""
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

    out = kernels.aligned(1, 8)
    out[:] = 0.5
    rounds = 4_000_000
    spent = best(lambda: chain(rounds, out), 3)
    return rounds * 8 * 8 * 2 / spent


def bars(repeats: int) -> None:
    """The bars of the issue."""
    case, model = random_model(40, 120), base_model()
    done = [Press("v0", 0.2)]
    few = min(repeats, 3)
    spent = best(lambda: ensemble(case, done, draws=10_000), repeats)
    print(f"\nensemble of 10,000 draws, 40/120:          {spent:8.3f} CPU-s  (bar 0.25)")
    levers = actions_of(model)[:19]
    spent = best(lambda: rank(model, levers, draws=10_000), few)
    size = f"{len(model.variables)}/{len(model.relations)}"
    print(f"19 levers x 10,000 draws, base {size}:     {spent:8.3f} CPU-s  (bar 5)")
    spent = best(lambda: ensemble(model, [Press("P4", 0.2)], draws=1_000), repeats)
    print(f"1,000 draws on the base model:             {spent * 1e3:8.1f} ms     (bar 200)")
    spent = best(lambda: simulate(model, [Press("P4", 0.2)]), repeats)
    print(f"one displayed run of the base model:       {spent * 1e3:8.1f} ms")
    edges = loop_edges(model)
    spent = best(lambda: search(edges, 1e-6), repeats)
    count = search(edges, 1e-6).count
    print(f"all {count:,} loops with |gain| >= 1e-6:      {spent * 1e3:8.2f} ms     (bar 5)")
    spent = best(lambda: strongest_loops(edges, 20), repeats)
    print(f"the 20 strongest loops:                    {spent * 1e3:8.2f} ms")
    spent = best(lambda: independent_loops(edges), repeats)
    print(f"shortest independent loop set:             {spent * 1e3:8.2f} ms")
    start = time.process_time()
    counted = search(edges, 0.0, keep=1)
    spent = time.process_time() - start
    more = "" if counted.complete else "more than "
    print(f"counting {more}{counted.count:,} loops:    {spent:8.2f} CPU-s")


def two_cores(repeats: int) -> None:
    """Wall time on one and two threads; only means something on an idle machine."""
    case, done = random_model(40, 120), [Press("v0", 0.2)]
    walls, cpus = [], []
    for jobs in (1, 2):
        ensemble(case, done, draws=512, jobs=jobs)
        found = []
        for _ in range(max(3, repeats)):
            wall, cpu = time.perf_counter(), time.process_time()
            ensemble(case, done, draws=40_960, jobs=jobs, block=2_048)
            found.append((time.perf_counter() - wall, time.process_time() - cpu))
        walls.append(min(found)[0])
        cpus.append(min(cpu for _, cpu in found))
    load = os.getloadavg()[0]
    print(
        f"\n40,960 draws: one thread {walls[0]:.2f} s wall ({cpus[0]:.2f} CPU-s), two threads "
        f"{walls[1]:.2f} s wall ({cpus[1]:.2f} CPU-s): {walls[0] / walls[1]:.2f} x, "
        f"extra work {cpus[1] / cpus[0] - 1:+.0%}; load of the machine {load:.1f} on "
        f"{os.cpu_count()} cores"
    )


def growth(repeats: int) -> None:
    """How the cost of a run grows with the size of the model, and with the number of draws."""
    print("\nCost of one bounded run, parameters ready (microseconds of CPU)\n")
    for variables, relations in ((10, 30), (20, 60), (40, 120), (40, 240), (80, 240), (160, 480)):
        rate = kernel_rate(random_model(variables, relations), "bounded", min(repeats, 5))
        per = 1e6 / rate
        print(
            f"  {variables:4} variables {relations:4} relations {per:8.1f}   "
            f"{1e3 * per / relations / STEPS:6.2f} ns per relation and step"
        )
    case, done = random_model(40, 120), [Press("v0", 0.2)]
    print("\nCost of an ensemble by draws (CPU-seconds)\n")
    for draws in (256, 1_024, 4_096, 16_384):
        spent = best(lambda draws=draws: ensemble(case, done, draws=draws), min(repeats, 5))
        print(f"  {draws:8,} draws {spent:8.4f}   {1e6 * spent / draws:6.1f} us per draw")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", help="an interpreter with pysd and fcmpy")
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    options = parser.parse_args()
    repeats = 3 if options.quick else 12
    speed_table(options.peers, repeats)
    bars(repeats)
    two_cores(repeats)
    growth(repeats)


if __name__ == "__main__":
    main()
