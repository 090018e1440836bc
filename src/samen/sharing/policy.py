"""Who may ask to share. Whether something may be shared is for the rules, not for a role."""

from __future__ import annotations

from collections.abc import Iterable

from samen.kernel.decision import Decision, deny
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


CONTROLLERS = (Role.PRIVACY_OFFICER, Role.ORGANISATION_ADMINISTRATOR)


def may_take_part(actor: Actor) -> Decision:
    """Begin or end that the organisation asks and tells whether somebody is known."""
    return by_role(actor, CONTROLLERS, "take part in hit or no hit")


RULE_READERS = (Role.PRIVACY_OFFICER, Role.ANALYST)


def may_read_rules(actor: Actor) -> Decision:
    """See the table of rules, its drafts and its gaps."""
    return by_role(actor, RULE_READERS, "read the rules")


def may_edit_rules(actor: Actor) -> Decision:
    """Draft a version of the table of rules."""
    return by_role(actor, (Role.PRIVACY_OFFICER,), "edit the rules")


def may_approve_rules(actor: Actor, editors: Iterable[str]) -> Decision:
    """Four eyes: a privacy officer who had no hand in the draft."""
    if str(actor.member_id) in editors:
        return deny("four_eyes", "somebody who had no hand in the draft approves it")
    return by_role(actor, (Role.PRIVACY_OFFICER,), "approve the rules")
