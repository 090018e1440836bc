"""Tokens for hit/no-hit: match keys behind an OPRF whose key another party holds.

Roles (three legal persons): a *source* S has records; the *key holder* K evaluates blinded keys
and never sees one; the *matcher* M compares tokens and has neither names nor key. One key per
epoch; when it is rotated, old tokens die.

There is deliberately no way to make a token without K: a plain or shared-key hash of a name or
number is a list of everyone (17.9 million residents in 17 seconds on one core).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from samen.engines.linkage import oprf
from samen.engines.linkage.matchkeys import KEY_TYPES
from samen.kernel.errors import InvalidInput, Problem

SCHEME: Final = "OPRF(ristretto255, SHA-512) RFC 9497 verifiable"
TOKEN_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Token:
    """One match key of one record as M sees it: its type, 16 bytes, and a random handle."""

    type: str
    value: bytes
    handle: str


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """Tokens of one source in one epoch; ``public_key`` tells which key made them."""

    source: str
    epoch: str
    public_key: bytes
    tokens: tuple[Token, ...]
    scheme: str = SCHEME

    def __post_init__(self) -> None:
        problems = [
            Problem(f"token {place}", rule, code="token")
            for place, token in enumerate(self.tokens)
            for wrong, rule in (
                (token.type not in KEY_TYPES, f"its type is one of {', '.join(KEY_TYPES)}"),
                (len(token.value) != TOKEN_BYTES, f"it has {TOKEN_BYTES} bytes"),
            )
            if wrong
        ][:20]
        if self.scheme != SCHEME:
            problems.append(
                Problem(
                    "scheme",
                    f"{SCHEME!r}; plain and shared-key hashes are refused, because who has the key"
                    " or the list can name everyone in it",
                    self.scheme,
                    code="shared-key",
                )
            )
        if problems:
            raise InvalidInput(problems)


@dataclass(frozen=True, slots=True)
class Blinded:
    """What S sends to K (``elements``) and what stays with S (everything else)."""

    epoch: str
    elements: tuple[bytes, ...]
    inputs: tuple[bytes, ...] = field(repr=False)
    blinds: tuple[int, ...] = field(repr=False)
    types: tuple[str, ...]
    handles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """K's answer: elements and one proof for each 65,535 of them."""

    epoch: str
    elements: tuple[bytes, ...]
    proofs: tuple[oprf.Proof, ...]


def blind_keys(records: Sequence[tuple[str, Sequence[tuple[str, bytes]]]], epoch: str) -> Blinded:
    """S: blind the match keys of records, ``(handle, [(type, key) …])`` each.

    Handles must be random and unlinkable to the record (:func:`new_handle`), known to S only.
    """
    flat = [(handle, kind, key) for handle, keys in records for kind, key in keys]
    if not flat:
        raise InvalidInput(Problem("records", "no record has enough filled in for a match key"))
    # The epoch is in the input too, so that a key used twice by mistake gives other tokens.
    inputs = [epoch.encode() + b"|" + key for _, _, key in flat]
    pairs = [oprf.blind(value) for value in inputs]
    return Blinded(
        epoch,
        tuple(element for _, element in pairs),
        tuple(inputs),
        tuple(scalar for scalar, _ in pairs),
        tuple(kind for _, kind, _ in flat),
        tuple(handle for handle, _, _ in flat),
    )


def new_handle() -> str:
    """A random record handle, 128 bits."""
    return secrets.token_hex(16)


_BATCH: Final = 65535


