"""Match keys: what two organisations' records of one person agree on exactly.

Ten to fifteen keys per person, each a normalised combination that survives one kind of error. A
key is never sent anywhere: it is the input of the OPRF (:mod:`.tokens`). Both sides must use one
version of this normalisation, so the version is part of every key.
"""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import pyarrow as pa

from samen.engines.linkage import values
from samen.engines.linkage.names import INITIAL, NUMBER, SYLLABLE, Token, analyse_name
from samen.engines.linkage.read import ID
from samen.engines.linkage.romanise import sounds
from samen.engines.linkage.spec import FieldSpec, LinkSpec
from samen.kernel.errors import InvalidInput, Problem

_T = TypeVar("_T")
VERSION: Final = "samen-match-key-1"


@dataclass(frozen=True, slots=True)
class KeyType:
    """One kind of key. ``on``: what it rests on (n name, d birth date, a address, i identifier);
    ``fuzzy``: it forgives errors; ``alone``: one agreement is a hit."""

    name: str
    on: str
    fuzzy: bool = False
    alone: bool = False


KEY_TYPES: Final[Mapping[str, KeyType]] = {
    key.name: key
    for key in (
        KeyType("names+date", "nd"),
        KeyType("sounds+date", "nd", fuzzy=True),
        KeyType("names+month", "nd", fuzzy=True),
        KeyType("names+year+day", "nd", fuzzy=True),
        KeyType("names+day", "nd", fuzzy=True),
        KeyType("sounds+year+day", "nd", fuzzy=True),
        KeyType("starts+date", "nd", fuzzy=True),
        KeyType("one-name+date", "nd", fuzzy=True),
        KeyType("names+postcode", "na"),
        KeyType("date+postcode", "da"),
        KeyType("sound+street", "na", fuzzy=True),
        KeyType("date+street", "da"),
        KeyType("document", "i", alone=True),
        KeyType("phone", "i"),
        KeyType("phone+date", "id", alone=True),
        KeyType("plate", "i"),
        KeyType("plate+date", "id", alone=True),
        KeyType("handle", "i"),
    )
}
"""All key types by name."""


