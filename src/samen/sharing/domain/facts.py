"""What an asker states about a situation; None is *not known*, never taken as a yes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from samen.engines.rules.sharing import Purpose, Regime, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The situation around one request to share."""

    purpose: Purpose
    subject: Subject
    regime: Regime
    minor: bool | None = None
    acute_danger: bool | None = None
    incapable_of_consent: bool | None = None
    bsn_included: bool | None = None
    others_traceable: bool | None = None
    weighty_objection: bool | None = None

    def content(self) -> dict[str, Any]:
        """The facts as plain values, to be sealed."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def facts_from(content: Mapping[str, Any]) -> Facts:
    """The facts that :meth:`Facts.content` wrote."""
    return Facts(
        **{name: value for name, value in content.items() if name in FLAGS_STATED},
        purpose=Purpose(content["purpose"]),
        subject=Subject(content["subject"]),
        regime=Regime(content["regime"]),
    )


FLAGS_STATED = tuple(
    item.name for item in fields(Facts) if item.name not in ("purpose", "subject", "regime")
)


def is_minor(birth_date: str, day: date) -> bool | None:
    """Whether somebody is under 18 on ``day``; None where a date or year of birth leaves it open.

    Only a year leaves it open for whoever becomes eighteen in that year.
    """
    if re.fullmatch(r"[0-9]{4}", birth_date):
        turns = day.year - int(birth_date)
        return None if turns == 18 else turns < 18
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return None
    return (day.year - born.year - ((day.month, day.day) < (born.month, born.day))) < 18
