"""The verbs of the vault: on parts (seal, grant, revoke, shred) and on keys (found, join, rotate)."""
