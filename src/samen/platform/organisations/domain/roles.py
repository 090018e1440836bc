"""What a member does in an organisation. A person may hold several roles."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from samen.kernel.decision import Decision, deny, permit
from samen.platform.organisations.domain.actor import Actor


class Role(StrEnum):
    """The roles; the Dutch names are in the interface and in ``docs/glossary.csv``."""

    INTAKE_WORKER = "intake_worker"
    CASEWORKER = "caseworker"
    CARE_COORDINATOR = "care_coordinator"
    CHAIN_COORDINATOR = "chain_coordinator"
    PRIVACY_OFFICER = "privacy_officer"
    ANALYST = "analyst"
    EDITOR = "editor"
    PROGRAMME_MANAGER = "programme_manager"
    ORGANISATION_ADMINISTRATOR = "organisation_administrator"
    AUDITOR = "auditor"


def by_role(actor: Actor, roles: Iterable[Role], what: str) -> Decision:
    """Whether the actor holds one of ``roles``, which are the ones that may do ``what``."""
    allowed = tuple(roles)
    if actor.has(*allowed):
        return permit("role", f"this role may {what}")
    return deny("role", f"only {', '.join(allowed)} may {what}")
