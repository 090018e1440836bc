"""The answer of a policy: never a bare yes or no.

Shaped like AuthZEN's *access evaluation*: a subject wants an action on a resource in a context,
and gets a decision with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, the stable ``code`` of the reason, and the reason in words."""

    allowed: bool
    code: str
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


def permit(code: str, reason: str) -> Decision:
    """An allowed :class:`Decision`."""
    return Decision(True, code, reason)


def deny(code: str, reason: str) -> Decision:
    """A refused :class:`Decision`."""
    return Decision(False, code, reason)
