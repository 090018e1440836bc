"""Who speaks for a provider in the help directory."""

from __future__ import annotations

from samen.kernel.decision import Decision
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role, by_role

PROVIDER_ROLES = (Role.CASEWORKER, Role.CARE_COORDINATOR, Role.ORGANISATION_ADMINISTRATOR)


def may_speak_for_provider(actor: Actor) -> Decision:
    """Say what the own organisation offers, and how many places are free."""
    return by_role(actor, PROVIDER_ROLES, "say what the organisation offers")
