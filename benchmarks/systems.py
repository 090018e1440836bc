"""How fast the system model runs, beside PySD, FCMpy and a plain NumPy loop, in one run.

    python benchmarks/systems.py [--peers PYTHON] [--quick] [--only PART]

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
from threading import Thread

import numpy as np
from systems_machine import arithmetic, best, limit, shortest
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

STEPS = 160


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
    limit(40, 120, STEPS, base)


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
    """Wall time on one and two threads, beside the same of pure arithmetic.

    Two threads of arithmetic share no memory, no lock and no Python: what they lose, the two
    processors of this machine take from each other (two halves of one core, a shared clock).
    """
    case, done = random_model(40, 120), [Press("v0", 0.2)]
    chain = arithmetic()

    def run(jobs: int) -> None:
        ensemble(case, done, draws=40_960, jobs=jobs)

    def sums(jobs: int) -> None:
        threads = [Thread(target=lambda: [chain() for _ in range(24 // jobs)]) for _ in range(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    for name, work in (("40,960 draws", run), ("arithmetic", sums)):
        (wall, cpu), (wall_two, cpu_two) = (shortest(work, jobs, 2 * repeats) for jobs in (1, 2))
        print(
            f"\n{name}: one thread {wall:.3f} s wall ({cpu:.3f} CPU-s), two threads "
            f"{wall_two:.3f} s wall ({cpu_two:.3f} CPU-s): {wall / wall_two:.2f} x, "
            f"extra work {cpu_two / cpu - 1:+.0%}"
        )
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


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
    parser.add_argument("--only", choices=["table", "bars", "cores", "growth"])
    options = parser.parse_args()
    repeats = 3 if options.quick else 12
    parts: dict[str, Callable[[], None]] = {
        "table": lambda: speed_table(options.peers, repeats),
        "bars": lambda: bars(repeats),
        "cores": lambda: two_cores(repeats),
        "growth": lambda: growth(repeats),
    }
    for name, part in parts.items():
        if options.only in (None, name):
            part()


if __name__ == "__main__":
    main()
