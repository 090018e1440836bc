"""The weights of :mod:`.stated`, each with its reason: what agreement says of employers and places.

They are Fellegi & Sunter's (1969): ``m``, how often two mentions of *one* thing show a level,
``u``, how often two mentions of *different* things do; agreement adds log₂(m/u) bits to the odds
beforehand. Both are judgements with a reason, not measurements.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from samen.engines.linkage.spec import FieldSpec, LinkSpec, Thresholds
from samen.engines.linkage.values import address_tokens

PRIOR: Final = 2.0**-10
"""Odds beforehand: among a thousand mentions that each have one like it, one pair in a thousand."""


@dataclass(frozen=True, slots=True)
class Level:
    """From kernel level ``least`` on a comparison ``says`` this; ``m`` and ``u`` as shares."""

    least: int
    says: str
    m: float
    u: float

    @property
    def bits(self) -> float:
        """What it adds to the odds, log₂."""
        return float(np.log2(self.m / self.u))


@dataclass(frozen=True, slots=True)
class StatedField:
    """A field, its levels from disagreement up, and why they weigh what they weigh."""

    spec: FieldSpec
    levels: tuple[Level, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the records: are these two one employer, one address, …?

    ``needs``: a record that has none of these columns filled cannot take part.
    """

    name: str
    fields: tuple[StatedField, ...]
    needs: tuple[str, ...]

    @property
    def spec(self) -> LinkSpec:
        """The same as a specification: from .9 records count as one, from .05 a person is asked."""
        return LinkSpec(
            tuple(field.spec for field in self.fields), id="id", thresholds=Thresholds(0.9, 0.05)
        )


def _number(name: str, kind: str, m: Sequence[float], u: Sequence[float], why: str) -> StatedField:
    """A number or code: different, one slip (a character or two neighbours), equal."""
    levels = zip(("different", "slip", "equal"), m, u, strict=True)
    spec = FieldSpec(name, kind, (name,))
    return StatedField(spec, tuple(Level(k, *level) for k, level in enumerate(levels)), why)


_CHANCE: Final = 2.0**-24
_SERIAL: Final = 2.0**-13

NAME: Final = StatedField(
    FieldSpec("name", "employer", ("name",), ("other_names",)),
    (
        Level(0, "different", 0.12, 0.93),
        Level(3, "little", 0.06, 0.05),
        Level(4, "partly", 0.08, 0.0151),
        Level(5, "alike", 0.12, 0.0035),
        Level(6, "very_alike", 0.62, 0.0014),
    ),
    "Trade names are not unique: many firms are called after a common surname and a trade, so the "
    "same name adds 9 bits at most and never joins two firms by itself. One mention in eight uses "
    "quite another name of the same firm.",
)
KVK: Final = _number(
    "kvk", "kvk", (0.06, 0.04, 0.9), (1 - 2.0**-8 - _CHANCE, 2.0**-8, _CHANCE),
    "One registration number per enterprise (Handelsregisterwet 2007, art. 9): equal numbers of "
    "different firms are mistakes. Numbers are given out in a row, so a firm of the same group "
    "can be one digit away: with alike names a person is asked. Another number weighs 4 bits "
    "against: firms are registered anew.",
)  # fmt: skip
DOOR: Final = _number(
    "door", "identifier", (0.3, 0.02, 0.68), (1 - 2.0**-7 - 2.0**-8, 2.0**-8, 2.0**-7),
    "Many firms share a building and a firm has several, so one address adds 6 bits and another "
    "takes 2: with unlike names it does not even ask.",
)  # fmt: skip
PHONE: Final = _number(
    "phone", "phone", (0.35, 0.05, 0.6), (1 - 2.0**-13 - 2.0**-14, 2.0**-13, 2.0**-14),
    "A number is used by one firm or person at a time but is given out again, and a go-between "
    "answers for several: 13 bits. Most have more numbers than one: another takes 1.5.",
)  # fmt: skip
URL: Final = _number(
    "url", "handle", (0.5, 0.02, 0.48), (1 - 2.0**-8, 2.0**-8 - _CHANCE, _CHANCE),
    "An address on the web is one page. One character off is mostly the next advert.",
)  # fmt: skip
ADVERTISED: Final = _number(
    "phone", "phone", (0.35, 0.05, 0.6), (1 - 2.0**-13 - 2.0**-17, 2.0**-13, 2.0**-17),
    "Who answers is what adverts under other names have in common: 16 bits, enough by itself.",
)  # fmt: skip
PLACE: Final = _number(
    "door", "identifier", (0.04, 0.06, 0.9), (1 - 2.0**-11 - _CHANCE, 2.0**-11, _CHANCE),
    "Postcode and house number make one address in the national register of addresses. One "
    "character off is as often the neighbours as a slip: a person is asked.",
)  # fmt: skip
ONE_PHONE: Final = _number(
    "phone", "phone", (0.05, 0.05, 0.9), (1 - _SERIAL, _SERIAL - _CHANCE, _CHANCE),
    "The same digits are the same number. A digit off may be a slip or the next of a block.",
)  # fmt: skip

