"""A population whose truth is known: names of eleven languages, registers, realistic error.

For benchmarks, tests and the demonstration world. Names are drawn at random from
``data/synthetic_names.csv``; nobody is meant. How a name is written differs per register as it
does in practice: the passport's script, a police officer's Dutch transcription, a shelter's first
name basis, an international spelling, with nicknames, another order, lost diacritics and typing
errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samen.engines.linkage.synthetic_people import (
    LANGUAGES,
    Identity,
    Name,
    make_identity,
    names,
    write_name,
    write_record,
)


@dataclass(frozen=True, slots=True)
class World:
    """Registers of one population: ``rows`` with ``source`` and ``person``; and its true size."""

    size: int
    lists: tuple[str, ...]
    rows: tuple[dict[str, str], ...]

    @property
    def truth(self) -> NDArray[np.int64]:
        """Who each row is about."""
        return np.array([int(row["person"]) for row in self.rows], np.int64)

    def histories(self) -> dict[int, int]:
        """True number of persons per capture mask (bit i = on list i), without the unseen."""
        masks: dict[str, int] = {}
        for row in self.rows:
            bit = 1 << self.lists.index(row["source"])
            masks[row["person"]] = masks.get(row["person"], 0) | bit
        found: dict[int, int] = {}
        for mask in masks.values():
            found[mask] = found.get(mask, 0) + 1
        return found


def make_world(
    size: int,
    coverage: Sequence[tuple[str, float]] = (
        ("police", 0.3),
        ("shelter", 0.25),
        ("inspectorate", 0.2),
    ),
    error: float = 0.3,
    twice: float = 0.1,
    seed: int = 1,
) -> World:
    """``size`` persons seen independently on each register with its coverage.

    ``twice``: chance that a register that knows a person has them a second time.
    """
    rng = np.random.default_rng(seed)
    people = [make_identity(rng) for _ in range(size)]
    rows: list[dict[str, Any]] = []
    for source, share in coverage:
        for number in np.flatnonzero(rng.random(size) < share):
            for _ in range(2 if rng.random() < twice else 1):
                record = write_record(people[int(number)], rng, error)
                rows.append({"source": source, "person": str(int(number)), **record})
    order = rng.permutation(len(rows))
    shuffled = [{"id": str(k), **rows[int(place)]} for k, place in enumerate(order)]
    return World(size, tuple(source for source, _ in coverage), tuple(shuffled))


@dataclass(frozen=True, slots=True)
class NamePairs:
    """Pairs of written names: of one person, of two alike persons (hard), of any two (random)."""

    same: tuple[tuple[str, str, str], ...]
    hard: tuple[tuple[str, str, str], ...]
    random: tuple[tuple[str, str], ...]


def name_pairs(per_language: int = 100, random: int = 20_000, seed: int = 1) -> NamePairs:
    """Test pairs for name matching, ``(language, left, right)``.

    A hard negative shares the family name and differs in the given name, by the nearest in
    spelling of the same language (Ioana/Ion, Hùng/Hương, Wei/Wen), one in four the other way round.
    """
    from rapidfuzz.distance import JaroWinkler

    rng = np.random.default_rng(seed)
    table = names()
    same: list[tuple[str, str, str]] = []
    hard: list[tuple[str, str, str]] = []
    everyone: list[str] = []

    def written(person: Identity, official: float, error: float = 0.3) -> str:
        return " ".join(write_name(person, rng, error, official))

    def nearest(name: Name, others: Sequence[Name]) -> Name:
        ranked = sorted(
            (o for o in others if o.latin[0][:-1] != name.latin[0][:-1] or len(o.latin[0]) < 5),
            key=lambda o: -JaroWinkler.similarity(o.latin[0], name.latin[0]),
        )
        ranked = [o for o in ranked if o.official != name.official]
        return ranked[int(rng.integers(min(3, len(ranked))))]

    for language in LANGUAGES:
        while sum(lang == language for lang, _, _ in same) < per_language:
            person = make_identity(rng, language)
            left, right = written(person, 0.8, 0.05), written(person, 0.15, 0.4)
            if left != right:
                same.append((language, left, right))
                everyone += [left, right]
        for k in range(per_language):
            person = make_identity(rng, language)
            if k % 4:
                near = nearest(person.given, table[language, "f"] + table[language, "m"])
                other = replace(person, given=near)
            else:
                near = nearest(person.family, table[language, "s"])
                other = replace(person, family=near)
            own = 0.8 if k % 2 else 0.1
            hard.append((language, written(person, own, 0.05), written(other, own, 0.05)))
    count = len(everyone)
    # Neighbours in the list are one person: draw from different places.
    drawn = rng.integers(0, count // 2, (random, 2))
    apart = drawn[drawn[:, 0] != drawn[:, 1]]
    pairs = tuple((everyone[2 * int(a)], everyone[2 * int(b) + 1]) for a, b in apart)
    return NamePairs(tuple(same), tuple(hard), pairs)
