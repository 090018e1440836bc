"""Who may ask to share. Whether something may be shared is for the rules, not for a role."""

from __future__ import annotations

from samen.kernel.decision import Decision
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role, by_role

ASKERS = (Role.CASEWORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR)
SIGNERS = (*ASKERS, Role.PRIVACY_OFFICER)
OVERSEERS = (Role.PRIVACY_OFFICER, Role.AUDITOR)


def may_ask(actor: Actor) -> Decision:
    """Ask the rules, and share on a yes."""
    return by_role(actor, ASKERS, "ask to share")


def may_sign_and_withdraw(actor: Actor) -> Decision:
    """Sign records, withdraw them, take disclosures back."""
    return by_role(actor, SIGNERS, "sign or withdraw")
