"""Why a pair has its probability: the waterfall, field by field."""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samen.engines.linkage import engine_duckdb
from samen.engines.linkage.linking import Linked, prepare
from samen.engines.linkage.model import LABEL_MISSING, LEVEL_LABELS, Model, match_probability


@dataclass(frozen=True, slots=True)
class Step:
    """One field: what it says, in words, and how many bits (log₂ odds) it adds or takes."""

    field: str
    left: str
    right: str
    says: str
    bits: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """``start`` bits before anything is compared, the steps, and where they lead."""

    start: float
    steps: tuple[Step, ...]

    @property
    def weight(self) -> float:
        """Match weight: log₂ odds."""
        return self.start + sum(step.bits for step in self.steps)

    @property
    def probability(self) -> float:
        """Probability that the two records are about one person."""
        return float(match_probability(np.array([self.weight]))[0])


def explain_levels(model: Model, levels: np.ndarray, cells: list[tuple[str, str]]) -> Explanation:
    """The waterfall of a comparison vector; ``cells``: each field's two values as written."""
    weights = model.weights()
    steps: list[Step] = []
    for place, field in enumerate(model.spec.fields):
        level = int(levels[place])
        says = LABEL_MISSING if level < 0 else LEVEL_LABELS[field.compares][level]
        steps.append(Step(field.name, *cells[place], says, float(weights[place, level + 1])))
    return Explanation(model.base, tuple(steps))


def explain_pair(linked: Linked, left: int, right: int) -> Explanation:
    """The waterfall of two rows of a run's table."""
    pair = linked.table.take([left, right])
    records = prepare(pair, linked.spec, lenient=True, model=linked.model)
    levels = engine_duckdb.levels(records, np.array([0]), np.array([1]))[0]
    cells: list[tuple[str, str]] = []
    for field in linked.spec.fields:
        columns = (*field.columns, *field.aliases)
        texts = [" ".join(filter(None, (pair[c][i].as_py() for c in columns))) for i in (0, 1)]
        cells.append((texts[0], texts[1]))
    return explain_levels(linked.model, levels, cells)
