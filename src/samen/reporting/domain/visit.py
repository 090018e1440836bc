"""The state of a reporter's visit: sealed under a key that only their browser holds."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from samen.platform.vault.domain import envelope

IDLE_SECONDS = 30 * 60
_ROW = UUID(int=0)


@dataclass(frozen=True, slots=True)
class VisitKey:
    """The cookie's 32 bytes; row id and encryption key are two separate hashes of them."""

    cookie: str = field(repr=False)

    @property
    def row_id(self) -> bytes:
        """Where the state is stored."""
        return hashlib.sha256(b"samen visit row 1" + self.cookie.encode()).digest()

    @property
    def key(self) -> bytes:
        """What the state is encrypted with."""
        return hashlib.sha256(b"samen visit key 1" + self.cookie.encode()).digest()


def new_visit_key() -> VisitKey:
    """A fresh key for a new visit."""
    return VisitKey(secrets.token_urlsafe(32))


def _place(key: VisitKey) -> bytes:
    return envelope.associated_data("reporting_visit", "ciphertext", _ROW, 1) + key.row_id


def seal_state(key: VisitKey, state: dict[str, Any], now: float) -> bytes:
    """Encrypt the state of a visit with the moment it was last used."""
    text = json.dumps({"seen": now, "state": state}).encode()
    return envelope.encrypt(text, key.key, _place(key))


def open_state(key: VisitKey, ciphertext: bytes, now: float) -> dict[str, Any] | None:
    """The state of a visit; None when it has been idle for half an hour or does not open."""
    try:
        content = json.loads(envelope.decrypt(ciphertext, key.key, _place(key)))
    except envelope.EnvelopeError:
        return None
    if not 0 <= now - content["seen"] <= IDLE_SECONDS:
        return None
    state: dict[str, Any] = content["state"]
    return state
