"""CloudEvents in the NL GOV profile: *that* something happened; a receiver then asks *what*.

References: CNCF CloudEvents 1.0.2; Logius, *NL GOV profile for CloudEvents* (2023).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

PREFIX = "nl.samen."
MAX_ATTEMPTS = 12


def cloudevent(
    *, event_id: UUID, kind: str, subject: UUID, data: Mapping[str, str | int], source: str
) -> dict[str, object]:
    """The event in JSON format. There is no ``time``: it would tell when a report was made."""
    event: dict[str, object] = {
        "specversion": "1.0",
        "id": str(event_id),
        "source": source,
        "type": f"{PREFIX}{kind}",
        "subject": str(subject),
    }
    if data:
        event |= {"datacontenttype": "application/json", "data": dict(data)}
    return event


def wants(kinds: list[str], kind: str) -> bool:
    """Whether a subscriber to ``kinds`` (``case`` covers ``case.opened``) is told of ``kind``."""
    return any(kind == wanted or kind.startswith(f"{wanted}.") for wanted in kinds)


def pause(attempts: int) -> timedelta:
    """How long to wait after the given number of failed attempts: doubling, a day at most."""
    return min(timedelta(minutes=2 ** min(attempts, 11)), timedelta(days=1))
