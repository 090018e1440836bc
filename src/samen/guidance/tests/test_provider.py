"""A provider keeps its own places up to date, and nobody else's."""

from __future__ import annotations

import pytest
from tests.worlds import World

from samen.guidance.actions import load_content, put_service
from samen.guidance.domain.offers import NewService
from samen.guidance.queries.directory import offer
from samen.kernel import clock
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def bed(world: World):
    load_content()
    return put_service(
        service=NewService(
            organisation_id=world.shelter.id, organisation_name="Shelter", name="A safe bed",
            description="Made for a test.", kind="shelter", unit="bed", available=2, maximum=4,
        )
    )  # fmt: skip


def fields(page, bed) -> dict[str, str]:
    """The names of the two numbers of one service."""
    (row,) = [row for row in page.context["rows"] if row["offer"].service_id == bed]
    return {name: row["form"].add_prefix(name) for name in ("available", "maximum")}


def test_the_places_are_counted_where_a_coordinator_looks(world, bed):
    browser = world.shelter.client(Role.CASEWORKER, unlocked=False)
    page = browser.get("/werk/aanbod/")
    assert "A safe bed" in page.content.decode()
    names = fields(page, bed)
    here = f"/werk/aanbod/{bed}/plaatsen/"
    told = {names["available"]: "0", names["maximum"]: "4"}
    assert browser.post(here, told)["Location"] == "/werk/aanbod/"
    assert (offer(bed).available, offer(bed).maximum) == (0, 4)
    wrong = browser.post(here, {names["available"]: "5", names["maximum"]: "4"})
    assert wrong.status_code == 400 and b'value="5"' in wrong.content, "what was typed stays"
    assert (
        "niet meer vrije plekken dan plekken in totaal" in wrong.content.decode()
        and offer(bed).available == 0
    )
    for nonsense in ("-1", "", "many"):
        assert browser.post(here, {names["available"]: nonsense}).status_code == 400
    assert "guidance.state_capacity" in set(Entry.objects.values_list("name", flat=True))


def test_what_stands_there_is_confirmed(world, bed):
    browser = world.shelter.client(Role.CASEWORKER, unlocked=False)
    assert not offer(bed).is_fresh(clock.today())
    assert browser.post(f"/werk/aanbod/{bed}/klopt/").status_code == 302
    assert offer(bed).is_fresh(clock.today())


def test_another_organisation_and_another_role_count_nothing(world, bed):
    stranger = world.police.client(Role.CASEWORKER)
    assert b"A safe bed" not in stranger.get("/werk/aanbod/").content
    officer = world.shelter.client(Role.PRIVACY_OFFICER)
    for verb in ("plaatsen", "klopt"):
        assert stranger.post(f"/werk/aanbod/{bed}/{verb}/", {}).status_code == 404
        assert officer.post(f"/werk/aanbod/{bed}/{verb}/", {}).status_code == 403
    assert officer.get("/werk/aanbod/").status_code == 403
    assert offer(bed).available == 2 and not offer(bed).is_fresh(clock.today())
