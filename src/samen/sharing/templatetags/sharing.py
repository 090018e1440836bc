"""Codes of a sharing decision in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language, gettext

from samen.engines.rules.sharing import (
    PURPOSE_LABELS,
    RECORD_FORMS,
    REGIME_LABELS,
    SUBJECT_LABELS,
    Purpose,
    RecordKind,
)
from samen.kernel.codes import (
    DATA_CATEGORY_LABELS,
    ORGANISATION_TYPE_LABELS,
    RUNG_LABELS,
    DataCategory,
    Rung,
)

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


@register.filter
def told_as(value: Any, stem: str) -> str:
    """``value.text_nl`` or ``value.text_en`` for the stem ``text``."""
    return str(getattr(value, f"{stem}_nl" if get_language() == "nl" else f"{stem}_en"))


_LABELS: dict[str, Any] = {
    "from": ORGANISATION_TYPE_LABELS,
    "to": ORGANISATION_TYPE_LABELS,
    "category": DATA_CATEGORY_LABELS,
    "purpose": PURPOSE_LABELS,
    "subject": SUBJECT_LABELS,
    "regime": REGIME_LABELS,
}


@register.filter
def cell(cells: dict[str, str], column: str) -> str:
    """A cell of the table in words; the name of a group stays as it is."""
    text = cells.get(column, "")
    if column not in _LABELS:
        return text
    if text == "any":
        return gettext("all")
    named = {str(code): words(pair) for code, pair in _LABELS[column].items()}
    listed = ", ".join(named.get(c, c.replace("_", " ")) for c in text.removeprefix("!").split("|"))
    return gettext("all but %(these)s") % {"these": listed} if text.startswith("!") else listed


@register.filter
def column_label(column: str) -> str:
    """A column of the table."""
    return {
        "id": gettext("Row"),
        "effect": gettext("What it does"),
        "from": gettext("From whom"),
        "to": gettext("To whom"),
        "category": gettext("Data"),
        "purpose": gettext("Purpose"),
        "subject": gettext("About whom"),
        "regime": gettext("Held under which law"),
        "facts": gettext("Facts"),
        "records": gettext("Signed records"),
        "unless": gettext("Unless"),
        "basis": gettext("Articles"),
        "obligations": gettext("Duties"),
        "valid_from": gettext("In force from"),
        "valid_to": gettext("In force until"),
        "status": gettext("Status"),
        "note_nl": gettext("In Dutch"),
        "note_en": gettext("In English"),
    }[column]
