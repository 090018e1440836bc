"""What must not be possible with hit or no hit: for a thief, a stranger, or another role."""

from __future__ import annotations

import pytest
from django.conf import settings as live
from django.core.exceptions import PermissionDenied
from django.db import connection
from tests.stored import every_stored_value, row_counts
from tests.worlds import make_case, make_desk

from samen.kernel.errors import InvalidInput
from samen.platform.frozen import removed
from samen.platform.organisations.public import Role
from samen.platform.vault.public import NotGranted
from samen.sharing.actions import probes
from samen.sharing.actions.enrolments import enrol, stop_taking_part, take_part
from samen.sharing.domain.probes import handle_of
from samen.sharing.models import HitToken, SharingDecision
from samen.sharing.tests.knowing import IOANA, SAME, ask, begin, decide, let_find, person
from samen.sharing.triggers import KEPT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_holder")]


@pytest.fixture
def both(world):
    """The coordination and the shelter, both taking part."""
    begin(world.coordination, world.shelter)
    return world.coordination, world.shelter


def test_a_stolen_database_leads_from_no_token_to_anybody(both):
    """No name, no number of a record, no member beside a token; the way there needs two keys."""
    us, them = both
    theirs, ours = person(them, SAME), person(us, IOANA)
    let_find(them, theirs, us)
    ask(us, ours, them)
    ids = {str(theirs), str(ours), theirs.hex, ours.hex}
    handles = set(HitToken.objects.values_list("handle", flat=True))
    elsewhere = [
        (place, value)
        for place, value in every_stored_value()
        if place.split(".")[0] != "sharing_hittoken"
    ]
    for row in HitToken.objects.values():
        told = {str(row["handle"]), row["type"], row["source"]}
        assert not told & ids and row["source"] == str(them.id)
    for place, value in elsewhere:
        assert not any(handle.encode() in value for handle in handles), place
    for place, value in every_stored_value():
        assert b"opescu" not in value.lower() and b"12345678" not in value, place
    epoch = HitToken.objects.values_list("epoch", flat=True).first()
    assert handles == {handle_of(theirs, epoch, live.HANDLE_KEY)}
    assert handles != {handle_of(theirs, epoch, b"x" * 32)}


def test_no_other_organisation_and_no_other_role_has_a_hand_in_it(both, world):
    us, them = both
    part = person(us, IOANA)
    row = decide(us, part, them)
    before = row_counts()
    for desk in (them, world.police):
        for verb in (probes.probe, enrol):
            with pytest.raises(InvalidInput):
                verb(desk.worker, desk.vault, decision_id=row.id)
        with pytest.raises(NotGranted):
            decide(desk, part, us, [])
    asking = {Role.CASEWORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR}
    deciding = {Role.PRIVACY_OFFICER, Role.ORGANISATION_ADMINISTRATOR}
    for role, actor in us.actors.items():
        if role not in asking:
            for verb in (probes.probe, enrol):
                with pytest.raises(PermissionDenied):
                    verb(actor, us.vault, decision_id=row.id)
        if role not in deciding:
            for begin_or_end in (take_part, stop_taking_part):
                with pytest.raises(PermissionDenied):
                    begin_or_end(actor)
    assert row_counts() == before


def test_health_is_nothing_one_is_recognised_by(both, world):
    us, them = both
    made = make_case(us)
    with pytest.raises(InvalidInput, match="identifying data"):
        decide(us, made.health, them, [])
    assert not SharingDecision.objects.exists()


def test_a_decision_to_share_is_no_decision_to_ask(both):
    us, them = both
    part = person(us, IOANA)
    row = decide(us, part, them)
    with removed(connection, KEPT):
        assert SharingDecision.objects.filter(id=row.id).update(category="identifying")
    with pytest.raises(InvalidInput, match="no valid decision"):
        probes.probe(us.worker, us.vault, decision_id=row.id)


def test_whom_one_partner_may_find_another_does_not(both):
    us, them = both
    third = make_desk(
        "Other coordination", "care_coordination", ("police_unit", "RE09"),
        Role.CASEWORKER, Role.PRIVACY_OFFICER,
    )  # fmt: skip
    begin(third)
    let_find(them, person(them, SAME), third)
    assert ask(us, person(us, IOANA), them).outcome == "none"
    assert ask(third, person(third, IOANA), them).outcome == "strong"
    assert ask(third, person(third, IOANA), us).outcome == "none", "who asks is not thereby found"
