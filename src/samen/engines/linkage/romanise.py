"""Names in any script → Latin tokens, and the ways one sound is spelled in different languages.

A transliteration standard gives one spelling; people and police reports give many
(Шевченко: Shevchenko, Sjevtsjenko, Chevtchenko, Szewczenko, Schewtschenko). So every token also
gets its *sounds*: the set of keys it can stand for when its letters are read as English, Dutch,
German, Polish or Hungarian, or French spelling. Two tokens that share a key may be one name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, Final

from anyascii import anyascii

_CYRILLIC: Final = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюяћђјљњџ",
        (
            "a b v g g d e ye yo zh z i i yi y k l m n o p r s t u f kh ts ch sh shch a y _ e yu "
            "ya c dj j lj nj dz"
        )
        .replace("_", "")
        .split(" "),
        strict=True,
    )
)
_ARABIC: Final = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h",
    "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d",
    "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ک": "k", "ل": "l",
    "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "ی": "y", "ى": "a", "ة": "a", "ئ": "i",
    "ء": "", "ؤ": "w", "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ێ": "e", "ۆ": "o", "ە": "a",
    "ڕ": "r", "ڵ": "l", "ڤ": "v", "ں": "n", "ے": "e", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ھ": "h",
}  # fmt: skip
_LATIN: Final = {
    "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    "ə": "e", "ħ": "h", "ŋ": "n", "ɛ": "e", "ɔ": "o", "ŧ": "t", "ĸ": "k",
}  # fmt: skip
# Letters that say more than their ASCII look-alike: used for the sounds, not for the spelling.
_SPOKEN: Final = {
    "š": "sh", "ş": "sh", "ș": "sh", "ś": "sh", "č": "ch", "ç": "ch", "ć": "ch", "ž": "zh",
    "ż": "zh", "ź": "zh", "ț": "ts", "ţ": "ts", "ñ": "ny", "ń": "ny", "ğ": "", "ö": "o", "ü": "u",
    "ä": "e", "å": "o", "đ": "dj", "ł": "l", "ó": "u",
}  # fmt: skip
_UMLAUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_MATRES: Final = str.maketrans({"و": "u", "ي": "i", "ی": "i"})
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
VIETNAMESE: Final = re.compile(r"[\u1ea0-\u1ef9ơưăđ]")


@cache
def _to_simplified() -> Any:
    import opencc  # only Chinese names need it

    return opencc.OpenCC("t2s")


def is_han(text: str) -> bool:
    """Whether ``text`` has a Chinese character."""
    return _HAN.search(text) is not None


def simplify_han(text: str) -> str:
    """Traditional Chinese characters as simplified ones (OpenCC ``t2s``)."""
    return str(_to_simplified().convert(text))


def han_syllables(text: str) -> list[tuple[str, str]]:
    """Each character of ``text`` with its toneless pinyin, e.g. ``[("王", "wang"), …]``."""
    return [(char, anyascii(char).lower()) for char in simplify_han(text) if _HAN.match(char)]


@lru_cache(maxsize=1 << 18)
def to_ascii(token: str) -> str:
    """``token`` (lower case, any script) in the letters a–z and digits 0–9."""
    if token.isascii():
        return token
    letters: list[str] = []
    rest = False
    for char in token:
        if char.isascii():
            letters.append(char)
        elif (known := _CYRILLIC.get(char, _ARABIC.get(char, _LATIN.get(char)))) is not None:
            letters.append(known)
        else:
            base = unicodedata.normalize("NFKD", char)
            plain = "".join(c for c in base if c.isascii() and c.isalnum())
            letters.append(plain or ("" if unicodedata.combining(char) else char))
            rest = rest or not (plain or unicodedata.combining(char))
    text = "".join(letters)
    if rest:
        text = anyascii(text).lower()
    return "".join(c for c in text if c.isascii() and c.isalnum())


def spellings(token: str) -> set[str]:
    """ASCII spellings one original token goes by: plain, umlauts written out, as it is spoken."""
    found = {to_ascii(token)}
    if not token.isascii():
        found.add(to_ascii(token.translate(_UMLAUT)))
        found.add(to_ascii("".join(_SPOKEN.get(char, char) for char in token)))
        if "و" in token or "ي" in token or "ی" in token:
            # Waw and ya are as often the vowels u and i as the consonants.
            found.add(to_ascii(token.translate(_MATRES)))
    found.discard("")
    return found


_Rules = tuple[re.Pattern[str], dict[str, str]]


def _reading(rules: str) -> _Rules:
    """Compile ``letters>sound`` rules, longest first; the sound is the rest of the word's reading."""  # noqa: E501
    table = dict(rule.split(">") for rule in rules.split())
    longest = sorted(table, key=len, reverse=True)
    return re.compile("|".join(longest)), table


