"""Who acts: the first argument of every verb and every read."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """A member acting for their organisation, as plain values."""

    member_id: UUID
    organisation_id: UUID
    organisation_type: str
    organisation_name: str
    roles: frozenset[str]

    def has(self, *roles: str) -> bool:
        """Whether the actor holds any of ``roles``."""
        return not self.roles.isdisjoint(roles)
