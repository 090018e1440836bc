from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver

from samen.platform.web import views
from samen.platform.web.origin import is_same_origin

pytestmark = pytest.mark.django_db
EXIT = "https://weather.example/"


@pytest.fixture(autouse=True)
def exit_url():
    with override_settings(EXIT_URL=EXIT):
        yield


@pytest.fixture
def visitor(client: Client) -> Client:
    session = client.session
    session["draft"] = "something nobody should see"
    session.save()
    return client


def test_leaving_ends_the_session_and_clears_the_browser(visitor):
    key = visitor.session.session_key
    response = visitor.post("/verder", headers={"Sec-Fetch-Site": "same-origin"})
    assert (response.status_code, response["Refresh"]) == (200, f"0; url={EXIT}")
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response["Cache-Control"] == "no-store"
    assert response.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0
    assert not Session.objects.filter(session_key=key).exists()
    assert "draft" not in visitor.session


def test_every_cookie_goes_and_every_capability_ends_its_visit(visitor, monkeypatch):
    ended = []
    monkeypatch.setattr(views, "ENDINGS", [lambda request: ended.append(request.COOKIES["f"])])
    visitor.cookies["f"] = "key"
    response = visitor.post("/verder", headers={"Sec-Fetch-Site": "same-origin"})
    assert ended == ["key"]
    assert response.cookies["f"]["max-age"] == 0
    visitor.cookies["f"] = "key"
    visitor.post("/verder", headers={"Sec-Fetch-Site": "cross-site"})
    assert ended == ["key"]


def test_it_needs_no_csrf_token_and_no_session():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/verder")
    assert (response.status_code, response["Refresh"]) == (200, f"0; url={EXIT}")
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_can_end_nothing_but_nobody_is_kept_here(visitor, headers):
    key = visitor.session.session_key
    response = visitor.post("/verder", headers=headers)
    assert (response.status_code, response["Refresh"]) == (200, f"0; url={EXIT}")
    assert "Clear-Site-Data" not in response
    assert not response.cookies
    assert Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://testserver"}, True),
        # The browser's own word goes before an Origin that no-referrer has made empty.
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
    ],
)
def test_who_counts_as_ourselves(headers, ours):
    assert is_same_origin(RequestFactory().post("/verder", headers=headers)) is ours


def test_reading_the_address_does_nothing(visitor):
    assert visitor.get("/verder").status_code == 405
    assert visitor.session["draft"]


def test_no_other_view_is_without_a_csrf_token():
    """Leaving, two that keep nothing, two that ask for the same origin, one that checks itself."""

    def callbacks(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from callbacks(pattern.url_patterns)
            else:
                yield pattern.callback

    exempt = {
        f"{view.__module__}.{view.__name__}"
        for view in callbacks(get_resolver().url_patterns)
        if getattr(view, "csrf_exempt", False) and view.__module__.startswith("samen.")
    }
    assert exempt == {
        "samen.platform.web.views.leave",
        "samen.recognition.web.views.tick",
        "samen.reporting.web.mailbox.enter",
        "samen.reporting.web.views.start",
        "samen.reporting.web.views.step",
        "samen.sharing.web.guide.may_i_share",
    }


def test_security_txt_follows_rfc_9116(client):
    text = client.get("/.well-known/security.txt").content.decode()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert {"Contact", "Expires", "Preferred-Languages", "Canonical"} <= set(fields)


def test_search_engines_stay_out_of_forms_and_the_staff_zone(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /f/" in text and "Disallow: /werk/" in text
