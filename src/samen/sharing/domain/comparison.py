"""What a draft of the table does against the version in force: proofs, answers, gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from samen.engines.rules.sharing.diff import Difference, diff
from samen.engines.rules.sharing.gaps import Cell, gap_map
from samen.engines.rules.sharing.load import parse_table
from samen.engines.rules.sharing.prove import Proof, load_invariants, prove
from samen.engines.rules.sharing.report import readable
from samen.engines.rules.sharing.table import Edition, Rule

Text = tuple[str, str]
"""Dutch, English."""


@dataclass(frozen=True, slots=True)
class Example:
    """An answer that changes, with a request on which it does."""

    now_permitted: bool
    text: Text
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a reviewer looks at before approving."""

    proof: Proof
    counterexamples: dict[str, Text]
    difference: Difference
    examples: tuple[Example, ...]
    gaps_closed: tuple[Cell, ...]
    gaps_opened: tuple[Cell, ...]
    gaps: int


@lru_cache(maxsize=8)
def proof_of(text: str, day: dt.date) -> Proof:
    """The claims about a table on a day. Kept, because solving takes a second."""
    return prove(parse_table(text).edition(day))


@lru_cache(maxsize=8)
def gaps_of(text: str, day: dt.date) -> tuple[Cell, ...]:
    """The gap map of a table on a day."""
    return gap_map(parse_table(text).edition(day))


@lru_cache(maxsize=8)
def compare(old_text: str, new_text: str, day: dt.date) -> Comparison:
    """What changes on ``day`` when ``new_text`` takes the place of ``old_text``.

    Raises:
        InvalidInput: the loader refuses one of them, or ``day`` is outside it.
    """
    old, new = parse_table(old_text).edition(day), parse_table(new_text).edition(day)
    proof = proof_of(new_text, day)
    changes = diff(old, new, limit=100, sampled=20_000)
    was = {(c.sender, c.recipient, c.category): c for c in gaps_of(old_text, day)}
    will = gaps_of(new_text, day)
    return Comparison(
        proof=proof,
        counterexamples=dict(_counterexamples(proof, new)),
        difference=changes,
        examples=tuple(
            Example(
                change.now_permitted,
                _in_words(
                    change.example, _rules((*change.rows_before, *change.rows_after), old, new)
                ),
                change.rows_before,
                change.rows_after,
            )
            for change in changes.changes
        ),
        gaps_closed=tuple(
            c for c in will if c.routes and not was[c.sender, c.recipient, c.category].routes
        ),
        gaps_opened=tuple(
            c for c in will if not c.routes and was[c.sender, c.recipient, c.category].routes
        ),
        gaps=sum(not cell.routes for cell in will),
    )


def _rules(ids: tuple[str, ...], *editions: Edition) -> list[Rule]:
    return [rule for edition in editions for rule in edition.rules if rule.id in ids]


def _in_words(request: Mapping[str, str], rules: list[Rule]) -> Text:
    return readable(request, rules, dutch=True), readable(request, rules)


def _counterexamples(proof: Proof, edition: Edition) -> Iterator[tuple[str, Text]]:
    claims = {rule.id: rule for rule in load_invariants()}
    for claim in proof.claims:
        if claim.counterexample is not None:
            rules = [
                *_rules(claim.rows, edition),
                *([claims[claim.id]] if claim.id in claims else []),
            ]
            yield claim.id, _in_words(claim.counterexample, rules)
