"""Who may do what in the analysis zone, with the reason."""

from __future__ import annotations

from samen.kernel.decision import Decision
from samen.platform.organisations.domain.roles import by_role
from samen.platform.organisations.public import Actor, Role

MODELLERS = (Role.ANALYST, Role.CHAIN_COORDINATOR, Role.PROGRAMME_MANAGER)


def may_estimate(actor: Actor) -> Decision:
    """Whether the actor may estimate the hidden part from tables of counts."""
    return by_role(actor, MODELLERS, "estimate the hidden part")


def may_edit_models(actor: Actor) -> Decision:
    """Whether the actor may change a system model; every member may read them."""
    return by_role(actor, MODELLERS, "change a system model")
