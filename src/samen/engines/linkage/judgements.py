"""Decisions of people on pairs, kept apart from the data, so that any of them can be undone.

As in FollowTheMoney's resolver: a judgement is *same*, *different* or *unsure*, on two records
named by source and id, by someone, at a time. The last one on a pair counts.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from samen.kernel.errors import Problem, raise_if_any

Verdict = Literal["same", "different", "unsure"]
COLUMNS = ("left", "right", "verdict", "by", "on")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What ``by`` decided ``on`` a day about the records ``left`` and ``right`` (source/id)."""

    left: str
    right: str
    verdict: Verdict
    by: str = ""
    on: str = ""


def record_key(source: str, record_id: str) -> str:
    """How a record is named in judgements and across runs: source/id."""
    return f"{source}/{record_id}"


def latest(judgements: Iterable[Judgement]) -> dict[tuple[str, str], Judgement]:
    """The judgement that counts for each pair: the last one given, in either order of records."""
    return {(min(j.left, j.right), max(j.left, j.right)): j for j in judgements}


def without(judgements: Iterable[Judgement], left: str, right: str) -> list[Judgement]:
    """Undo: all judgements except those on this pair."""
    pair = {left, right}
    return [j for j in judgements if {j.left, j.right} != pair]


def load_judgements(path: str | Path) -> list[Judgement]:
    """Judgements from CSV with columns left, right, verdict and optionally by, on."""
    file = Path(path)
    if not file.is_file():
        raise_if_any([Problem(str(path), "this file does not exist")])
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [c for c in COLUMNS[:3] if c not in (reader.fieldnames or ())]
        raise_if_any(Problem(f"{path}, row 1", "the column is missing", c) for c in missing)
        problems: list[Problem] = []
        found: list[Judgement] = []
        for row, item in enumerate(reader, start=2):
            verdict = (item["verdict"] or "").strip()
            if not verdict:
                continue
            if verdict not in {"same", "different", "unsure"}:
                problems.append(
                    Problem(
                        f'{path}, row {row}, column "verdict"', "same, different or unsure", verdict
                    )
                )
                continue
            found.append(
                Judgement(
                    item["left"],
                    item["right"],
                    cast("Verdict", verdict),
                    item.get("by") or "",
                    item.get("on") or "",
                )
            )
    raise_if_any(problems)
    return found


def contradictions(judgements: Iterable[Judgement]) -> list[Problem]:
    """Pairs judged *different* that other judgements join: A = B, B = C, A ≠ C."""
    counted = latest(judgements)
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for (left, right), judgement in counted.items():
        if judgement.verdict == "same":
            parent[root(left)] = root(right)
    return [
        Problem(
            f"judgement on {left} and {right}",
            "decided to be different, but other decisions make them one person; undo one of them",
        )
        for (left, right), judgement in counted.items()
        if judgement.verdict == "different" and root(left) == root(right)
    ]


def numbered(
    judgements: Iterable[Judgement], number_of: Mapping[str, int]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]], list[tuple[int, int]]]:
    """``(same, never, unsure)`` as record numbers; pairs with a record that is gone are left out."""  # noqa: E501
    out: dict[str, list[tuple[int, int]]] = {"same": [], "different": [], "unsure": []}
    for (left, right), judgement in latest(judgements).items():
        if left in number_of and right in number_of:
            a, b = number_of[left], number_of[right]
            out[judgement.verdict].append((min(a, b), max(a, b)))
    return sorted(out["same"]), sorted(out["different"]), sorted(out["unsure"])
