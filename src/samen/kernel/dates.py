"""Dates and terms as Dutch public law counts them."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache

import holidays

# Easter Sunday and Pentecost are Sundays already; school days are no legal holidays.
_CATEGORIES = ("public", "optional")


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[dt.date]:
    """Days equated with a Sunday by the *Algemene termijnenwet*, art. 3 (Good Friday included)."""
    return frozenset(holidays.country_holidays("NL", years=year, categories=_CATEGORIES))


def is_working_day(day: dt.date) -> bool:
    """Whether ``day`` is no Saturday, Sunday or holiday (*Algemene termijnenwet*, art. 1)."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def next_working_day(day: dt.date) -> dt.date:
    """``day`` itself when it is a working day, otherwise the first one after it."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def add_working_days(start: dt.date, days: int) -> dt.date:
    """The ``days``-th working day after ``start``; ``days`` ≥ 0."""
    if days < 0:
        raise ValueError(f"days must be 0 or more, not {days}")
    day = start
    for _ in range(days):
        day = next_working_day(day + dt.timedelta(days=1))
    return day


def add_months(start: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or the last day of that month when it has no such day."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return dt.date(year, month0 + 1, min(start.day, last))


def legal_term_end(start: dt.date, *, months: int = 0, days: int = 0) -> dt.date:
    """Last day of a statutory term that begins on ``start``.

    A term that would end on a Saturday, Sunday or public holiday runs on to the next working day
    (*Algemene termijnenwet*, art. 1, first paragraph).
    """
    return next_working_day(add_months(start, months) + dt.timedelta(days=days))
