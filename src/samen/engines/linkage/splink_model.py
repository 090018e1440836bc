"""The trained model as Splink 5 settings, and its comparison columns in DuckDB and Spark.

Splink scores the candidates: its settings, probabilities, Bayes factors and waterfall charts are
Splink's own. Each field is one comparison whose levels ask the kernel, so that both engines
compare with the same code.
"""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samen.engines.linkage import kernels
from samen.engines.linkage.model import LABEL_MISSING, LEVEL_LABELS, Model

FUNCTION = "samen_level"
MISSING = -1


def splink_settings(model: Model, dialect: str) -> Any:
    """A Splink ``SettingsCreator`` with the model's weights; columns are the spec's field names."""
    from splink import SettingsCreator
    from splink.internals.comparison_creator import ComparisonCreator
    from splink.internals.comparison_level_library import CustomLevel

    class FieldComparison(ComparisonCreator):
        """One field: its missing level, then levels from agreement down to disagreement."""

        def __init__(self, place: int) -> None:
            self.place = place
            super().__init__(model.spec.fields[place].name)

        def create_comparison_levels(self) -> Any:
            field = model.spec.fields[self.place]
            name = field.name
            left, right = f'"{name}_l"', f'"{name}_r"'
            if dialect == "spark":
                left, right = f"`{name}_l`", f"`{name}_r`"
            call = f"{FUNCTION}_{field.compares}({left}, {right})"
            labels = LEVEL_LABELS[field.compares]
            told = [(MISSING, f"{left} IS NULL OR {right} IS NULL", LABEL_MISSING)]
            told += [
                (level, f"{call} = {level}", labels[level])
                for level in reversed(range(kernels.LEVELS[field.compares]))
            ]
            # Splink wants a level that says nothing; a missing value says something here.
            levels: list[Any] = [CustomLevel("1 = 0").configure(is_null_level=True)]
            for level, condition, label in told:
                made = CustomLevel(condition, label_for_charts=label)
                made.configure(
                    m_probability=float(model.m[self.place][level + 1]),
                    u_probability=float(model.u[self.place][level + 1]),
                    fix_m_probability=True,
                    fix_u_probability=True,
                )
                levels.append(made)
            return levels

        def create_description(self) -> str:
            return model.spec.fields[self.place].name

        def create_output_column_name(self) -> str:
            return model.spec.fields[self.place].name

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[FieldComparison(place) for place in range(len(model.spec.fields))],
        probability_two_random_records_match=model.prior,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _runs(column: pa.Array) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The words of a binary Arrow column and where each row starts (-1 = null or empty)."""
    if len(column) == 0:
        return np.zeros(1, np.uint32), np.zeros(0, np.int64)
    column = column.cast(pa.large_binary())
    _, offsets, data = column.buffers()
    bounds = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    words = np.frombuffer(data, np.uint8)[bounds[0] : bounds[-1]].view(np.uint32)
    starts = (bounds[:-1] - bounds[0]) // 4
    starts = np.where((bounds[1:] > bounds[:-1]), starts, -1).astype(np.int64)
    return (words if len(words) else np.zeros(1, np.uint32)), starts


def levels_of_columns(kind: int, left: pa.Array, right: pa.Array) -> NDArray[np.int8]:
    """Levels of two binary columns of runs, row by row."""
    words_l, start_l = _runs(left)
    words_r, start_r = _runs(right)
    out = np.empty(len(start_l), np.int8)
    kernels.levels_of_runs(kind, words_l, start_l, words_r, start_r, out)
    return out


def arrow_function(kind: int) -> Callable[[Any, Any], pa.Array]:
    """The comparison of one kind as a function of two Arrow columns, for DuckDB."""

    def level(left: Any, right: Any) -> pa.Array:
        left = left.combine_chunks() if isinstance(left, pa.ChunkedArray) else left
        right = right.combine_chunks() if isinstance(right, pa.ChunkedArray) else right
        return pa.array(levels_of_columns(kind, left, right))

    return level
