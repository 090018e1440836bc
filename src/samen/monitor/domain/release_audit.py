"""The audit of a release: what its readers can work out, for the privacy officer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samen.engines.disclosure.tables import Protected, Status


@dataclass(frozen=True, slots=True)
class AuditCell:
    """What a reader of the release could still work out about one hidden cell."""

    table: str
    members: tuple[str, ...]
    low: int
    high: int | None
    exposed: bool


@dataclass(frozen=True, slots=True)
class AuditSummary:
    """What the privacy officer decides on. It holds no count of a hidden cell."""

    cells: int
    hidden_small: int
    hidden_besides: int
    exposed: int
    hidden: tuple[AuditCell, ...]
    against: tuple[int, ...] = ()
    """Numbers of the published releases whose readers were taken to remember everything."""

    @property
    def clean(self) -> bool:
        """Whether every small cell keeps the uncertainty that was asked for."""
        return self.exposed == 0


def summary_of(protected: Sequence[Protected], against: Sequence[int] = ()) -> AuditSummary:
    """The audit of tables that were protected, beside the releases numbered ``against``."""
    status = Counter(int(code) for p in protected for code in p.status.ravel())
    # Tables protected together carry one and the same audit.
    audits = {id(p.audit): p.audit for p in protected}
    cells = [cell for audit in audits.values() for cell in audit.cells]
    return AuditSummary(
        cells=sum(status.values()),
        hidden_small=status[Status.PRIMARY],
        hidden_besides=status[Status.SECONDARY],
        exposed=sum(cell.exposed for cell in cells),
        hidden=tuple(
            AuditCell(cell.table, tuple(map(str, cell.members)), cell.low, cell.high, cell.exposed)
            for cell in cells
        ),
        against=tuple(against),
    )


def audit_to_json(audit: AuditSummary) -> str:
    """The audit as canonical JSON."""
    return canonical(
        {
            "against": audit.against,
            "cells": audit.cells,
            "hiddenSmall": audit.hidden_small,
            "hiddenBesides": audit.hidden_besides,
            "exposed": audit.exposed,
            "hidden": [[c.table, c.members, c.low, c.high, c.exposed] for c in audit.hidden],
        }
    )


def audit_from_json(text: str) -> AuditSummary:
    """The audit that :func:`audit_to_json` wrote."""
    found = json.loads(text)
    return AuditSummary(
        cells=found["cells"],
        hidden_small=found["hiddenSmall"],
        hidden_besides=found["hiddenBesides"],
        exposed=found["exposed"],
        hidden=tuple(
            AuditCell(table, tuple(members), low, high, exposed)
            for table, members, low, high, exposed in found["hidden"]
        ),
        against=tuple(found.get("against", ())),
    )


def canonical(value: Mapping[str, Any]) -> str:
    """JSON in one way only: the same value gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
