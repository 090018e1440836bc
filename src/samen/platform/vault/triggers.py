"""The tables whose rows must not tell which part was sealed first (docs/adr/0002)."""

SCATTERED = ("vault_sealedpart", "vault_grant")
