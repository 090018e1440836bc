"""Sealing a file while it streams in, and telling what it is by its content.

Each chunk is one message of libsodium's secretstream (XChaCha20-Poly1305): chunks cannot be left
out, reordered or cut off unnoticed. The last chunk is padded, so that the size tells little.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import BinaryIO

import nacl.bindings as sodium

from samen.platform.vault.domain.envelope import EnvelopeError, pad, unpad

CHUNK = 64 * 1024
MAX_BYTES = 25 * 1024 * 1024
MAX_FILES = 10
_SEALED_CHUNK = CHUNK + sodium.crypto_secretstream_xchacha20poly1305_ABYTES

_SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"%PDF-"), "application/pdf"),
)


def content_type(head: bytes) -> str | None:
    """The type of a file by its first bytes; None when it is not one we take."""
    return next((name for signature, name in _SIGNATURES if signature.match(head)), None)


class SealingWriter:
    """Encrypts what is written to it, chunk by chunk, into ``target``; nothing plain is kept."""

    def __init__(self, target: BinaryIO) -> None:
        self.key = secrets.token_bytes(sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES)
        self.size = 0
        self.head = b""
        self._target = target
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        self._waiting = bytearray()
        target.write(sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, self.key))

    def write(self, data: bytes) -> None:
        """Take some more of the file."""
        if len(self.head) < 16:
            self.head += data[: 16 - len(self.head)]
        self.size += len(data)
        self._waiting += data
        # A full chunk always leaves a byte behind: the last chunk must carry the padding.
        while len(self._waiting) > CHUNK:
            self._push(bytes(self._waiting[:CHUNK]), final=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Write the last chunk. A file without it does not open."""
        rest = bytes(self._waiting)
        if len(rest) == CHUNK:
            self._push(rest, final=False)
            rest = b""
        self._push(pad(rest, CHUNK), final=True)
        self._waiting.clear()

    def _push(self, chunk: bytes, *, final: bool) -> None:
        tag = (
            sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
            if final
            else sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
        )
        self._target.write(
            sodium.crypto_secretstream_xchacha20poly1305_push(self._state, chunk, tag=tag)
        )


def unseal(source: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The plain chunks of a sealed file.

    Raises:
        EnvelopeError: damaged, cut off, or another key.
    """
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    try:
        header = source.read(sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES)
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        while sealed := source.read(_SEALED_CHUNK):
            chunk, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
            if tag == sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL:
                yield unpad(chunk)
                return
            yield chunk
    except Exception as error:
        raise EnvelopeError("the file is damaged or meant for another key") from error
    raise EnvelopeError("the file was cut off")
