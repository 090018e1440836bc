"""What day it is. Whatever writes a day asks here, so that a past can be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_DAY: ContextVar[dt.date | None] = ContextVar("samen_day", default=None)


def today() -> dt.date:
    """Today in the Netherlands, or the day that :func:`at` has set."""
    return _DAY.get() or dt.datetime.now(AMSTERDAM).date()


@contextmanager
def at(day: dt.date) -> Generator[None, None, None]:
    """Make it another day for what happens inside: the demo's past, and tests."""
    token = _DAY.set(day)
    try:
        yield
    finally:
        _DAY.reset(token)
