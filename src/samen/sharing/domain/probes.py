"""Is somebody known to a partner: what of a person is compared, and what is told."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar
from uuid import UUID

from samen.engines.linkage.matchkeys import Person, match_keys
from samen.engines.linkage.names import analyse_name
from samen.engines.linkage.values import is_empty, parse_date, parse_phone
from samen.kernel.errors import Problem, raise_if_any

IDENTITY: Final = "person_identity"
"""The kind of sealed part that a person is recognised by."""
A_DAY: Final = 20
"""How many questions a member may ask on one day."""
FALSE_HITS: Final = 0.01
"""How many wrong hits per question are accepted: more fields must agree among more people."""

_T = TypeVar("_T")


def recognisable(identity: Mapping[str, str]) -> Person:
    """The names, the date of birth and the telephone numbers of an identity.

    Nationality, sex and languages are not used: they tell nobody apart.

    Raises:
        InvalidInput: a date or number cannot be read; left out in silence it would make the
            question weaker than it looks.
    """
    problems: list[Problem] = []

    def read(field: str, parse: Callable[[str], _T | None], rule: str) -> tuple[_T, ...]:
        found: list[_T] = []
        for text in _texts(identity.get(field, "")):
            try:
                value = parse(text)
            except ValueError:
                problems.append(Problem(field, rule))
            else:
                if value:
                    found.append(value)
        return tuple(found)

    names = [*_texts(identity.get("name", "")), *_texts(identity.get("other_names", ""))]
    person = Person(
        names=tuple(tokens for name in names if (tokens := analyse_name(name))),
        dates=read("birth_date", parse_date, "the date of birth cannot be read; write YYYY-MM-DD"),
        phones=read(
            "phone", parse_phone, "the telephone number cannot be read; write digits, or nothing"
        ),
    )
    raise_if_any(problems)
    return person


def counted_by(identity: Mapping[str, str]) -> tuple[str, bytes] | None:
    """What a person is counted by: how the name sounds, with the whole date of birth.

    The same at every organisation, in either order and spelling; None when one of the two is not
    known. Apart from what hit or no hit compares, so that no token of the one is a token of the
    other.

    Raises:
        InvalidInput: the date of birth cannot be read.
    """
    person = recognisable({field: identity.get(field, "") for field in ("name", "birth_date")})
    kind = "sounds+date"
    keys = [key for name, key in match_keys(person) if name == kind]
    return (kind, b"count|" + keys[0]) if keys else None


def _texts(field: str) -> Iterable[str]:
    """The values of a field in which several are separated by semicolons, slashes or new lines."""
    for mark in (";", "/", "|"):
        field = field.replace(mark, "\n")
    return [text.strip() for text in field.splitlines() if not is_empty(text)]


def handle_of(part_id: UUID, epoch: str, key: bytes) -> str:
    """The number under which a part's tokens are kept; without ``key`` it leads to no part."""
    return hmac.new(key, f"{epoch}|{part_id}".encode(), hashlib.sha256).hexdigest()[:32]


def at_most(people: int) -> int:
    """How many people can be found, as it is told: rounded up to 10, 20, 50, 100, 200, 500 …

    An exact number would tell a partner when one person was added, and whom a hit is about.
    """
    step = 10
    while True:
        for size in (step, 2 * step, 5 * step):
            if people <= size:
                return size
        step *= 10


def one_in(expected: float) -> int:
    """``0.0004`` expected wrong hits per question as one in 2,500, in two figures, rounded down."""
    if expected <= 0:
        raise ValueError("an expected number of wrong hits is above 0")
    number = int(1 / expected)
    step = 10 ** max(0, len(str(number)) - 2)
    return max(1, number // step * step)