def finalise_tokens(
    blinded: Blinded, evaluated: Evaluated, public_key: bytes, source: str
) -> TokenBatch:
    """S: check K's proofs and take the blinds off.

    Raises :class:`.oprf.OprfError` when K used another key than the published one (which could
    tag this source's tokens), and :class:`InvalidInput` when the answer is of another epoch.
    """
    if evaluated.epoch != blinded.epoch:
        raise InvalidInput(Problem("epoch", f"the answer is for {blinded.epoch}", evaluated.epoch))
    if len(evaluated.elements) != len(blinded.elements):
        raise InvalidInput(
            Problem("elements", f"{len(blinded.elements)} answers", len(evaluated.elements))
        )
    for place, start in enumerate(range(0, len(blinded.elements), _BATCH)):
        part = slice(start, start + _BATCH)
        oprf.verify_batch(
            public_key, blinded.elements[part], evaluated.elements[part], evaluated.proofs[place]
        )
    tokens = tuple(
        Token(kind, oprf.finalise(value, scalar, element)[:TOKEN_BYTES], handle)
        for kind, value, scalar, element, handle in zip(
            blinded.types, blinded.inputs, blinded.blinds, evaluated.elements, blinded.handles,
            strict=True,
        )
    )  # fmt: skip
    return TokenBatch(source, blinded.epoch, public_key, tokens)


class TokenServer(Protocol):
    """K as a source sees it, wherever it is: here (:class:`KeyHolder`) or at another address."""

    @property
    def epoch(self) -> str:
        """The period whose key is used."""
        ...

    @property
    def public_key(self) -> bytes:
        """The published half of that key, 32 bytes."""
        ...

    def evaluate(
        self, source: str, epoch: str, elements: Sequence[bytes], today: dt.date
    ) -> Evaluated:
        """Evaluate blinded elements of ``source``, or refuse all of them."""
        ...


def make_tokens(
    records: Sequence[tuple[str, Sequence[tuple[str, bytes]]]],
    server: TokenServer,
    source: str,
    today: dt.date,
) -> TokenBatch:
    """S: blind, let K evaluate, check its proof, take the blinds off.

    Raises :class:`InvalidInput` without any match key or when K refuses, and
    :class:`.oprf.OprfError` when K used another key than the published one.
    """
    blinded = blind_keys(records, server.epoch)
    evaluated = server.evaluate(source, server.epoch, blinded.elements, today)
    return finalise_tokens(blinded, evaluated, server.public_key, source)


@dataclass(slots=True)
class KeyHolder:
    """K: evaluates for sources it knows, counts, and stops at the daily limit.

    ``counted(source, day)`` returns what the source has used and ``count(source, day, n)`` adds
    to it and must have been stored when it returns: without a count there is no answer.
    """

    epoch: str
    secret_key: int = field(repr=False)
    counted: Callable[[str, dt.date], int]
    count: Callable[[str, dt.date, int], None]
    daily_limit: int = 50_000

    @property
    def public_key(self) -> bytes:
        """What sources check the answers against."""
        return oprf.public_key(self.secret_key)

    def evaluate(
        self, source: str, epoch: str, elements: Sequence[bytes], today: dt.date
    ) -> Evaluated:
        """Evaluate blinded elements of ``source``, or refuse all of them."""
        problems: list[Problem] = []
        if epoch != self.epoch:
            problems.append(Problem("epoch", f"this key is for {self.epoch}", epoch))
        if not elements:
            problems.append(Problem("elements", "at least one"))
        used = self.counted(source, today)
        if used + len(elements) > self.daily_limit:
            problems.append(
                Problem(
                    f"source {source}",
                    f"at most {self.daily_limit} elements a day; {used} are used",
                    len(elements),
                    code="daily-limit",
                )
            )
        if problems:
            raise InvalidInput(problems)
        for element in elements:
            oprf.check_element(element)
        self.count(source, today, len(elements))
        parts = [
            oprf.evaluate_batch(self.secret_key, elements[start : start + _BATCH])
            for start in range(0, len(elements), _BATCH)
        ]
        return Evaluated(
            epoch,
            tuple(element for done, _ in parts for element in done),
            tuple(proof for _, proof in parts),
        )


def new_key(epoch: str) -> int:
    """A fresh secret key for an epoch; it belongs in K's hardware module and nowhere else."""
    return oprf.derive_key(secrets.token_bytes(32), f"samen hit/no-hit {epoch}".encode())
