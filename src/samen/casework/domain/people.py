"""What is kept about a person, cut by data category, because sharing is decided per category."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from samen.kernel.codes import DataCategory

CATEGORY_OF_KIND: Mapping[str, DataCategory] = {
    "person_identity": DataCategory.IDENTIFYING,
    "person_needs": DataCategory.HEALTH,
    "person_health": DataCategory.HEALTH,
    "person_sexual": DataCategory.SEXUAL,
    "person_criminal": DataCategory.CRIMINAL,
}
"""The kinds of part about a person. Needs hold care and addiction, so they are health data."""

COUNT_PART = "person_count"
"""The kind of part that holds what was counted of a person, so that it can be taken back."""

IDENTITY_FIELDS = (
    "name", "other_names", "birth_date", "sex", "nationality", "languages", "phone", "description",
)  # fmt: skip


def age_on(day: dt.date, birth_date: str) -> int | None:
    """Whole years on ``day`` for a date or only a year of birth; None when not known."""
    if re.fullmatch(r"[0-9]{4}", birth_date):
        return day.year - int(birth_date)
    try:
        born = dt.date.fromisoformat(birth_date)
    except ValueError:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
