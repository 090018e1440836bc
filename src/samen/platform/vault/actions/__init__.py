"""The verbs of the vault: on parts (seal, grant, revoke) and on keys (found, join, rotate)."""