# Upper-case letters are sounds already read: S sh, C ch (cheese), Z zh, X kh, J dzh, I y, U oo,
# Q ts. What a reading leaves alone falls through to _DIGRAPHS and _SOUND.
_READINGS: Final = tuple(
    _reading(rules)
    for rules in (
        # English and international, with Albanian xh and gj
        "xh>J gj>J shch>S sch>S tch>C ch>C sh>S zh>Z kh>X ts>Q tz>Q dzh>J dz>J dj>J j>J oo>U"  # noqa: ISC004
        " ou>U oe>U ee>I x>ks",
        # Dutch
        "sjtsj>S tsj>C sj>S zj>Z dzj>J dj>J sch>X ch>X kh>X oe>U ou>U ie>I ij>I j>I ts>Q tz>Q x>ks",
        # German
        "schtsch>S tsch>C dsch>J sch>S ch>X tz>Q ts>Q z>Q j>I x>ks",
        # Polish and Hungarian
        "szcz>S cz>C cs>C sz>S rz>Z zs>Z ch>X dz>J c>Q ts>Q j>I gy>dI x>ks",
        # French
        "chtch>S tch>C ch>S dj>J ou>U gue>ge gui>gi qu>k j>Z kh>X ts>Q tz>Q",
        # Romanian and Italian
        "che>ke chi>ki ce>Ce ci>Ci ghe>ge ghi>gi ge>Je gi>Ji j>Z tz>Q ts>Q x>ks",
    )
)
_DIGRAPHS: Final = _reading("ph>f th>t dh>t gh>g kg>g ck>k kh>X sh>S")
_SOUND: Final = str.maketrans(
    {
        "w": "v", "f": "v", "S": "s", "Z": "s", "z": "s", "Q": "ts", "J": "ti", "C": "ts",
        "X": "h", "q": "k", "c": "k", "g": "k", "b": "p", "d": "t", "o": "u", "U": "u",
        "e": "i", "y": "i", "j": "i", "I": "i",
    }
)  # fmt: skip
_TWICE: Final = re.compile(r"(.)\1+")
_NO_VOWELS: Final = str.maketrans("", "", "aiu")


def _once(found: re.Match[str]) -> str:
    return found[1]


@lru_cache(maxsize=1 << 18)
def sounds(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of what an ASCII token may sound like: with vowel classes, and consonants only.

    Consonants-only keys of fewer than two consonants are left out: they would join anything.
    """
    whole: set[str] = set()
    digraphs, digraph_sounds = _DIGRAPHS
    readings = {
        pattern.sub(lambda found, table=table: table[found[0]], text)
        for pattern, table in _READINGS
    }
    for reading in readings:
        spoken = digraphs.sub(lambda found: digraph_sounds[found[0]], reading).translate(_SOUND)
        spoken = _TWICE.sub(_once, spoken)
        if len(spoken) > 5:
            for pair, vowel in (("ai", "a"), ("ia", "a"), ("iu", "u"), ("ui", "u")):
                spoken = spoken.replace(pair, vowel)
        whole.add(spoken)
    frame = {_TWICE.sub(_once, spoken.translate(_NO_VOWELS)) for spoken in whole}
    return frozenset(whole - {""}), frozenset(key for key in frame if len(key) >= 2)