def is_bsn(text: str) -> bool:
    """Whether ``text`` is a valid Dutch citizen service number (nine digits, eleven test)."""
    digits = re.sub(r"[ .-]", "", text)
    if not re.fullmatch(r"\d{8,9}", digits):
        return False
    numbers = [int(d) for d in digits.zfill(9)]
    total = sum(n * w for n, w in zip(numbers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return total % 11 == 0 and any(numbers)


def _sound(token: Token) -> str:
    if token.flags & SYLLABLE:
        return min(token.symbols)
    return min(sounds(token.text)[0] or {token.text})


@dataclass(frozen=True, slots=True)
class Person:
    """Normalised values of one record, each possibly several."""

    names: tuple[tuple[Token, ...], ...] = ()
    dates: tuple[tuple[int, int, int], ...] = ()
    postcodes: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()


def match_keys(person: Person) -> list[tuple[str, bytes]]:
    """``(type, key)`` of everything the person can be recognised by; each once, sorted."""
    found: set[tuple[str, str]] = set()
    for name in person.names:
        whole = [t for t in name if not t.flags & INITIAL]
        if not whole:
            continue
        texts = " ".join(sorted(t.text for t in whole))
        heard = " ".join(sorted(_sound(t) for t in whole))
        starts = " ".join(sorted(t.text[:3] for t in whole))
        several = len(whole) > 1
        for year, month, day in person.dates if several else ():
            full = bool(month and day) and (month, day) != (1, 1)
            low, high = min(month, day), max(month, day)
            if full:
                found |= {
                    ("names+date", f"{texts}|{year}-{month}-{day}"),
                    ("sounds+date", f"{heard}|{year}-{month}-{day}"),
                    ("names+year+day", f"{texts}|{year}|{day}"),
                    ("names+day", f"{texts}|{low}|{high}"),
                    ("sounds+year+day", f"{heard}|{year}|{low}|{high}"),
                    ("starts+date", f"{starts}|{year}-{month}-{day}"),
                }
                found |= {
                    ("one-name+date", f"{t.text[:1]}|{_sound(o)}|{year}-{month}-{day}")
                    for t in whole
                    for o in whole
                    if t is not o
                }
            if month and (month, day) != (1, 1):
                found.add(("names+month", f"{texts}|{year}-{month}"))
        if several:
            found |= {("names+postcode", f"{texts}|{code}") for code in person.postcodes}
        found |= {
            ("sound+street", f"{_sound(t)}|{street}") for t in whole for street in person.streets
        }
    for year, month, day in person.dates:
        if not (month and day) or (month, day) == (1, 1):
            continue
        date = f"{year}-{month}-{day}"
        found |= {("date+postcode", f"{date}|{code}") for code in person.postcodes}
        found |= {("date+street", f"{date}|{street}") for street in person.streets}
        found |= {("phone+date", f"{phone}|{date}") for phone in person.phones}
        found |= {("plate+date", f"{plate}|{date}") for plate in person.plates}
    found |= {("document", number) for number in person.documents}
    found |= {("phone", phone) for phone in person.phones}
    found |= {("plate", plate) for plate in person.plates}
    found |= {("handle", handle) for handle in person.handles}
    return sorted((kind, f"{VERSION}|{kind}|{key}".encode()) for kind, key in found)


def persons_of(table: pa.Table, spec: LinkSpec, lenient: bool = False) -> list[tuple[str, Person]]:
    """The id and :class:`Person` of each row of a table of :func:`.read.read_sources`.

    Raises :class:`InvalidInput` for a citizen service number anywhere in a document field: its
    use needs a basis in law (UAVG art. 46), and as a token it identifies everyone.
    """
    problems: list[Problem] = []
    columns = {f.name: _cells(table, f) for f in spec.fields}
    ids = table[ID].to_pylist()
    found: list[tuple[str, Person]] = []
    for row, record in enumerate(ids):
        parts: dict[str, list[str]] = {}
        joined: dict[str, list[str]] = {}
        for field in spec.fields:
            cells = [c for c in columns[field.name][row] if not values.is_empty(c)]
            parts.setdefault(field.kind, []).extend(cells)
            size = len(field.columns)
            primary = " ".join(c for c in columns[field.name][row][:size] if not values.is_empty(c))
            others = [c for c in columns[field.name][row][size:] if not values.is_empty(c)]
            joined.setdefault(field.kind, []).extend(filter(None, [primary, *others]))
        documents = [*parts.get("document", ()), *parts.get("identifier", ())]
        problems.extend(
            Problem(
                f"record {record}",
                "a citizen service number (BSN) is never made into a token (UAVG art. 46)",
                code="bsn",
            )
            for text in documents
            if is_bsn(text)
        )
        wrong: list[str] = []
        found.append((str(record), _person(parts, joined, documents, spec, wrong)))
        if not lenient:
            problems.extend(Problem(f"record {record}", rule) for rule in wrong)
        if len(problems) >= 20:
            break
    if problems:
        raise InvalidInput(problems)
    return found


def _cells(table: pa.Table, field: FieldSpec) -> list[tuple[str, ...]]:
    columns = [table[c].to_pylist() for c in (*field.columns, *field.aliases)]
    return list(zip(*columns, strict=True))


def _person(
    parts: Mapping[str, Sequence[str]],
    joined: Mapping[str, Sequence[str]],
    documents: Sequence[str],
    spec: LinkSpec,
    wrong: list[str],
) -> Person:
    def each(kind: str) -> list[str]:
        return [part for cell in parts.get(kind, ()) for part in cell.split("|")]

    def parsed(kind: str, parse: Callable[[str], _T | None]) -> tuple[_T, ...]:
        good: list[_T] = []
        for text in each(kind):
            try:
                value = parse(text)
            except ValueError as error:
                wrong.append(str(error))
                continue
            if value:
                good.append(value)
        return tuple(good)

    addresses = [values.address_tokens(text) for text in joined.get("address", ())]
    return Person(
        tuple(analyse_name(n) for text in joined.get("name", ()) for n in text.split("|")),
        parsed("date", values.parse_date),
        tuple(
            t.text for tokens in addresses for t in tokens if t.flags & NUMBER and len(t.text) >= 4
        ),
        tuple(s for tokens in addresses if (s := _street(tokens))),
        tuple(
            d
            for cell in documents
            for part in cell.split("|")
            if (d := values.parse_identifier(part))
        ),
        parsed("phone", lambda text: values.parse_phone(text, spec.country)),
        parsed("plate", values.parse_identifier),
        parsed("handle", values.parse_handle),
    )


def _street(tokens: Sequence[Token]) -> str:
    """Street and house number, as they sound; empty without either."""
    words = [t for t in tokens if not t.flags & NUMBER]
    numbers = [t.text for t in tokens if t.flags & NUMBER and len(t.text) < 4]
    return f"{_sound(words[0])}|{numbers[0]}" if words and numbers else ""
