"""The receipt: sixteen digits that are the reporter's only key.

From them one argon2id run makes two halves: the first becomes the look-up hash that is stored, the
second the seed of an X25519 key pair for which every part of the report is sealed. The digits
themselves are stored nowhere. A pepper outside the database keeps a stolen database from being
guessed (53 bits of digits alone would be 57 million CPU-years, but a leaked candidate list would
not).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

from samen.platform.vault.domain.envelope import KeyPair, new_key_pair, stretch

DIGITS = 16
# A look-ahead, so that a receipt is also found behind another number.
_PATTERN = re.compile(rf"(?<![0-9])(?=((?:[0-9][\s.-]*){{{DIGITS - 1}}}[0-9])(?![0-9]))")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What follows from sixteen digits: where the report is, and the keys that open it."""

    lookup: bytes
    keys: KeyPair = field(repr=False)


def new_digits() -> str:
    """Sixteen random digits (53 bits)."""
    return "".join(secrets.choice("0123456789") for _ in range(DIGITS))


def grouped(digits: str) -> str:
    """``1234 5678 9012 3456``: as it is shown and printed."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def normalise(typed: str) -> str | None:
    """The sixteen digits somebody typed, whatever they put between them; None if not sixteen."""
    digits = re.sub(r"[\s.-]", "", typed)
    return digits if re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits) else None


def derive(digits: str, pepper: bytes) -> Receipt:
    """Stretch the digits: 0.2 CPU-seconds and 64 MiB on purpose.

    The salt is the same for all receipts of a platform, otherwise a look-up would need one run per
    report; the pepper takes the place of a secret salt.
    """
    salt = hashlib.sha256(b"samen receipt 1" + pepper).digest()[:16]
    stretched = stretch(digits.encode(), salt, 64)
    return Receipt(hashlib.sha256(stretched[:32]).digest(), new_key_pair(stretched[32:]))


def unreachable() -> Receipt:
    """A receipt that nobody holds: for a report of the demo, whose reporter is invented."""
    return Receipt(secrets.token_bytes(32), new_key_pair())


def candidates(text: str) -> set[str]:
    """Every run of sixteen digits in a text, whatever stands between them: maybe a receipt."""
    return {re.sub(r"[^0-9]", "", match.group(1)) for match in _PATTERN.finditer(text)}


def mark(digits: str, pepper: bytes) -> bytes:
    """What recognises a receipt in a text without argon2id; kept only in a sealed visit."""
    return hmac.digest(pepper, b"samen receipt mark 1" + digits.encode(), "sha256")
