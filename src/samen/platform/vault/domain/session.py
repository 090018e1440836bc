"""An unlocked vault between two requests, with nothing readable on the server.

The organisation's private key is encrypted under a random session key that only the browser has
(in a cookie); the server's session row keeps the ciphertext. Either half alone is useless.
"""

from __future__ import annotations

import base64
from uuid import UUID

from samen.platform.vault.domain import envelope
from samen.platform.vault.domain.envelope import KeyPair
from samen.platform.vault.domain.keyring import Keyring

_STEP = 64


def _place(member_id: UUID, organisation_id: UUID, version: int) -> bytes:
    return envelope.associated_data("session", str(organisation_id), member_id, version)


def lock_away(keyring: Keyring, member_id: UUID) -> tuple[str, str]:
    """The cookie's half and the server's half of an unlocked vault, both base64."""
    session_key = envelope.new_key()
    place = _place(member_id, keyring.holder_id, keyring.version)
    sealed = envelope.encrypt(
        keyring.keys.public + keyring.keys.private, session_key, place, step=_STEP
    )
    return base64.b64encode(session_key).decode(), base64.b64encode(sealed).decode()


def take_out(
    cookie: str, stored: str, *, member_id: UUID, organisation_id: UUID, version: int
) -> Keyring:
    """Join both halves again.

    Raises:
        EnvelopeError: the halves do not belong together, or the vault was rotated since.
    """
    try:
        session_key = base64.b64decode(cookie, validate=True)
        sealed = base64.b64decode(stored, validate=True)
    except ValueError:
        raise envelope.EnvelopeError("damaged session key") from None
    if len(session_key) != envelope.KEY_BYTES:
        raise envelope.EnvelopeError("damaged session key")
    pair = envelope.decrypt(sealed, session_key, _place(member_id, organisation_id, version))
    keys = KeyPair(pair[: envelope.KEY_BYTES], pair[envelope.KEY_BYTES :])
    return Keyring("organisation", organisation_id, keys, version)
