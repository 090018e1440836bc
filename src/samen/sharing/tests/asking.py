"""What the tests of sharing do over and over: ask to share, and see what arrived."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from tests.worlds import FACTS, World, in_half_a_year

from samen.sharing.actions.disclosures import request_disclosure
from samen.sharing.models import SharingDecision
from samen.sharing.queries import shared_with_us


def ask(
    world: World, part: UUID, evidence: tuple[UUID, ...] = (), to: UUID | None = None, **facts
) -> SharingDecision:
    return request_disclosure(
        world.coordination.worker,
        world.coordination.vault,
        part_id=part,
        to_organisation_id=to or world.shelter.id,
        facts=replace(FACTS, **facts),
        evidence_ids=evidence,
        until=in_half_a_year(),
    )


def reads(world: World) -> dict[UUID, dict]:
    shared = shared_with_us(world.shelter.worker, world.shelter.vault)
    return {part.info.id: part.content for part in shared}
