"""A system of linear equations in bounded unknowns, and its extremes, found one after the other.

HiGHS keeps its basis between two objectives here: a table with hundreds of hidden cells asks for
a thousand extremes of one polytope, and a warm start answers each in a fraction of a millisecond
where building the model anew takes ten.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_PRIMAL_SIMPLEX = 4
_NODES = 2000
_NO_LIMIT = 1e18
"""Bounds from here on are none."""


def program_of(
    columns: sparse.csc_array,
    sums: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    price: NDArray[np.float64],
) -> highspy.HighsLp:
    """Least ``price @ y`` with ``columns @ y = sums`` and ``low ≤ y ≤ high``."""
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = len(sums), len(low)
    program.col_cost_ = price
    program.col_lower_, program.col_upper_ = (
        low,
        np.where(high >= _NO_LIMIT, highspy.kHighsInf, high),
    )
    program.row_lower_ = program.row_upper_ = sums
    entries: Any = program.a_matrix_
    entries.format_ = highspy.MatrixFormat.kColwise
    entries.start_, entries.index_ = columns.indptr, columns.indices
    entries.value_ = columns.data
    return program


def solver_of(program: highspy.HighsLp) -> highspy.Highs:
    """A quiet solver on one thread, so that the same program has the same answer everywhere."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(program)
    return solver


class Extreme(NamedTuple):
    """An extreme point and its proof: a multiplier for every equation.

    With ``e`` +1 (-1 when going down) at the cell, ``e - equations.T @ dual`` is nowhere positive
    on a cell without an upper limit, so no table that fits goes further.
    """

    point: NDArray[np.float64]
    dual: NDArray[np.float64]


class Polytope:
    """``{y: equations @ y = sums, low ≤ y ≤ high}``; ``high`` may hold infinity."""

    def __init__(
        self,
        equations: sparse.csr_array,
        sums: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> None:
        columns = sparse.csc_array(equations)
        self._size = len(low)
        self._program = program_of(columns, sums, low, high, np.zeros(self._size))
        self._linear = solver_of(self._program)
        self._linear.setOptionValue("presolve", "off")
        self._linear.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)
        self._whole: highspy.Highs | None = None

    def extreme(self, cell: int, *, upward: bool) -> Extreme | None:
        """The point where ``cell`` is greatest (or least); None where it has no limit."""
        solver = self._linear
        solver.changeColCost(cell, -1.0 if upward else 1.0)
        solver.run()
        status, solution = solver.getModelStatus(), solver.getSolution()
        solver.changeColCost(cell, 0.0)
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        return Extreme(np.array(solution.col_value), -np.array(solution.row_dual))

    def extreme_of_whole(self, cell: int, *, upward: bool) -> NDArray[np.int64] | None:
        """As :meth:`extreme` over whole numbers; None where the search limit is reached."""
        if self._whole is None:
            self._whole = solver_of(self._program)
            everything = np.arange(self._size, dtype=np.int32)
            kind = np.full(self._size, highspy.HighsVarType.kInteger)
            self._whole.changeColsIntegrality(self._size, everything, kind)
            self._whole.setOptionValue("mip_max_nodes", _NODES)
            self._whole.setOptionValue("mip_rel_gap", 0.0)
        solver = self._whole
        solver.changeColCost(cell, -1.0 if upward else 1.0)
        solver.run()
        status, solution = solver.getModelStatus(), solver.getSolution()
        solver.changeColCost(cell, 0.0)
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        return np.rint(np.array(solution.col_value)).astype(np.int64)
