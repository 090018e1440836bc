"""Results as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samen.engines.systems.elements import Variable
from samen.engines.systems.ensemble import Ensemble
from samen.engines.systems.loops import Loop, LoopReport
from samen.engines.systems.ranking import Ranking
from samen.engines.systems.simulation import Run

_SHOWN = 12


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Aligned columns: the first to the left, those that hold numbers to the right."""
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    numeric = [bool(rows) and all(_is_number(row[n]) for row in rows) for n in range(len(head))]

    def line(row: Sequence[str]) -> str:
        cells = (
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numeric, strict=True)
        )
        return "  ".join(cells).rstrip()

    return "\n".join([line(head), line(["-" * width for width in widths]), *map(line, rows)])


def shortened(text: str, most: int) -> str:
    """``text``, cut with an ellipsis when it is longer than ``most`` characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _is_number(cell: str) -> bool:
    return cell == "" or cell.strip("+-%").replace(".", "").replace(",", "").isdigit()


def watched(run: Run, named: Sequence[str] = (), *, pushed: bool = True) -> list[Variable]:
    """The variables worth a line: those that are named, the goals, and those that move most.

    ``pushed``: also those the interventions act on, which dwarf the others in a picture.
    """
    model = run.model
    left_out = set() if pushed else {what.variable for what in run.interventions}
    moved = np.abs(run.levels - run.levels[0] + np.abs(run.change)).max(axis=0)
    chosen = dict.fromkeys((*named, *(goal.id for goal in model.goals)))
    for n in np.argsort(-moved, kind="stable"):
        if len(chosen) < _SHOWN and moved[n] > 5e-4 and model.ids[n] not in left_out:
            chosen.setdefault(model.ids[n])
    return [model[name] for name in chosen]


def run_text(run: Run, named: Sequence[str] = (), spread: Ensemble | None = None) -> str:
    """What happened: a header, and a table of levels over time."""
    model = run.model
    variables = watched(run, named)
    years = run.times[-1]
    marks = [
        float(m) for m in np.unique(np.append(np.arange(0.0, years, max(1, years / 5)), years))
    ]
    at = [int(np.abs(run.times - mark).argmin()) for mark in marks]
    head = ["", "variable", "start", *(f"{run.times[n]:g} yr" for n in at[1:]), "change"]
    band = spread is not None
    if band:
        head += ["5 %", "median", "95 %"]
    rows: list[list[str]] = []
    for variable in variables:
        n = model.index[variable.id]
        levels = run.levels[at, n]
        row = [variable.id, shortened(variable.label, 48), f"{variable.baseline:.3f}"]
        row += [f"{level:.3f}" for level in levels[1:]] + [f"{run.change[n]:+.3f}"]
        if spread is not None and variable.id in spread.watched:
            row += [f"{x:.3f}" for x in spread.levels(variable.id)[:, -1]]
        elif band:
            row += ["", "", ""]
        rows.append(row)
    first = (
        f"{model.title or 'Model'}: {len(model.variables)} variables, "
        f"{len(model.relations)} relations, {run.mode}, attenuation {run.attenuation:.4g} "
        f"(spectral radius {run.radius:.4g})"
    )
    if not run.interventions:
        first += "\nNothing is done, so nothing moves: give --press or --control."
    note = "Levels from 0 to 1; one step is 0.2."
    if run.mode == "linear":
        note = "Levels without bounds; one step is 0.2."
    if spread is not None:
        note += f" Last columns: {spread.changes.shape[0]:,} draws, seed {spread.seed}."
    return f"{first}\n\n{table(head, rows)}\n\n{note}"


def ranking_text(ranking: Ranking, per_effort: bool = False) -> str:
    """The ranking as a table, best first."""
    goals = ", ".join(
        f"{goal.variable} {'up' if goal.way > 0 else 'down'}" for goal in ranking.goals
    )
    pairs = all(one.synergy is not None for one in ranking.ranked)
    head = ["", "action", "median", "5 %", "95 %", "improves", "worse first", "mean rank"]
    head += ["top 3", "regret", "per effort", *(["synergy"] if pairs else [])]
    order = sorted(ranking.ranked, key=lambda one: -(one.per_effort if per_effort else one.median))
    rows = [
        [
            one.action.name,
            shortened(one.action.label, 44),
            *(f"{value:+.4f}" for value in (one.median, one.low, one.high)),
            f"{one.improves:.0%}",
            f"{one.worse_first:.0%}",
            f"{one.mean_rank:.1f}",
            f"{one.top3:.0%}",
            f"{one.regret:.4f}",
            f"{one.per_effort:+.4f}",
            *([f"{one.synergy:+.4f}" if one.synergy is not None else ""] if pairs else []),
        ]
        for one in order
    ]
    return (
        f"{ranking.model.title or 'Model'}: {goals}, after {ranking.years:g} years, "
        f"{ranking.scores.shape[0]:,} draws, seed {ranking.seed}\n\n{table(head, rows)}\n\n"
        "Score: change of the goals in the wished direction. The order depends on the goals "
        "chosen;\nan overlap of the bands means the model cannot tell two actions apart."
    )


def loops_text(report: LoopReport, independent: bool = False) -> str:
    """The loops as a table."""
    shown = report.independent if independent else report.strongest
    head = ["kind", "gain", "share", "years", "loop", "domains"]
    rows = [
        [
            loop.kind,
            f"{loop.gain:+.4f}",
            f"{report.share(loop):.1%}",
            f"{loop.years:.1f}",
            " > ".join((*loop.variables, loop.variables[0])),
            ", ".join(loop.domains),
        ]
        for loop in shown
    ]
    what = "shortest independent loop set" if independent else "strongest loops"
    if not rows:
        return f"{report.model.title or 'Model'}: there are no feedback loops."
    return (
        f"{report.model.title or 'Model'}: {report.count_text} feedback loops; "
        f"{what} ({len(rows)}), attenuation {report.attenuation:.4g}\n\n{table(head, rows)}\n\n"
        "R reinforces a change, B balances it. Gain: how much of a step comes back after one turn."
    )


def loop_words(report: LoopReport, loop: Loop, language: str = "en") -> str:
    """A loop by the labels of its variables."""
    names = [report.model[name].name(language) for name in loop.variables]
    return " → ".join((*names, names[0]))
