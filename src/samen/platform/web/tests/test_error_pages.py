"""What goes wrong at work is told at work: the member's own menu, and the way back to today."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, connection
from django.test import Client
from tests.worlds import World, make_case

from samen.platform import web
from samen.platform.organisations.public import Role

pytestmark = pytest.mark.django_db

NOWHERE, NO_CASE = "/werk/bestaat-niet", f"/werk/casussen/{UUID(int=7)}"
STAFF, PUBLIC = '<body class="staff">', '<body class="public">'
MENU, TODAY = '<nav class="menu"', '<a class="button" href="/werk/">'
LOGBOOK, CASES = 'href="/werk/logboek/"', 'href="/werk/casussen"'


def page(browser: Client, address: str, status: int, **named: Any) -> str:
    response = browser.get(address, **named)
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    return response.text


@pytest.fixture
def member(world: World) -> Client:
    return world.coordination.client(Role.CARE_COORDINATOR)


@pytest.mark.parametrize("address", [NOWHERE, "/account/bestaat-niet", NO_CASE])
def test_what_is_not_there_is_told_with_the_menu_and_the_way_back(member: Client, address: str):
    text = page(member, address, 404)
    assert STAFF in text and MENU in text and TODAY in text
    assert CASES in text and LOGBOOK not in text, "the entries of this role"
    assert "Deze pagina bestaat niet" in text and "niet voor uw organisatie" in text
    assert "emergency" not in text and "site-footer" not in text


def test_an_address_that_is_none_is_no_entry_of_the_menu(member: Client):
    assert "aria-current" not in page(member, NOWHERE, 404)
    assert 'aria-current="page"' in page(member, NO_CASE, 404)


def test_in_english_too_and_the_other_language_leads_to_work(member: Client):
    text = page(member, f"/en{NOWHERE}", 404)
    assert STAFF in text and "This page does not exist" in text and "To today's work" in text
    assert 'href="/werk/" hreflang="nl"' in text


def test_who_may_not_is_told_in_their_own_place(member: Client):
    text = page(member, "/werk/logboek/", 403)
    assert STAFF in text and TODAY in text and "U mag deze pagina niet openen" in text


def test_somebody_elses_case_looks_as_one_that_does_not_exist(world: World):
    theirs, none = make_case(world.coordination).case, uuid4()
    browser = world.police.client(Role.CASEWORKER)
    told = [
        page(browser, f"/werk/casussen/{case}", 404).replace(str(case), "")
        for case in (theirs, none)
    ]
    assert told[0] == told[1]


def test_a_form_that_is_not_ours_is_refused_in_the_same_place(member: Client):
    member.handler.enforce_csrf_checks = True
    response = member.post("/werk/kluis/")
    assert response.status_code == 403
    assert STAFF in response.text and TODAY in response.text


def test_a_request_that_nobody_can_read_too(member: Client, monkeypatch):
    def strange(*_: Any, **__: Any) -> Any:
        raise SuspiciousOperation

    monkeypatch.setattr("samen.casework.queries.cases.cases", strange)
    text = page(member, "/werk/casussen", 400)
    assert STAFF in text and TODAY in text and "Ga terug en probeer het opnieuw." in text
    assert PUBLIC in page(member, "/", 400, headers={"host": "elsewhere.example"})


@pytest.mark.parametrize("address", [NOWHERE, "/bestaat-niet", "/account/bestaat-niet"])
def test_of_a_visitor_nothing_is_asked_and_the_page_is_the_public_one(
    address: str, django_assert_num_queries
):
    with django_assert_num_queries(0):
        text = page(Client(), address, 404)
    assert PUBLIC in text and MENU not in text and TODAY not in text
    assert "Controleer het adres" in text and "Wie bel ik?" in text


def test_at_a_public_address_a_member_sees_what_everybody_sees(
    member: Client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        response = member.get("/bestaat-niet")
    assert response.status_code == 404 and PUBLIC in response.text
    assert "Cookie" not in response.get("Vary", "")


def test_without_its_database_it_still_says_that_nothing_is_there(member: Client):
    def away(*_: Any) -> Any:
        raise OperationalError

    with connection.execute_wrapper(away):
        text = page(member, NOWHERE, 404)
        failed = member.get("/werk/casussen")
    assert PUBLIC in text and MENU not in text
    static = Path(web.__file__).parent / "templates/500.html"
    assert failed.status_code == 500 and failed.text == static.read_text(encoding="utf-8")
