"""The matcher M: a store of tokens, and one answer per probe: hit, possible hit or no hit.

A hit needs at least two keys of different types (or one identifier key), and as many more as
keep the *expected number of false hits per query* below what the venue allows for the store's
size. With name and birth date alone only an exact agreement is shown. Never data, never names:
an answer is a class and the contact desk of the other source. Every probe carries a decision id
and is written down before it is answered.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from samen.engines.linkage.matchkeys import KEY_TYPES
from samen.engines.linkage.tokens import Token, TokenBatch
from samen.kernel.errors import InvalidInput, Problem

Strength = Literal["strong", "possible", "none"]
BUCKET_LIMIT: Final = 50
"""A token shared by more records says nothing and is not looked at."""

# Chance that two different people agree on at least r key types, per pair of records, by what
# the keys rest on: upper 95 % limits among 40,000 persons of the generated register
# (python -m benchmarks.linkage.false_hits 50000). From three types on no coincidence beyond its
# namesakes was seen, so the rate is the resolution of that count. A store with sources that hold
# each person once replaces them by its own count (:func:`coincidence_rates`).
REFERENCE_RATES: Final[Mapping[str, tuple[float, ...]]] = {
    "nd": (1.5e-6, 3.8e-8, 2.4e-8, 2.4e-8, 2.4e-8),
    "nda": (5.2e-6, 4.1e-8, 2.4e-8, 2.4e-8, 2.4e-8),
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A token at rest: M's own keyed hash of it, its type, the source and the source's handle."""

    value: bytes
    type: str
    source: str
    handle: str


class TokenStore(Protocol):
    """Where M keeps tokens: in memory here, in PostgreSQL in a deployment."""

    def add(self, stored: Iterable[Stored]) -> None:
        """Keep tokens; one that is there already stays once."""
        ...

    def find(self, values: Sequence[bytes]) -> list[Stored]:
        """All stored tokens with one of these values."""
        ...

    def records(self) -> int:
        """Number of different (source, handle)."""
        ...

    def drop_source(self, source: str) -> int:
        """Forget a source's tokens (a new epoch, or its participation ends); how many."""
        ...


class MemoryStore:
    """A :class:`TokenStore` for tests, the command line and small venues."""

    def __init__(self) -> None:
        self._by_value: dict[bytes, set[Stored]] = defaultdict(set)
        self._records: set[tuple[str, str]] = set()

    def add(self, stored: Iterable[Stored]) -> None:
        """See :class:`TokenStore`."""
        for item in stored:
            self._by_value[item.value].add(item)
            self._records.add((item.source, item.handle))

    def find(self, values: Sequence[bytes]) -> list[Stored]:
        """See :class:`TokenStore`."""
        return [item for value in values for item in self._by_value.get(value, ())]

    def records(self) -> int:
        """See :class:`TokenStore`."""
        return len(self._records)

    def drop_source(self, source: str) -> int:
        """See :class:`TokenStore`."""
        dropped = 0
        for value, items in list(self._by_value.items()):
            kept = {item for item in items if item.source != source}
            dropped += len(items) - len(kept)
            self._by_value[value] = kept
        self._records = {key for key in self._records if key[0] != source}
        return dropped

    def values(self) -> list[set[Stored]]:
        """The buckets, for counting coincidences."""
        return list(self._by_value.values())


@dataclass(frozen=True, slots=True)
class Probe:
    """A question: tokens of one person, and why it may be asked."""

    tokens: TokenBatch
    decision: str
    officer: str
    case: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Another source knows this person: strength, its contact desk, and what that rests on.

    ``handle`` is for the other source only (it finds its record by it), never for the asker.
    """

    source: str
    desk: str
    strength: Strength
    types: tuple[str, ...]
    expected_false: float
    handle: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits of one probe; ``needed``: how many key types had to agree and what that is worth."""

    hits: tuple[Hit, ...]
    needed: int
    expected_false: float
    asked: dt.datetime


def basis(types: Iterable[str]) -> str:
    """What key types rest on together, e.g. ``"nd"`` for name and birth date only."""
    letters = {letter for kind in types for letter in KEY_TYPES[kind].on}
    return "".join(letter for letter in "ndai" if letter in letters)


def expected_false_hits(rates: Sequence[float], records: int, needed: int) -> float:
    """Expected number of wrong records per query when ``needed`` types must agree."""
    rate = rates[min(needed, len(rates)) - 1]
    return rate * records


def keys_needed(rates: Sequence[float], records: int, allowed: float) -> int:
    """The fewest agreeing types, at least two, with at most ``allowed`` expected false hits.

    More than ``len(rates)`` means that no number of keys is enough at this size.
    """
    for needed in range(2, len(rates) + 1):
        if expected_false_hits(rates, records, needed) <= allowed:
            return needed
    return len(rates) + 1


