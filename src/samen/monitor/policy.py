"""Who may do what in the monitor, with the reason."""

from __future__ import annotations

from uuid import UUID

from samen.kernel.decision import Decision, deny, permit
from samen.platform.organisations.public import Actor, Role

COUNTERS = (
    Role.INTAKE_WORKER,
    Role.CASEWORKER,
    Role.CARE_COORDINATOR,
    Role.CHAIN_COORDINATOR,
)
BOARD_WRITERS = (Role.PROGRAMME_MANAGER, Role.CHAIN_COORDINATOR)
RELEASE_READERS = (Role.ANALYST, Role.PRIVACY_OFFICER, Role.PROGRAMME_MANAGER)


def may_count(actor: Actor) -> Decision:
    """Whether the actor may count a victim."""
    return _by_role(actor, COUNTERS, "count a registration")


def may_write_board(actor: Actor) -> Decision:
    """Whether the actor may change the programme board."""
    return _by_role(actor, BOARD_WRITERS, "change the programme board")


def may_prepare_release(actor: Actor) -> Decision:
    """Whether the actor may prepare and publish figures."""
    return _by_role(actor, (Role.ANALYST,), "prepare or publish figures")


def may_read_histories(actor: Actor) -> Decision:
    """Whether the actor may see unprotected counts by who reported, to estimate from."""
    return _by_role(actor, (Role.ANALYST,), "see unprotected counts")


def may_read_releases(actor: Actor) -> Decision:
    """Whether the actor may see figures that are not published yet."""
    return _by_role(actor, RELEASE_READERS, "see unpublished figures")


def may_decide_release(actor: Actor, prepared_by: UUID, clean: bool, approve: bool) -> Decision:
    """Whether the actor may approve or refuse a release: a second person, and a clean audit."""
    allowed = _by_role(actor, (Role.PRIVACY_OFFICER,), "decide on a release")
    if not allowed:
        return allowed
    if actor.member_id == prepared_by:
        return deny("same_person", "who prepared a release does not decide on it")
    if approve and not clean:
        return deny("audit", "the audit shows figures that can be worked out")
    return permit("second_person", "a privacy officer who did not prepare the release")


def _by_role(actor: Actor, roles: tuple[Role, ...], what: str) -> Decision:
    if actor.has(*roles):
        return permit("role", f"this role may {what}")
    return deny("role", f"only {', '.join(roles)} may {what}")
