"""A place is asked for, held, given or refused; a gap shows only when it is no single person."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from tests.worlds import World, make_case

from samen.casework.actions import referrals
from samen.casework.models import Case, Shortage, Task
from samen.casework.queries.referrals import gaps, incoming_referrals
from samen.guidance.public import NewService, load_content, offer, put_service
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.vault.public import NotGranted

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def service(world: World, *, available: int | None = 1):
    load_content()
    return put_service(
        world.shelter.worker,
        service=NewService(
            organisation_id=world.shelter.id,
            organisation_name="Shelter",
            name="A safe bed",
            description="Made for a test.",
            kind="shelter",
            areas=(("police_unit", "RE02"),),
            unit="bed",
            available=available,
            maximum=available,
            assured_date=clock.today(),
        ),
    )


def kinds(case) -> set[str]:
    return set(Task.objects.filter(case_id=case, done_on=None).values_list("kind", flat=True))


def test_a_referral_holds_a_place_and_the_providers_answer_reaches_the_coordinator(world):
    made, bed = make_case(world.coordination), service(world)
    actor, provider = world.coordination.worker, world.shelter.worker
    referral = referrals.refer(actor, case_id=made.case, service_id=bed)
    assert offer(bed).available == 0
    assert "referral_answer" in kinds(made.case)
    with pytest.raises(InvalidInput, match="last free place"):
        referrals.refer(actor, case_id=made.case, service_id=bed)
    (incoming,) = incoming_referrals(provider)
    assert incoming.id == referral
    with pytest.raises(InvalidInput, match="reason"):
        referrals.answer_referral(provider, referral_id=referral, state="refused")
    referrals.answer_referral(provider, referral_id=referral, state="placed")
    assert "referral_answer" not in kinds(made.case)
    case = Case.objects.get(id=made.case)
    assert (case.help_status, case.victim_status, case.criminal_status) == (
        "in_help",
        "possible",
        "none",
    )
    with pytest.raises(InvalidInput, match="cannot get this answer"):
        referrals.answer_referral(provider, referral_id=referral, state="withdrawn")
    with pytest.raises(NotGranted):
        referrals.answer_referral(world.police.worker, referral_id=referral, state="completed")


def test_a_refusal_frees_the_place_and_becomes_a_gap_only_when_it_is_no_single_person(world):
    bed = service(world)
    for count in (1, 2, 3):
        made = make_case(world.coordination)
        referral = referrals.refer(world.coordination.worker, case_id=made.case, service_id=bed)
        referrals.answer_referral(
            world.shelter.worker, referral_id=referral, state="refused", reason="security"
        )
        assert offer(bed).available == 1
        found = gaps(world.shelter.worker)
        assert [(gap.region_code, gap.lacking, gap.times) for gap in found] == (
            [("RE02", "refused:security", 3)] if count == 3 else []
        )
    assert {field.name for field in Shortage._meta.fields}.isdisjoint({"case", "person"})
    made = make_case(world.coordination)
    with pytest.raises(InvalidInput, match="directory"):
        referrals.refer(world.coordination.worker, case_id=made.case, service_id=uuid4())


def test_help_stands_ready_and_only_a_search_notes_a_shortage(world, monkeypatch):
    """From a signal: open the case, find help, ask for a place."""
    made, bed = make_case(world.coordination), service(world)
    client = world.coordination.client("care_coordinator")
    page = f"/en/werk/casussen/{made.case}/hulp"
    shown = client.get(page)
    assert shown.status_code == 200 and str(bed) in shown.content.decode()
    monkeypatch.setattr("samen.casework.web.referrals.match", lambda *_args, **_more: [])
    client.get(page)
    assert not Shortage.objects.exists()
    client.post(page, {"age": "19"})
    assert Shortage.objects.count() == 1


def test_a_language_written_by_name_finds_who_speaks_it(world):
    """By hand this page asked again for everything when a language was no code."""
    made = make_case(world.coordination)
    service(world)
    client = world.coordination.client("care_coordinator")
    written = {"role": "victim", "name": "Ana", "languages": "Roemeens, Edo", "sex": "female"}
    person = f"/werk/personen/{made.person}/person_identity"
    assert client.post(person, written).status_code == 302
    assert 'value="Roemeens, Edo"' in client.get(person).content.decode()
    page = client.get(f"/werk/casussen/{made.case}/hulp")
    assert page.context["searched"]
    assert page.context["form"].data["languages"] == ["ro"]
