"""What a case already knows about the facts that rights depend on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from samen.casework.domain.people import age_on

Facts = dict[str, Any]


def known_facts(
    *, role: str, identity: Mapping[str, Any], reflection_ends_on: dt.date | None, day: dt.date
) -> Facts:
    """Facts that follow from the case; what is not certain is left out, so it is asked.

    A case is opened on an indication. Only a whole date of birth says whether somebody is a minor
    in the year of turning eighteen.
    """
    facts: Facts = {"indication": True, "witness_only": role == "witness"}
    birth_date = str(identity.get("birth_date") or "")
    age = age_on(day, birth_date)
    if age is not None and (len(birth_date) > 4 or age != 18):
        facts["minor"] = age < 18
    if reflection_ends_on is not None and reflection_ends_on >= day:
        facts["residence"] = "reflection"
    return facts
