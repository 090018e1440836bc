"""The longer runs of ``benchmarks/mse.py``: coverage, cost as things grow, the simulation study."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np

TABLES = json.loads(
    (Path(__file__).parent.parent / "tests/reference/data/mse/tables.json").read_text()
)


def table(name: str):
    from samen.engines.mse import Lists

    return Lists.from_counts(TABLES[name]["lists"], TABLES[name]["counts"])


def cpu(action: Callable[[], object], runs: int = 5) -> float:
    """Least CPU-seconds of one call, over several."""
    best = float("inf")
    for _ in range(runs):
        begun = time.process_time()
        action()
        best = min(best, time.process_time() - begun)
    return best


def coverage_study() -> None:
    """CSV 2021 s.3.4: tables from the fitted UKdat_5 model, 1,000 replicates each.

    Published: nominal 95% covers 90%, nominal 80% about 70%, RMSE 3057, log-RMSE 0.19.
    """
    from samen.engines.mse import study
    from samen.engines.mse.simulation import fitted_scenario

    scenario = fitted_scenario(table("UKdat_5"), 11_313, "UKdat_5 as fitted")
    begun = time.process_time()
    (found,) = study([scenario], methods=("stepwise",), tables=500, replicates=1000, seed=1)
    click.echo(
        f"\ncoverage study, 500 tables of UKdat_5: 95% covers {found.coverage:.1%} (published "
        f"90%), log-RMSE {found.log_rmse:.3f} (0.19), {time.process_time() - begun:.1f} CPU-s "
        "(R: 8 hours)"
    )


def cost() -> list[dict[str, float | str]]:
    """Cost against replicates, lists and models."""
    from samen.engines.mse import best, stepwise
    from samen.engines.mse.simulation import Scenario, draw

    rows: list[dict[str, float | str]] = []
    for size in (250, 500, 1000, 2000, 4000, 8000, 16000):
        for name in ("UKdat", "Korea"):
            lists = table(name)
            seconds = cpu(lambda lists=lists, size=size: stepwise(lists, replicates=size), 3)
            rows.append(
                {"against": "replicates", "x": size, "table": f"stepwise, {name}", "s": seconds}
            )
    for count in range(3, 13):
        chances = (0.10, 0.06, 0.20, 0.04, 0.08, 0.05, 0.07, 0.03, 0.06, 0.04, 0.05, 0.03)[:count]
        lists = draw(Scenario("x", 8000, chances, ((0, 2, 1.5),)), 1)
        seconds = cpu(lambda lists=lists: stepwise(lists, replicates=500), 2)
        rows.append({"against": "lists", "x": count, "table": "stepwise", "s": seconds})
    for order, name in ((2, "UKdat_5"), (3, "UKdat_5"), (4, "UKdat_5"), (2, "UKdat")):
        lists = table(name)
        found = best(lists, max_order=order, replicates=0)
        seconds = cpu(
            lambda lists=lists, order=order: best(lists, max_order=order, replicates=500), 2
        )
        rows.append(
            {"against": "models", "x": found.details["models"], "table": "best BIC", "s": seconds}
        )
    for row in rows:
        click.echo(f"{row['against']:<12}{row['x']:>8,}  {row['table']:<20}{row['s']:>9.4f} s")
    return rows


def cost_picture(rows: list[dict[str, float | str]]) -> str:
    """Three panels: CPU-seconds against replicates, lists and models."""
    import altair as alt
    import vl_convert

    panels = [
        alt.Chart(alt.Data(values=[row for row in rows if row["against"] == against]))
        .mark_line(point=True)
        .encode(
            x=alt.X(
                "x:Q",
                title=title,
                scale=alt.Scale(type=scale),
                axis=alt.Axis(format="~s", tickCount=5),
            ),
            y=alt.Y("s:Q", title="CPU-seconds", scale=alt.Scale(type="log")),
            color=alt.Color("table:N", title=None, legend=alt.Legend(orient="bottom", columns=1)),
        )
        .properties(width=190, height=200)
        for against, title, scale in (
            ("replicates", "replicates", "log"),
            ("lists", "lists (500 replicates)", "linear"),
            ("models", "models (500 replicates)", "log"),
        )
    ]
    chart = alt.hconcat(*panels).resolve_scale(color="independent")
    return vl_convert.vegalite_to_svg(chart.configure(background="white", padding=12).to_dict())


def full_study(folder: Path) -> None:
    """Table (Markdown) and picture of the simulation study in the documentation."""
    from samen.engines.mse import STANDARD_SCENARIOS, study
    from samen.engines.mse.figures import LABELS, study_figure

    begun = time.process_time()
    found = study(tables=200, replicates=500, seed=20261123)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.svg").write_text(study_figure(found))
    lines = [
        "<!-- made by: python benchmarks/mse.py --study docs/estimation -->",
        "| scenario | method | error | log-RMSE | 95% covers | upper / lower | no estimate |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for one in found:
        width = "unbounded" if np.isinf(one.width) else f"{one.width:.2f}"
        bias = round(one.bias, 2) + 0.0  # no "-0%"
        lines.append(
            f"| {one.scenario} | {LABELS[one.method]} | {bias:+.0%} | {one.log_rmse:.2f} | "
            f"{one.coverage:.0%} | {width} | {one.failed:.0%} |"
        )
    lines += ["", "| scenario | what it is |", "|---|---|"]
    lines += [
        f"| {one.name} | {one.words}; {one.size:,} people, {len(one.probabilities)} lists |"
        for one in STANDARD_SCENARIOS
    ]
    (folder / "study.md").write_text("\n".join(lines) + "\n")
    click.echo(f"{len(found)} rows in {time.process_time() - begun:.0f} CPU-s")
