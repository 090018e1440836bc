"""All that other capabilities may use of the outbox."""

from samen.platform.outbox.actions import publish

__all__ = ["publish"]