EMPLOYER: Final = Question("employer", (NAME, KVK, DOOR, PHONE, URL), ("name", "kvk"))
ADDRESS: Final = Question("address", (PLACE,), ("door",))
NUMBER: Final = Question("phone", (ONE_PHONE,), ("phone",))
ADVERT: Final = Question("advert", (URL, ADVERTISED), ("url",))
QUESTIONS: Final[Mapping[str, Question]] = {
    question.name: question for question in (EMPLOYER, ADDRESS, NUMBER, ADVERT)
}
"""What can be asked, by name."""

COMMON: Final = 4.0
RARE_WORD: Final = 9.0
"""What agreement on a word of a trade name is worth in bits: one of a trade, any other."""

_TRADES: Final = re.compile(
    r"aannem|agro|asperge|auto|bakker|bar$|bed?rij|boer|boomkwe|bouw|cafe|catering|champign|"
    r"clean|dak|detacher|dienst|distribut|eethuis|exploitat|flex|garage|glas|grond|handel|horeca|"
    r"hotel|install|jobs?$|klus|koerier|kwek|logist|massage|metaal|montage|nagel|nails|onderhoud|"
    r"pension|personeel|pizz|plant|product|recycl|restaurant|salon|schilder|schoon|service|slager|"
    r"sloop|spa$|staff|studio|taxi|techn|tomaten|transport|tuin|uitzend|vastgoed|verhuur|vers$|"
    r"vis$|vlees|vloer|was$|wasser|wellness|werk|work|zorg|noord|oost|west|zuid|"
    r"amsterdam|brabant|den$|eindhoven|haag|holland|limburg|nederland|rotterdam|utrecht|westland"
)


def word_bits(word: str) -> float:
    """What it is worth that two trade names share ``word``: less for the word of a trade."""
    return COMMON if len(word) < 3 or word[0].isdigit() or _TRADES.match(word) else RARE_WORD


_SHORT: Final = re.compile(r"(?<=\w)(?:str|wg)$")


def _long(short: re.Match[str]) -> str:
    return {"str": "straat", "wg": "weg"}[short[0]]


def door_of(street: str, number: str, postcode: str, place: str) -> str:
    """An address as the field ``door``: *number postcode* and *number street place*, if known.

    Two spellings of one address share at least one of them: ``90|Horst`` has no postcode beside
    it, ``90|5961CD`` no street. Empty when there is no number with either.
    """
    number = re.sub(r"[\W_]+", "", number)
    found = [number + re.sub(r"\s", "", postcode)] if number and postcode.strip() else []
    words = [_SHORT.sub(_long, token.text) for token in address_tokens(f"{street} {place}")]
    if number and street.strip() and place.strip():
        found.append(number + "".join(words))
    return "|".join(found)
