"""What the database itself sees to: rows that do not tell their order, and that keep what they say.

The category of a part decides what the rules let happen with it, and a grant's last day ends it:
neither is written again. A part's content and a key that is wrapped anew are.
"""

from samen.platform.frozen import Kept

SCATTERED = ("vault_sealedpart", "vault_grant")
"""The tables whose rows must not tell which part was sealed first (docs/adr/0002)."""

KEPT = (
    Kept(
        "vault_sealedpart",
        "what a sealed part is and whose never changes",
        changing=("revision", "ciphertext"),
    ),
    Kept(
        "vault_grant",
        "a grant never changes: withdraw it and give another",
        changing=("key_version", "sealed_key"),
    ),
)
