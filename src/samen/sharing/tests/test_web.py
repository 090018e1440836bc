"""Pages of sharing: what a privacy officer begins with, and what a form need not ask again."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.worlds import World, make_case, make_desk, sign_for_sharing

from samen.kernel import clock
from samen.platform.organisations.public import Role
from samen.platform.vault.public import open_part
from samen.sharing.domain.facts import is_minor
from samen.sharing.tests.asking import ask

DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("birth_date", "minor"),
    [
        ("2008-11-29", False), ("2008-11-30", True), ("1990-05-17", False), ("2009", True),
        ("2007", False), ("2008", None), ("", None), ("spring", None), ("2008-13-40", None),
    ],
)  # fmt: skip
def test_whether_somebody_is_a_minor_follows_from_the_birth_date_or_stays_open(birth_date, minor):
    assert is_minor(birth_date, DAY) is minor


@pytest.mark.django_db
def test_a_known_birth_date_answers_the_question_and_can_be_corrected(world: World):
    made = make_case(world.coordination)
    browser = world.coordination.client(Role.CARE_COORDINATOR)
    asked = browser.get(reverse("sharing:new", args=[made.identity])).content.decode()
    assert "1990-05-17" in asked
    minor = re.search(r'<select name="minor".*?</select>', asked, re.DOTALL)
    assert minor and '<option value="no" selected>' in minor[0]
    assert asked.count('<option value="no" selected>') == 1, "nobody stated the rest"
    corrected = browser.post(reverse("sharing:new", args=[made.identity]), {"minor": "yes"})
    assert '<option value="yes" selected>' in corrected.content.decode()


@pytest.mark.django_db
def test_a_privacy_officer_begins_with_what_waits(world: World):
    browser = world.coordination.client(Role.PRIVACY_OFFICER)
    assert "Er wacht niets op u" in browser.get("/werk/").content.decode()
    made = make_case(world.coordination)
    records = sign_for_sharing(world.coordination, made.person)
    decision = ask(world, made.identity, tuple(records))
    assert decision.permitted
    page = browser.get("/werk/").content.decode()
    assert "Er wacht niets op u" in page, "it ends in half a year"
    with clock.at(decision.until - timedelta(days=14)):
        page = browser.get("/werk/").content.decode()
    assert f"/werk/delen/besluit/{decision.id}" in page
    assert "Er wacht niets op u" not in page
    other = make_desk("Other", "care_coordination", ("police_unit", "RE09"), *Role)
    stranger = other.client(Role.PRIVACY_OFFICER)
    with clock.at(decision.until - timedelta(days=14)):
        assert str(decision.id) not in stranger.get("/werk/").content.decode()


@pytest.mark.django_db
def test_a_privacy_officer_sees_how_often_was_read_this_week(world: World):
    desk = world.coordination
    made = make_case(desk)
    browser = desk.client(Role.PRIVACY_OFFICER)
    before = browser.get("/werk/").content.decode()
    for _ in range(7):
        open_part(desk.worker, desk.vault, made.health)
    after = browser.get("/werk/").content.decode()
    count = re.compile(r"<li><b>(\d+)</b>")
    assert int(count.findall(after)[0]) == int(count.findall(before)[0]) + 7
    who = browser.get(reverse("sharing:who", args=[made.health])).content.decode()
    assert who.count("7 keer") == 1


@pytest.mark.django_db
def test_every_sealed_part_of_the_list_is_named_in_words(world: World):
    made = make_case(world.coordination)
    ask(world, made.identity, tuple(sign_for_sharing(world.coordination, made.person)))
    page = world.coordination.client(Role.PRIVACY_OFFICER).get("/werk/delen/gegevens")
    told = re.findall(r"<td[^>]*>([a-z]+_[a-z_]+)</td>", page.content.decode())
    assert "Wat bij een verzoek is opgegeven" in page.content.decode() and not told
