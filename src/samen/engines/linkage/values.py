"""One written value → its normal form, per kind of field.

Every function takes the text as it stands in the file and returns the normal form, or ``None``
for an empty value; what cannot be right raises ``ValueError`` with the rule it breaks.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import Final

from samen.engines.linkage.names import Token
from samen.engines.linkage.romanise import to_ascii

_ISO: Final = re.compile(
    r"^(\d{4})(?:-?(\d{2}|\?\?|00|xx)(?:-?(\d{2}|\?\?|00|xx))?)?(?:[T ].*)?$", re.I
)
_DMY: Final = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_YEAR: Final = re.compile(r"^(?:ca?\.?|circa|~|±|est\.?|about|ongeveer)?\s*(\d{4})\s*\??$", re.I)
_MY: Final = re.compile(r"^(\d{1,2})[-/.](\d{4})$")
_EMPTY: Final = frozenset(
    {
        "",
        "-",
        "--",
        "?",
        "n/a",
        "na",
        "nan",
        "none",
        "null",
        "nb",
        "onb",
        "onbekend",
        "unknown",
        "nvt",
    }
)


def is_empty(text: str | None) -> bool:
    """Whether a cell says nothing (empty, ``-``, ``unknown``, ``onbekend`` …)."""
    return text is None or text.strip().casefold() in _EMPTY


@lru_cache(maxsize=1 << 18)
def parse_date(text: str) -> tuple[int, int, int] | None:
    """Year, month, day; 0 for a part that is not known.

    Read are ``2001-05-17``, ``20010517``, ``17-05-2001``, ``05-2001``, ``2001``, ``2001-05``,
    ``2001-??-??`` and ``ca. 2001``. A day-month-year date whose month is above 12 is read as
    month-day-year.

    Raises ``ValueError`` for a date that does not exist or another notation.
    """
    value = text.strip()
    if is_empty(value):
        return None
    year = month = day = 0
    if match := _ISO.match(value):
        year, month, day = (int(p) if p and p.isdigit() else 0 for p in match.groups())
        if year == 0:
            return None
    elif match := _DMY.match(value):
        day, month, year = (int(part) for part in match.groups())
        if month > 12 >= day:
            day, month = month, day
    elif match := _MY.match(value):
        month, year = (int(part) for part in match.groups())
    elif match := _YEAR.match(value):
        year = int(match[1])
    else:
        raise ValueError("a date is written 2001-05-17, 17-05-2001, 2001-05 or 2001")
    if not 1850 <= year <= 2100:
        raise ValueError("the year lies between 1850 and 2100")
    if month > 12:
        raise ValueError("the month lies between 1 and 12")
    if day:
        try:
            dt.date(year, month, day)
        except ValueError:
            raise ValueError("this day does not exist") from None
    return year, month, day


_SEX: Final = {
    "m": "m", "man": "m", "male": "m", "1": "m", "v": "f", "f": "f", "vrouw": "f", "female": "f",
    "w": "f", "2": "f", "x": "x", "o": "x", "other": "x", "divers": "x",
}  # fmt: skip


def parse_sex(text: str) -> str | None:
    """``m``, ``f`` or ``x`` from the usual Dutch, English and ISO 5218 codes."""
    value = text.strip().casefold()
    if is_empty(value) or value in {"0", "9"}:
        return None
    if value not in _SEX:
        raise ValueError("sex is one of m, f, x, man, vrouw, male, female, 1, 2")
    return _SEX[value]


def parse_code(text: str) -> str | None:
    """A code or word without case, accents and punctuation, e.g. a nationality."""
    return None if is_empty(text) else to_ascii(_plain(text).replace(" ", "")) or None


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def parse_phone(text: str, country: str = "31") -> str | None:
    """A telephone number as digits with country code (E.164 without the plus)."""
    if is_empty(text):
        return None
    value = re.sub(r"\(0\)", "", unicodedata.normalize("NFKC", text).strip())
    digits = re.sub(r"\D", "", value)
    if value.startswith("+"):
        pass
    elif digits.startswith("00"):
        digits = digits[2:]
    elif digits.startswith("0"):
        digits = country + digits[1:]
    elif len(digits) == 9 and country == "31" and digits.startswith("6"):
        digits = country + digits
    if not 7 <= len(digits) <= 15:
        raise ValueError("a telephone number has 7 to 15 digits")
    return digits


def parse_identifier(text: str) -> str | None:
    """A document number, number plate or registration number: letters and digits only."""
    if is_empty(text):
        return None
    return re.sub(r"[^a-z0-9]", "", to_ascii(_plain(text))) or None


def parse_handle(text: str) -> str | None:
    """A web handle, e-mail address or advert address in one spelling."""
    if is_empty(text):
        return None
    value = _plain(text)
    value = re.sub(r"^https?://(?:www\.|m\.)?", "", value).rstrip("/").lstrip("@")
    return value or None


_LEGAL_FORMS: Final = frozenset(
    [
        "bv",
        "nv",
        "vof",
        "cv",
        "ua",
        "sro",
        "doo",
        "srl",
        "spa",
        "sa",
        "sl",
        "gmbh",
        "ag",
        "kg",
        "ug",
        "ltd",
        "limited",
        "plc",
        "llc",
        "llp",
        "inc",
        "corp",
        "ood",
        "eood",
        "ad",
        "kft",
        "zrt",
        "bt",
        "nyrt",
        "sp",
        "zoo",
        "zo",
        "o",
        "stichting",
        "vereniging",
        "holding",
        "groep",
        "group",
        "beheer",
        "international",
        "nederland",
        "netherlands",
        "the",
        "en",
        "de",
        "het",
        "van",
        "and",
        "fze",
        "co",
        "company",
        "cooperatie",
    ]
)
_ABBREVIATED: Final = re.compile(r"\b((?:[a-z]\.){2,}[a-z]?)")
_WORDS: Final = re.compile(r"[^\W_]+")


def _latin_words(text: str) -> list[str]:
    value = _ABBREVIATED.sub(lambda match: match[1].replace(".", "") + " ", _plain(text))
    return [word for raw in _WORDS.findall(value) if (word := to_ascii(raw))]


@lru_cache(maxsize=1 << 18)
def word_token(word: str) -> Token:
    """A word of an address or trade name; numbers must be equal, words may have errors."""
    return Token(word, flags=4 if word[0].isdigit() else 0)


_STREET: Final = {
    "str": "straat", "st": "straat", "ln": "laan", "wg": "weg", "pln": "plein", "sngl": "singel",
    "kd": "kade", "gr": "gracht", "street": "straat", "rd": "road", "ave": "avenue",
}  # fmt: skip
_POSTCODE: Final = re.compile(r"\b(\d{4})\s?([a-z]{2})\b")


@lru_cache(maxsize=1 << 18)
def address_tokens(text: str) -> tuple[Token, ...]:
    """Street, number, Dutch postcode and place as tokens (*str.* and *straat* are one word)."""
    if is_empty(text):
        return ()
    value = _POSTCODE.sub(r"\1\2", _plain(text))
    words = [_STREET.get(word, word) for word in _latin_words(value)]
    return tuple(word_token(word) for word in dict.fromkeys(words))


@lru_cache(maxsize=1 << 18)
def employer_tokens(text: str) -> tuple[Token, ...]:
    """The words of a trade name without legal forms (*B.V.*, *Sp. z o.o.*, *Stichting*)."""
    if is_empty(text):
        return ()
    words = _latin_words(text)
    kept = [word for word in words if word not in _LEGAL_FORMS] or words
    return tuple(word_token(word) for word in dict.fromkeys(kept))


def text_tokens(text: str) -> tuple[Token, ...]:
    """The words of free text."""
    if is_empty(text):
        return ()
    return tuple(word_token(word) for word in dict.fromkeys(_latin_words(text)))


def kvk_number(text: str) -> str | None:
    """A Dutch Chamber of Commerce number: 8 digits (a 12-digit branch number loses its branch)."""
    if is_empty(text):
        return None
    digits = re.sub(r"\D", "", text)
    if len(digits) not in {7, 8, 12}:
        raise ValueError("a KvK number has 8 digits, a branch number 12")
    return digits.zfill(8) if len(digits) < 12 else digits
