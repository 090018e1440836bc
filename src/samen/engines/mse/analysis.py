"""One table, several methods: what the command line, the report and the pages show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from samen.kernel.errors import InvalidInput, Problem, raise_if_any

from .average import average
from .best import best
from .classical import chao, chapman, lincoln_petersen
from .diagnose import Diagnosis, diagnose
from .estimate import OK, Estimate, not_estimable
from .intervals import Replicates, percentile_interval
from .lists import Lists
from .loglinear import independence, loglinear
from .models import parse_model
from .stepwise import stepwise

METHODS = (
    "independence",
    "chao",
    "lincoln-petersen",
    "chapman",
    "stepwise",
    "bic",
    "aic",
    "average",
)
DEFAULT_METHODS = ("independence", "chao", "stepwise", "bic", "average")
TWO_LIST_METHODS = ("independence", "chao", "lincoln-petersen", "chapman")
# Methods whose totals claim to be the size of the population (a lower bound does not).
_BOUNDS = ("chao",)
DISAGREEMENT = 1.5

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to estimate. ``model``: a fixed model as text, reported as method "loglinear"."""

    methods: tuple[str, ...] = ()
    max_order: int = 2
    n_top: int | None = None
    replicates: int = 10_000
    seed: int = 0
    levels: tuple[float, ...] = (0.8, 0.95)
    model: str | None = None
    n_jobs: int | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """The estimates of one table by every method asked for."""

    lists: Lists
    diagnosis: Diagnosis
    methods: dict[str, Estimate]
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values; the fields of the command line's JSON."""
        return {
            "observed": self.lists.observed,
            "lists": list(self.lists.names),
            "list_totals": self.lists.list_totals,
            "lists_used": list(self.diagnosis.usable.names),
            "warnings": list(self.warnings),
            "methods": {name: found.to_json() for name, found in self.methods.items()},
        }


@dataclass(frozen=True, slots=True)
class StratifiedAnalysis:
    """The table as a whole, each stratum by itself, and the sum over the strata."""

    whole: Analysis
    columns: tuple[str, ...]
    strata: dict[tuple[str, ...], Analysis]
    sums: dict[str, Estimate]
    settings: Settings
    input_sha256: str

    def to_json(self) -> dict[str, Any]:
        """Plain values; the JSON of ``samen estimate``."""
        made = {
            **self.whole.to_json(),
            "seed": self.settings.seed,
            "bootstrap": self.settings.replicates,
            "max_order": self.settings.max_order,
            "input_sha256": self.input_sha256,
            "table_sha256": self.whole.lists.sha256,
            "version": software_version(),
        }
        if self.columns:
            made["strata"] = [
                {"stratum": dict(zip(self.columns, labels, strict=True)), **analysis.to_json()}
                for labels, analysis in self.strata.items()
            ]
            made["sum_over_strata"] = {name: found.to_json() for name, found in self.sums.items()}
        return made


def software_version() -> str:
    """The version of Samen that made an estimate."""
    try:
        return version("samen")
    except PackageNotFoundError:
        return "unreleased"


def check_methods(methods: Sequence[str]) -> tuple[str, ...]:
    """Normalise method names. Raises :class:`InvalidInput` naming the unknown ones."""
    cleaned = tuple(name.strip().lower().replace("_", "-") for name in methods if name.strip())
    raise_if_any(
        Problem("--method", f"must be one of: {', '.join(METHODS)}", name, "method")
        for name in cleaned
        if name not in METHODS
    )
    if not cleaned:
        raise InvalidInput(Problem("--method", "name at least one method", code="method"))
    return tuple(dict.fromkeys(cleaned))


def analyse(lists: Lists, settings: Settings, *, progress: Progress | None = None) -> Analysis:
    """Estimate the total of the pooled table by every method of ``settings``."""
    checked = diagnose(lists, existence=False)
    usable = checked.usable.pooled()
    names = check_methods(settings.methods) if settings.methods else default_methods(usable)
    model = None
    if settings.model is not None:
        model = parse_model(settings.model, usable.lists, usable.names)
    methods = {name: _one(name, usable, settings, progress) for name in names}
    if model is not None:
        methods["loglinear"] = loglinear(usable, model, levels=settings.levels)
    warnings = [*checked.warnings]
    for found in methods.values():
        warnings += found.warnings
    disagreement = disagreement_of(methods)
    if disagreement:
        warnings.append(disagreement)
    return Analysis(lists, checked, methods, tuple(dict.fromkeys(warnings)))


