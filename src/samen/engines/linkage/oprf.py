"""RFC 9497: oblivious pseudorandom functions, ristretto255-SHA512, modes OPRF and VOPRF.

A client learns ``F(key, input)`` without the server learning the input and without the client
learning the key; in verifiable mode one proof shows that a whole batch was evaluated with the
key behind a public key. Group operations are libsodium's (package ``rbcl``); what stands here is
the protocol of the RFC, checked against its appendix A.1.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

ORDER: Final = 2**252 + 27742317777372353535851937790883648493
"""Order of ristretto255."""

MODE_OPRF: Final = 0
MODE_VOPRF: Final = 1
_SUITE: Final = b"ristretto255-SHA512"
_MAX_BATCH: Final = 65535


class OprfError(ValueError):
    """A group element, proof or input that RFC 9497 says to reject."""


def _sodium() -> Any:
    import rbcl  # bundles libsodium; only what makes tokens needs it

    return rbcl


def _context(mode: int) -> bytes:
    return b"OPRFV1-" + bytes([mode]) + b"-" + _SUITE


def _prefixed(value: bytes) -> bytes:
    return len(value).to_bytes(2, "big") + value


def expand_message_xmd(message: bytes, dst: bytes, length: int) -> bytes:
    """RFC 9380, section 5.3.1, with SHA-512; ``length`` in bytes, at most 255 · 64."""
    blocks = -(-length // 64)
    if blocks > 255 or len(dst) > 255:
        raise ValueError("length or domain separation tag is too long")
    suffix = dst + bytes([len(dst)])
    first = hashlib.sha512(
        bytes(128) + message + length.to_bytes(2, "big") + b"\0" + suffix
    ).digest()
    block = hashlib.sha512(first + b"\1" + suffix).digest()
    out = block
    for index in range(2, blocks + 1):
        mixed = bytes(a ^ b for a, b in zip(first, block, strict=True))
        block = hashlib.sha512(mixed + bytes([index]) + suffix).digest()
        out += block
    return out[:length]


def _hash_to_group(message: bytes, mode: int) -> bytes:
    uniform = expand_message_xmd(message, b"HashToGroup-" + _context(mode), 64)
    return bytes(_sodium().crypto_core_ristretto255_from_hash(uniform))


def _hash_to_scalar(message: bytes, dst: bytes) -> int:
    return int.from_bytes(expand_message_xmd(message, dst, 64), "little") % ORDER


def _multiply(scalar: int, element: bytes) -> bytes:
    try:
        return bytes(
            _sodium().crypto_scalarmult_ristretto255(scalar.to_bytes(32, "little"), element)
        )
    except (RuntimeError, ValueError, TypeError) as error:
        raise OprfError("not an element of the group, or the identity") from error


def _base(scalar: int) -> bytes:
    return bytes(_sodium().crypto_scalarmult_ristretto255_base(scalar.to_bytes(32, "little")))


def _add(left: bytes, right: bytes) -> bytes:
    return bytes(_sodium().crypto_core_ristretto255_add(left, right))


def check_element(element: bytes) -> bytes:
    """``element`` when it is a group element other than the identity.

    Raises :class:`OprfError` (RFC 9497, section 2.1: DeserializeElement).
    """
    valid = len(element) == 32 and any(element)
    if not valid or not _sodium().crypto_core_ristretto255_is_valid_point(element):
        raise OprfError("not an element of ristretto255, or the identity")
    return element


def random_scalar() -> int:
    """A blind or nonce: even over 1 … order - 1."""
    return secrets.randbelow(ORDER - 1) + 1


def derive_key(seed: bytes, info: bytes, mode: int = MODE_VOPRF) -> int:
    """The secret key of ``seed`` (32 bytes) and public ``info`` (RFC 9497, section 3.2.1)."""
    if len(seed) != 32:
        raise ValueError("a seed has 32 bytes")
    for counter in range(256):
        key = _hash_to_scalar(
            seed + _prefixed(info) + bytes([counter]), b"DeriveKeyPair" + _context(mode)
        )
        if key:
            return key
    raise ValueError("no key from this seed")


def public_key(secret_key: int) -> bytes:
    """The public half of a secret key, 32 bytes."""
    return _base(secret_key)


def blind(value: bytes, blinding: int | None = None, mode: int = MODE_VOPRF) -> tuple[int, bytes]:
    """``(blind, blinded element)`` of one input of at most 65535 bytes; the client's first step."""
    if len(value) > 65535:
        raise OprfError("an input has at most 65535 bytes")
    element = _hash_to_group(value, mode)
    if not any(element):
        raise OprfError("this input maps to the identity")
    scalar = random_scalar() if blinding is None else blinding
    return scalar, _multiply(scalar, element)


