"""What stands in data in two languages, in the language of the page: Dutch, or else English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.utils.translation import get_language, get_language_info

from samen.kernel.codes import Code


def language() -> Literal["nl", "en"]:
    """The language of data: Dutch on Dutch pages, English on every other."""
    return "nl" if (get_language() or "nl").startswith("nl") else "en"


def in_language(pair: tuple[str, str]) -> str:
    """The Dutch or the English half of a (Dutch, English) pair."""
    return pair[0] if language() == "nl" else pair[1]


def language_name(code: str) -> str:
    """``nl`` as ``Nederlands`` or ``Dutch``; a code without a known name stays itself."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def choices(codes: Iterable[Code]) -> list[tuple[str, str]]:
    """What a form offers of a code list: (code, label)."""
    return [(code.value, in_language(code.labels)) for code in codes]
