"""Secondary suppression: the cells to hide besides the small ones, so that none can be worked out.

A pattern of hidden cells protects a small cell when the tables that fit everything shown let its
count go down *and* up by its protection level. The fewest cells that do so are found by integer
programming with cuts, after Fischetti & Salazar-González (2001), "Solving the Cell Suppression
Problem on Tabular Data with Linear Constraints", Management Science 47(7), 1008-1027. Most cuts
are known beforehand, one equation at a time (a small cell alone in a row of figures needs
company); those that take several equations together come from the attacker's linear program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from samen.engines.disclosure.tables.bounds import components, polytope_of

Pattern = NDArray[np.bool_]
Counts = NDArray[np.int64]
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class SuppressionTask:
    """What to protect, all arrays over the n cells.

    ``matrix @ counts = 0``. ``sensitive`` cells must be able to move by ``need`` both ways, down
    to ``low`` at most. ``shown`` cells may not be hidden, ``hidden`` must be. ``low`` and
    ``high`` bound what a reader believes of a hidden cell beforehand. ``wished`` cells should be
    able to move by one as well, where that can be had: hidden before in tables too large to ask
    what earlier releases tell of them.
    """

    matrix: sparse.csr_array
    counts: Counts
    sensitive: Pattern
    wished: Pattern
    need: Counts
    shown: Pattern
    hidden: Pattern
    low: Counts
    high: Counts

    def goal(self) -> tuple[Counts, Counts]:
        """The least and greatest value each sensitive cell must be able to take."""
        return (
            np.maximum(self.counts - self.need, self.low),
            np.minimum(self.counts + self.need, self.high),
        )


@dataclass(frozen=True, slots=True)
class Suppression:
    """A protecting pattern and the least number of further cells that any pattern must hide."""

    pattern: Pattern
    at_least: int


@dataclass(slots=True)
class _Cuts:
    """Rows ``coefficients @ hide ≥ 1`` that every protecting pattern satisfies."""

    task: SuppressionTask
    fixed: Pattern
    rows: list[tuple[NDArray[np.intp], NDArray[np.float64]]] = field(default_factory=list)
    _known: set[tuple[bytes, bytes]] = field(default_factory=set)

    def add(self, cells: NDArray[np.intp], weight: NDArray[np.float64], need: float) -> bool:
        """Take ``weight @ hide ≥ need``, strengthened; False where it says nothing new."""
        always = self.fixed[cells]
        rest = need - float(weight[always].sum())
        free = ~always & ~self.task.shown[cells] & (weight > _TOLERANCE)
        if rest <= _TOLERANCE:
            return False
        order = np.argsort(cells[free])
        cells, weight = cells[free][order], np.minimum(weight[free][order] / rest, 1.0)
        key = (cells.tobytes(), np.round(weight, 6).tobytes())
        if key in self._known:
            return False
        self._known.add(key)
        self.rows.append((cells, weight))
        return True

    def matrix(self) -> sparse.csr_array:
        """The rows as a matrix over all cells."""
        ends = np.cumsum([0, *(len(cells) for cells, _ in self.rows)])
        cells, weight = (np.concatenate(parts) for parts in zip(*self.rows, strict=True))
        return sparse.csr_array((weight, cells, ends), shape=(len(self.rows), len(self.fixed)))


def suppress(
    task: SuppressionTask,
    *,
    rounds: int = 6,
    gap: float = 0.002,
    progress: Callable[[str], None] | None = None,
) -> Suppression | None:
    """Hide as few cells as protection takes; None where nothing protects.

    For ``rounds`` rounds the integer program is free to change its mind; after that it may only
    add cells, which ends quickly and is almost always as small. ``gap``: relative gap at which
    the integer program stops. Deterministic: limits count nodes and rounds, never seconds.
    """
    fixed = task.sensitive | task.hidden
    cuts = _Cuts(task, fixed)
    _row_cuts(task, cuts)
    company = _company(task, fixed)
    low, high = task.goal()
    held = np.zeros_like(fixed)
    at_least = 0
    while True:
        answer = _choose(task, cuts, company, held, gap)
        if answer is None:
            return None
        chosen, bound = answer
        if not held.any():
            at_least = max(at_least, bound)
        pattern = chosen | fixed
        known = len(cuts.rows)
        short = _separate(task, pattern, cuts, low, high)
        if progress:
            progress(f"{int(chosen.sum())} further cells hidden, {short} bounds still too narrow")
        if short == 0:
            break
        if len(cuts.rows) == known:
            return None
        rounds -= 1
        if rounds <= 0:
            held = chosen
    return Suppression(pattern, at_least)


def _row_cuts(task: SuppressionTask, cuts: _Cuts) -> None:
    """Within one equation, the other hidden cells must make room for a sensitive one."""
    by_row, by_column = task.matrix, sparse.csc_array(task.matrix)
    least, greatest = task.goal()
    counts = task.counts
    for cell in np.flatnonzero(task.sensitive):
        up, down = int(greatest[cell] - counts[cell]), int(counts[cell] - least[cell])
        for row in by_column.indices[by_column.indptr[cell] : by_column.indptr[cell + 1]]:
            span = slice(by_row.indptr[row], by_row.indptr[row + 1])
            others = by_row.indices[span] != cell
            cells = by_row.indices[span][others].astype(np.intp)
            same = by_row.data[span][others] == by_row.data[span][~others][0]
            falls, rises = counts - task.low, task.high - counts
            cuts.add(cells, np.where(same, falls[cells], rises[cells]).astype(float), up)
            cuts.add(cells, np.where(same, rises[cells], falls[cells]).astype(float), down)


def _company(task: SuppressionTask, fixed: Pattern) -> sparse.csr_array:
    """Rows ``≥ 0``: a cell hidden alone in an equation is known anyway, so hide none alone."""
    touched = np.asarray(abs(task.matrix) @ fixed.astype(float)) > 0
    entries = abs(task.matrix[np.flatnonzero(~touched)])
    entries.eliminate_zeros()
    lone = entries.tocoo()
    free = ~task.shown[lone.col]
    number = np.arange(int(free.sum()))
    rows = entries[lone.row[free]]
    own = sparse.csr_array((np.full(len(number), 2.0), (number, lone.col[free])), shape=rows.shape)
    return sparse.csr_array(rows - own)


def _choose(
    task: SuppressionTask, cuts: _Cuts, company: sparse.csr_array, held: Pattern, gap: float
) -> tuple[Pattern, int] | None:
    """The cheapest cells that satisfy all rows, ``held`` among them; a bound on their number."""
    if any(not len(cells) for cells, _ in cuts.rows):
        return None
    may = np.flatnonzero(~cuts.fixed & ~task.shown)
    if not cuts.rows or not may.size:
        return held, 0
    rows = sparse.csr_array(sparse.vstack([cuts.matrix(), company]))[:, may]
    least = _least(cuts, rows)
    already: Any = held[may].astype(float)
    cost = price_of_hiding(task.counts)
    result = milp(
        cost[may],
        constraints=LinearConstraint(rows, least, np.inf),
        bounds=Bounds(already, 1.0),
        integrality=np.ones(len(may)),
        options={"node_limit": 100, "mip_rel_gap": gap},
    )
    if result.x is None:
        return None
    chosen = np.zeros_like(held)
    chosen[may] = result.x > 0.5
    return chosen, int(np.ceil(result.mip_dual_bound / cost.max(initial=1.0) - 1e-6))


def _least(cuts: _Cuts, rows: sparse.csr_array) -> Any:
    """What each row must come to at least: about 1 for the cuts, nought for company."""
    least = np.zeros(len(rows.indptr) - 1)
    least[: len(cuts.rows)] = 1.0 - 1e-7
    return least


def least_further(task: SuppressionTask) -> int:
    """A number of further cells that no pattern goes below: the linear relaxation of the cuts.

    Only those cuts that are known beforehand; a few seconds for twenty thousand cells.
    """
    fixed = task.sensitive | task.hidden
    cuts = _Cuts(task, fixed)
    _row_cuts(task, cuts)
    may = np.flatnonzero(~fixed & ~task.shown)
    if not cuts.rows or not may.size:
        return 0
    rows = sparse.csr_array(sparse.vstack([cuts.matrix(), _company(task, fixed)]))[:, may]
    price = price_of_hiding(task.counts)
    result = linprog(price[may], A_ub=-rows, b_ub=-_least(cuts, rows), bounds=(0, 1))
    return int(np.ceil(result.fun / price.max() - 1e-6)) if result.success else 0


def price_of_hiding(counts: Counts) -> NDArray[np.float64]:
    """Hiding a cell costs one, and a trifle (at most 1 %) more the larger its count."""
    return 1.0 + np.log1p(counts) / (100.0 * np.log1p(counts.max(initial=1)))


def _separate(
    task: SuppressionTask, pattern: Pattern, cuts: _Cuts, low: Counts, high: Counts
) -> int:
    """Add a cut for every sensitive cell that ``pattern`` leaves exposed; how many there were."""
    found = 0
    for component in components(task.matrix, pattern):
        targets = np.flatnonzero(task.sensitive[component])
        if not targets.size:
            continue
        truth = task.counts[component]
        polytope = polytope_of(task.matrix, component, task.counts, task.low, task.high)
        rows = task.matrix[:, component]
        used = np.flatnonzero(np.diff(rows.indptr))
        seen_low, seen_high = truth.astype(float), truth.astype(float)
        for at in targets:
            cell = component[at]
            for upward in (True, False):
                goal = float(high[cell] if upward else low[cell])
                if (seen_high[at] >= goal) if upward else (seen_low[at] <= goal):
                    continue
                extreme = polytope.extreme(int(at), upward=upward)
                if extreme is None:
                    seen_high[at] = np.inf
                    continue
                seen_low = np.minimum(seen_low, extreme.point + _TOLERANCE)
                seen_high = np.maximum(seen_high, extreme.point - _TOLERANCE)
                short = goal - extreme.point[at] if upward else extreme.point[at] - goal
                if short > _TOLERANCE:
                    found += 1
                    _cut(task, cuts, int(cell), upward, abs(goal - truth[at]), used, extreme.dual)
    return found


def _cut(
    task: SuppressionTask,
    cuts: _Cuts,
    cell: int,
    upward: bool,
    need: float,
    used: NDArray[np.intp],
    dual: NDArray[np.float64],
) -> None:
    """The cut that the attacker's dual solution proves: without more room, no more movement."""
    reduced = -np.asarray(task.matrix[used].T @ dual)
    reduced[cell] += 1.0 if upward else -1.0
    falls = (task.counts - task.low).astype(float)
    rises = (task.high - task.counts).astype(float)
    weight = np.where(
        reduced < -1e-9, -reduced * falls, np.where(reduced > 1e-9, reduced * rises, 0.0)
    )
    cells = np.flatnonzero(weight > _TOLERANCE)
    cuts.add(cells, weight[cells], need)