def blind_evaluate(secret_key: int, blinded: bytes) -> bytes:
    """The server's step for one element."""
    return _multiply(secret_key, check_element(blinded))


def finalise(value: bytes, blinding: int, evaluated: bytes) -> bytes:
    """The output, 64 bytes: the client takes its blind off and hashes."""
    inverse = pow(blinding, -1, ORDER)
    element = _multiply(inverse, check_element(evaluated))
    return hashlib.sha512(_prefixed(value) + _prefixed(element) + b"Finalize").digest()


def evaluate_directly(secret_key: int, value: bytes, mode: int = MODE_VOPRF) -> bytes:
    """``F(key, input)`` by who has both; for tests and for re-keying inside one party."""
    element = _multiply(secret_key, _hash_to_group(value, mode))
    return hashlib.sha512(_prefixed(value) + _prefixed(element) + b"Finalize").digest()


@dataclass(frozen=True, slots=True)
class Proof:
    """That a batch was evaluated with one key: challenge and response scalars."""

    challenge: int
    response: int

    def __bytes__(self) -> bytes:
        return self.challenge.to_bytes(32, "little") + self.response.to_bytes(32, "little")

    @classmethod
    def read(cls, data: bytes) -> Proof:
        """A proof of 64 bytes; raises :class:`OprfError` for scalars out of range."""
        numbers = int.from_bytes(data[:32], "little"), int.from_bytes(data[32:], "little")
        if len(data) != 64 or max(numbers) >= ORDER:
            raise OprfError("a proof has two scalars of 32 bytes")
        return cls(*numbers)


def _composite_weights(
    public: bytes, blinded: Sequence[bytes], evaluated: Sequence[bytes]
) -> list[int]:
    context = _context(MODE_VOPRF)
    seed = hashlib.sha512(_prefixed(public) + _prefixed(b"Seed-" + context)).digest()
    return [
        _hash_to_scalar(
            _prefixed(seed) + index.to_bytes(2, "big") + _prefixed(c) + _prefixed(d) + b"Composite",
            b"HashToScalar-" + context,
        )
        for index, (c, d) in enumerate(zip(blinded, evaluated, strict=True))
    ]


def _combine(weights: Sequence[int], elements: Sequence[bytes]) -> bytes:
    total = bytes(32)
    for weight, element in zip(weights, elements, strict=True):
        total = _add(total, _multiply(weight, element))
    return total


def _challenge(public: bytes, m: bytes, z: bytes, t2: bytes, t3: bytes) -> int:
    transcript = b"".join(map(_prefixed, (public, m, z, t2, t3))) + b"Challenge"
    return _hash_to_scalar(transcript, b"HashToScalar-" + _context(MODE_VOPRF))


def evaluate_batch(
    secret_key: int, blinded: Sequence[bytes], nonce: int | None = None
) -> tuple[list[bytes], Proof]:
    """The server's step for up to 65535 elements, with one proof for all (VOPRF)."""
    if not 0 < len(blinded) <= _MAX_BATCH:
        raise OprfError(f"a batch has 1 to {_MAX_BATCH} elements")
    evaluated = [blind_evaluate(secret_key, element) for element in blinded]
    public = public_key(secret_key)
    m = _combine(_composite_weights(public, blinded, evaluated), blinded)
    r = random_scalar() if nonce is None else nonce
    c = _challenge(public, m, _multiply(secret_key, m), _base(r), _multiply(r, m))
    return evaluated, Proof(c, (r - c * secret_key) % ORDER)


def verify_batch(
    public: bytes, blinded: Sequence[bytes], evaluated: Sequence[bytes], proof: Proof
) -> None:
    """Raise :class:`OprfError` unless ``evaluated`` was made with the key behind ``public``."""
    if not 0 < len(blinded) == len(evaluated) <= _MAX_BATCH:
        raise OprfError(f"a batch has 1 to {_MAX_BATCH} elements on both sides")
    for element in (public, *blinded, *evaluated):
        check_element(element)
    weights = _composite_weights(public, blinded, evaluated)
    m, z = _combine(weights, blinded), _combine(weights, evaluated)
    s, c = proof.response, proof.challenge
    if not s or not c:
        raise OprfError("the proof is not of this key")
    t2 = _add(_base(s), _multiply(c, public))
    t3 = _add(_multiply(s, m), _multiply(c, z))
    if _challenge(public, m, z, t2, t3) != c:
        raise OprfError("the proof is not of this key: the answer was made with another key")
