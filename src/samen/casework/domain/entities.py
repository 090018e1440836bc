"""An employer, address, telephone number or advert that a signal names, and what of it is right.

Never a person as such; but a one-man firm is one, so all of it is sealed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self
from uuid import UUID

from samen.kernel.errors import Problem, raise_if_any

ENTITY, JUDGEMENT = "entity", "entity_judgement"
"""The kinds of sealed part: what is named, and what somebody decided about two of them."""

FIELDS = ("name", "kvk", "street", "number", "postcode", "place", "phone", "url")


def tidy(field: str, text: str) -> str:
    """A field as it is kept: a KvK number as digits, a telephone number with its country.

    Raises:
        ValueError: it cannot be right.
    """
    text = " ".join(text.split())
    rule = _RULES.get(field)
    return rule(text) if rule and text else text


def _kvk(text: str) -> str:
    digits = re.sub(r"[ .-]", "", text)
    if not re.fullmatch(r"[0-9]{8}", digits):
        raise ValueError("a KvK number has 8 digits")
    return digits


def _postcode(text: str) -> str:
    found = re.fullmatch(r"([1-9][0-9]{3}) ?([A-Z]{2})", text.upper())
    if not found or found[2] in {"SA", "SD", "SS"}:
        raise ValueError("a postcode is four digits and two letters")
    return f"{found[1]} {found[2]}"


def _number(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,5}[ -]?[A-Za-z0-9 -]{0,8}", text):
        raise ValueError("a house number begins with a digit")
    return text


def _phone(text: str) -> str:
    from samen.engines.linkage.values import parse_phone  # heavy: only when there is one

    number = parse_phone(text) if re.fullmatch(r"\+?[0-9 ()./-]+", text) else None
    if number is None:
        raise ValueError("a telephone number has 7 to 15 digits")
    return f"+{number}"


def _url(text: str) -> str:
    if not re.fullmatch(r"(?:https?://)?[^\s/@]+\.[^\s/@.]{2,}(?:[/?#]\S*)?", text, re.IGNORECASE):
        raise ValueError("an address on the web has a dot and no space")
    return text


_RULES = {"kvk": _kvk, "postcode": _postcode, "number": _number, "phone": _phone, "url": _url}


@dataclass(frozen=True, slots=True)
class Entity:
    """What a signal of ``day`` (ISO) names; at least one field is filled."""

    day: str
    name: str = ""
    kvk: str = ""
    street: str = ""
    number: str = ""
    postcode: str = ""
    place: str = ""
    phone: str = ""
    url: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str], day: dt.date) -> Self:
        """From what was typed.

        Raises:
            InvalidInput: a value cannot be right, or nothing is named.
        """
        kept: dict[str, str] = {}
        problems: list[Problem] = []
        for field in FIELDS:
            try:
                kept[field] = tidy(field, str(fields.get(field, "")))
            except ValueError as error:
                problems.append(Problem(field, str(error)))
        if not problems and not any(kept.values()):
            problems.append(Problem("name", "name at least one thing", code="empty"))
        if not problems and kept["number"] and not (kept["street"] or kept["postcode"]):
            problems.append(Problem("number", "belongs to a street or a postcode", code="alone"))
        raise_if_any(problems)
        return cls(day.isoformat(), **kept)

    @classmethod
    def from_content(cls, content: Mapping[str, object]) -> Self:
        """From a sealed part."""
        return cls(**{name: str(content.get(name, "")) for name in ("day", *FIELDS)})

    def as_content(self) -> Mapping[str, object]:
        """The sealed form."""
        return asdict(self)

    @property
    def address(self) -> str:
        """On one line."""
        street, place = f"{self.street} {self.number}", f"{self.postcode} {self.place}"
        return ", ".join(part for part in (street.strip(), place.strip()) if part)

    @property
    def label(self) -> str:
        """What it is called."""
        return self.name or self.address or self.phone or self.url or self.kvk


@dataclass(frozen=True, slots=True)
class Mention:
    """A signal (``subject_id``) of ``day`` names ``entity``; ``ours``: a signal of the reader."""

    id: UUID
    subject_id: UUID
    owner_id: UUID
    entity: Entity
    day: dt.date | None
    ours: bool
