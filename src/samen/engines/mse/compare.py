"""The sensitivity table: how far the answer moves with the model, the lists and the method.

Silverman 2020 (JRSSA 183:691) and the discussion there: an estimate of a hidden population may
not be published without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from .analysis import disagreement_of, software_version
from .average import average
from .best import best
from .classical import chao, chapman
from .consistency import Consistency, consistency
from .diagnose import Diagnosis, diagnose
from .estimate import OK, Caution, Estimate, warnings_to_json
from .lists import Lists
from .loglinear import estimate_of, independence
from .ranking import rank_models
from .stepwise import stepwise, stepwise_fit

PATH = (0.0, 0.001, 0.01, 0.02, 0.05, 0.1, 1.0)
UNITS = 6.0
MOST_CLOSE_MODELS = 25
LEVELS = (0.8, 0.95)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. group: what is varied. label: this variant. total: None if none."""

    group: str
    label: str
    estimate: Estimate

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"group": self.group, "label": self.label, **self.estimate.to_json()}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole table, its warnings and what is needed to make it again."""

    lists: Lists
    diagnosis: Diagnosis
    rows: tuple[Row, ...]
    consistency: Consistency | None
    warnings: tuple[Caution, ...]
    seed: int
    replicates: int

    @property
    def spread(self) -> tuple[float, float] | None:
        """Smallest and largest total over all rows that estimate the whole population."""
        totals = [
            row.estimate.total
            for row in self.rows
            if row.estimate.total is not None and not row.estimate.details.get("lower_bound")
        ]
        return (min(totals), max(totals)) if totals else None

    def group(self, name: str) -> tuple[Row, ...]:
        """The rows of one group."""
        return tuple(row for row in self.rows if row.group == name)

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for :mod:`json`."""
        return {
            "observed": self.lists.observed,
            "lists": list(self.lists.names),
            "lists_used": list(self.diagnosis.usable.names),
            "diagnosis": self.diagnosis.to_json(),
            "spread": list(self.spread) if self.spread else None,
            "rows": [row.to_json() for row in self.rows],
            "consistency": self.consistency.to_json() if self.consistency else None,
            **warnings_to_json(self.warnings),
            "seed": self.seed,
            "bootstrap": self.replicates,
            "table_sha256": self.lists.sha256,
            "version": software_version(),
        }

    def as_text(self) -> str:
        """The table for a terminal."""
        lines = [f"{'what is varied':<22}{'variant':<34}{'estimate':>12}   95% interval"]
        for row in self.rows:
            found = row.estimate
            interval = found.interval(0.95)
            shown = ""
            if interval is not None and found.total is not None:
                low = "?" if interval.lower is None else f"{interval.lower:,.0f}"
                high = "unbounded" if interval.upper is None else f"{interval.upper:,.0f}"
                shown = f"{low} - {high} {interval.kind}"
            total = found.status if found.total is None else f"{found.total:,.0f}"
            lines.append(f"{row.group:<22}{row.label[:33]:<34}{total:>12}   {shown}".rstrip())
        lines += [f"! {warning}" for warning in self.warnings]
        return "\n".join(lines)


