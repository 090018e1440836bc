"""The recovery key: what an organisation prints and keeps in its safe."""

from __future__ import annotations

import base64
import hashlib
import secrets

from samen.kernel.errors import InvalidInput, Problem

SECRET_BYTES = 32
_CHECK_BYTES = 3
_GROUP = 4


def new_recovery_secret() -> bytes:
    """32 random bytes: the seed of the recovery key pair."""
    return secrets.token_bytes(SECRET_BYTES)


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(b"samen recovery 1" + secret).digest()[:_CHECK_BYTES]


def to_words(secret: bytes) -> str:
    """Base32 in groups of four, with a checksum, to print and type back."""
    text = base64.b32encode(secret + _check(secret)).decode().rstrip("=")
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def from_words(words: str) -> bytes:
    """Read a printed recovery key; spaces, dashes and case do not matter.

    Raises:
        InvalidInput: a character is missing, superfluous or mistyped.
    """
    text = "".join(words.split()).replace("-", "").upper().replace("0", "O").replace("1", "I")
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        raw = b""
    secret, check = raw[:SECRET_BYTES], raw[SECRET_BYTES:]
    if len(secret) != SECRET_BYTES or check != _check(secret):
        raise InvalidInput(
            Problem("recovery_key", "is not the printed recovery key; check every group")
        )
    return secret
