"""Envelopes: the only bytes in which anything about a person is stored.

Format 1, specified with its known-answer vectors in ``docs/envelopes.md``. Every primitive is
libsodium's (through PyNaCl) or argon2id's reference implementation; only the framing is ours.

==============  ===========================================================================
text envelope   ``01 | nonce (24) | XChaCha20-Poly1305(padded text, associated data)``
sealed key      ``01 | sealed box (X25519) of: data key (32) | part id (16)``
wrapped key     ``01 | t (1) | m as log2 KiB (1) | salt (16) | text envelope of a private key``
==============  ===========================================================================

Associated data is ``samen/1|table|column|row|version``: a ciphertext moved to another row, column
or revision does not open.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

import argon2.low_level as argon2
import nacl.bindings as sodium
import nacl.exceptions

FORMAT = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 24
PADDING_STEP = 4096
"""Texts are padded to multiples of this many bytes, so that a length tells little."""

SALT_BYTES = 16
ARGON2_TIME, ARGON2_LOG2_KIB = 3, 16
"""Three passes over 64 MiB (2**16 KiB), one lane: RFC 9106's second recommended option."""


class EnvelopeError(Exception):
    """An envelope that is of another format, damaged, moved, or meant for another key."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An X25519 key pair; both halves are 32 bytes."""

    public: bytes
    private: bytes


def new_key() -> bytes:
    """A fresh 32-byte data key."""
    return secrets.token_bytes(KEY_BYTES)


def new_key_pair(seed: bytes | None = None) -> KeyPair:
    """A fresh X25519 key pair, or the one that follows from a 32-byte ``seed``."""
    seed = secrets.token_bytes(KEY_BYTES) if seed is None else seed
    public, private = sodium.crypto_box_seed_keypair(seed)
    return KeyPair(public, private)


def public_of(private: bytes) -> bytes:
    """The public half of a 32-byte X25519 private key."""
    return sodium.crypto_scalarmult_base(private)


def associated_data(table: str, column: str, row: UUID, version: int) -> bytes:
    """What binds a ciphertext to its place."""
    return f"samen/1|{table}|{column}|{row}|{version}".encode()


def pad(text: bytes, step: int = PADDING_STEP) -> bytes:
    """ISO/IEC 7816-4 padding: ``80``, then zeros to the next multiple of ``step``."""
    return text + b"\x80" + b"\x00" * (-(len(text) + 1) % step)


def unpad(padded: bytes) -> bytes:
    """Undo :func:`pad`.

    Raises:
        EnvelopeError: the padding is not there.
    """
    text, mark, zeros = padded.rpartition(b"\x80")
    if not mark or zeros.strip(b"\x00"):
        raise EnvelopeError("damaged padding")
    return text


def encrypt(
    text: bytes,
    key: bytes,
    bound_to: bytes,
    *,
    step: int = PADDING_STEP,
    nonce: bytes | None = None,
) -> bytes:
    """Make a text envelope. ``nonce`` is for known-answer tests; leave it out otherwise."""
    nonce = secrets.token_bytes(NONCE_BYTES) if nonce is None else nonce
    body = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(pad(text, step), bound_to, nonce, key)
    return FORMAT + nonce + body


def decrypt(envelope: bytes, key: bytes, bound_to: bytes) -> bytes:
    """Open a text envelope.

    Raises:
        EnvelopeError: another format, another key, another place, or damaged.
    """
    if envelope[:1] != FORMAT or len(envelope) < 1 + NONCE_BYTES:
        raise EnvelopeError("unknown envelope format")
    nonce, body = envelope[1 : 1 + NONCE_BYTES], envelope[1 + NONCE_BYTES :]
    try:
        padded = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(body, bound_to, nonce, key)
    except nacl.exceptions.CryptoError:
        raise EnvelopeError("the envelope does not open with this key in this place") from None
    return unpad(padded)


def seal_key(key: bytes, part: UUID, public: bytes) -> bytes:
    """Seal a data key for the holder of ``public``; the part's id inside binds it to its part."""
    return FORMAT + sodium.crypto_box_seal(key + part.bytes, public)


def open_key(sealed: bytes, part: UUID, holder: KeyPair) -> bytes:
    """Open a sealed data key.

    Raises:
        EnvelopeError: another format, another holder, or the key of another part.
    """
    if sealed[:1] != FORMAT:
        raise EnvelopeError("unknown envelope format")
    try:
        opened = sodium.crypto_box_seal_open(sealed[1:], holder.public, holder.private)
    except nacl.exceptions.CryptoError:
        raise EnvelopeError("the key is not sealed for this holder") from None
    if opened[KEY_BYTES:] != part.bytes:
        raise EnvelopeError("the key belongs to another part")
    return opened[:KEY_BYTES]


def stretch(
    secret: bytes,
    salt: bytes,
    length: int = KEY_BYTES,
    *,
    time: int = ARGON2_TIME,
    log2_kib: int = ARGON2_LOG2_KIB,
) -> bytes:
    """argon2id (RFC 9106) with one lane: ``length`` bytes from a phrase or receipt."""
    return argon2.hash_secret_raw(
        secret, salt, time, 1 << log2_kib, 1, length, argon2.Type.ID, version=19
    )


def wrap_private_key(private: bytes, phrase: str, bound_to: bytes) -> bytes:
    """Wrap a private key with a phrase that a person remembers."""
    salt = secrets.token_bytes(SALT_BYTES)
    key = stretch(phrase.encode(), salt)
    parameters = bytes([ARGON2_TIME, ARGON2_LOG2_KIB])
    return FORMAT + parameters + salt + encrypt(private, key, bound_to, step=64)


def unwrap_private_key(wrapped: bytes, phrase: str, bound_to: bytes) -> bytes:
    """Open :func:`wrap_private_key`.

    Raises:
        EnvelopeError: the phrase is wrong, or the bytes are damaged or of another row.
    """
    if wrapped[:1] != FORMAT:
        raise EnvelopeError("unknown envelope format")
    time, log2_kib = wrapped[1], wrapped[2]
    salt, inner = wrapped[3 : 3 + SALT_BYTES], wrapped[3 + SALT_BYTES :]
    key = stretch(phrase.encode(), salt, time=time, log2_kib=log2_kib)
    return decrypt(inner, key, bound_to)
