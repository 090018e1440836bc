"""The review queue: which pairs a person should look at first.

What a decision is worth = what can change by it: the probability that the run has this pair
wrong, times the number of record pairs that the decision would move (joining or splitting two
clusters), plus a bonus when it settles a contradiction (a link that a constraint refused).
Bookkeeping only; nothing here decides.
"""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from samen.engines.linkage.explain import Explanation, explain_pair
from samen.engines.linkage.judgements import Judgement, latest
from samen.engines.linkage.linking import Linked


def review_queue(
    linked: Linked, judgements: Iterable[Judgement] = (), limit: int | None = None
) -> pa.Table:
    """Pairs worth a decision, most valuable first.

    Columns: ``left``, ``right`` (source/id), ``probability``, ``linked`` (the run joined them),
    ``value``, ``why``. Pairs already decided are left out, except *unsure* ones.
    """
    decided = {
        pair for pair, judgement in latest(judgements).items() if judgement.verdict != "unsure"
    }
    scored = linked.scored
    probability = scored["match_probability"].to_numpy()
    left, right = scored["left"].to_numpy(), scored["right"].to_numpy()
    joined = linked.cluster[left] == linked.cluster[right]
    _, inverse, counts = np.unique(linked.cluster, return_inverse=True, return_counts=True)
    size = counts[inverse]
    # A join moves every cross pair; a split is worth at least the pair itself.
    moved = np.where(joined, np.maximum(size[left] - 1, 1), size[left] * size[right])
    wrong = np.where(joined, 1 - probability, probability)
    value = wrong * moved + np.where(linked.refused, 1.0, 0.0)
    value = np.where((probability < linked.spec.thresholds.review) & ~linked.refused, 0.0, value)
    keys = linked.keys()
    order = np.lexsort((right, left, -value))
    rows: list[dict[str, Any]] = []
    for k in order.tolist():
        if value[k] < 0.01 or (limit is not None and len(rows) >= limit):
            break
        pair = keys[left[k]], keys[right[k]]
        if (min(pair), max(pair)) in decided:
            continue
        rows.append(
            {
                "left": pair[0],
                "right": pair[1],
                "probability": float(probability[k]),
                "linked": bool(joined[k]),
                "value": float(value[k]),
                "why": _why(bool(joined[k]), bool(linked.refused[k])),
                "row_left": int(left[k]),
                "row_right": int(right[k]),
            }
        )
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


_SCHEMA = pa.schema(
    [
        ("left", pa.string()),
        ("right", pa.string()),
        ("probability", pa.float64()),
        ("linked", pa.bool_()),
        ("value", pa.float64()),
        ("why", pa.string()),
        ("row_left", pa.int64()),
        ("row_right", pa.int64()),
    ]
)


def _why(joined: bool, refused: bool) -> str:
    if refused:
        return "looks like one person, but a constraint keeps them apart"
    return "joined, may be two persons" if joined else "apart, may be one person"


def write_queue(path: str | Path, linked: Linked, queue: pa.Table) -> None:
    """The queue as CSV to decide in: fill ``verdict`` with same, different or unsure.

    Both records' cells stand beside each other, so that the file is as sensitive as the register.
    """
    columns = [c for c in linked.spec.columns if c != linked.spec.id]
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        head = ["left", "right", "verdict", "by", "on", "probability", "value", "why", "evidence"]
        writer.writerow(head + [f"{c} ({side})" for c in columns for side in ("left", "right")])
        for row in queue.to_pylist():
            a, b = row["row_left"], row["row_right"]
            explained = explain_pair(linked, a, b)
            cells = [linked.table[c][i].as_py() for c in columns for i in (a, b)]
            writer.writerow(
                [
                    row["left"], row["right"], "", "", "", f"{row['probability']:.3f}",
                    f"{row['value']:.2f}", row["why"], _evidence(explained), *cells,
                ]
            )  # fmt: skip


def _evidence(explained: Explanation) -> str:
    return "; ".join(f"{s.field}: {s.says} ({s.bits:+.1f})" for s in explained.steps)