@dataclass(slots=True)
class Matcher:
    """M. ``desks``: contact desk per source; ``at_rest_key``: M's own secret, 32 bytes.

    ``log(probe, moment)`` must have stored the probe when it returns; if it raises there is no
    answer. ``allowed``: expected false hits per query the venue accepts.
    """

    store: TokenStore
    epoch: str
    public_key: bytes
    at_rest_key: bytes
    desks: Mapping[str, str]
    log: Callable[[Probe, dt.datetime], None]
    allowed: float = 0.01
    rates: Mapping[str, tuple[float, ...]] | None = None

    def _at_rest(self, token: Token) -> bytes:
        return hashlib.blake2b(
            token.type.encode() + b"|" + token.value, key=self.at_rest_key, digest_size=16
        ).digest()

    def _check(self, batch: TokenBatch) -> list[Problem]:
        problems: list[Problem] = []
        if batch.epoch != self.epoch:
            problems.append(Problem("epoch", f"this store is of {self.epoch}", batch.epoch))
        if batch.public_key != self.public_key:
            problems.append(Problem("public_key", "the tokens were made with another key"))
        if batch.source not in self.desks:
            problems.append(Problem("source", "a source with a contact desk", batch.source))
        return problems

    def enrol(self, batch: TokenBatch) -> int:
        """Take a source's tokens in; returns how many."""
        if problems := self._check(batch):
            raise InvalidInput(problems)
        self.store.add(
            Stored(self._at_rest(t), t.type, batch.source, t.handle) for t in batch.tokens
        )
        return len(batch.tokens)

    def ask(self, probe: Probe, moment: dt.datetime) -> Answer:
        """Hit or no hit for one person.

        Raises :class:`InvalidInput` without a decision id, officer or case, for tokens of another
        epoch or key, and for tokens of more than one record in one probe.
        """
        problems = self._check(probe.tokens)
        problems += [
            Problem(name, "every probe names it")
            for name in ("decision", "officer", "case")
            if not getattr(probe, name)
        ]
        if len({t.handle for t in probe.tokens.tokens}) > 1:
            problems.append(Problem("tokens", "one person per probe; a probe is no bulk join"))
        if problems:
            raise InvalidInput(problems)
        self.log(probe, moment)
        return self._answer(probe.tokens, moment)

    def _answer(self, batch: TokenBatch, moment: dt.datetime) -> Answer:
        type_of = {self._at_rest(t): t.type for t in batch.tokens}
        buckets: dict[bytes, list[Stored]] = defaultdict(list)
        for item in self.store.find(list(type_of)):
            if item.source != batch.source:
                buckets[item.value].append(item)
        agreed: dict[tuple[str, str], set[str]] = defaultdict(set)
        for items in buckets.values():
            if len(items) <= BUCKET_LIMIT:
                for item in items:
                    agreed[item.source, item.handle].add(item.type)
        records = self.store.records()
        rates = (self.rates or REFERENCE_RATES).get(basis(type_of.values()), REFERENCE_RATES["nda"])
        needed = keys_needed(rates, records, self.allowed)
        hits = [
            Hit(source, self.desks[source], strength, tuple(sorted(types)), expected, handle)
            for (source, handle), types in sorted(agreed.items())
            for strength, expected in [self._strength(types, rates, records, needed)]
            if strength != "none"
        ]
        return Answer(tuple(hits), needed, expected_false_hits(rates, records, needed), moment)

    def _strength(
        self, types: set[str], rates: Sequence[float], records: int, needed: int
    ) -> tuple[Strength, float]:
        expected = expected_false_hits(rates, records, len(types))
        if any(KEY_TYPES[kind].alone for kind in types):
            return "strong", min(expected, self.allowed)
        if len(types) < needed:
            return "none", expected
        if set(basis(types)) <= {"n", "d"}:
            exact = "names+date" in types
            return ("possible", expected) if exact else ("none", expected)
        return ("strong" if expected <= self.allowed / 10 else "possible"), expected


def coincidence_rates(
    buckets: Iterable[Iterable[Stored]], apart: Mapping[str, int], most: int = 5
) -> tuple[float, ...]:
    """Chance that two different people agree on 1, 2 … ``most`` key types, from the store itself.

    ``apart``: sources that hold each person once, with their number of records: two of their
    records that agree are a coincidence for certain. Upper 95 % limits (count + 1.64 √count + 3),
    per pair of records.
    """
    agreed: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for bucket in buckets:
        by_source: dict[str, list[Stored]] = defaultdict(list)
        for item in bucket:
            if item.source in apart:
                by_source[item.source].append(item)
        for source, items in by_source.items():
            if len(items) > BUCKET_LIMIT:
                continue
            handles = sorted({(item.handle, item.type) for item in items})
            for i, (a, kind) in enumerate(handles):
                for b, _ in handles[i + 1 :]:
                    if a != b:
                        agreed[source, a, b].add(kind)
    pairs = sum(n * (n - 1) // 2 for n in apart.values())
    if not pairs:
        raise InvalidInput(Problem("apart", "at least one source with two records or more"))
    counts = [sum(len(types) >= r for types in agreed.values()) for r in range(1, most + 1)]
    return tuple((c + 1.64 * c**0.5 + 3) / pairs for c in counts)
