"""Chinese names in Latin letters: syllables, how they are spelled, and which names are Chinese."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Final

_INITIALS: Final = [
    "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh", "r",
    "z", "c", "s", "y", "w",
]  # fmt: skip
_FINALS: Final = [
    "a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "i", "ia", "ie",
    "iao", "iu", "ian", "in", "iang", "ing", "iong", "u", "ua", "uo", "uai", "ui", "uan", "un",
    "uang", "ue", "ve", "v", "er",
]  # fmt: skip


@cache
def _pinyin() -> frozenset[str]:
    found = {start + end for start in _INITIALS for end in _FINALS} | {
        "er",
        "an",
        "ang",
        "ai",
        "ao",
        "en",
        "ou",
        "e",
        "a",
    }
    bad = re.compile(
        r"^(?:[bpmf](?:e$|ou$|ong|ia$|iang|iong|iu$|u[aoien]|ue|v)|[jqx][aeo]|[jqx](?:ua$|uo|uai|ui|uang|v)"
        r"|(?:zh|ch|sh|r|z|c|s|h|g|k)(?:i[a-z]|v|ue)|[gkh]i|[dt](?:in|iang|iong|ua$|uai|uang|ue|v)"
        r"|[wy](?:i[aeou]|u[iao][a-z]*$(?<!yuan)|v)|w(?:ao|ou|ong|i|u[a-z]|e$)|y(?:ei|en|eng|ui|ai))"
    )
    return frozenset(s for s in found if not bad.match(s)) | {
        "lv",
        "nv",
        "lue",
        "nue",
        "me",
        "fou",
        "pou",
        "mou",
        "yue",
        "yuan",
        "yun",
    }


def wade_giles(pinyin: str) -> set[str]:
    """Spellings of a pinyin syllable in Wade-Giles without its apostrophes."""
    table = (
        ("zhi", "chih"), ("chi", "chih"), ("shi", "shih"), ("zi", "tzu"), ("ci", "tzu"),
        ("si", "ssu"), ("ri", "jih"), ("zh", "ch"), ("x", "hs"), ("q", "ch"), ("j", "ch"),
        ("z", "ts"), ("c", "ts"), ("r", "j"), ("b", "p"), ("d", "t"), ("g", "k"),
    )  # fmt: skip
    spelled = pinyin
    for start, other in table:
        if pinyin == start and len(start) >= 2 and start not in {"zh", "ch", "sh"}:
            return {other}
        if (
            pinyin.startswith(start)
            and start not in {"ch"}
            and not (start == "c" and pinyin.startswith("ch"))
        ):
            if start in {"zhi", "shi", "zi", "si", "ri"}:
                continue
            spelled = other + pinyin[len(start) :]
            break
    spelled = re.sub("ong$", "ung", spelled)
    spelled = re.sub("ian$", "ien", spelled)
    spelled = re.sub("(?<=[^n])ie$", "ieh", spelled)
    spelled = re.sub("ue$", "ueh", spelled)
    spelled = re.sub("^yan$", "yen", spelled)
    spelled = re.sub("^ye$", "yeh", spelled)
    spelled = re.sub("^yi$", "i", spelled)
    found = {spelled, spelled.replace("hsu", "hsu")}
    if re.match("^(k|kh|h)e$", spelled):
        found.add(spelled[:-1] + "o")
    if re.search("uo$", spelled) and not re.match("^(k|h|sh)", spelled):
        found.add(spelled[:-2] + "o")
    return found


@cache
def readings() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for syllable in _pinyin():
        found.setdefault(syllable, set()).add(syllable)
        for spelled in wade_giles(syllable):
            found.setdefault(spelled, set()).add(syllable)
    text = files("samen.engines.linkage").joinpath("data/romanised_chinese.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["spelling"], set()).update(row["pinyin"].split())
    return {spelled: frozenset(syllables) for spelled, syllables in found.items()}


def syllables_of(text: str) -> list[str] | None:
    """``text`` cut into Chinese syllables, or ``None`` when that is impossible; at most three."""
    known = readings()
    if text in known:
        return [text]
    for cut in range(len(text) - 1, 0, -1):
        if text[:cut] in known and (rest := syllables_of(text[cut:])) is not None:
            return [text[:cut], *rest] if len(rest) < 3 else None
    return None


# The family names of nine in ten Han Chinese, in pinyin and common other romanisations: without
# one of them a name that happens to split into syllables (Nina, Lena, Anna) is not read as Chinese.
_FAMILY: Final = frozenset([
    "wang", "li", "zhang", "liu", "chen", "yang", "zhao", "huang", "zhou", "wu", "xu", "sun",
    "hu", "zhu", "gao", "lin", "he", "guo", "ma", "luo", "liang", "song", "zheng", "xie", "han",
    "tang", "feng", "yu", "dong", "xiao", "cheng", "cao", "yuan", "deng", "fu", "shen", "zeng",
    "peng", "lv", "lu", "su", "jiang", "cai", "jia", "ding", "wei", "xue", "ye", "yan", "pan",
    "du", "dai", "xia", "zhong", "tian", "ren", "fan", "fang", "shi", "yao", "tan", "sheng",
    "zou", "xiong", "jin", "hao", "kong", "bai", "cui", "kang", "mao", "qiu", "qin", "gu",
    "hou", "shao", "meng", "long", "wan", "duan", "lei", "qian", "yin", "yi", "chang", "wen",
    "wong", "chan", "cheung", "chow", "chau", "chiu", "choi", "fung", "ho", "kwok", "kwan",
    "lam", "lau", "lee", "leung", "lo", "mak", "ng", "poon", "siu", "tam", "tse", "tsang",
    "yip", "yeung", "yuen", "hsu", "hsieh", "kuo", "tsai", "chiang", "chou", "hsiao", "teng",
    "liao", "lim", "ong", "teo", "goh", "koh", "chua", "chu", "hui", "chao", "chung", "tseng",
    "chin", "hung",
])  # fmt: skip


@cache
def families() -> frozenset[str]:
    pinyin = _pinyin()
    return _FAMILY | {spelled for name in _FAMILY & pinyin for spelled in wade_giles(name)}


def looks_chinese(words: list[str]) -> bool:
    return (
        2 <= len(words) <= 3
        and any(word in families() for word in words)
        and all(syllables_of(word) is not None for word in words)
        and sum(len(syllables_of(word) or ()) for word in words) <= 4
    )
