"""What a table of lists can and cannot say, before any estimate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .classical import UNCHECKED
from .estimate import Caution
from .lists import Lists, superset_sums
from .models import Model, independence_model, members, pair_terms

_VERDICTS = (
    "exists",
    "does not exist: the likelihood has no maximum",
    "is not determined: the parameters are not identified",
    "does not exist and is not determined",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know. code: a stable machine name. message: what it means for an estimate."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found.

    usable: the lists without those that hold nobody or repeat another. overlaps: people on both
    lists, per pair of names. existence: verdict of the linear program for independence and for
    the model with all pairs, None where it was not run.
    """

    usable: Lists
    observed: int
    list_totals: dict[str, int]
    overlaps: dict[tuple[str, str], int]
    findings: tuple[Finding, ...]
    existence: dict[str, str] | None

    @property
    def warnings(self) -> tuple[Caution, ...]:
        """The messages of the findings, with their codes."""
        return tuple(Caution(finding.message, finding.code) for finding in self.findings)

    @property
    def zero_overlaps(self) -> tuple[tuple[str, str], ...]:
        """The pairs of lists that have nobody in common."""
        return tuple(pair for pair, count in self.overlaps.items() if count == 0)

    def to_json(self) -> dict[str, Any]:
        """The diagnosis as plain values."""
        return {
            "observed": self.observed,
            "list_totals": self.list_totals,
            "overlaps": [
                {"lists": list(pair), "people": count} for pair, count in self.overlaps.items()
            ],
            "findings": [
                {"code": finding.code, "message": finding.message} for finding in self.findings
            ],
            "existence": self.existence,
        }


def diagnose(lists: Lists, *, existence: bool = True) -> Diagnosis:
    """Check a table: overlaps, empty, repeated and useless lists, existence of the estimates.

    existence: also run the linear programs for independence and for all pairs of lists.
    """
    findings = [Finding("repeated-rows", note) for note in lists.notes]
    usable, dropped = _usable(lists)
    findings += dropped
    totals = lists.list_totals
    margins = superset_sums(usable.table)
    overlaps = {
        (usable.names[i], usable.names[j]): int(margins[pair])
        for pair in pair_terms(usable.lists)
        for i, j in [members(pair)]
    }
    findings += _on_overlaps(usable, overlaps)
    findings += _on_members(usable)
    verdicts = None
    if existence and usable.observed and usable.lists > 1:
        verdicts = _verdicts(usable)
    return Diagnosis(usable, lists.observed, totals, overlaps, tuple(findings), verdicts)


def _usable(lists: Lists) -> tuple[Lists, list[Finding]]:
    findings: list[Finding] = []
    usable = lists
    for name, total in lists.list_totals.items():
        if total == 0 and usable.lists > 1:
            usable = usable.without(name)
            findings.append(Finding("empty-list", f"list {name!r} holds nobody and was left out"))
    for first, second in _repeated(usable):
        usable = usable.without(second)
        findings.append(
            Finding(
                "repeated-list",
                f"lists {first!r} and {second!r} hold exactly the same people: {second!r} adds "
                "nothing and was left out",
            )
        )
    return replace(usable, notes=()), findings


def _repeated(lists: Lists) -> list[tuple[str, str]]:
    seen = [w for w in range(1 << lists.lists) if lists.table[w]]
    found: list[tuple[str, str]] = []
    gone: set[int] = set()
    for i in range(lists.lists):
        for j in range(i + 1, lists.lists):
            if i in gone or j in gone or not seen:
                continue
            if all((w >> i & 1) == (w >> j & 1) for w in seen):
                found.append((lists.names[i], lists.names[j]))
                gone.add(j)
    return found


def _on_overlaps(lists: Lists, overlaps: dict[tuple[str, str], int]) -> list[Finding]:
    if not lists.observed:
        return [Finding("nobody", "nobody is registered: there is nothing to estimate from")]
    if lists.lists == 1:
        return [Finding("one-list", "one list says nothing about who is on none")]
    findings: list[Finding] = []
    if lists.lists == 2:
        findings.append(Finding(UNCHECKED.code, UNCHECKED))
    together = sum(count for w, count in enumerate(lists.table) if w.bit_count() > 1)
    if together == 0:
        findings.append(
            Finding(
                "no-overlap",
                "no two lists overlap: the hidden part may be of any size, there is no estimate",
            )
        )
    elif together < 10:
        findings.append(
            Finding(
                "few-overlaps",
                "fewer than 10 people are on more than one list: every estimate rests on them",
            )
        )
    zero = [pair for pair, count in overlaps.items() if count == 0]
    if zero and together:
        shown = ", ".join(f"{a} and {b}" for a, b in zero[:5]) + (
            f" and {len(zero) - 5} more" if len(zero) > 5 else ""
        )
        findings.append(
            Finding(
                "zero-overlap",
                f"{len(zero)} of {len(overlaps)} pairs of lists with nobody in common ({shown}): "
                "handled by extended maximum likelihood",
            )
        )
    return findings


def _on_members(lists: Lists) -> list[Finding]:
    margins = superset_sums(lists.table)
    findings: list[Finding] = []
    if lists.lists < 2 or not lists.observed:
        return findings
    for i, name in enumerate(lists.names):
        if margins[1 << i] == margins[0]:
            findings.append(
                Finding(
                    "complete-list",
                    f"everybody registered is on list {name!r}: the other lists cannot show whom "
                    "it misses",
                )
            )
            continue
        within = next(
            (
                other
                for j, other in enumerate(lists.names)
                if j != i
                and margins[(1 << i) | (1 << j)] == margins[1 << i]
                and margins[1 << j] != margins[0]
            ),
            None,
        )
        if within is not None:
            findings.append(
                Finding(
                    "nested-list",
                    f"everybody on list {name!r} is also on {within!r}: it adds nobody, and says "
                    "little about the hidden part",
                )
            )
    return findings


def _verdicts(lists: Lists) -> dict[str, str]:
    from .existence import verdict

    models: Sequence[tuple[str, Model]] = [("independence", independence_model(lists.lists))]
    if lists.lists > 2:
        models = [*models, ("all pairs", Model.of(lists.lists, pair_terms(lists.lists)))]
    return {label: _VERDICTS[verdict(lists, model)] for label, model in models}
