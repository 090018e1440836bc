"""Lines of the logbook that say the same, told once with how often and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.timezone import localdate

from samen.platform.logbook.queries import LogLine

_Key = tuple[UUID | None, UUID | None, str, str, str, UUID | None]


@dataclass(frozen=True, slots=True)
class Group:
    """What one member did on one decision, newest line first; at least one line."""

    lines: tuple[LogLine, ...]

    @property
    def last(self) -> LogLine:
        """The newest line; every other has the same deed, member and decision."""
        return self.lines[0]

    @property
    def first(self) -> LogLine:
        """The oldest line."""
        return self.lines[-1]

    @property
    def times(self) -> int:
        """How often."""
        return len(self.lines)


def grouped(lines: Iterable[LogLine]) -> list[Group]:
    """All lines that say the same together, in the order of their newest."""
    found: dict[_Key, list[LogLine]] = {}
    for line in lines:
        found.setdefault(_key(line), []).append(line)
    return [Group(tuple(same)) for same in found.values()]


def in_a_row(lines: Iterable[LogLine]) -> list[Group]:
    """Neighbours of one day that say the same together; what came between keeps them apart."""
    found: list[tuple[tuple[date, _Key], list[LogLine]]] = []
    for line in lines:
        key = (localdate(line.end), _key(line))
        if found and found[-1][0] == key:
            found[-1][1].append(line)
        else:
            found.append((key, [line]))
    return [Group(tuple(same)) for _, same in found]


def _key(line: LogLine) -> _Key:
    return (
        line.organisation_id, line.member_id, line.name, line.activity, line.status,
        line.decision_id,
    )  # fmt: skip
