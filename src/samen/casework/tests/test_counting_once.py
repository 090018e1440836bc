"""The same person at two organisations counts once, and nobody learns who else knows them."""

from __future__ import annotations

import pytest
from tests.worlds import Desk, make_desk

from samen.casework.actions.registration import register_victim
from samen.casework.models import Person
from samen.engines.linkage.token_server import KeyHolderSilent
from samen.kernel import clock
from samen.kernel.codes import OrganisationType
from samen.kernel.errors import InvalidInput
from samen.monitor.models import Event
from samen.monitor.queries import standing_registrations
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import Role
from samen.platform.vault.public import part_info
from samen.sharing.domain.probes import counted_by
from samen.sharing.models import HitToken
from samen.sharing.tests.knowing import IOANA, OTHER, SAME, begin, key_holder, let_find, person

__all__ = ["key_holder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_holder")]


def register(desk: Desk, identity: dict[str, str]) -> bool:
    known = part_info(desk.worker, person(desk, identity)).subject_id
    return register_victim(desk.worker, desk.vault, person_id=known)


def counted() -> int:
    return len(standing_registrations([clock.today().year]))


def test_two_organisations_that_take_part_count_one_person_once(world):
    workers = make_desk(
        "Workers", OrganisationType.NGO, ("country", "NL"), Role.CASEWORKER, Role.PRIVACY_OFFICER
    )
    begin(world.coordination, workers)
    assert register(world.coordination, IOANA) and register(workers, SAME)
    assert Event.objects.count() == 2
    (one,) = standing_registrations([clock.today().year])
    assert one.reporters == {"care", "ngo"}, "two reports of one victim"
    register(workers, OTHER)
    assert counted() == 2
    (entry,) = Entry.objects.filter(name="person.register", organisation_id=world.coordination.id)
    assert entry.details == {"tokens": 1}


def test_who_does_not_take_part_counts_apart(world):
    begin(world.coordination)
    register(world.coordination, IOANA)
    register(world.shelter, SAME)
    assert counted() == 2


@pytest.mark.parametrize("born", ["1999", "", "1999-01-01"])
def test_a_date_that_is_not_whole_recognises_nobody(world, born):
    begin(world.coordination, world.shelter)
    told = {"name": "Ioana Popescu", "birth_date": born}
    assert counted_by(told) is None
    register(world.coordination, told)
    register(world.shelter, told)
    assert counted() == 2


def test_a_silent_key_holder_counts_nothing_and_the_page_says_so(world, monkeypatch):
    begin(world.coordination)

    def silent(*_args: object) -> None:
        raise KeyHolderSilent

    monkeypatch.setattr("samen.sharing.actions.counting.make_tokens", silent)
    with pytest.raises(InvalidInput, match="no token now"):
        register(world.coordination, IOANA)
    made = Person.objects.get()
    assert made.registered_on is None and not Event.objects.exists()
    client = world.coordination.client("care_coordinator")
    page = client.post(f"/werk/personen/{made.id}/registratie/tellen", follow=True)
    assert "De sleutelhouder geeft nu geen code." in page.content.decode()
    monkeypatch.undo()
    assert register_victim(world.coordination.worker, world.coordination.vault, person_id=made.id)


def test_the_token_of_the_count_is_no_token_of_hit_or_no_hit(world):
    begin(world.coordination, world.shelter)
    part = person(world.coordination, IOANA)
    let_find(world.coordination, part, world.shelter)
    before = set(HitToken.objects.values_list("value", flat=True))
    register_victim(
        world.coordination.worker,
        world.coordination.vault,
        person_id=part_info(world.coordination.worker, part).subject_id,
    )
    assert set(HitToken.objects.values_list("value", flat=True)) == before
    kind, key = counted_by(IOANA) or ("", b"")
    assert kind == "sounds+date" and key.startswith(b"count|"), "so the key holder's answer differs"