def compare(
    lists: Lists,
    *,
    seed: int = 0,
    replicates: int = 10_000,
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Make the sensitivity table of the pooled table of ``lists``.

    Rows: the bounds and independence; the stepwise path over the p-value; the best model by BIC up
    to order 2 and 3 and by AIC; the average over decomposable graphs; every model within 6 BIC
    units of the best; each list left out; each two lists taken as one. ``progress`` is called with
    a label, steps done and steps in all.
    """
    checked = diagnose(lists)
    usable = checked.usable.pooled()
    rows: list[Row] = []
    if usable.observed and usable.lists > 1:
        tell = progress or _silent
        rows += _methods(usable, seed, replicates, n_jobs, tell)
        rows += _path(usable)
        rows += _close_models(usable)
        rows += _without_each(usable, tell)
        rows += _merges(usable, tell)
    found = None
    if usable.lists > 2:
        found = consistency(usable, replicates=min(replicates, 1000), seed=seed, n_jobs=n_jobs)
    warnings = [*checked.warnings]
    for row in rows:
        warnings += row.estimate.warnings if row.group == "method" else ()
    warnings += _disagreements(rows)
    return Comparison(
        lists, checked, tuple(rows), found, tuple(dict.fromkeys(warnings)), seed, replicates
    )


def _methods(
    lists: Lists, seed: int, replicates: int, n_jobs: int | None, tell: Progress
) -> list[Row]:
    def step(label: str) -> Callable[[int, int], None]:
        return lambda done, total: tell(label, done, total)

    rows = [
        Row("method", "independence", independence(lists)),
        Row("method", "Chao, lower bound", chao(lists)),
    ]
    if lists.lists == 2:
        return [*rows, Row("method", "Chapman", chapman(lists))]
    draws: dict[str, Any] = {"replicates": replicates, "seed": seed, "n_jobs": n_jobs}
    rows.append(
        Row("method", "stepwise, p 0.02", stepwise(lists, **draws, progress=step("stepwise")))
    )
    rows.append(
        Row("method", "best BIC, order 2", best(lists, **draws, progress=step("best BIC, order 2")))
    )
    if lists.lists > 3:
        third = best(lists, max_order=3, **draws, progress=step("best BIC, order 3"))
        rows.append(Row("method", "best BIC, order 3", replace(third, method="bic, order 3")))
    rows.append(Row("method", "best AIC, order 2", best(lists, criterion="aic", replicates=0)))
    rows.append(Row("method", "average over graphs", average(lists)))
    return rows


def _path(lists: Lists) -> list[Row]:
    if lists.lists < 3:
        return []
    return [
        Row(
            "stepwise path",
            f"p {p:g}",
            estimate_of(stepwise_fit(lists, p), lists, "stepwise", LEVELS),
        )
        for p in PATH
    ]


def _close_models(lists: Lists) -> list[Row]:
    if lists.lists < 3:
        return []
    rows: list[Row] = []
    for order in (2, 3) if lists.lists > 3 else (2,):
        ranking = rank_models(lists, max_order=order)
        close = ranking.within(UNITS)
        for index in close[:MOST_CLOSE_MODELS]:
            model = ranking.space.model(index)
            above = ranking.bic[index] - ranking.bic[ranking.order[0]]
            rows.append(
                Row(
                    f"within 6 BIC, order {order}",
                    f"{model.text(lists.names)} +{above:.2f}",
                    Estimate(
                        "loglinear",
                        float(ranking.totals[index]),
                        lists.observed,
                        model=model.text(lists.names),
                        model_words=model.words(lists.names),
                        bic=float(ranking.bic[index]),
                        aic=float(ranking.aic[index]),
                        details={"bic_above_best": float(above), "models_within": len(close)},
                    ),
                )
            )
    return rows


def _without_each(lists: Lists, tell: Progress) -> list[Row]:
    if lists.lists < 4:
        return []
    rows: list[Row] = []
    for place, name in enumerate(lists.names):
        part = diagnose(lists.without(name), existence=False).usable
        rows.append(Row("one list left out", f"without {name}", _quick(part)))
        tell("one list left out", place + 1, lists.lists)
    return rows


def _merges(lists: Lists, tell: Progress) -> list[Row]:
    if lists.lists < 4:
        return []
    rows: list[Row] = []
    pairs = list(combinations(lists.names, 2))
    for place, pair in enumerate(pairs):
        part = diagnose(lists.merged(pair), existence=False).usable
        rows.append(Row("two lists as one", " + ".join(pair), _quick(part)))
        tell("two lists as one", place + 1, len(pairs))
    return rows


def _quick(lists: Lists) -> Estimate:
    """The stepwise estimate without replicates."""
    return stepwise(lists, replicates=0)


def _disagreements(rows: list[Row]) -> list[Caution]:
    found = {
        row.label: row.estimate
        for row in rows
        if row.estimate.status == OK and not row.estimate.details.get("lower_bound")
    }
    methods = {row.label: found[row.label] for row in rows if row.group == "method" and (
        row.label in found)}  # fmt: skip
    warnings = [warning for warning in [disagreement_of(methods)] if warning]
    totals = [one.total for one in found.values() if one.total is not None]
    if totals and max(totals) > 1.5 * min(totals):
        told = (
            f"over all models, lists and merges of this table the total runs from "
            f"{min(totals):,.0f} to {max(totals):,.0f}"
        )
        warnings.append(Caution(told, "models-disagree"))
    return warnings


def _silent(_label: str, _done: int, _total: int) -> None:
    """No progress shown."""
