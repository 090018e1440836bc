"""Amounts in pages."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def euros(amount: int) -> str:
    """Whole euros with the separator of the reader's language."""
    text = f"{amount:,}"
    if (get_language() or "nl") != "en":
        text = text.replace(",", ".")
    return f"€\u00a0{text}"
