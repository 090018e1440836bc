"""What the pages offer is what may be done, and what they refuse is said in their language."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import translation
from tests.worlds import Desk, make_case

from samen.casework.actions import referrals
from samen.casework.actions.signals import SignalContent, open_signal
from samen.casework.models import Case, Referral, Shortage
from samen.casework.tests.test_referrals import service
from samen.casework.web.problems import SAYINGS
from samen.guidance.public import NewService, load_content, put_service
from samen.kernel import clock

pytestmark = pytest.mark.django_db


def make_signal(desk: Desk) -> UUID:
    return open_signal(
        desk.worker, source="own", form="LAB", region=("police_unit", "RE02"),
        received_on=clock.today(), content=SignalContent(facts="Invented."),
    )  # fmt: skip


def links(page: str) -> set[str]:
    main = page[page.index("<main") :]
    return set(re.findall(r'href="(/[^"]+)"', main))


@pytest.mark.parametrize("role", ["intake_worker", "care_coordinator", "privacy_officer"])
def test_todays_links_open_for_who_sees_them(world, role):
    make_case(world.coordination)
    make_signal(world.coordination)
    client = world.coordination.client(role)
    found = links(client.get("/werk/").content.decode())
    assert found
    assert {client.get(path).status_code for path in found} == {200}


def test_who_opens_a_case_for_others_lands_where_they_may_be(world):
    signal = make_signal(world.coordination)
    client = world.coordination.client("intake_worker")
    client.get(f"/werk/signalen/{signal}")
    landed = client.post(f"/werk/signalen/{signal}/casus", follow=True)
    assert landed.status_code == 200 and "Het dossier is open." in landed.content.decode()
    case = Case.objects.get()
    assert str(case.id) not in client.get(f"/werk/signalen/{signal}").content.decode()


def test_every_refusal_is_said_in_dutch(world):
    with translation.override("nl"):
        assert all(translation.gettext(saying) != saying for saying in SAYINGS)
    made = make_case(world.coordination)
    client = world.coordination.client("care_coordinator")
    tomorrow = clock.today() + timedelta(days=1)
    page = client.post(f"/werk/casussen/{made.case}/bedenktijd", {"granted_on": tomorrow})
    assert page.status_code == 400 and "Kies vandaag of een eerdere dag." in page.content.decode()
    page = client.post(f"/werk/casussen/{made.case}/persoon", {"role": "victim"})
    assert "Geef een naam, of een beschrijving" in page.content.decode()


def test_a_provider_is_asked_what_can_be_answered(world):
    made, bed = make_case(world.coordination), service(world)
    actor, provider = world.coordination.worker, world.shelter.client("caseworker")
    referral = referrals.refer(actor, case_id=made.case, service_id=bed)

    def offered() -> set[str]:
        return set(
            re.findall(r'value="([a-z]+)"', provider.get("/werk/verwijzingen").content.decode())
        )

    assert {"accepted", "placed", "refused", "capacity"} <= offered()
    assert offered().isdisjoint({"withdrawn", "completed"})
    wrong = {"state": "completed"}
    assert provider.post(f"/werk/verwijzingen/{referral}", wrong).status_code == 400
    said = provider.post(f"/werk/verwijzingen/{referral}", {"state": "refused"})
    assert (
        said.status_code == 400 and "Kies bij een afwijzing ook de reden." in said.content.decode()
    )
    assert '<option value="refused" selected>' in said.content.decode(), "the form stays filled in"
    assert Referral.objects.get().state == "offered"
    referrals.answer_referral(world.shelter.worker, referral_id=referral, state="placed")
    assert "completed" in offered() and offered().isdisjoint({"accepted", "refused", "capacity"})


def test_a_bed_is_lacking_although_a_helpline_always_fits(world):
    made = make_case(world.coordination)
    load_content()
    put_service(
        world.shelter.worker,
        service=NewService(
            organisation_id=world.shelter.id, organisation_name="Shelter", name="A line to ring",
            description="Made for a test.", kind="advice", areas=(("police_unit", "RE02"),),
            assured_date=clock.today(),
        ),
    )  # fmt: skip
    client = world.coordination.client("care_coordinator")
    page = f"/en/werk/casussen/{made.case}/hulp"
    assert "A line to ring" in client.post(page, {"age": "30"}).content.decode()
    assert not Shortage.objects.exists()
    assert "A line to ring" not in client.post(page, {"kind": "youth_shelter"}).content.decode()
    assert list(Shortage.objects.values_list("lacking", flat=True)) == ["no_offer"]
