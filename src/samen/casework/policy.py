"""Who may do what in casework, and why. Whose a record is, is asked in queries."""

from __future__ import annotations

from samen.kernel.decision import Decision
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role, by_role

CASE_ROLES = (Role.CASEWORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR)
SIGNAL_ROLES = (Role.INTAKE_WORKER, *CASE_ROLES)
GAP_READERS = (*CASE_ROLES, Role.PROGRAMME_MANAGER, Role.ANALYST)


def may_work_on_signals(actor: Actor) -> Decision:
    """Note, weigh and close signals."""
    return by_role(actor, SIGNAL_ROLES, "work on signals")


def may_work_on_cases(actor: Actor) -> Decision:
    """Open and change cases, people, referrals."""
    return by_role(actor, CASE_ROLES, "work on cases")
