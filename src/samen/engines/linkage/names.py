"""A person's name → tokens that can be compared across scripts, spellings and orders.

:func:`analyse_name` is the one entry. What a token carries, and why:

* ``text`` the ASCII spelling; ``symbols`` names it is a variant of (our table of
  nicknames and spellings, gender forms of Slavic surnames, readings of a Chinese syllable);
* ``sounds`` and ``frame``: what it may sound like (:mod:`.romanise`);
* ``mark``: the original Chinese character or Vietnamese spelling, because there the ASCII form
  throws away the difference between two names.

Particles (*van der*, *el*, *bin*, *thị*) are dropped, *Abd al-X* becomes one token.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from samen.engines.linkage.chinese import families, looks_chinese, readings, syllables_of
from samen.engines.linkage.romanise import (
    VIETNAMESE,
    han_syllables,
    is_han,
    simplify_han,
    sounds,
    spellings,
    to_ascii,
)

SYLLABLE: Final = 1  # a Chinese syllable: compared by reading, never by edit distance
INITIAL: Final = 2
NUMBER: Final = 4
KNOWN: Final = 8  # a name we know, so that a near-miss with another known name is a difference
UNVOCALISED: Final = 16  # written without its vowels (Arabic, Hebrew)

PARTICLES: Final = frozenset([
    "van", "de", "der", "den", "ter", "ten", "te", "vd", "vander", "vanden", "von", "zu", "zum",
    "da", "do", "dos", "das", "di", "del", "della", "dei", "la", "le", "les", "el", "al", "as",
    "ar", "ibn", "bin", "ben", "bint", "binti", "abu", "ould", "oglu", "oghlu", "kizi", "thi",
    "mr", "mrs", "ms", "mw", "dhr", "dr", "ing", "drs", "ir", "st", "y", "e", "i", "d", "l",
    "s", "t", "uit", "op", "in", "het",
])  # fmt: skip
_SPLIT: Final = re.compile(r"[\s,;/\-‐–—_.()\"«»„“”·・|]+")
_INSIDE: Final = re.compile(r"['’`ʼʹ´‘*ʻ]")
_ARABIC_MARKS: Final = re.compile(r"[\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e]")
_ABD: Final = re.compile(
    r"^abd(?:[aeiou]{0,2}(?:l|r(?=r)|s(?=s)|n(?=n)|z(?=z)|t(?=t)|d(?=d)))?(?:[aeiou](?=[^aeiou]))?-?(?=.{3})"
)
# Nour al-Din, Noureddine, Nuruddin: one name, whatever the article became.
_DIN: Final = re.compile(r"^(.{2,}?)(?:[aeiou]{0,2}[ld])?[aeiou]?d(?:i|ee|ie)ne?$")
_DIN_WORDS: Final = frozenset(("din", "dine", "deen", "dien", "دين"))
_ARTICLES: Final = frozenset(("al", "el", "ul", "ad", "ed", "ud", "ur", "er", "ar", "as"))
# Ethiopian and Eritrean names of two words that are written as one as often: Gebre Medhin.
_SERVANT: Final = frozenset(
    ("gebre", "ghebre", "gebra", "habte", "habta", "wolde", "welde", "tekle", "fikre", "zera")
)
# Yoruba and Igbo names open with the word for God that daily use leaves out: Oluwaseun, Seun.
_PRAISE: Final = re.compile(r"^(?:oluwa|chukwu)(?=.{4})")
_FEMININE: Final = (
    ("ova", "ov"), ("eva", "ev"), ("skaya", "ski"), ("skaja", "ski"), ("skaia", "ski"),
    ("ska", "ski"), ("cka", "cki"), ("dzka", "dzki"), ("skyi", "ski"), ("skyy", "ski"),
    ("skiy", "ski"), ("skij", "ski"), ("skii", "ski"), ("sky", "ski"), ("skyj", "ski"),
    ("ckyj", "cki"), ("off", "ov"), ("eff", "ev"), ("ow", "ov"), ("ew", "ev"), ("owa", "ov"),
    ("ewa", "ev"), ("offa", "ov"), ("skiej", "ski"), ("zkaya", "zki"), ("na_", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One comparable part of a name, an address or a trade name (see the module's text)."""

    text: str
    flags: int = 0
    mark: str = ""
    symbols: frozenset[str] = frozenset()
    sounds: frozenset[str] = frozenset()
    frame: frozenset[str] = frozenset()


@cache
def _known_names() -> frozenset[str]:
    """Common given names: two that differ are two names, however alike they are written."""
    text = files("samen.engines.linkage").joinpath("data/given_names.csv").read_text("utf-8")
    return frozenset(
        to_ascii(name) for row in csv.DictReader(text.splitlines()) for name in row["names"].split()
    )


@cache
def _variants() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    text = files("samen.engines.linkage").joinpath("data/name_variants.csv").read_text("utf-8")
    for number, row in enumerate(csv.DictReader(text.splitlines())):
        for spelling in row["variants"].split():
            # Without vowels عمر (Omar) and Amr would share a spelling: such script stays as it is.
            key = spelling if UNVOCALISED_SCRIPT.search(spelling) else to_ascii(spelling)
            found.setdefault(key, set()).add(f"variant:{number}")
    return {spelling: frozenset(groups) for spelling, groups in found.items()}


def _surname_stem(text: str) -> str | None:
    for ending, stem in _FEMININE:
        if text.endswith(ending) and len(text) - len(ending) >= 3:
            return text[: -len(ending)] + stem
    if text.endswith(("ov", "ev", "ski", "cki")) and len(text) >= 5:
        return text
    return None


