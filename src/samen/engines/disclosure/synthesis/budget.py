"""What a release costs in privacy, and the book in which it is written down.

Accounting in zero-concentrated differential privacy (Bun & Steinke 2016): noise of variance s²
on counts to which one person adds at most one costs 1/(2 s²); a choice by the exponential
mechanism at e costs e²/8; costs add up. The (ε, δ) that a cost stands for is the tight
conversion of Canonne, Kamath & Steinke (2020), corollary 13. Neighbouring data sets differ by
the presence of one person.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from samen.kernel.errors import InvalidInput, Problem, raise_if_any

_ROUNDING = 1e-9
"""Relative difference by which two sums of ρ may differ and still be the same."""


def delta_of(rho: float, epsilon: float) -> float:
    """The least δ for which ρ-zCDP implies (ε, δ)-differential privacy, by the best order."""
    if rho <= 0:
        return 0.0
    # In the order a > 1 the exponent is convex: golden section on log(a - 1).
    low, high = -20.0, 20.0

    def log_delta(x: float) -> float:
        order = 1.0 + math.exp(x)
        return (
            (order - 1) * (order * rho - epsilon)
            + order * math.log1p(-1 / order)
            - math.log(order - 1)
        )

    ratio = (math.sqrt(5) - 1) / 2
    for _ in range(120):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if log_delta(left) < log_delta(right):
            high = right
        else:
            low = left
    return min(1.0, math.exp(min(0.0, log_delta((low + high) / 2))))


def rho_of(epsilon: float, delta: float) -> float:
    """The greatest ρ that still implies (ε, δ)-differential privacy.

    Raises :class:`InvalidInput` for ε ≤ 0 or δ outside (0, 1).
    """
    problems: list[Problem] = []
    if not (epsilon > 0 and math.isfinite(epsilon)):
        problems.append(Problem("epsilon", "must be a number above 0", epsilon, "epsilon"))
    if not 0 < delta < 1:
        problems.append(Problem("delta", "must lie between 0 and 1", delta, "delta"))
    raise_if_any(problems)
    low, high = 0.0, epsilon + 1.0
    for _ in range(100):
        middle = (low + high) / 2
        if delta_of(middle, epsilon) <= delta:
            low = middle
        else:
            high = middle
    return low


def epsilon_of(rho: float, delta: float) -> float:
    """The least ε for which ρ-zCDP implies (ε, δ)-differential privacy."""
    low, high = 0.0, rho + 2 * math.sqrt(rho * math.log(1 / delta)) + 1.0
    for _ in range(100):
        middle = (low + high) / 2
        if delta_of(rho, middle) <= delta:
            high = middle
        else:
            low = middle
    return high


@dataclass(frozen=True, slots=True)
class Entry:
    """One release in the book."""

    release: str
    epsilon: float
    delta: float
    rho: float
    data: str
    """SHA-256 of the microdata file."""


class Ledger:
    """The budget of one register, in a file: what may be spent and what was.

    The first release sets the budget; releases add up in ρ whatever they contain, because the
    same persons stand in every version of the register. ``spend`` books before anything is
    published, so that a failure afterwards costs budget, never privacy.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.budget_rho: float | None = None
        self.entries: list[Entry] = []
        if path.exists():
            try:
                found: Any = json.loads(path.read_text(encoding="utf-8"))
                self.budget_rho = float(found["budget_rho"])
                self.entries = [Entry(**entry) for entry in found["entries"]]
            except (OSError, ValueError, KeyError, TypeError) as error:
                rule = f"is not a budget ledger; restore it from a backup: {error}"
                raise InvalidInput(Problem(str(path), rule, code="ledger")) from error

    @property
    def spent(self) -> float:
        """ρ spent so far."""
        return sum(entry.rho for entry in self.entries)

    def problems(self, rho: float, asked: float | None = None) -> list[Problem]:
        """Why a release of cost ``rho`` is not allowed; empty where it is.

        ``asked``: the budget that its maker names, which must be that of the first release.
        """
        if self.budget_rho is None:
            return []
        if asked is not None and abs(asked - self.budget_rho) > self.budget_rho * _ROUNDING:
            rule = (
                f"the first release set the budget of this register to {self.budget_rho:.4g} (ρ), "
                "which cannot be changed: leave --budget out"
            )
            return [Problem("--budget", rule, f"{asked:.4g} (ρ)", "budget_set")]
        if self.spent + rho <= self.budget_rho * (1 + _ROUNDING):
            return []
        last = self.entries[-1].release if self.entries else "none"
        rule = (
            f"the budget of this register is spent: {self.spent:.4g} of {self.budget_rho:.4g} (ρ) "
            f"are gone (last release: {last}), this one asks {rho:.4g}; nothing was released"
        )
        return [Problem(f"ledger {self.path.name}", rule, code="budget_spent")]

    def spend(self, entry: Entry, *, budget_rho: float) -> None:
        """Book a release, or raise :class:`InvalidInput` where the budget does not hold it.

        ``budget_rho`` counts only for the first release. The file is locked while it is read
        and written.
        """
        lock = self.path.with_name(self.path.name + ".lock")
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError as error:
            rule = f"another release is being booked; if not, remove {lock.name}"
            raise InvalidInput(Problem(str(self.path), rule, code="locked")) from error
        except OSError as error:
            raise InvalidInput(Problem(str(self.path), f"cannot be written: {error}")) from error
        try:
            os.close(handle)
            current = Ledger(self.path)
            if current.budget_rho is None:
                current.budget_rho = budget_rho
            raise_if_any(current.problems(entry.rho))
            current.entries.append(entry)
            content = {
                "budget_rho": current.budget_rho,
                "entries": [asdict(one) for one in current.entries],
            }
            fresh = self.path.with_name(self.path.name + ".new")
            fresh.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
            fresh.replace(self.path)
            self.budget_rho, self.entries = current.budget_rho, current.entries
        finally:
            lock.unlink()
