"""Private set intersection between two deployments: who do we both know, asked once, by decision.

Diffie–Hellman PSI on ristretto255 (Meadows 1986; Huberman, Franklin & Hogg 1999), for two
semi-honest parties: both hash match keys to the group and raise them to their own secret; values
that meet under both secrets are the intersection. The asker learns which of its keys the other
has (or only how many), the other learns the size of the question. It matches exactly, like the
tokens, and stands behind the same match keys and the same counting.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from samen.engines.linkage import oprf

_CONTEXT = b"samen psi 1|"


class Intersection(Protocol):
    """What any PSI offers; a peer's implementation can stand in."""

    def question(self, keys: Sequence[bytes]) -> tuple[bytes, ...]:
        """What the asker sends for its keys."""
        ...

    def answer(
        self, question: Sequence[bytes], keys: Sequence[bytes], reveal: bool
    ) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """What the other party sends back."""
        ...

    def common(self, answer: tuple[Sequence[bytes], Sequence[bytes]]) -> list[int]:
        """Places of the asker's keys that both have."""
        ...


@dataclass(frozen=True, slots=True)
class DiffieHellmanIntersection:
    """One party in one exchange; the secret is never used twice."""

    secret: int = field(default_factory=oprf.random_scalar, repr=False)

    def _raised(self, keys: Sequence[bytes]) -> list[bytes]:
        return [oprf.blind(_CONTEXT + key, self.secret)[1] for key in keys]

    def question(self, keys: Sequence[bytes]) -> tuple[bytes, ...]:
        """The asker's keys under its secret, in its own order."""
        return tuple(self._raised(keys))

    def answer(
        self, question: Sequence[bytes], keys: Sequence[bytes], reveal: bool = True
    ) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """The question under both secrets, and the answerer's keys under its own.

        Its own keys come shuffled; with ``reveal`` False the question is shuffled too, and the
        asker learns the number of common keys only.
        """
        doubled = [oprf.blind_evaluate(self.secret, element) for element in question]
        own = self._raised(keys)
        shuffle = secrets.SystemRandom().shuffle
        shuffle(own)
        if not reveal:
            shuffle(doubled)
        return tuple(doubled), tuple(own)

    def common(self, answer: tuple[Sequence[bytes], Sequence[bytes]]) -> list[int]:
        """Places in the question (shuffled unless revealed) that both parties have."""
        doubled, other = answer
        theirs = {oprf.blind_evaluate(self.secret, element) for element in other}
        return [place for place, element in enumerate(doubled) if element in theirs]
