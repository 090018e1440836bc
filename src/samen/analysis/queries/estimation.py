"""What an estimate is made from: the monitor's own counts, and in the demo the truth."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from samen.analysis.domain.estimation import Table, table_of_counts
from samen.monitor.public import ReporterType, capture_histories, counted_years
from samen.platform.organisations.public import Actor, Role


@dataclass(frozen=True, slots=True)
class Truth:
    """How many victims the demo's world truly has: in all, and per year where that is split."""

    total: int
    years: Mapping[str, int] = field(default_factory=dict)


def may_use_counts(actor: Actor) -> bool:
    """Whether the actor may estimate from the monitor's own counts."""
    return actor.has(Role.ANALYST)


def monitor_years(actor: Actor) -> list[int]:
    """Years the actor can estimate from, early to late; none for who may not see the counts."""
    return counted_years(actor) if may_use_counts(actor) else []


def monitor_table(actor: Actor, years: Sequence[int]) -> Table:
    """The monitor's counts of these years by year, form and reporter; the reading is logged.

    Raises:
        PermissionDenied: the actor is no analyst.
    """
    shown = f"{min(years)}–{max(years)}" if len(years) > 1 else str(years[0])
    rows = (
        ((str(h.year), h.form.value), frozenset(r.value for r in h.reporters), h.victims)
        for h in capture_histories(actor, years=years)
    )
    return table_of_counts(
        f"Samen {shown}", [reporter.value for reporter in ReporterType], ("year", "form"), rows
    )


def truth_of(table: Table) -> Truth | None:
    """The demo's true numbers for this table; None outside the demo and for any other table.

    A table is the demo's own when it holds exactly whom the demo registered in each of its years,
    or when it was read from the demo's file ``lists-YEAR.csv``.
    """
    if not settings.DEMO:
        return None
    folder = Path(settings.DATA_DIR)
    known = _known(folder / "truth.csv")
    for year, (_, total) in known.items():
        file = folder / f"lists-{year}.csv"
        if file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == table.sha256:
            return Truth(total, {year: total})
    lists = table.read()
    if lists.strata_names != ("year", "form"):
        return None
    counted = {labels[0]: part.observed for labels, part in lists.by(["year"]).items()}
    if any(counted[year] != known.get(year, (None, 0))[0] for year in counted):
        return None
    years = {year: known[year][1] for year in counted}
    return Truth(sum(years.values()), years)


def _known(file: Path) -> dict[str, tuple[int, int]]:
    """Year to registered and true number, as the demo wrote them."""
    if not file.exists():
        return {}
    with file.open(newline="", encoding="utf-8") as rows:
        return {
            row["year"]: (int(row["registered"]), int(row["true_total"]))
            for row in csv.DictReader(rows)
        }
