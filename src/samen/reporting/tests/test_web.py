"""The reporter's pages and the staff's: nothing lost, every mistake named."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.reporter import begin, fill, receipt_of
from tests.stored import row_counts
from tests.worlds import ANSWERS, send_report

from samen.kernel import clock
from samen.platform.organisations.public import Role, add_organisation
from samen.reporting.actions import retention
from samen.reporting.models import Report, Visit
from samen.reporting.queries import open_receipt
from samen.reporting.web.views import COOKIE

pytestmark = pytest.mark.django_db
MARKER = "zeldzaam-kenmerk-7431"


def test_a_report_from_the_first_page_to_the_mailbox(world, browser):
    fill(browser)
    overview = browser.get("/f/overzicht").content.decode()
    assert ANSWERS["what"] in overview and ANSWERS["contact"] in overview
    digits = receipt_of(browser)
    assert receipt_of(browser) == digits and Report.objects.count() == 1, "pressed once more"
    assert browser.get("/f/3")["Location"] == "/f/nummer", "and whoever goes back finds it again"
    wrong = browser.post("/f/nummer", {"receipt": "1234"})
    assert wrong.status_code == 400 and digits.encode() in wrong.content
    assert browser.post("/f/nummer", {"receipt": digits})["Location"] == "/f/klaar"
    assert browser.get("/f/klaar").status_code == 200
    assert browser.get("/f/nummer").status_code == 410, "shown no more"
    assert not Visit.objects.exists() and browser.cookies[COOKIE].value == ""
    elsewhere = Client()
    assert elsewhere.post("/f/post", {"receipt": digits})["Location"] == "/f/post/lezen"
    assert ANSWERS["what"] in elsewhere.get("/f/post/lezen").content.decode()


def test_every_wrong_or_missing_field_is_named_and_what_was_typed_stays(world, browser):
    assert "perspective" in _errors(browser, "/f/1", {}, begun=True)
    for slug, data, wrong in (
        ("2", {"form_of_exploitation": "NONSENSE"}, {"form_of_exploitation"}),
        ("3", {"what": "", "where": MARKER}, {"what"}),
        ("3", {"what": "x" * 8001, "when": MARKER}, {"what"}),
        ("4", {"municipality": "GM9999", "minor": "yes"}, {"municipality", "danger"}),
        ("7", {}, {"consent"}),
    ):
        response = browser.post(f"/f/{slug}", data)
        assert response.status_code == 400
        form = response.context["form"]
        assert set(form.errors) == wrong
        page = response.content.decode()
        assert all(f'id="id_{name}' in page for name in wrong)
        assert all(f'href="#id_{name}' in page for name in wrong), "the summary leads to the field"
        if MARKER in data.values():
            assert MARKER in page
    browser.post("/f/4", {"municipality": "", "minor": "yes", "danger": "no"})
    assert browser.get("/f/4").context["form"].initial["minor"] == "yes"


def _errors(browser: Client, address: str, data: dict, *, begun: bool) -> dict:
    if begun:
        begin(browser)
    response = browser.post(address, data)
    assert response.status_code == 400
    return response.context["form"].errors


def test_an_unfinished_report_is_not_sent_but_led_to_its_gap(world, browser):
    begin(browser)
    assert browser.post("/f/overzicht")["Location"] == "/f/2"
    browser.post("/f/2", {"form_of_exploitation": "BEG"})
    assert browser.post("/f/overzicht")["Location"] == "/f/3"
    assert not Report.objects.exists()


def test_going_back_to_anonymous_sends_no_name(world, browser):
    fill(browser)
    browser.post("/f/7", {"consent": "anonymous"})
    page = browser.get("/f/overzicht").content.decode()
    assert ANSWERS["name"] not in page and ANSWERS["contact"] not in page
    digits = receipt_of(browser)
    report = open_receipt(digits.replace(" ", "")).holder_id
    desk = world.coordination
    staff = desk.client(Role.CARE_COORDINATOR).get(f"/werk/meldingen/{report}").content.decode()
    assert ANSWERS["what"] in staff and ANSWERS["name"] not in staff


def page_of(browser: Client, digits: str) -> tuple[int, bytes]:
    """What a receipt leads to, without the typed digits and the CSRF token of the request."""
    response = browser.post("/f/post", {"receipt": digits})
    token = rb'name="csrfmiddlewaretoken" value="[^"]+"'
    return response.status_code, re.sub(token, b"", response.content).replace(digits.encode(), b"")


def test_a_wrong_an_expired_and_a_deleted_receipt_look_and_cost_the_same(
    world, browser, cheap_argon2
):
    expired, deleted, alive = send_report(), send_report(), send_report()
    Report.objects.filter(id=open_receipt(expired).holder_id).update(
        expires_on=clock.today() - timedelta(days=1)
    )
    retention.end_report(open_receipt(deleted))
    pages = []
    for digits in ("1234567890123456", expired, deleted, "no digits at all"):
        before = len(cheap_argon2)
        pages.append(page_of(browser, digits))
        assert len(cheap_argon2) == before + 1
    assert pages[0][0] == 400 and len(set(pages)) == 1
    before = len(cheap_argon2)
    assert browser.post("/f/post", {"receipt": alive}).status_code == 302
    assert len(cheap_argon2) == before + 1


def test_every_form_of_the_reporter_asks_for_a_token(world):
    strict = Client(enforce_csrf_checks=True)
    digits = send_report()
    for address in ("/f/overzicht", "/f/nummer", "/f/post/lezen", "/f/post/sluiten",
                    "/f/post/verwijderen"):  # fmt: skip
        assert strict.post(address, {"receipt": digits}).status_code == 403, address
    assert open_receipt(digits) is not None


def test_no_other_site_begins_a_visit_in_somebodys_browser(world):
    """The two forms that begin one set no cookie beforehand, so their origin stands for a token."""
    visitor, digits = Client(enforce_csrf_checks=True), send_report()
    for address in ("/f/", "/f/post"):
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            response = visitor.post(address, {"receipt": digits}, headers=headers)
            assert response.status_code == 403, (address, headers)
        assert not visitor.cookies and not Visit.objects.exists()
        own = {"Sec-Fetch-Site": "same-origin"}
        assert visitor.post(address, {"receipt": digits}, headers=own).status_code == 302
        Visit.objects.all().delete()
        visitor.cookies.clear()


def test_where_nobody_can_open_it_nothing_is_stored_and_the_answers_stay(browser):
    add_organisation(name="No vault", kind="care_coordination", region=("police_unit", "RE02"))
    fill(browser)
    before = row_counts()
    response = browser.post("/f/overzicht")
    assert response.status_code == 503 and b"/contact" in response.content
    assert row_counts() == before and not Report.objects.exists()
    assert ANSWERS["what"] in browser.get("/f/overzicht").content.decode()


def test_the_reporter_deletes_the_report_only_with_the_tick(world, browser):
    digits = send_report()
    browser.post("/f/post", {"receipt": digits})
    asked_again = browser.post("/f/post/verwijderen", {})
    assert asked_again.status_code == 400 and "sure" in asked_again.context["end_form"].errors
    assert browser.get("/f/post/verwijderen")["Location"] == "/f/post/lezen"
    # Whoever writes on this page all the same writes a message: it deletes nothing.
    assert b'action="/f/post/lezen"' in asked_again.content
    assert open_receipt(digits) is not None
    assert browser.post("/f/post/verwijderen", {"sure": "on"})["Location"] == "/f/post/weg"
    assert open_receipt(digits) is None
    assert browser.get("/f/post/lezen").status_code == 410


def test_a_message_that_gives_the_receipt_away_is_kept_in_the_field(world, browser):
    digits = send_report()
    browser.post("/f/post", {"receipt": digits})
    response = browser.post("/f/post/lezen", {"text": f"my number is {digits}"})
    assert response.status_code == 400 and "text" in response.context["form"].errors
    assert "Uw bericht bevat uw code." in response.content.decode()
    assert browser.post("/f/post/lezen", {"text": "Thank you"}).status_code == 302
    assert b"Thank you" in browser.get("/f/post/lezen").content
    assert browser.post("/f/post/sluiten").status_code == 302
    assert browser.get("/f/post/lezen").status_code == 410


def test_the_staffs_pages_answer_take_in_and_close(world):
    digits = send_report()
    report = open_receipt(digits).holder_id
    staff = world.coordination.client(Role.INTAKE_WORKER)
    here = f"/werk/meldingen/{report}"
    assert ANSWERS["what"] in staff.get("/werk/meldingen/").content.decode()
    page = staff.get(here).content.decode()
    assert "R4" in page, "which rule sent it here"
    assert Report.objects.get().status == "read"
    empty = staff.post(f"{here}/antwoord", {"text": ""})
    assert empty.status_code == 400 and ANSWERS["what"] in empty.content.decode()
    assert staff.post(f"{here}/antwoord", {"text": "We come by"}).status_code == 302
    assert staff.post(f"{here}/signaal")["Location"].startswith("/werk/signalen/")
    assert staff.post(f"{here}/sluiten").status_code == 302
    assert staff.get("/werk/meldingen/?status=closed").status_code == 200
    assert staff.get("/werk/meldingen/?status=nonsense").status_code == 404
    assert staff.get("/werk/meldingen/?page=99999999999999999999").status_code == 200
    other = world.police.client(Role.INTAKE_WORKER)
    assert other.get(here).status_code == 404
    for verb in ("antwoord", "signaal", "sluiten"):
        assert other.post(f"{here}/{verb}", {"text": "x"}).status_code == 404
