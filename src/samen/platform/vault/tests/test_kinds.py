"""Parts by kind, over all records; and one part erased."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests.worlds import Desk

from samen.kernel import clock
from samen.platform.logbook.models import Entry
from samen.platform.vault.actions.parts import revoke, seal, shred_part
from samen.platform.vault.models import Grant, SealedPart
from samen.platform.vault.queries import NotGranted, open_part, parts_of_kind
from samen.platform.vault.tests.shared import share

pytestmark = pytest.mark.django_db


def put(desk: Desk, kind: str, days_ago: int = 0) -> UUID:
    with clock.at(clock.today() - timedelta(days=days_ago)):
        return seal(
            owner_id=desk.id, kind=kind, subject_id=uuid4(), category="identifying", content={}
        )


def found(desk: Desk, *kinds: str, newest: int = 9) -> list[UUID]:
    return [info.id for info in parts_of_kind(desk.worker, kinds, newest=newest)]


def test_own_and_opened_parts_of_a_kind_newest_first(world):
    ours, theirs = world.shelter, world.coordination
    old, new = put(ours, "firm", 400), put(ours, "firm")
    put(ours, "note")
    foreign = put(theirs, "firm", 30)
    assert found(ours, "firm") == [new, old]
    decision = share(world, foreign, ours)
    assert found(ours, "firm") == [new, foreign, old]
    assert found(ours, "firm", newest=2) == [new, foreign]
    assert len(found(ours, "firm", "note")) == 4
    assert found(theirs, "firm") == [foreign] and found(world.police, "firm") == []
    revoke(theirs.worker, part_id=foreign, organisation_id=ours.id, decision_id=decision)
    assert found(ours, "firm") == [new, old]


def test_one_part_is_erased_with_every_key_by_its_owner_alone(world):
    owner, reader = world.coordination, world.shelter
    part, left = put(owner, "firm"), put(owner, "firm")
    share(world, part, reader)
    for stranger in (reader, world.police):
        with pytest.raises(NotGranted):
            shred_part(stranger.worker, part_id=part, reason="test")
    assert Grant.objects.filter(part_id=part).count() == 2
    shred_part(owner.worker, part_id=part, reason="test")
    assert not Grant.objects.filter(part_id=part).exists()
    assert list(SealedPart.objects.values_list("id", flat=True)) == [left]
    with pytest.raises(NotGranted):
        open_part(reader.worker, reader.vault, part)
    last = Entry.objects.order_by("index").last()
    assert (last.name, last.details) == ("vault.shred", {"reason": "test"})
