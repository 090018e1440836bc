"""Amounts in pages."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def euros(amount: int) -> str:
    """Whole euros with the separator of the reader's language."""
    text = f"{amount:,}"
    return f"€ {text}" if (get_language() or "nl") == "en" else f"€ {text.replace(',', '.')}"
