"""Cells of a table with the heading of their column, which a phone shows before each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django import template

register = template.Library()


@register.filter
def under(row: Iterable[object], head: Sequence[str]) -> Iterator[tuple[str, object]]:
    """``("2024", 868) | under:("Year", "Victims")`` as pairs of heading and cell."""
    return zip(head, row, strict=True)
