"""Who may do what in the analysis zone, with the reason."""

from __future__ import annotations

from samen.kernel.decision import Decision, deny, permit
from samen.platform.organisations.public import Actor, Role

MODELLERS = (Role.ANALYST, Role.CHAIN_COORDINATOR, Role.PROGRAMME_MANAGER)


def may_edit_models(actor: Actor) -> Decision:
    """Whether the actor may change a system model; every member may read them."""
    if actor.has(*MODELLERS):
        return permit("role", "this role may change a system model")
    return deny("role", f"only {', '.join(MODELLERS)} may change a system model")
