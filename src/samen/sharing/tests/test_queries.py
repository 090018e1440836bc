"""Who sees what was decided, and who may read what."""

from __future__ import annotations

import pytest
from tests.worlds import make_case, sign_for_sharing

from samen.kernel import clock
from samen.platform.organisations.public import Role
from samen.platform.vault.public import NotGranted
from samen.sharing.queries import decision, decisions, overview, who_may_read
from samen.sharing.tests.asking import ask, reads

pytestmark = pytest.mark.django_db


def test_the_privacy_officer_sees_who_may_read_by_which_decision_and_who_did(world):
    desk, made = world.coordination, make_case(world.coordination)
    row = ask(world, made.identity, sign_for_sharing(desk, made.person))
    reads(world)
    officer = desk.actors[Role.PRIVACY_OFFICER]
    view = who_may_read(officer, made.identity)
    assert {(r.name, r.decision.id if r.decision else None) for r in view.readers} == {
        ("Coordination", None),
        ("Shelter", row.id),
    }
    read_by = {group.last.organisation_id: group.last.decision_id for group in view.readings}
    assert read_by[world.shelter.id] == row.id
    assert read_by.get(desk.id) is None
    assert [found.id for found in overview(officer, clock.today())] == [row.id]
    with pytest.raises(NotGranted):
        who_may_read(world.police.worker, made.identity)


def test_decisions_are_seen_by_their_two_parties_alone(world):
    made = make_case(world.coordination)
    row = ask(world, made.identity)
    assert decision(world.coordination.worker, row.id) == row
    assert decision(world.shelter.worker, row.id) == row
    assert decision(world.police.worker, row.id) is None
    assert decisions(world.coordination.worker) == ([row], False)
    assert decisions(world.shelter.worker) == ([], False)
