"""Rights on a case: prefilled, asked one at a time, sealed, and the cost of another name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.worlds import World, make_case

from samen.casework.actions.cases import close_case, start_reflection_period
from samen.casework.actions.rights import answer_fact
from samen.casework.domain.rights import KnownCase, known_facts
from samen.casework.models import Case
from samen.casework.queries.rights import rights_of_case
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.vault.models import SealedPart
from samen.platform.vault.public import NotGranted

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


CASE = KnownCase(
    form="LAB",
    victim_status="possible",
    criminal_status="none",
    reflection_granted_on=None,
    reflection_ends_on=None,
    reflection_dublin=None,
    alone=True,
)


def facts(birth_date: str, ends: date | None = None, role: str = "victim", **case):
    identity = {"birth_date": birth_date, "nationality": case.pop("nationality", "")}
    known = replace(CASE, reflection_ends_on=ends, **case)
    return known_facts(known, role=role, identity=identity, day=DAY)


def test_only_what_is_certain_is_prefilled():
    assert facts("2009-01-01")["minor"] is True
    assert facts("1990")["minor"] is False
    assert "minor" not in facts("2008")
    assert "minor" not in facts("")
    assert "residence" not in facts("", date(2026, 3, 1))
    assert facts("", DAY)["residence"] == "reflection"
    assert facts("") == {"indication": True, "witness_only": False}


def test_everything_the_case_is_certain_of_is_used():
    granted = {"reflection_granted_on": date(2026, 2, 1), "reflection_dublin": False}
    assert {**granted}.items() <= {
        "reflection_granted_on": facts("", DAY, **granted)["reflection_granted_on"],
        "reflection_dublin": facts("", DAY, **granted)["dublin"],
    }.items()
    assert facts("", form="CRIM")["forced_offences"] is True
    assert "forced_offences" not in facts("", form="CRIM", role="witness")
    complaint = facts("", criminal_status="complaint")
    assert complaint["reported"] and complaint["evidence_police"]
    assert "reported" not in facts("", criminal_status="complaint", alone=False)
    assert facts("", criminal_status="prosecution")["prosecution"] is True
    assert facts("", criminal_status="dismissed")["dismissed"] is True
    assert facts("", criminal_status="judgment")["evidence_judgment"] is True
    assert facts("", nationality="Nederlandse")["residence"] == "dutch"
    assert "residence" not in facts("", nationality="niet Nederlandse")
    assert "indication" not in facts("", victim_status="not_a_victim")


def test_the_reflection_period_of_a_case_fills_in_the_rights(world):
    work = make_case(world.coordination)
    actor, vault = world.coordination.worker, world.coordination.vault
    day = clock.today()
    start_reflection_period(actor, case_id=work.case, granted_on=day, dublin=True)
    view = rights_of_case(actor, vault, work.case)[0]
    assert view.facts["residence"] == "reflection" and view.facts["dublin"] is True
    assert view.facts["reflection_granted_on"] == day
    assert not {"residence", "dublin"} & {question.fact for question in view.assessment.ask_next}
    [term, *_rest] = view.assessment["reflection_period"].terms
    assert (term.day - day).days == 30
    told = answer(world, work, residence="dutch")
    assert told.facts["residence"] == "dutch" and "dublin" not in told.facts, "they contradict"
    assert told.facts["minor"] is False, "what does not contradict stays"


def test_closing_as_bad_employer_shows_the_cost_before_it_is_confirmed(world):
    work = make_case(world.coordination)
    client = world.coordination.client("care_coordinator")
    page = f"/en/werk/casussen/{work.case}/sluiten"
    assert "What “bad employer” would cost" in client.get(page).content.decode()
    asked = client.post(page, {"reason": "bad_employer"})
    text = asked.content.decode()
    assert asked.status_code == 200 and "Look again before you close" in text
    assert "Vw 8(k)" in text and "Who keeps the identity papers" in text
    case = Case.objects.get(id=work.case)
    assert case.closed_on is None
    with pytest.raises(InvalidInput, match="costs rights"):
        close_case(world.coordination.worker, case_id=work.case, reason="bad_employer")
    assert client.post(page, {"reason": ""}).status_code == 400
    assert client.post(page, {"reason": "bad_employer", "cost_seen": "1"}).status_code == 302
    case.refresh_from_db()
    assert case.closing_reason == "bad_employer"
    assert case.tasks.filter(kind="second_look", done_on__isnull=True).exists()
    assert client.post(f"/en/werk/casussen/{work.case}/heropenen").status_code == 302
    assert client.post(page, {"reason": "help_completed"}).status_code == 302
    case.refresh_from_db()
    assert case.closing_reason == "help_completed"


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
    assert view.facts["indication"] is False and "residence" not in view.facts


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


def test_case_and_rights_name_the_same_last_day_of_the_reflection_period(world):
    """It ends on a Saturday; whoever counts on the Monday may be too late."""
    work = make_case(world.coordination)
    with clock.at(date(2026, 9, 5)):
        start_reflection_period(
            world.coordination.worker, case_id=work.case, granted_on=clock.today(), dublin=False
        )
        client = world.coordination.client("care_coordinator")
        pages = [f"/en/werk/casussen/{work.case}{rest}" for rest in ("", "/rechten")]
        case, rights = (client.get(page).content.decode() for page in pages)
    assert "5 December 2026" in case and "7 December 2026" not in case
    assert "last day of the reflection period: 5 December 2026" in rights
    assert "runs on to 7 December 2026" in rights and "act by 4 December 2026" in rights
