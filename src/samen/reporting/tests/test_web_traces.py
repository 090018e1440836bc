"""What a visit leaves behind, on the server and in the browser: nothing."""

from __future__ import annotations

import logging
import re

import pytest
from django.conf import settings
from django.test import Client
from tests.reporter import STEPS, begin, files_in, fill, png, receipt_of, upload
from tests.stored import every_stored_value, row_counts
from tests.worlds import ANSWERS

from samen.platform.web.logging import JsonFormatter
from samen.reporting.models import Visit
from samen.reporting.web.views import COOKIE

pytestmark = pytest.mark.django_db
MARKER = "zeldzaam-kenmerk-7431"


def test_nothing_of_a_visit_is_in_any_table_log_or_session(world, browser, caplog):
    """Marker values in every header and field; found in no row, no log line, no cookie."""
    headers = {
        "User-Agent": f"{MARKER}-browser",
        "Accept-Language": f"nl, {MARKER}",
        "Referer": f"http://testserver/{MARKER}",
        "X-Forwarded-For": "198.51.100.77",
    }
    browser.defaults |= {"REMOTE_ADDR": "198.51.100.78"}
    spoken = Client(raise_request_exception=False, headers=headers, REMOTE_ADDR="198.51.100.78")
    caplog.set_level(logging.DEBUG)
    fill(spoken, what=f"{MARKER} told", people=f"{MARKER} seen")
    digits = receipt_of(spoken)
    spoken.post("/f/nummer", {"receipt": digits})
    spoken.post("/f/post", {"receipt": digits})
    spoken.post("/f/post/lezen", {"text": f"{MARKER} written"})
    wanted = [MARKER.encode(), b"198.51.100", digits.encode(), digits.replace(" ", "").encode()]
    tables = [(place, w) for place, value in every_stored_value() for w in wanted if w in value]
    assert tables == []
    ours = [record for record in caplog.records if record.name.split(".")[0] == "samen"]
    assert ours == [], "a reporter's visit writes no line"
    lines = "\n".join(JsonFormatter().format(record) for record in caplog.records)
    assert not [w for w in wanted if w.decode() in lines]
    assert not [c for c in spoken.cookies.values() if MARKER in c.value]
    assert row_counts("logbook")["logbook.Entry"] == 0
    assert settings.SESSION_COOKIE_NAME not in spoken.cookies


def test_the_search_of_the_test_above_finds_what_is_there(world):
    from uuid import uuid4

    from samen.platform.outbox.public import publish

    publish(kind=f"nl.samen.{MARKER}", subject=uuid4(), data={})
    assert [place for place, value in every_stored_value() if MARKER.encode() in value]


def test_before_a_report_is_begun_there_is_no_cookie_of_a_visit_and_then_one_strict_one(browser):
    browser.get("/")
    assert not browser.cookies
    browser.get("/f/")
    browser.get("/f/post")
    assert not browser.cookies
    begin(browser)
    browser.get("/f/2")
    assert set(browser.cookies) == {COOKIE, settings.CSRF_COOKIE_NAME}
    for kept in browser.cookies.values():
        assert kept["expires"] == "" and kept["max-age"] == "", "gone with the browser window"
    cookie = browser.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Strict"
    assert cookie["expires"] == "" and cookie["max-age"] == ""
    assert settings.SESSION_COOKIE_NAME not in browser.cookies


def test_every_page_of_the_flow_is_kept_by_nobody_and_neutral(world, browser):
    fill(browser)
    for address in ("/f/", *(f"/f/{slug}" for slug in STEPS), "/f/overzicht", "/f/post"):
        response = browser.get(address)
        assert response["Cache-Control"] == "no-store", address
        title = re.search(r"<title>(.*?)</title>", response.content.decode(), re.S).group(1)
        assert not re.search("meld|uitbuit|mensenhandel|report", title.lower()), title
        for box in re.findall("<textarea[^>]*>", response.content.decode()):
            assert 'spellcheck="false"' in box and 'autocomplete="off"' in box


def test_half_an_hour_idle_closes_the_form_and_says_so(world, browser, monkeypatch):
    fill(browser)
    import time

    later = time.time() + 31 * 60
    monkeypatch.setattr("samen.reporting.queries.time.time", lambda: later)
    response = browser.get("/f/3")
    assert response.status_code == 410 and ANSWERS["what"].encode() not in response.content


def test_quick_exit_forgets_the_report_and_its_files_on_the_server(world, browser, sealed_files):
    fill(browser)
    browser.post("/f/6", upload(png()))
    assert Visit.objects.count() == 1 and files_in(sealed_files)
    assert "Refresh" in browser.post("/verder")
    assert not Visit.objects.exists() and not files_in(sealed_files)
    assert browser.get("/f/3").status_code == 410
