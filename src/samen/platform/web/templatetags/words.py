"""Codes in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from samen.platform.web.words import language_name

register = template.Library()


@register.filter
def language_names(codes: str | Iterable[str]) -> str:
    """One language or several, by name: ``Arabisch, Nederlands``."""
    several = [codes] if isinstance(codes, str) else codes
    return ", ".join(sorted(language_name(code) for code in several))
