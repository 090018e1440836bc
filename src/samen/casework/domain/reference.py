"""A case reference that can be read out loud and tells nothing: random, not counting."""

from __future__ import annotations

import secrets

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0/O, 1/I/L and U, so that nothing is misheard or misread."""


def new_reference() -> str:
    """Like ``K7M-3PQ9``: 30**7, about 22 thousand million."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(7))
    return f"{letters[:3]}-{letters[3:]}"
