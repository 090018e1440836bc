"""A part to seal, and a partner to share it with."""

from __future__ import annotations

from uuid import UUID, uuid4

from tests.worlds import Desk, World

from samen.platform.organisations.public import Role
from samen.platform.vault.actions.parts import grant, seal

CONTENT = {"text": "Only for who holds a key: Ĳsbrand 🌷"}
ADMINISTRATOR = Role.ORGANISATION_ADMINISTRATOR


def put(desk: Desk, subject: UUID | None = None) -> UUID:
    return seal(
        owner_id=desk.id,
        kind="note",
        subject_id=subject or uuid4(),
        category="identifying",
        content=CONTENT,
    )


def share(world: World, part: UUID, to: Desk, **options: object) -> UUID:
    decision = uuid4()
    grant(
        world.coordination.worker,
        world.coordination.vault,
        part_id=part,
        organisation_id=to.id,
        decision_id=decision,
        rung="identifying",
        **options,
    )
    return decision
