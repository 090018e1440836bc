"""The logbook's two keys: one signs checkpoints, the other makes pseudonyms."""

from __future__ import annotations

import os

from django.conf import settings
from nacl.signing import SigningKey

FILE_NAME = "logbook-signing.key"


def signing_key() -> SigningKey:
    """The Ed25519 key in the data folder, made on first use, readable by its owner only."""
    path = settings.DATA_DIR / FILE_NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return SigningKey(path.read_bytes())
    key = SigningKey.generate()
    with os.fdopen(handle, "wb") as file:
        file.write(key.encode())
    return key


def pseudonym_key() -> bytes:
    """Follows from the pepper, which every worker has and the database has not."""
    return settings.PSEUDONYM_KEY


def origin() -> str:
    """The logbook's name on its checkpoints: the host that serves it."""
    return f"{settings.ALLOWED_HOSTS[0]}/logbook"
