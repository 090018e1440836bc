"""Who may administer an organisation, and the one way to insist on a decision."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from samen.kernel.decision import Decision
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role, by_role


def may_administer(actor: Actor) -> Decision:
    """Manage colleagues, their roles and their way into the vault."""
    return by_role(actor, (Role.ORGANISATION_ADMINISTRATOR,), "administer the organisation")


def require(decision: Decision) -> None:
    """Go on only when allowed.

    Raises:
        PermissionDenied: with the decision's reason.
    """
    if not decision:
        raise PermissionDenied(decision.reason)
