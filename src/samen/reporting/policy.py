"""Who may do what with reports, with the reason."""

from __future__ import annotations

from samen.kernel.decision import Decision
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role, by_role

READERS = (Role.INTAKE_WORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR)
ORIGINAL_READERS = (Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR)


def may_handle_reports(actor: Actor) -> Decision:
    """Read reports, answer their reporters, take them in or close them."""
    return by_role(actor, READERS, "handle reports")
