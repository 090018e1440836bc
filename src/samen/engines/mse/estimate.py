"""What every method returns: a total with its intervals, model, status and assumptions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

OK = "ok"
NOT_ESTIMABLE = "not estimable"
NOT_IDENTIFIED = "not identified"
NOT_APPLICABLE = "not applicable"

DEPENDENCE_NOTE = "lists depend on each other only as the model says; no dependence of all together"


class Caution(str):
    """A warning as text, with a stable machine name in ``code``."""

    code: str

    def __new__(cls, text: str, code: str = "") -> Caution:
        """``text`` for people, ``code`` for programs."""
        made = super().__new__(cls, text)
        made.code = code
        return made


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of a total. ``lower`` or ``upper`` is None where there is no finite limit.

    kind: bca, percentile, delta, profile, lognormal or credible. level: between 0 and 1.
    note: what to know about the limits, empty if nothing.
    """

    kind: str
    level: float
    lower: float | None
    upper: float | None
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The interval as plain values."""
        made = {
            "kind": self.kind,
            "level": self.level,
            "lower": _finite(self.lower),
            "upper": _finite(self.upper),
        }
        return {**made, "note": self.note} if self.note else made


@dataclass(frozen=True, slots=True)
class Estimate:
    """The estimated size of the whole population by one method.

    total: observed people plus the dark figure; None unless ``status`` is "ok". model: generators,
    as text. reason: why there is no total. details: figures only this method has.
    """

    method: str
    total: float | None
    observed: int
    status: str = OK
    reason: str = ""
    model: str | None = None
    model_words: str = ""
    bic: float | None = None
    aic: float | None = None
    intervals: tuple[Interval, ...] = ()
    assumptions: tuple[str, ...] = ()
    warnings: tuple[Caution, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])
    # Totals of the bootstrap replicates, inf where a replicate has none; not part of the JSON.
    draws: NDArray[np.float64] | None = field(default=None, repr=False, compare=False)

    def interval(self, level: float = 0.95, kind: str | None = None) -> Interval | None:
        """The first interval of this level (and kind), if there is one."""
        return next(
            (
                interval
                for interval in self.intervals
                if math.isclose(interval.level, level) and kind in (None, interval.kind)
            ),
            None,
        )

    def to_json(self) -> dict[str, Any]:
        """The estimate as plain values, ready for :mod:`json`."""
        made: dict[str, Any] = {
            "total": _finite(self.total),
            "hidden": None if self.total is None else _finite(self.total - self.observed),
            "model": self.model,
            "bic": _finite(self.bic),
            "aic": _finite(self.aic),
            "status": self.status,
            "intervals": [interval.to_json() for interval in self.intervals],
        }
        if self.reason:
            made["reason"] = self.reason
        if self.model_words:
            made["model_in_words"] = self.model_words
        made["assumptions"] = list(self.assumptions)
        if self.warnings:
            made |= warnings_to_json(self.warnings)
        for key, value in self.details.items():
            made[key] = _finite(value) if isinstance(value, float) else value
        return made


def warnings_to_json(warnings: Iterable[Caution]) -> dict[str, list[str]]:
    """The texts, and their codes in the same order."""
    found = tuple(dict.fromkeys(warnings))
    return {"warnings": list(found), "warning_codes": [warning.code for warning in found]}


def not_estimable(method: str, observed: int, reason: str, **details: Any) -> Estimate:
    """An estimate that says why there is none."""
    return Estimate(method, None, observed, NOT_ESTIMABLE, reason, details=details)


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
