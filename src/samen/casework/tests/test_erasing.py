"""Counted by mistake, entered by mistake, or asked for: taken back and erased, and what stays."""

from __future__ import annotations

from datetime import date

import pytest
from tests.worlds import make_case, sign_for_sharing

from samen.casework.actions import erasing, registration
from samen.casework.domain.retention import keep_until
from samen.casework.models import Person, Task
from samen.casework.queries.cases import case_view
from samen.kernel import clock
from samen.kernel.codes import OrganisationType
from samen.kernel.errors import InvalidInput
from samen.monitor.queries import standing_registrations
from samen.platform.logbook.models import Entry
from samen.platform.vault.models import Grant, SealedPart
from samen.sharing.queries import who_may_read
from samen.sharing.tests.asking import ask, reads

pytestmark = pytest.mark.django_db


def counted() -> int:
    return len(standing_registrations([clock.today().year]))


def register(desk, person) -> bool:
    return registration.register_victim(desk.worker, desk.vault, person_id=person)


def test_a_count_is_taken_back_and_made_again(world):
    desk, made = world.coordination, make_case(world.coordination)
    assert not registration.undo_registration(desk.worker, desk.vault, person_id=made.person)
    assert register(desk, made.person) and counted() == 1
    assert registration.undo_registration(desk.worker, desk.vault, person_id=made.person)
    assert counted() == 0
    assert Person.objects.get().registered_on is None
    assert Task.objects.filter(kind="register", done_on=None).count() == 1
    assert not SealedPart.objects.filter(kind="person_count").exists()
    assert register(desk, made.person) and counted() == 1


def test_what_was_counted_is_on_no_page_and_sealed(world):
    desk, made = world.coordination, make_case(world.coordination)
    register(desk, made.person)
    (person,) = case_view(desk.worker, desk.vault, made.case).people
    assert "person_count" not in person.parts
    part = SealedPart.objects.get(kind="person_count")
    assert str(made.person).encode() not in bytes(part.ciphertext)


@pytest.mark.parametrize(("reason", "stands"), [("mistake", 0), ("request", 1), ("expired", 1)])
def test_who_is_erased_is_gone_for_everybody_and_the_log_says_so(world, reason, stands):
    desk, made = world.coordination, make_case(world.coordination)
    register(desk, made.person)
    assert ask(world, made.identity, sign_for_sharing(desk, made.person)).permitted
    assert made.identity in reads(world)
    case = erasing.erase_person(desk.worker, desk.vault, person_id=made.person, reason=reason)
    assert case == made.case
    assert not Person.objects.exists() and not reads(world)
    assert not SealedPart.objects.filter(subject_id=made.person).exists()
    assert not Grant.objects.filter(part_id__in=[made.identity, made.health]).exists()
    assert counted() == stands
    assert case_view(desk.worker, desk.vault, made.case).people == ()
    erased = Entry.objects.get(name="person.erase")
    assert erased.details == {"reason": reason}
    view = who_may_read(desk.worker, made.identity)
    assert view.info is None and view.readers == ()
    assert len(view.past) == 1 and view.readings, "what was done is still accounted for"


def test_a_reason_is_one_of_three(world):
    desk, made = world.coordination, make_case(world.coordination)
    with pytest.raises(InvalidInput, match="reason"):
        erasing.erase_person(desk.worker, desk.vault, person_id=made.person, reason="tidy")
    assert Person.objects.exists()


def test_the_page_says_what_goes_and_who_loses_it_and_asks_to_be_sure(world):
    desk, made = world.coordination, make_case(world.coordination)
    ask(world, made.identity, sign_for_sharing(desk, made.person))
    client = desk.client("care_coordinator")
    page = f"/en/werk/personen/{made.person}/wissen"
    assert page in client.get(f"/en/werk/casussen/{made.case}").content.decode()
    shown = client.get(page).content.decode()
    assert "Mirabel Test" in shown and "Shelter" in shown and "Health" in shown
    refused = client.post(page, {"reason": "request"})
    assert refused.status_code == 400 and Person.objects.exists()
    done = client.post(page, {"reason": "request", "sure": "on"}, follow=True)
    assert "Erased, for everybody" in done.content.decode()
    assert not Person.objects.exists()


def test_counting_has_an_undo_beside_it(world):
    desk, made = world.coordination, make_case(world.coordination)
    client = desk.client("care_coordinator")
    at = f"/en/werk/personen/{made.person}/registratie"
    assert "Counted once" in client.post(f"{at}/tellen", follow=True).content.decode()
    assert f"{at}/ongedaan" in client.get(f"/en/werk/casussen/{made.case}").content.decode()
    assert "Not counted" in client.post(f"{at}/ongedaan", follow=True).content.decode()
    assert counted() == 0


@pytest.mark.parametrize(
    ("kind", "last", "article"),
    [
        (OrganisationType.CARE_COORDINATION, date(2041, 2, 28), "Wmo 2015, art. 5.3.4"),
        (OrganisationType.SAFE_AT_HOME, date(2046, 2, 28), "Wmo 2015, art. 5.3.4"),
        (OrganisationType.HEALTH_CARE, date(2046, 2, 28), "BW, art. 7:454"),
    ],
)
def test_how_long_a_closed_case_is_kept(kind, last, article):
    """Wmo 5.3.4 (15 years; Veilig Thuis 20), BW 7:454 (20 years)."""
    found = keep_until(date(2026, 2, 28), kind)
    assert found is not None and (found[0], found[1].article) == (last, article)


def test_where_no_act_here_says_how_long_nothing_is_made_up():
    assert keep_until(date(2026, 2, 28), OrganisationType.POLICE) is None
