"""What an estimate costs, against the R packages. CPU-seconds, minimum of several runs.

``python benchmarks/mse.py`` measures every workflow of the table below in one warm process. R's
figures are user CPU-seconds of R 4.2.2 with MultipleSystemsEstimation 1.2.0 and dga 2.0.2 on two
virtual CPUs of an AMD EPYC, reference BLAS, one thread; where ``Rscript`` and the packages are
installed, ``--r`` measures the cheap ones again in the same run.

``--numpy`` adds the path without numba, ``--coverage`` the study of 500 tables with 1,000
replicates, ``--scaling`` cost against lists, models and replicates, ``--picture FILE`` a drawing
of that, ``--study FOLDER`` the full-size simulation study of the documentation.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import numpy as np
from mse_study import cost, cost_picture, coverage_study, cpu, full_study, table

# User CPU-seconds in R; "scaled" where a full run was not affordable.
R_SECONDS = {
    "stepwise BCa, UKdat": (134.0, "MSE-R, scaled from 86 runs (a full run: 164)"),
    "stepwise BCa, Ned": (192.5, "MSE-R"),
    "stepwise BCa, UKdat_5": (61.0, "MSE-R"),
    "stepwise BCa, Ned_5": (80.0, "MSE-R"),
    "stepwise BCa, NewOrl_5_186": (24.2, "MSE-R"),
    "stepwise BCa, Korea": (7.8, "MSE-R"),
    "stepwise BCa, NewOrl_186": (586.8, "MSE-R"),
    "BIC n_top 100, UKdat_5": (134.8, "MSE-R"),
    "BIC n_top 100, Ned_5": (122.8, "MSE-R"),
    "BIC n_top 100, NewOrl_5_186": (162.1, "MSE-R"),
    "BIC exhaustive, UKdat_5": (11060.0, "MSE-R, 10.87 s a replicate measured on 4"),
    "BIC ranking, UKdat order 2": (101.7, "MSE-R"),
    "average, UKdat_5": (0.018, "dga"),
}
TARGET_SECONDS = {
    "stepwise BCa, UKdat": 0.027,
    "stepwise BCa, Ned": 0.038,
    "BIC exhaustive, UKdat_5": 2.2,
    "BIC n_top 100, UKdat_5": 0.1348,
    "average, UKdat_5": 0.0015,
    "average, UKdat": 0.050,
    "average, seven lists": 5.0,
}


def seven_lists():
    """UKdat with a seventh list, so that all 617,675 graphs count."""
    from samen.engines.mse import Lists

    base = table("UKdat")
    counts = np.zeros((1, 128), dtype=np.int64)
    counts[0, :64] = base.table
    counts[0, [64, 65, 66, 68, 72]] = (30, 4, 6, 7, 5)
    return Lists((*base.names, "seventh"), counts)


def workflows() -> dict[str, Callable[[], object]]:
    """What is timed: 1,000 replicates and the jackknife, as in the published runs."""
    from samen.engines.mse import average, best, rank_models, stepwise
    from samen.engines.mse.ranking import _rank_models

    def ranked(name: str, order: int) -> Callable[[], object]:
        def run() -> object:
            _rank_models.cache_clear()
            return rank_models(table(name), max_order=order)

        return run

    def chosen(name: str, order: int, n_top: int | None) -> Callable[[], object]:
        def run() -> object:
            _rank_models.cache_clear()
            return best(table(name), max_order=order, n_top=n_top, replicates=1000, seed=1)

        return run

    made: dict[str, Callable[[], object]] = {
        f"stepwise BCa, {name}": lambda name=name: stepwise(table(name), replicates=1000, seed=1)
        for name in ("UKdat", "Ned", "UKdat_5", "Ned_5", "NewOrl_5_186", "Korea", "NewOrl_186")
    }
    for name in ("UKdat_5", "Ned_5", "NewOrl_5_186"):
        made[f"BIC n_top 100, {name}"] = chosen(name, 4, 100)
    made["BIC exhaustive, UKdat_5"] = chosen("UKdat_5", 4, None)
    made["BIC exhaustive, Ned_5"] = chosen("Ned_5", 4, None)
    made["BIC exhaustive, UKdat order 2 (32,768)"] = chosen("UKdat", 2, None)
    made["BIC ranking, UKdat order 2"] = ranked("UKdat", 2)
    made["average, UKdat_5"] = lambda: average(table("UKdat_5"))
    made["average, UKdat"] = lambda: average(table("UKdat"))
    made["average, seven lists"] = lambda: average(seven_lists())
    return made


def start_up() -> tuple[float, float]:
    """CPU-seconds to import, and to the end of a first estimate with an empty compiler cache."""
    code = (
        "import time; t = time.process_time(); from samen.engines import mse; "
        "a = time.process_time() - t; "
        "l = mse.Lists.from_counts(['a','b','c'], "
        "{'a': 9, 'b': 8, 'c': 7, 'a.b': 3, 'b.c': 2, 'a.c': 2}); "
        "mse.stepwise(l, replicates=10); mse.best(l, replicates=10); mse.average(l); "
        "print(a, time.process_time() - t)"
    )
    times = []
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"samen-mse-cache-{os.getpid()}"
    try:
        for _ in range(2):
            found = subprocess.run(
                [sys.executable, "-c", code],
                env={**os.environ, "NUMBA_CACHE_DIR": str(folder)},
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            times.append([float(x) for x in found.stdout.split()])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    (imported, compiled), (_, cached) = times
    click.echo(
        f"import {imported:.2f} s; import and first estimate: {compiled:.1f} s compiling, "
        f"{cached:.2f} s from the compiler's cache"
    )
    return compiled, cached


def r_again() -> dict[str, float]:
    """The cheap R workflows in this run, where R and the packages are installed."""
    script = shutil.which("Rscript")
    if script is None:
        click.echo("Rscript is not installed: R's figures are the stated ones")
        return {}
    code = (
        "suppressMessages(library(MultipleSystemsEstimation)); data(Korea); "
        "t <- system.time(estimatepopulation(Korea, nboot = 1000, iseed = 1234)); "
        "cat(t[['user.self']])"
    )
    found = subprocess.run([script, "-e", code], capture_output=True, text=True, check=False)
    with contextlib.suppress(ValueError):
        return {"stepwise BCa, Korea": float(found.stdout)}
    click.echo(f"R could not run the comparison: {found.stderr.strip()[:200]}")
    return {}


@click.command()
@click.option("--r", "with_r", is_flag=True)
@click.option("--numpy", "with_numpy", is_flag=True)
@click.option("--coverage", is_flag=True)
@click.option("--scaling", is_flag=True)
@click.option("--picture", type=click.Path(path_type=Path))
@click.option("--study", "study_folder", type=click.Path(path_type=Path))
def main(
    with_r: bool, with_numpy: bool, coverage: bool, scaling: bool, picture: Path | None,
    study_folder: Path | None,
) -> None:  # fmt: skip
    """Time the engine."""
    if study_folder is not None:
        full_study(study_folder)
        return
    start_up()
    measured = r_again() if with_r else {}
    click.echo(
        f"\n{'workflow, 1,000 replicates':<42}{'CPU s':>10}{'R':>9}{'ratio':>10}{'target':>9}"
    )
    for name, action in workflows().items():
        action()
        seconds = cpu(action, 3 if name.startswith("BIC") else 7)
        r = measured.get(name, R_SECONDS.get(name, (None, ""))[0])
        target = TARGET_SECONDS.get(name)
        click.echo(
            f"{name:<42}{seconds:>10.4f}{'' if r is None else format(r, ',.3g'):>9}"
            f"{'' if r is None else format(r / seconds, ',.0f'):>10}"
            f"{'' if target is None else 'met' if seconds <= target else 'missed':>9}"
        )
    two_cores()
    if with_numpy:
        numpy_path()
    if coverage:
        coverage_study()
    if scaling or picture is not None:
        rows = cost()
        if picture is not None:
            picture.write_text(cost_picture(rows))


def two_cores() -> None:
    """The same numbers on one thread and two, and what the second costs.

    Wall time says little on a busy machine, so CPU-seconds are given: of one thread, of two, and
    of two processes that share nothing but the machine. Where those cost as much as two threads,
    the threads are not in each other's way: the cores are (shared units, cache, clock).
    """
    from samen.engines.mse import best

    lists = table("UKdat_5")
    spent, wall, limits = [], [], []
    for jobs in (1, 2):
        action = partial(best, lists, max_order=4, replicates=10_000, seed=1, n_jobs=jobs)
        limits.append(action().intervals)
        begun = time.perf_counter()
        spent.append(cpu(action, 2))
        wall.append((time.perf_counter() - begun) / 2)
    code = (
        "from mse_study import cpu, table; from samen.engines.mse import best; "
        "f = lambda: best(table('UKdat_5'), max_order=4, replicates=10_000, seed=1); f(); "
        "print(cpu(f, 2))"
    )
    command = [sys.executable, "-c", code]
    here = Path(__file__).parent
    pair = [subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, text=True) for _ in "ab"]
    apart = [float(process.communicate()[0]) for process in pair]
    click.echo(
        f"\nexhaustive BIC, 10,000 replicates: {spent[0]:.2f} CPU-s on one thread, {spent[1]:.2f} "
        f"on two; in two separate processes {apart[0]:.2f} and {apart[1]:.2f} each; "
        f"wall {wall[0]:.1f} and {wall[1]:.1f} s at load {os.getloadavg()[0]:.1f}; "
        + ("the same numbers" if limits[0] == limits[1] else "DIFFERENT NUMBERS")
    )


def numpy_path() -> None:
    """The same stepwise workflows without numba."""
    from samen.engines.mse import stepwise
    from samen.engines.mse.backend import kernels

    os.environ["SAMEN_MSE_KERNELS"] = "numpy"
    kernels.cache_clear()
    for name in ("UKdat", "Ned", "UKdat_5", "Korea"):
        lists = table(name)
        seconds = cpu(lambda lists=lists: stepwise(lists, replicates=1000, seed=1), 3)
        r = R_SECONDS[f"stepwise BCa, {name}"][0]
        click.echo(f"NumPy only: stepwise BCa, {name:<15}{seconds:>8.3f} s{r / seconds:>8,.0f}x")
    del os.environ["SAMEN_MSE_KERNELS"]
    kernels.cache_clear()


if __name__ == "__main__":
    main()
