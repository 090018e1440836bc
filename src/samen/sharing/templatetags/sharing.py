"""Codes of a sharing decision in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language, gettext

from samen.engines.rules.policy import parse_citations
from samen.engines.rules.sharing import (
    RECORD_FORMS,
    Citation,
    Effect,
    Purpose,
    RecordKind,
    Regime,
    Status,
    Subject,
    load_table,
)
from samen.engines.rules.sharing.explain import condition_text
from samen.kernel.codes import (
    Code,
    DataCategory,
    OrganisationType,
    Rung,
)
from samen.platform.web.words import in_language
from samen.sharing.web.rule_forms import EFFECT_LABELS, STATUS_LABELS

register = template.Library()
register.filter("words", in_language)


@register.filter
def category_label(code: str) -> str:
    """A data category."""
    return in_language(DataCategory(code).labels)


@register.filter
def purpose_label(code: str) -> str:
    """A purpose."""
    return in_language(Purpose(code).labels)


@register.filter
def outcome_label(code: str) -> str:
    """The answer to whether somebody is known."""
    return {
        "strong": gettext("hit"),
        "possible": gettext("possible hit"),
        "none": gettext("no hit"),
    }[code]


@register.filter
def basis_label(letters: str) -> str:
    """What the tokens of a person rest on."""
    named = {
        "n": gettext("name"),
        "d": gettext("date of birth"),
        "a": gettext("address"),
        "i": gettext("telephone number"),
    }
    return ", ".join(named[letter] for letter in letters)


@register.filter
def rung_label(number: int) -> str:
    """A rung of the ladder."""
    return in_language(Rung(number).labels)


@register.filter
def record_label(kind: str) -> str:
    """A kind of signed record."""
    form = RECORD_FORMS[RecordKind(kind)]
    return in_language((form.label_nl, form.label_en))


@register.filter
def said(row: dict[str, Any], stem: str) -> str:
    """``row["text_nl"]`` or ``row["text_en"]`` for the stem ``text``."""
    return str(row.get(f"{stem}_nl" if get_language() == "nl" else f"{stem}_en", ""))


@register.filter
def fault_said(fault: dict[str, Any]) -> str:
    """Why a record does not count, without its number: people know it by what it is."""
    return said(fault, "text").replace(f" {fault['record_id']}", "")


@register.filter
def article_id(number: str) -> str:
    """The place of an article on the page of its law."""
    return slugify(number.replace(".", "-").replace("/", "-").replace(":", "-"))


@register.filter
def cited(basis: Iterable[Citation | str]) -> SafeString:
    """Citations, each a link to the article in our own words."""
    links = []
    for citation in basis:
        found = citation
        if isinstance(found, str):
            [found] = parse_citations(found, "", []) or [found]
        if isinstance(found, str):  # An old decision may cite what is no longer on the list.
            links.append(format_html("{}", found))
            continue
        page = reverse("guide:law", args=[found.law])
        links.append(format_html('<a href="{}#{}">{}</a>', page, article_id(found.article), found))
    return format_html_join(", ", "{}", ((link,) for link in links))


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """A value by key, or nothing."""
    return mapping.get(key)


@register.filter
def told_as(value: Any, stem: str) -> str:
    """``value.text_nl`` or ``value.text_en`` for the stem ``text``."""
    return str(getattr(value, f"{stem}_nl" if get_language() == "nl" else f"{stem}_en"))


_CODES: dict[str, type[Code]] = {
    "from": OrganisationType,
    "to": OrganisationType,
    "category": DataCategory,
    "purpose": Purpose,
    "subject": Subject,
    "regime": Regime,
}


@register.filter
def cell(cells: dict[str, str], column: str) -> str:
    """A cell of the table in words."""
    text = cells.get(column, "")
    if column in _CODES:
        return _set(text, column)
    if column in ("facts", "unless"):
        return "; ".join(
            gettext(" and ").join(_condition(term.strip()) for term in part.split("&"))
            for part in text.split(";")
            if part.strip()
        )
    if column == "records":
        return "; ".join(_condition(part.strip()) for part in text.split(";") if part.strip())
    if column == "obligations":
        duties = load_table().obligations
        chosen = [duties[part.strip()] for part in text.split(";") if part.strip()]
        return "; ".join(in_language((duty.text_nl, duty.text_en)) for duty in chosen)
    if column in ("valid_from", "valid_to") and text:
        return date_format(date.fromisoformat(text), "j F Y")
    if column == "effect":
        return str(EFFECT_LABELS[Effect(text)])
    return str(STATUS_LABELS[Status(text)]) if column == "status" else text


def _set(text: str, column: str) -> str:
    """``any``, ``a|b`` or ``!a|b`` in words."""
    if text == "any":
        return gettext("all")
    named = {code.value: code.labels for code in _CODES[column]}
    if column in ("from", "to"):
        named |= load_table().group_labels
    listed = ", ".join(in_language(named[code]) for code in text.removeprefix("!").split("|"))
    return gettext("all but %(these)s") % {"these": listed} if text.startswith("!") else listed


def _condition(term: str) -> str:
    """``name=value``, or a kind of record, in words."""
    name, _sep, text = term.partition("=")
    if not text:
        return record_label(name)
    if text.startswith("!"):
        listed = [_condition(f"{name}={code}") for code in text[1:].split("|")]
        return gettext("not: %(these)s") % {"these": ", ".join(listed)}
    return in_language(condition_text(name, frozenset(text.split("|"))))


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
