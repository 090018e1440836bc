"""Decisions by role, and the one way to insist on a decision."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from samen.kernel.decision import Decision, deny, permit
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role


def by_role(actor: Actor, roles: Iterable[Role], what: str) -> Decision:
    """Whether the actor holds one of ``roles``, which are the ones that may do ``what``."""
    allowed = tuple(roles)
    if actor.has(*allowed):
        return permit("role", f"this role may {what}")
    return deny("role", f"only {', '.join(allowed)} may {what}")


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