# Arabic and Hebrew leave vowels out: a near-miss with a known name is no difference there.
UNVOCALISED_SCRIPT: Final = re.compile(r"[\u0590-\u06ff]")
# Vietnamese family names that are not also common elsewhere; they tell how to read the rest.
_VIETNAMESE_FAMILY: Final = frozenset(
    ("nguyen", "tran", "pham", "hoang", "huynh", "phan", "dang", "bui", "duong", "truong", "trinh")
)


def _looks_vietnamese(words: list[str]) -> bool:
    latin = [to_ascii(word) for word in words]
    return (
        2 <= len(words) <= 5
        and (
            any(VIETNAMESE.search(word) for word in words)
            or any(word in _VIETNAMESE_FAMILY for word in latin)
            or "thi" in latin
        )
        and all(len(word) <= 7 for word in latin)
    )


@lru_cache(maxsize=1 << 16)
def _vietnamese_token(word: str) -> Token:
    """Syllables that differ in one letter or tone are other names: compared exactly."""
    text = to_ascii(word)
    return Token(text, SYLLABLE, "" if word.isascii() else word, frozenset({f"vi:{text}"}))


@lru_cache(maxsize=1 << 19)
def name_token(original: str) -> Token:
    """The :class:`Token` of one word of a name (lower case, any script, no punctuation)."""
    text = to_ascii(original)
    forms = spellings(original) or {text}
    if len(text) == 1:
        return Token(text, INITIAL)
    abd = _ABD.match(text)
    symbols: set[str] = set()
    for form in forms:
        symbols |= _variants().get(form, frozenset())
    if UNVOCALISED_SCRIPT.search(original):
        symbols |= _variants().get(original, frozenset())
    known = bool(symbols) or not forms.isdisjoint(_known_names())
    if abd and len(text) > 5:
        rest = text[abd.end() :]
        symbols |= {f"abd:{frame}" for frame in sounds(rest)[1]}
        symbols |= _variants().get("abd" + rest, frozenset())
    if (din := _DIN.match(text)) is not None:
        symbols |= {f"din:{key}" for keys in sounds(din[1]) for key in keys}
    if (stem := _surname_stem(text)) is not None:
        symbols |= {f"stem:{key}" for key in sounds(stem)[0]}
    if text.startswith(("vanden", "vander", "vande")) and len(text) >= 9:
        symbols.add("word:" + re.sub("^vande[nr]?", "", text))
    elif len(text) >= 4:
        symbols.add("word:" + _PRAISE.sub("", text))
    heard = [sounds(form) for form in forms]
    return Token(
        text,
        (KNOWN if known else 0) | (UNVOCALISED if UNVOCALISED_SCRIPT.search(original) else 0),
        "",
        frozenset(symbols),
        frozenset().union(*(whole for whole, _ in heard)) if len(text) > 2 else frozenset(),
        frozenset().union(*(frame for _, frame in heard)) if len(text) > 3 else frozenset(),
    )


@lru_cache(maxsize=1 << 16)
def _syllable_token(syllable: str, character: str = "") -> Token:
    if character:
        return Token(syllable, SYLLABLE, character, frozenset({f"zh:{syllable}"}))
    return Token(
        syllable, SYLLABLE, "", frozenset(f"zh:{reading}" for reading in readings()[syllable])
    )


def words_of(name: str) -> list[str]:
    """The words of ``name``: lower case, without punctuation, *Abd al-X*, *X al-Din* as one."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = _ARABIC_MARKS.sub("", _INSIDE.sub("", text))
    words = [word for word in _SPLIT.split(unicodedata.normalize("NFC", text)) if word]
    joined: list[str] = []
    for word in words:
        if word.startswith("ال") and len(word) > 4:
            word = word[2:]
        if joined and joined[-1] in {"abd", "abdul", "abdel", "abdoel", "abdoul", "عبد"}:
            if word in _ARTICLES:
                continue
            joined[-1] = "abd" + to_ascii(word)
        elif word in _DIN_WORDS and len(joined) > 1 and joined[-1] in _ARTICLES:
            joined[-2:] = [to_ascii(joined[-2]) + "eddin"]
        elif word in _DIN_WORDS and joined:
            joined[-1] = to_ascii(joined[-1]) + "eddin"
        elif joined and to_ascii(joined[-1]) in _SERVANT:
            joined[-1] = to_ascii(joined[-1]) + to_ascii(word)
        else:
            joined.append(word)
    return joined


@lru_cache(maxsize=1 << 17)
def analyse_name(name: str) -> tuple[Token, ...]:
    """The tokens of ``name``, in the order written; empty for an empty name."""
    words = words_of(name)
    tokens: list[Token] = []
    if any(is_han(word) for word in words):
        for word in words:
            if is_han(word):
                tokens += [
                    _syllable_token(syllable, char)
                    for char, syllable in han_syllables(simplify_han(word))
                ]
            else:
                tokens.append(name_token(word))
        return tuple(tokens)
    if all(word.isascii() for word in words) and looks_chinese(words):
        return tuple(
            _syllable_token(syllable) for word in words for syllable in syllables_of(word) or ()
        )
    kept = [word for word in words if to_ascii(word) not in PARTICLES] or words
    if _looks_vietnamese(kept):
        return tuple(token for word in kept if (token := _vietnamese_token(word)).text)
    return tuple(token for word in kept if (token := name_token(word)).text)


def may_span_cells(cell: str) -> bool:
    """Whether a cell's words mean something else together with the name's other cells."""
    words = words_of(cell)
    return any(
        is_han(word)
        or word in families()
        or to_ascii(word) in {"abd", "abdul", "abdel", "al", "el"}
        for word in words
    )
