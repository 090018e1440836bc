"""The languages of the public zone, in one place.

Seventeen are prepared; a visitor is offered only those that have content. A language is
``COMPLETE`` (every page), ``PARTIAL`` (the pages named in :data:`PARTIAL_PAGES`) or ``PLANNED``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Coverage(StrEnum):
    """How much of the public zone exists in a language."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` as in the address, ``own_name`` as its speakers write it, ``english`` as msgid.

    ``checked`` is false as long as no person has read the translation: pages then say so.
    """

    code: str
    own_name: str
    english: str
    coverage: Coverage = Coverage.PLANNED
    checked: bool = False
    right_to_left: bool = False


LANGUAGES: tuple[Language, ...] = (
    Language("nl", "Nederlands", "Dutch", Coverage.COMPLETE, checked=True),
    Language("en", "English", "English", Coverage.COMPLETE, checked=True),
    Language("ar", "العربية", "Arabic", Coverage.PARTIAL, right_to_left=True),
    Language("bg", "Български", "Bulgarian"),
    Language("zh-hans", "简体中文", "Simplified Chinese"),
    Language("es", "Español", "Spanish"),
    Language("fr", "Français", "French"),
    Language("hu", "Magyar", "Hungarian"),
    Language("pl", "Polski", "Polish"),
    Language("pt", "Português", "Portuguese"),
    Language("ro", "Română", "Romanian"),
    Language("ru", "Русский", "Russian"),
    Language("ti", "ትግርኛ", "Tigrinya"),
    Language("tl", "Tagalog", "Tagalog"),
    Language("tr", "Türkçe", "Turkish"),
    Language("uk", "Українська", "Ukrainian"),
    Language("vi", "Tiếng Việt", "Vietnamese"),
)

BY_CODE = {language.code: language for language in LANGUAGES}
OFFERED = tuple(item for item in LANGUAGES if item.coverage is not Coverage.PLANNED)
DJANGO_LANGUAGES = [(item.code, item.english) for item in OFFERED]
"""What ``settings.LANGUAGES`` holds."""

PARTIAL_PAGES = frozenset({"guidance:home"})
"""View names that exist in a partial language, next to every page of :data:`PARTIAL_NAMESPACES`."""
PARTIAL_NAMESPACES = frozenset({"reporting"})
FALLBACK = "en"
"""Where a visitor in a partial language goes for every other page."""

# Django has no entry for two of the seventeen, and needs one to activate a language.
LANG_INFO: dict[str, dict[str, Any]] = {
    code: {
        "bidi": BY_CODE[code].right_to_left,
        "code": code,
        "name": BY_CODE[code].english,
        "name_local": BY_CODE[code].own_name,
    }
    for code in ("ti", "tl")
}


def has_page(language: Language, view_name: str) -> bool:
    """Whether the page behind ``view_name`` (``guidance:home``) exists in ``language``."""
    if language.coverage is Coverage.PARTIAL:
        return view_name in PARTIAL_PAGES or view_name.partition(":")[0] in PARTIAL_NAMESPACES
    return language.coverage is Coverage.COMPLETE
