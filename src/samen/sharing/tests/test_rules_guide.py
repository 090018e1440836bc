"""May I share this? Five questions at most, the engine's answer, and nothing kept."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.stored import row_counts

pytestmark = pytest.mark.django_db
PAGE = "/en/mag-ik-delen/"
NGO_TO_POLICE = {
    "sender": "ngo", "recipient": "police", "category": "criminal",
    "subject": "victim", "purpose": "report_offence",
}  # fmt: skip
CALM = dict.fromkeys(
    ("minor", "acute_danger", "incapable_of_consent", "others_traceable", "weighty_objection"), "no"
)


def post(**answers: str):
    return Client().post(PAGE, answers)


def test_the_first_page_is_the_same_for_all_and_sets_no_cookie():
    found = Client().get(PAGE)
    assert found.status_code == 200
    assert not found.cookies
    assert "Cookie" not in found.get("Vary", "")
    assert "Question 1 of 5" in found.content.decode()
    assert "csrfmiddlewaretoken" not in found.content.decode()


def test_each_answer_leads_to_the_next_question():
    told: dict[str, str] = {}
    for number, names in enumerate(
        (["sender"], ["recipient"], ["category"], ["subject", "purpose"])
    ):
        page = post(**told)
        assert f"Question {number + 1} of 5" in page.content.decode()
        told |= {name: NGO_TO_POLICE[name] for name in names}
    assert "Question 5 of 5" in post(**told).content.decode()


def test_with_consent_an_ngo_may_report_to_the_police():
    page = post(**NGO_TO_POLICE, **CALM, consent="given").content.decode()
    assert "Yes, this may be shared" in page
    assert "UAVG 32(a)" in page
    assert "needs a jurist" in page


def test_without_consent_the_answer_says_who_can_do_what():
    page = post(**NGO_TO_POLICE, **CALM, consent="not_asked").content.decode()
    assert "Not yet" in page
    assert "Explicit consent (GDPR)" in page
    assert "signed by" in page


def test_refused_consent_never_becomes_a_yes():
    assert "Not yet" in post(**NGO_TO_POLICE, **CALM, consent="refused").content.decode()


def test_facts_that_contradict_are_said():
    told = NGO_TO_POLICE | CALM | {"incapable_of_consent": "yes", "consent": "given"}
    found = post(**told)
    if "incapable_of_consent" in found.content.decode():
        assert found.status_code == 400
        assert "cannot be given by a person incapable of consent" in found.content.decode()


def test_a_made_up_code_is_asked_again():
    found = post(sender="bakery")
    assert found.status_code == 400
    assert "Question 1 of 5" in found.content.decode()


def test_back_keeps_the_answers_and_shows_the_question_before():
    found = post(**NGO_TO_POLICE, back="2").content.decode()
    assert "Question 3 of 5" in found
    assert 'name="sender" value="ngo"' in found


def test_nothing_is_stored():
    before = row_counts()
    found = post(**NGO_TO_POLICE, **CALM, consent="given")
    assert row_counts() == before
    assert found["Cache-Control"] == "no-store"
    assert not found.cookies
