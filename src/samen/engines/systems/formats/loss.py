"""What a reading or writing could not carry over, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from samen.engines.systems.elements import Relation, Variable
from samen.engines.systems.model import Model


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that was read; ``notes`` says what was left out or assumed."""

    model: Model
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a file; ``notes`` says what of the model it does not hold."""

    text: str
    notes: tuple[str, ...] = ()


_VARIABLE_BLANK = Variable(id="", label="")
_RELATION_BLANK = Relation(cause="", effect="", sign=1)
_PLAIN_NAMES = {"cause": "from", "effect": "to"}


def not_carried(
    model: Model,
    *,
    variable_fields: Collection[str],
    relation_fields: Collection[str],
    model_fields: Collection[str] = (),
) -> tuple[str, ...]:
    """One line per field that ``model`` uses and a format with these fields cannot hold."""
    blank = Model((Variable(id="blank", label="blank"),), ())
    return (
        *_unheld("model", [model], blank, _MODEL_FIELDS, model_fields),
        *_unheld("variables", model.variables, _VARIABLE_BLANK, _NAMES_V, variable_fields),
        *_unheld("relations", model.relations, _RELATION_BLANK, _NAMES_R, relation_fields),
    )


_MODEL_FIELDS = ("title", "description", "settings")
_NAMES_V = tuple(name for name in Variable.__slots__ if name not in ("id",))
_NAMES_R = tuple(name for name in Relation.__slots__ if name not in ("cause", "effect", "sign"))


def _unheld(
    kind: str,
    rows: Iterable[object],
    blank: object,
    names: Iterable[str],
    held: Collection[str],
) -> Iterator[str]:
    rows = list(rows)
    for name in names:
        used = sum(getattr(row, name) != getattr(blank, name) for row in rows)
        if used and name not in held:
            many = "" if kind == "model" else f" of {used} {kind}"
            yield f"dropped: {_PLAIN_NAMES.get(name, name)}{many}"
