"""Rights on a case: prefilled, asked one at a time, sealed, and the cost of another name."""

from __future__ import annotations

from datetime import date

import pytest
from tests.worlds import World, make_case

from samen.casework.actions.cases import start_reflection_period
from samen.casework.actions.rights import answer_fact
from samen.casework.domain.rights import known_facts
from samen.casework.queries.rights import rights_of_case
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.vault.models import SealedPart
from samen.platform.vault.public import NotGranted

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def facts(birth_date: str, ends: date | None = None):
    return known_facts(
        role="victim", identity={"birth_date": birth_date}, reflection_ends_on=ends, day=DAY
    )


def test_only_what_is_certain_is_prefilled():
    assert facts("2009-01-01")["minor"] is True
    assert facts("1990")["minor"] is False
    assert "minor" not in facts("2008")
    assert "minor" not in facts("")
    assert "residence" not in facts("", date(2026, 3, 1))
    assert facts("", DAY)["residence"] == "reflection"


def answer(world: World, work, **told):
    for fact, value in told.items():
        answer_fact(
            world.coordination.worker,
            world.coordination.vault,
            person_id=work.person,
            fact=fact,
            value=value,
        )
    return rights_of_case(world.coordination.worker, world.coordination.vault, work.case)[0]


def test_an_answer_is_sealed_as_criminal_data_and_settles_rights(world):
    work = make_case(world.coordination)
    view = answer(world, work, residence="none", minor=False, reported=False, cooperates=False)
    assert view.assessment["reflection_period"].answer == "yes"
    part = SealedPart.objects.get(kind="person_rights")
    assert part.category == "criminal"
    assert view.facts["residence"] == "none"
    assert "residence" not in {q.fact for q in view.assessment.ask_next}
    assert "residence" not in answer(world, work, residence=None).told


def test_the_case_prefills_the_reflection_period(world):
    work = make_case(world.coordination)
    desk = world.coordination
    start_reflection_period(desk.worker, case_id=work.case, granted_on=clock.today(), dublin=False)
    (view,) = rights_of_case(desk.worker, desk.vault, work.case)
    assert view.facts["residence"] == "reflection"


def test_bad_employer_costs_the_reflection_period(world):
    view = answer(world, make_case(world.coordination), residence="none")
    assert "reflection_period" in {loss.name for loss in view.cost.lost}
    assert view.cost.second_look


def test_a_contradiction_is_refused_and_nothing_changes(world):
    work = make_case(world.coordination)
    answer(world, work, residence="dutch")
    with pytest.raises(InvalidInput, match="Dublin"):
        answer(world, work, dublin=True)
    assert "dublin" not in answer(world, work).told


def test_a_case_that_later_contradicts_what_was_said_still_opens(world):
    work = make_case(world.coordination)
    answer(world, work, indication=False)
    desk = world.coordination
    start_reflection_period(desk.worker, case_id=work.case, granted_on=clock.today(), dublin=False)
    (view,) = rights_of_case(desk.worker, desk.vault, work.case)
    assert view.facts == {"indication": False}


def test_others_see_nothing(world):
    work = make_case(world.coordination)
    with pytest.raises(NotGranted):
        rights_of_case(world.shelter.worker, world.shelter.vault, work.case)


def test_the_page_asks_one_question_and_keeps_the_answer(world):
    work = make_case(world.coordination)
    client = world.coordination.client("care_coordinator")
    address = f"/en/werk/casussen/{work.case}/rechten"
    page = client.get(address)
    assert page.status_code == 200
    fact = page.context["people"][0]["form"].fact
    value = {"boolean": "no", "date": "2026-01-05"}.get(fact.type) or next(iter(fact.values))
    sent = {"person": work.person, "fact": fact.name, "value": value}
    assert client.post(address, sent).status_code == 302
    assert client.get(address).context["people"][0]["form"].fact.name != fact.name
    assert client.post(address, sent | {"value": "nonsense"}).status_code == 400
    case_page = client.get(f"/en/werk/casussen/{work.case}").content.decode()
    assert "rechten" in case_page
    assert client.post(address, sent | {"fact": "shoe_size"}).status_code == 404
