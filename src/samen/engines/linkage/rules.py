"""What two records must share to be compared, and how many pairs are worth it."""

# pyright: reportUntypedFunctionDecorator=false, reportMissingParameterType=false
# pyright: reportUnknownParameterType=false
from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from samen.engines.linkage.records import Records
from samen.kernel.errors import InvalidInput, Problem

REFUSED_PAIRS: Final = 10_000_000_000
ALL: Final = "all"

# What two records must share, tightest first. A part is FIELD KIND:PIECE.
RULES: Final[dict[str, tuple[str, ...]]] = {
    "identifier": ("identifier:value",),
    "name+date": ("name:token", "date:full"),
    "names+year": ("name:pair", "date:year"),
    "names+day": ("name:pair", "date:day"),
    "name+address": ("name:token", "address:whole"),
    "date+number": ("address:number", "date:full"),
    "names+number": ("name:pair", "address:number"),
    "name+street": ("name:token", "address:street"),
    "street+year": ("address:street", "date:year"),
    "street+day": ("address:street", "date:day"),
    "name+number+year": ("name:token", "address:number", "date:year"),
    "names": ("name:pair",),
    "street": ("address:street",),
    "name+day": ("name:token", "date:day"),
    "starts+year": ("name:starts", "date:year"),
    "date": ("date:full",),
    "name+month": ("name:token", "date:month"),
    "employer": ("employer:pair",),
    "employer+address": ("employer:token", "address:number"),
    "employer-word": ("employer:token",),
    "text": ("text:pair",),
    "name+year": ("name:token", "date:year"),
    "name": ("name:token",),
}
"""All rules by name."""

_PIECE_KINDS: Final = {
    "identifier": ("document", "phone", "plate", "handle", "kvk", "identifier"),
    "name": ("name",),
    "date": ("date",),
    "address": ("address",),
    "employer": ("employer",),
    "text": ("text",),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over the fields of one specification; ``masked``: fields on which its pairs agree."""

    name: str
    parts: tuple[tuple[int, str], ...]

    @property
    def masked(self) -> frozenset[int]:
        """Fields that every pair of this rule shares something on."""
        return frozenset(place for place, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Block:
    """A rule as it is used: blocks of more than ``largest`` records are left out."""

    rule: Rule
    largest: int
    pairs: int
    left_out: int


def rules_of(records: Records) -> list[Rule]:
    """The rules that the fields of these records can serve, one per combination of fields."""
    fields = records.spec.fields
    found: list[Rule] = []
    wanted = records.spec.blocking
    unknown = [name for name in wanted if name not in RULES and name != ALL]
    if unknown:
        raise InvalidInput(
            Problem("blocking", f"rules are {', '.join([*RULES, ALL])}", name) for name in unknown
        )
    for name, parts in RULES.items():
        if wanted and name not in wanted:
            continue
        choices: list[list[tuple[int, str]]] = [[]]
        for part in parts:
            kind, piece = part.split(":")
            places = [i for i, f in enumerate(fields) if f.kind in _PIECE_KINDS[kind]]
            choices = [[*chosen, (place, piece)] for chosen in choices for place in places]
        found += [Rule(name, tuple(chosen)) for chosen in choices if chosen]
    if wanted:
        served = {rule.name for rule in found} | {ALL}
        missing = [name for name in wanted if name not in served]
        if missing:
            raise InvalidInput(
                Problem("blocking", "the specification has no field of the kind this rule needs", n)
                for n in missing
            )
    return found


def default_budget(n: int) -> int:
    """Pairs that are worth comparing for ``n`` records: enough for recall, minutes at most."""
    return 3_000_000 + 20 * n


def limit_blocks(sizes: NDArray[np.int64], budget: int) -> tuple[int, int, int]:
    """Largest block size so that all pairs together stay within ``budget``.

    Returns (largest, pairs, number of blocks left out).
    """
    ordered = np.sort(sizes[sizes > 1])
    if not len(ordered):
        return 1, 0, 0
    pairs = np.cumsum(ordered * (ordered - 1) // 2)
    fitting = int(np.searchsorted(pairs, budget, side="right"))
    if fitting == 0:
        return 1, 0, len(ordered)
    largest = int(ordered[fitting - 1])
    if fitting < len(ordered) and ordered[fitting] == largest:
        largest -= 1  # blocks of one size stand or fall together
    kept = int(np.searchsorted(ordered, largest, side="right"))
    return largest, int(pairs[kept - 1]) if kept else 0, len(ordered) - kept


def check_rule(name: str, pairs: int, n: int) -> None:
    """Refuse a rule that was asked for by name and would make ten billion pairs or more."""
    if pairs >= REFUSED_PAIRS:
        raise InvalidInput(
            Problem(
                "blocking",
                f"this rule makes {pairs:,} pairs of {n:,} records; add a part to it (for instance"
                ' "name+date" or "names+year"), set max_pairs so that its largest blocks are left'
                " out, or leave blocking out: rules are then chosen that fit",
                name,
            )
        )
