"""Codes of a sharing decision in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from samen.engines.rules.sharing import PURPOSE_LABELS, RECORD_FORMS, Purpose, RecordKind
from samen.kernel.codes import DATA_CATEGORY_LABELS, RUNG_LABELS, DataCategory, Rung

register = template.Library()


@register.filter
def words(pair: tuple[str, str]) -> str:
    """A (Dutch, English) pair in the language of the page."""
    return pair[0] if get_language() == "nl" else pair[1]


@register.filter
def category_label(code: str) -> str:
    """A data category."""
    return words(DATA_CATEGORY_LABELS[DataCategory(code)])


@register.filter
def purpose_label(code: str) -> str:
    """A purpose."""
    return words(PURPOSE_LABELS[Purpose(code)])


@register.filter
def rung_label(number: int) -> str:
    """A rung of the ladder."""
    return words(RUNG_LABELS[Rung(number)])


@register.filter
def record_label(kind: str) -> str:
    """A kind of signed record."""
    form = RECORD_FORMS[RecordKind(kind)]
    return words((form.label_nl, form.label_en))


@register.filter
def said(row: dict[str, Any], stem: str) -> str:
    """``row["text_nl"]`` or ``row["text_en"]`` for the stem ``text``."""
    return str(row.get(f"{stem}_nl" if get_language() == "nl" else f"{stem}_en", ""))
