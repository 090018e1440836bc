"""Drawn persons with names of eleven languages, and how registers write them."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

LANGUAGES: Final = ("nl", "pl", "ro", "bg", "hu", "uk", "ar", "vi", "zh", "tr", "en")

_DUTCH: Final = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя",
        "a b v g g d e je jo zj z i i ji j k l m n o p r s t oe f ch ts tsj sj sjtsj a y  e joe ja".split(  # noqa: E501, SIM905
            " "
        ),
        strict=True,
    )
)
_ENGLISH: Final = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя",
        "a b v h g d e ye yo zh z y i yi i k l m n o p r s t u f kh ts ch sh shch a y  e yu ya".split(  # noqa: E501, SIM905
            " "
        ),
        strict=True,
    )
)
_GERMAN: Final = _ENGLISH | {
    "ж": "sch", "ш": "sch", "щ": "schtsch", "ч": "tsch", "х": "ch", "в": "w", "з": "s", "ц": "z",
    "ю": "ju", "я": "ja", "є": "je", "ї": "ji", "г": "h",
}  # fmt: skip
_BULGARIAN: Final = _ENGLISH | {
    "г": "g",
    "щ": "sht",
    "х": "h",
    "й": "y",
    "и": "i",
    "ъ": "a",
    "ь": "y",
}


@dataclass(frozen=True, slots=True)
class Name:
    """One name part: the official form and the ways it is written or called besides."""

    official: str
    latin: tuple[str, ...]
    nicknames: tuple[str, ...] = ()


def _spell(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(char, char) for char in text.casefold()).title()


def _wade(pinyin: str) -> str:
    from samen.engines.linkage.chinese import wade_giles

    return min(wade_giles(pinyin), key=lambda s: (s == pinyin, s)).title()


def _syllables(pinyin: str) -> list[str]:
    from samen.engines.linkage.chinese import syllables_of

    return syllables_of(pinyin) or [pinyin]


def _entry(language: str, text: str) -> Name:
    text = text.replace("+", " ")
    if language in {"bg", "uk"}:
        english = _BULGARIAN if language == "bg" else _ENGLISH
        return Name(text, tuple(_spell(text, t) for t in (english, _DUTCH, _GERMAN)))
    if language == "ar":
        official, _, latin = text.partition(":")
        return Name(official, tuple(latin.split("/")))
    if language == "zh":
        official, _, pinyin = text.partition(":")
        parts = _syllables(pinyin)
        return Name(
            official,
            (pinyin.title(), "-".join(_wade(p) for p in parts), " ".join(p.title() for p in parts)),
        )
    official, *nicknames = text.split("/")
    return Name(official, (plain(official),), tuple(nicknames))


def plain(text: str) -> str:
    """``text`` without diacritics, as a form or a machine that knows only A–Z writes it."""
    table = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ø": "o", "ß": "ss"})
    spread = unicodedata.normalize("NFKD", text.translate(table))
    return "".join(char for char in spread if not unicodedata.combining(char))


@cache
def names() -> dict[tuple[str, str], tuple[Name, ...]]:
    text = files("samen.engines.linkage").joinpath("data/synthetic_names.csv").read_text("utf-8")
    return {
        (row["language"], row["part"]): tuple(
            _entry(row["language"], item) for item in row["names"].split()
        )
        for row in csv.DictReader(text.splitlines())
    }


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as they are: language, sex, name parts, birth date, and where they live."""

    language: str
    sex: str
    given: Name
    family: Name
    middle: str
    born: str
    nationality: str
    street: str
    number: int
    postcode: str
    phone: str
    document: str


def feminine(family: str, language: str) -> str:
    """The form of a Slavic family name that a woman has."""
    if language == "bg" and family.endswith(("ов", "ев")):
        return family + "а"
    if language == "pl" and family.endswith(("ski", "cki")):
        return family[:-1] + "a"
    return family


def _weights(n: int) -> NDArray[np.float64]:
    weight = 1 / np.arange(1, n + 1) ** 0.7
    return weight / weight.sum()


