"""Rows of text or JSON values ↔ variables and relations. One place for every spelling we accept."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from samen.engines.systems.checks import structural_problems
from samen.engines.systems.elements import Relation, Settings, Variable, Vote
from samen.engines.systems.model import Model
from samen.engines.systems.scales import Confidence, ControlKind, Wish
from samen.kernel.errors import Problem, raise_if_any

VARIABLE_COLUMNS = (
    *("id", "label", "label_nl", "domain", "actors", "baseline", "scale", "control", "effort"),
    *("goal", "weight", "unit", "note", "note_nl", "source", "x", "y"),
)
RELATION_COLUMNS = (
    *("id", "from", "to", "sign", "strength", "speed", "order", "confidence", "votes"),
    *("source", "quote", "note"),
)

_SIGNS = {
    **dict.fromkeys(("+", "+1", "1", "1.0", "p", "pos", "positive"), 1),
    **dict.fromkeys(("-", "−", "–", "-1", "−1", "-1.0", "n", "neg", "negative"), -1),
    **dict.fromkeys(("?", "±", "u", "unknown"), 0),
}
_CONTROLS = {"yes": "lever", "partly": "part", "none": "no", "exogenous": "exo"}
_WISHES = {"+": "up", "more": "up", "-": "down", "−": "down", "less": "down", "none": ""}
_CLASS_WORDS = {
    "strength": {"weak": "w", "average": "a", "strong": "s", "very strong": "v"},
    "speed": {"low": "L", "average": "A", "high": "H", "very high": "V"},
}


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one variable or relation and the place they come from (``row 7``)."""

    place: str
    values: Mapping[str, Any]


class _Cells:
    """Reads the cells of one row, collecting what is wrong instead of stopping at it."""

    def __init__(self, row: Row, problems: list[Problem]) -> None:
        self._row = row
        self._problems = problems

    def _raw(self, name: str) -> Any:
        value = self._row.values.get(name)
        return value.strip() if isinstance(value, str) else value

    def _wrong(self, name: str, rule: str, value: object, code: str) -> None:
        self._problems.append(Problem(f"{self._row.place}, {name}", rule, value, code))

    def text(self, name: str, *, required: bool = False) -> str:
        value = self._raw(name)
        if value in (None, ""):
            if required:
                self._wrong(name, "is missing", None, "required")
            return ""
        return str(value)

    def number(self, name: str, default: float | None) -> float:
        value = self._raw(name)
        if value in (None, ""):
            if default is None:
                self._wrong(name, "is missing; give a number", None, "required")
            return 0.5 if default is None else default
        number = as_number(value)
        if number is None:
            self._wrong(name, "must be a number", value, "number")
            return 0.5 if default is None else default
        return number

    def place(self, name: str) -> float | None:
        return None if self._raw(name) in (None, "") else self.number(name, 0.5)

    def choice(self, name: str, default: str, others: Mapping[str, str]) -> str:
        """A lower-case word; ``others`` are further spellings of it."""
        word = self.text(name).lower()
        return others.get(word, word) or default

    def sign(self) -> int:
        value = self._raw("sign")
        sign = _SIGNS.get(str(value).lower()) if value not in (None, "") else None
        if sign is None:
            self._wrong("sign", "must be +, - or ? (direction unknown)", value, "choice")
        return sign if sign is not None else 1

    def size(self, name: str, settings: Settings) -> str | float:
        value = self._raw(name)
        scale = settings.strengths if name == "strength" else settings.speeds
        if value in (None, ""):
            self._wrong(name, f"is missing; give one of {' '.join(scale)}", None, "required")
            return next(iter(scale))
        return as_size(value, name, scale)

    def votes(self, settings: Settings) -> tuple[Vote, ...]:
        value = self._raw("votes")
        if value in (None, "", [], ()):
            return ()
        try:
            if isinstance(value, str):
                return tuple(_vote_of_text(part, settings) for part in value.split(";"))
            return tuple(_vote_of_mapping(part, settings) for part in value)
        except (ValueError, KeyError, TypeError, AttributeError):
            rule = "write each vote as NAME:SIGN STRENGTH/SPEED, for example P1:+s/A; P2:0"
            self._wrong("votes", rule, value, "votes")
            return ()


