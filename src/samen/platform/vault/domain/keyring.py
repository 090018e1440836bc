"""What an unlocked vault is: one private key, in memory, for the length of a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from samen.platform.vault.domain.envelope import KeyPair


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody a data key can be sealed for: an organisation, or a reporter with a receipt."""

    kind: str
    id: UUID
    public_key: bytes = field(repr=False)
    version: int = 1


@dataclass(frozen=True, slots=True)
class Keyring:
    """A holder's opened key pair; it never prints itself."""

    kind: str
    holder_id: UUID
    keys: KeyPair = field(repr=False)
    version: int = 1
