"""Signed checkpoints: *on this day the logbook had this many entries with this root*.

The text follows C2SP ``tlog-checkpoint`` in a C2SP ``signed-note``: three lines (origin, size,
root in base64), an empty line, and one signature line per key. Whoever keeps a checkpoint can
later prove that the logbook's past was, or was not, rewritten.

References: https://c2sp.org/tlog-checkpoint, https://c2sp.org/signed-note (Ed25519, type 0x01).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from samen.kernel.errors import InvalidInput, Problem

_ED25519 = b"\x01"
_DASH = "\u2014"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """``origin`` names the logbook, ``size`` counts its entries, ``root`` is 32 bytes."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The signed note; the key carries the origin as its name, as C2SP advises."""
    body = checkpoint.body()
    signature = _key_id(checkpoint.origin, key.verify_key) + key.sign(body.encode()).signature
    return f"{body}\n{_DASH} {checkpoint.origin} {base64.b64encode(signature).decode()}\n"


def verifier(origin: str, key: VerifyKey) -> str:
    """The public key as one line to hand to whoever checks: ``name+hash+key``."""
    encoded = base64.b64encode(_ED25519 + key.encode()).decode()
    return f"{origin}+{_key_id(origin, key).hex()}+{encoded}"


def read_verifier(line: str) -> VerifyKey:
    """The public key out of a line made by :func:`verifier`.

    Raises:
        InvalidInput: if it is not such a line.
    """
    try:
        name, key_id, encoded = line.strip().split("+", 2)
        data = base64.b64decode(encoded, validate=True)
        key = VerifyKey(data[1:])
        if data[:1] != _ED25519 or key_id != _key_id(name, key).hex():
            raise ValueError
    except ValueError:
        raise InvalidInput(
            Problem("key", "must be name+hash+key as C2SP writes it", line)
        ) from None
    return key


def read(note: str, key: VerifyKey) -> Checkpoint:
    """Read a signed note and check its signature.

    Raises:
        InvalidInput: if it is not a checkpoint, or has no good signature by ``key``.
    """
    body, separator, signatures = note.rpartition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) < 3 or not lines[1].isdecimal():
        raise InvalidInput(Problem("checkpoint", "must be three lines, an empty line, a signature"))
    origin = lines[0]
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error:
        raise InvalidInput(Problem("checkpoint, line 3", "must be base64", lines[2])) from None
    if not any(_verifies(line, f"{body}\n", origin, key) for line in signatures.splitlines()):
        raise InvalidInput(Problem("checkpoint", "has no valid signature of this logbook's key"))
    return Checkpoint(origin, int(lines[1]), root)


def _verifies(line: str, body: str, origin: str, key: VerifyKey) -> bool:
    try:
        dash, name, encoded = line.split(" ")
        signature = base64.b64decode(encoded, validate=True)
        if dash != _DASH or name != origin or signature[:4] != _key_id(origin, key):
            return False
        key.verify(body.encode(), signature[4:])
    except (ValueError, TypeError, BadSignatureError):
        return False
    return True


def _key_id(name: str, key: VerifyKey) -> bytes:
    return sha256(f"{name}\n".encode() + _ED25519 + key.encode()).digest()[:4]