def as_number(value: object) -> float | None:
    """A finite number; a decimal comma is understood. ``None`` when it is not a number."""
    if isinstance(value, bool):
        return None
    try:
        number = float(str(value).replace("−", "-").replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def as_size(value: object, name: str, scale: Mapping[str, float]) -> str | float:
    """A class code of ``scale`` (any case, or the word for it) or a number; else the text."""
    text = str(value).strip()
    by_lower = {code.lower(): code for code in scale}
    code = by_lower.get(_CLASS_WORDS[name].get(text.lower(), text).lower())
    if code is not None:
        return code
    number = as_number(value)
    return text if number is None else number


def as_sign(value: object) -> int:
    """1, -1 or 0 (unknown). Raises ``KeyError`` for anything else."""
    return _SIGNS[str(value).strip().lower()]


def _vote_of_text(text: str, settings: Settings) -> Vote:
    match = re.fullmatch(r"\s*(.+?)\s*:\s*(?:0|([+\-−?])\s*([^/]*)(?:/(.*))?)\s*", text)
    if match is None:
        raise ValueError(text)
    participant, sign, strength, speed = match.groups()
    if sign is None:
        return Vote(participant, 0)
    return Vote(participant, as_sign(sign), *_vote_sizes(strength, speed, settings))


def _vote_of_mapping(values: Mapping[str, Any], settings: Settings) -> Vote:
    participant = str(values["participant"])
    if values["sign"] in (0, "0"):
        return Vote(participant, 0)
    sizes = _vote_sizes(values.get("strength"), values.get("speed"), settings)
    return Vote(participant, as_sign(values["sign"]), *sizes)


def _vote_sizes(
    strength: object, speed: object, settings: Settings
) -> tuple[str | float | None, str | float | None]:
    def size(value: object, name: str, scale: Mapping[str, float]) -> str | float | None:
        return None if value in (None, "") else as_size(value, name, scale)

    return (
        size(strength, "strength", settings.strengths),
        size(speed, "speed", settings.speeds),
    )


def _variable(row: Row, problems: list[Problem]) -> Variable:
    cells = _Cells(row, problems)
    actors: object = row.values.get("actors") or ()
    names = actors.split(";") if isinstance(actors, str) else cast("Sequence[object]", actors)
    identity = cells.text("id", required=True)
    return Variable(
        id=identity,
        label=cells.text("label") or identity,
        label_nl=cells.text("label_nl"),
        baseline=cells.number("baseline", None),
        domain=cells.text("domain"),
        actors=tuple(str(name).strip() for name in names if str(name).strip()),
        scale=cells.text("scale"),
        control=cast("ControlKind", cells.choice("control", "no", _CONTROLS)),
        effort=cells.number("effort", 1.0),
        goal=cast("Wish", cells.choice("goal", "", _WISHES)),
        weight=cells.number("weight", 1.0),
        unit=cells.text("unit"),
        note=cells.text("note"),
        note_nl=cells.text("note_nl"),
        source=cells.text("source"),
        x=cells.place("x"),
        y=cells.place("y"),
    )


def _relation(row: Row, settings: Settings, problems: list[Problem]) -> Relation:
    cells = _Cells(row, problems)
    order = cells.number("order", 1)
    if order != int(order):
        problems.append(Problem(f"{row.place}, order", "must be a whole number", order, "number"))
    return Relation(
        id=cells.text("id"),
        cause=cells.text("from", required=True),
        effect=cells.text("to", required=True),
        sign=cells.sign(),
        strength=cells.size("strength", settings),
        speed=cells.size("speed", settings),
        order=int(order),
        confidence=cast("Confidence", cells.choice("confidence", "likely", {})),
        votes=cells.votes(settings),
        source=cells.text("source"),
        quote=cells.text("quote"),
        note=cells.text("note"),
    )


def model_from_rows(
    variables: Sequence[Row],
    relations: Sequence[Row],
    *,
    settings: Settings | None = None,
    title: str = "",
    description: str = "",
) -> Model:
    """Build a model from rows of text or JSON values.

    Raises :class:`~samen.kernel.errors.InvalidInput` with every problem of every row at once.
    """
    settings = settings or Settings()
    problems: list[Problem] = []
    read_variables = [(row.place, _variable(row, problems)) for row in variables]
    read_relations = [(row.place, _relation(row, settings, problems)) for row in relations]
    told = {problem.where for problem in problems}
    structural = structural_problems(settings, read_variables, read_relations)
    raise_if_any([*problems, *(found for found in structural if found.where not in told)])
    return Model(
        tuple(variable for _, variable in read_variables),
        tuple(relation for _, relation in read_relations),
        title=title,
        description=description,
        settings=settings,
    )


def sign_mark(sign: int) -> str:
    return {1: "+", -1: "-"}.get(sign, "?")


def variable_values(variable: Variable) -> dict[str, Any]:
    """The JSON values of a variable, by the column names of :data:`VARIABLE_COLUMNS`."""
    values = {name: getattr(variable, name) for name in VARIABLE_COLUMNS}
    return {**values, "actors": list(variable.actors)}


def relation_values(relation: Relation) -> dict[str, Any]:
    """The JSON values of a relation, by the column names of :data:`RELATION_COLUMNS`."""
    return {
        "id": relation.id,
        "from": relation.cause,
        "to": relation.effect,
        "sign": sign_mark(relation.sign),
        "strength": relation.strength,
        "speed": relation.speed,
        "order": relation.order,
        "confidence": relation.confidence,
        "votes": [_vote_values(vote) for vote in relation.votes],
        "source": relation.source,
        "quote": relation.quote,
        "note": relation.note,
    }


def _vote_values(vote: Vote) -> dict[str, Any]:
    values: dict[str, Any] = {"participant": vote.participant}
    if vote.sign == 0:
        return {**values, "sign": "0"}
    return {
        **values,
        "sign": sign_mark(vote.sign),
        "strength": vote.strength,
        "speed": vote.speed,
    }


def votes_text(votes: Sequence[Vote]) -> str:
    """Votes in one cell: ``P1:+s/A; P2:0``."""

    def one(vote: Vote) -> str:
        if vote.sign == 0:
            return f"{vote.participant}:0"
        strength = "" if vote.strength is None else vote.strength
        speed = "" if vote.speed is None else f"/{vote.speed}"
        return f"{vote.participant}:{sign_mark(vote.sign)}{strength}{speed}"

    return "; ".join(one(vote) for vote in votes)