def default_methods(lists: Lists) -> tuple[str, ...]:
    """What is estimated when nothing is asked for: depends on the number of lists."""
    return TWO_LIST_METHODS if lists.lists == 2 else DEFAULT_METHODS


def analyse_strata(
    lists: Lists,
    settings: Settings,
    *,
    by: Sequence[str] = (),
    input_sha256: str = "",
    progress: Progress | None = None,
) -> StratifiedAnalysis:
    """Estimate the whole, and with ``by`` every stratum by itself and their sum.

    Each stratum draws its replicates from a stream of its own, so their sum has an interval.
    """
    whole = analyse(lists, settings, progress=progress)
    strata: dict[tuple[str, ...], Analysis] = {}
    for place, (labels, part) in enumerate(lists.by(by).items() if by else ()):
        seed = int(np.random.SeedSequence([settings.seed, place + 1]).generate_state(1)[0])
        strata[labels] = analyse(
            replace(part, notes=()), replace(settings, seed=seed), progress=progress
        )
    if strata:
        pooled = f"the figures for the whole pool {', '.join(by)}; where reporting differs between "
        whole = replace(
            whole, warnings=(*whole.warnings, pooled + "these, trust the strata and their sum")
        )
    return StratifiedAnalysis(
        whole, tuple(by), strata, _sums(whole, strata, settings), settings, input_sha256
    )


def disagreement_of(methods: dict[str, Estimate]) -> str | None:
    """A plain warning when the methods differ by more than half."""
    totals = {
        name: found.total
        for name, found in methods.items()
        if found.total is not None and name not in _BOUNDS
    }
    if len(totals) < 2:
        return None
    low, high = min(totals, key=totals.__getitem__), max(totals, key=totals.__getitem__)
    if totals[high] <= DISAGREEMENT * totals[low]:
        return None
    return (
        f"the methods disagree: from {totals[low]:,.0f} ({low}) to {totals[high]:,.0f} ({high}). "
        "The data do not settle it; publish the range and the reasons, not one of the numbers"
    )


def _one(name: str, lists: Lists, settings: Settings, progress: Progress | None) -> Estimate:
    if not lists.observed:
        return not_estimable(name, 0, "nobody is registered")
    if lists.lists == 1:
        return not_estimable(name, lists.observed, "one list says nothing about who is on none")

    def step(done: int, total: int) -> None:
        if progress is not None:
            progress(name, done, total)

    levels = settings.levels
    draws: dict[str, Any] = {
        "replicates": settings.replicates,
        "seed": settings.seed,
        "levels": levels,
        "n_jobs": settings.n_jobs,
        "progress": step,
    }
    if name == "stepwise":
        return stepwise(lists, **draws)
    if name in ("bic", "aic"):
        return best(
            lists, criterion=name, max_order=settings.max_order, n_top=settings.n_top, **draws
        )
    plain = {
        "independence": independence,
        "chao": chao,
        "lincoln-petersen": lincoln_petersen,
        "chapman": chapman,
        "average": average,
    }
    return plain[name](lists, levels=levels)


def _sums(
    whole: Analysis, strata: dict[tuple[str, ...], Analysis], settings: Settings
) -> dict[str, Estimate]:
    sums: dict[str, Estimate] = {}
    for name in whole.methods if strata else ():
        parts = [analysis.methods.get(name) for analysis in strata.values()]
        found = [part for part in parts if part is not None and part.status == OK]
        observed = whole.lists.observed
        if len(found) < len(parts):
            sums[name] = not_estimable(
                name, observed, f"{len(parts) - len(found)} of {len(parts)} strata have no estimate"
            )
            continue
        total = sum(part.total for part in found if part.total is not None)
        draws = [part.draws for part in found if part.draws is not None]
        intervals = ()
        if len(draws) == len(found):
            together = Replicates(np.sum(draws, axis=0), np.array([]), np.array([]))
            intervals = tuple(percentile_interval(together, level) for level in settings.levels)
        sums[name] = Estimate(name, total, observed, intervals=intervals)
    return sums
