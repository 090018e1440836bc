"""What stands in data in two languages, in the language of the page: Dutch, or else English."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import Literal

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, get_language_info, gettext, override

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


def language_codes(text: str) -> list[str]:
    """Languages as somebody wrote them, apart by commas: a code where the name or code is known.

    ``Roemeens, english, Edo`` becomes ``["ro", "en", "Edo"]``; what is not known stays as written.
    """
    written = (piece.strip() for piece in re.split(r"[,;]", text))
    return [_codes_by_name().get(piece.casefold(), piece) for piece in written if piece]


def languages_in_words(text: str) -> str:
    """Languages as ``language_codes`` reads them, with their names: ``Roemeens, Engels``."""
    return ", ".join(map(language_name, language_codes(text)))


@cache
def _codes_by_name() -> dict[str, str]:
    """Code of every language by its code and its Dutch, English and own name."""
    found = {}
    for code, info in LANG_INFO.items():
        if "name" in info:
            with override("nl"):
                dutch = gettext(info["name"])
            for name in (code, info["name"], info["name_local"], dutch):
                found.setdefault(name.casefold(), code)
    return found


def choices(codes: Iterable[Code], *, first: Collection[str] = ()) -> list[tuple[str, str]]:
    """What a form offers of a code list: (code, label), with those of ``first`` at the top."""
    offered = [(code.value, in_language(code.labels)) for code in codes]
    return sorted(offered, key=lambda one: one[0] not in first)
