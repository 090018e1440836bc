"""What other capabilities may use of the vault."""

from samen.platform.vault.actions.keys import (
    NoAccess,
    WrongPhrase,
    found_vault,
    let_in,
    set_phrase,
    unlock,
)
from samen.platform.vault.actions.parts import (
    grant,
    replace,
    revoke,
    seal,
    shred,
    shred_part,
    when_shredded,
)
from samen.platform.vault.domain.envelope import KeyPair
from samen.platform.vault.domain.keyring import Holder, Keyring
from samen.platform.vault.queries import (
    NotGranted,
    PartInfo,
    ReadingRight,
    VaultMissing,
    foreign_parts,
    open_many,
    open_part,
    open_parts,
    organisation_holder,
    owned_parts,
    part_info,
    part_kinds,
    parts_of,
    parts_of_kind,
    reading_rights,
)
from samen.platform.vault.triggers import SCATTERED

__all__ = [
    "SCATTERED",
    "Holder",
    "KeyPair",
    "Keyring",
    "NoAccess",
    "NotGranted",
    "PartInfo",
    "ReadingRight",
    "VaultMissing",
    "WrongPhrase",
    "foreign_parts",
    "found_vault",
    "grant",
    "let_in",
    "open_many",
    "open_part",
    "open_parts",
    "organisation_holder",
    "owned_parts",
    "part_info",
    "part_kinds",
    "parts_of",
    "parts_of_kind",
    "reading_rights",
    "replace",
    "revoke",
    "seal",
    "set_phrase",
    "shred",
    "shred_part",
    "unlock",
    "when_shredded",
]
