"""One table, several methods: what the command line, the report and the pages show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from .average import average
from .best import best
from .classical import chao, chapman, lincoln_petersen
from .covariate_search import Covariates
from .covariates import covariate_estimate
from .diagnose import Diagnosis, diagnose
from .estimate import OK, Caution, Estimate, not_estimable, warnings_to_json
from .intervals import Replicates, percentile_interval
from .limits import refuse_too_large
from .link_rates import LinkErrors
from .linkage_error import linkage_corrected
from .lists import Lists
from .loglinear import independence, loglinear
from .models import parse_model
from .settings import MOST_REPLICATES, Settings, check_methods, default_methods
from .stepwise import stepwise

# Methods whose totals claim to be the size of the population (a lower bound does not).
_BOUNDS = ("chao",)
DISAGREEMENT = 1.5

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The estimates of one table by every method asked for."""

    lists: Lists
    diagnosis: Diagnosis
    methods: dict[str, Estimate]
    warnings: tuple[Caution, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values; the fields of the command line's JSON."""
        return {
            "observed": self.lists.observed,
            "lists": list(self.lists.names),
            "list_totals": self.lists.list_totals,
            "lists_used": list(self.diagnosis.usable.names),
            **warnings_to_json(self.warnings),
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
    if settings.covariates is not None:
        methods["covariates"] = _covariates(checked.usable, settings.covariates, settings, progress)
    if settings.link_errors is not None:
        errors = settings.link_errors.only([lists.names.index(name) for name in usable.names])
        methods["linkage-corrected"] = _relinked(usable, errors, settings, progress)
    warnings = [*checked.warnings]
    for found in methods.values():
        warnings += found.warnings
    disagreement = disagreement_of(methods)
    if disagreement:
        warnings.append(disagreement)
    return Analysis(lists, checked, methods, tuple(dict.fromkeys(warnings)))


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
    Raises :class:`InvalidInput` for an unknown column, list or method, and for what would need
    too much memory (:mod:`.limits`).
    """
    refuse_too_large(lists, settings)
    whole = analyse(lists, settings, progress=progress)
    strata: dict[tuple[str, ...], Analysis] = {}
    for place, (labels, part) in enumerate(lists.by(by).items() if by else ()):
        seed = int(np.random.SeedSequence([settings.seed, place + 1]).generate_state(1)[0])
        strata[labels] = analyse(
            replace(part, notes=()),
            replace(settings, seed=seed, covariates=None),
            progress=progress,
        )
    if strata:
        pooled = Caution(
            f"the figures for the whole pool {', '.join(by)}; where reporting differs between "
            "these, trust the strata and their sum",
            "strata-pooled",
        )
        whole = replace(whole, warnings=(*whole.warnings, pooled))
    return StratifiedAnalysis(
        whole, tuple(by), strata, _sums(whole, strata, settings), settings, input_sha256
    )


def disagreement_of(methods: dict[str, Estimate]) -> Caution | None:
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
    return Caution(
        f"the methods disagree: from {totals[low]:,.0f} ({low}) to {totals[high]:,.0f} ({high}). "
        "The data do not settle it; publish the range and the reasons, not one of the numbers",
        "methods-disagree",
    )


def _one(name: str, lists: Lists, settings: Settings, progress: Progress | None) -> Estimate:
    if nothing := _nothing(name, lists):
        return nothing
    levels = settings.levels
    draws = _draws(name, settings, progress)
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


def _covariates(
    lists: Lists, wish: Covariates, settings: Settings, progress: Progress | None
) -> Estimate:
    if nothing := _nothing("covariates", lists):
        return nothing
    return covariate_estimate(lists, wish.fit(lists), **_draws("covariates", settings, progress))


def _relinked(
    lists: Lists, errors: LinkErrors, settings: Settings, progress: Progress | None
) -> Estimate:
    name = "linkage-corrected"
    if nothing := _nothing(name, lists):
        return nothing
    return linkage_corrected(lists, errors, **_draws(name, settings, progress))


def _nothing(name: str, lists: Lists) -> Estimate | None:
    """Why no method can say anything."""
    if not lists.observed:
        return not_estimable(name, 0, "nobody is registered")
    if lists.lists == 1:
        return not_estimable(name, lists.observed, "one list says nothing about who is on none")
    return None


def _draws(name: str, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """What every method that draws replicates takes."""

    def step(done: int, total: int) -> None:
        if progress is not None:
            progress(name, done, total)

    return {
        "replicates": min(settings.replicates, MOST_REPLICATES.get(name, settings.replicates)),
        "seed": settings.seed,
        "levels": settings.levels,
        "n_jobs": settings.n_jobs,
        "progress": step,
    }


def _sums(
    whole: Analysis, strata: dict[tuple[str, ...], Analysis], settings: Settings
) -> dict[str, Estimate]:
    sums: dict[str, Estimate] = {}
    for name in whole.methods if strata else ():
        parts = [analysis.methods.get(name) for analysis in strata.values()]
        if not any(parts):
            continue
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
