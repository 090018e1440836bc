"""Which page of a list somebody asked for."""

from __future__ import annotations

from django.http import HttpRequest

LAST_PAGE = 1_000_000
"""Beyond this no list goes, and the number stays small enough for every database."""


def page_number(request: HttpRequest) -> int:
    """The number in ``?page=``, from 1; whatever is no number means the first page."""
    text = request.GET.get("page", "")
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdecimal() else 1