def make_identity(rng: np.random.Generator, language: str | None = None) -> Identity:
    """One person, drawn; Zipf-like name frequencies."""
    lang = language or str(rng.choice(LANGUAGES))
    sex = "f" if rng.random() < 0.6 else "m"
    table = names()

    def draw(part: str) -> Name:
        names = table[lang, part]
        return names[int(rng.choice(len(names), p=_weights(len(names))))]

    given, family = draw(sex), draw("s")
    if sex == "f":
        changed = feminine(family.official, lang)
        if changed != family.official:
            family = _entry(lang, changed)
    middle = ""
    if lang == "vi":
        middle = "Thị" if sex == "f" else "Văn"
    elif lang in {"uk", "bg"} and rng.random() < 0.5:
        father = table[lang, "m"][int(rng.integers(len(table[lang, "m"])))].official
        middle = father + ("івна" if sex == "f" else "ович") if lang == "uk" else father
    day = np.datetime64("1960-01-01") + int(rng.integers(0, 48 * 365))
    streets = ("Kerkstraat", "Dorpsstraat", "Molenweg", "Stationsplein", "Havenkade", "Prinsengracht",  # noqa: E501
               "Beatrixlaan", "Industrieweg", "Schoolstraat", "Parklaan", "Nieuwstraat", "Kanaaldijk")  # fmt: skip  # noqa: E501
    letters = "ABCDEGHJKLMNPRSTVWXZ"
    return Identity(
        lang,
        sex,
        given,
        family,
        middle,
        str(day),
        lang,
        str(rng.choice(streets)),
        int(rng.integers(1, 240)),
        f"{int(rng.integers(1000, 9999))}{letters[int(rng.integers(20))]}{letters[int(rng.integers(20))]}",  # noqa: E501
        f"06{int(rng.integers(10_000_000, 99_999_999))}",
        "".join(letters[int(rng.integers(20))] for _ in range(2))
        + str(int(rng.integers(10**6, 10**7))),
    )


def typo(text: str, rng: np.random.Generator) -> str:
    """One typing error: a letter replaced, doubled, lost or swapped with its neighbour."""
    if len(text) < 4:
        return text
    place = int(rng.integers(1, len(text) - 1))
    kind = int(rng.integers(4))
    if kind == 0:
        return (
            text[:place] + "abcdefghijklmnopqrstuvwxyz"[int(rng.integers(26))] + text[place + 1 :]
        )
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    if kind == 2:
        return text[:place] + text[place + 1 :]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def write_name(
    person: Identity, rng: np.random.Generator, error: float = 0.3, official: float = 0.3
) -> tuple[str, str]:
    """Given and family name as some register writes them.

    ``official``: chance of the own script or diacritics; ``error``: chance of each of nickname,
    other order, left-out parts and a typing error (the last a third of it).
    """
    own = rng.random() < official

    def form(name: Name) -> str:
        if own:
            return name.official
        return name.latin[int(rng.integers(len(name.latin)))]

    given, family = form(person.given), form(person.family)
    if person.given.nicknames and rng.random() < error:
        nickname = person.given.nicknames[int(rng.integers(len(person.given.nicknames)))]
        given = nickname if own else plain(nickname)
    if person.middle and rng.random() > error:
        middle = person.middle
        if not own:
            middle = _spell(middle, _DUTCH if rng.random() < 0.5 else _ENGLISH)
            middle = plain(middle)
        given = f"{given} {middle}" if person.language != "vi" else f"{middle} {given}"
    if " " in family and person.language == "nl" and rng.random() < error:
        prefix, _, last = family.rpartition(" ")
        family = last if rng.random() < 0.4 else f"{last}, {prefix}"
    if rng.random() < error / 3:
        if rng.random() < 0.5:
            given = typo(given, rng)
        else:
            family = typo(family, rng)
    if rng.random() < error / 3 or (person.language in {"vi", "zh", "hu"} and rng.random() < error):
        return family, given
    return given, family


def write_record(person: Identity, rng: np.random.Generator, error: float) -> dict[str, str]:
    """One register's record of a person: name, birth date, sex, nationality, address, phone, document."""  # noqa: E501
    given, family = write_name(person, rng, error)
    year, month, day = person.born.split("-")
    born = person.born
    slip = rng.random()
    if slip < error * 0.15:
        born = f"{year}-01-01"
    elif slip < error * 0.25:
        born = year
    elif slip < error * 0.32 and int(day) <= 12:
        born = f"{year}-{day}-{month}"
    elif slip < error * 0.45:
        born = f"{int(year) + int(rng.choice([-1, 1]))}-{month}-{day}"
    moved = rng.random() < error
    address = (
        f"{person.street} {person.number} {person.postcode}"
        if not moved
        else f"Opvanglaan {int(rng.integers(1, 60))} {int(rng.integers(1000, 9999))}AB"
    )
    return {
        "given_name": given,
        "family_name": family,
        "born": "" if rng.random() < error * 0.1 else born,
        "sex": person.sex,
        "nationality": person.nationality,
        "address": "" if rng.random() < error else address,
        "phone": "" if rng.random() < 0.3 + error * 0.5 else person.phone,
        "document": "" if rng.random() < 0.5 + error * 0.3 else person.document,
    }
