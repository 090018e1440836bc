"""Days as people write them in a list: short, lower case in Dutch, the year only when it helps."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.dateformat import format as in_format
from django.utils.translation import get_language

from samen.kernel import clock

register = template.Library()


def _written(day: date, pattern: str) -> str:
    text = in_format(day, pattern if day.year == clock.today().year else f"{pattern} Y")
    return text.lower() if get_language() == "nl" else text


@register.filter
def day(value: date | None) -> str:
    """``19 nov``, or ``19 nov 2024`` in another year than this; nothing is a dash."""
    return _written(value, "j M") if value else "–"


@register.filter
def weekday(value: date | None) -> str:
    """``ma 23 nov``: a day one plans for."""
    return _written(value, "D j M") if value else "–"
