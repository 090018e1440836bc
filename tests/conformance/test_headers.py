"""Security headers on every answer: pages, errors, redirects, files (internet.nl, ADR 2.2)."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from tests.architecture.addresses import ALL

from samen.platform.web.headers import ALWAYS, DEFAULTS, security_headers_middleware

pytestmark = pytest.mark.django_db
CSP = {
    "default-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "style-src 'self'",
    "script-src 'self'",
}


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def check(response, address: str) -> list[str]:
    """What is wrong with the headers of one answer."""
    wrong = [
        f"{address}: {name} is {response.headers.get(name)!r}"
        for name, value in (DEFAULTS | ALWAYS).items()
        if name not in ("Cache-Control", "Cross-Origin-Resource-Policy")
        and response.headers.get(name) != value
    ]
    policy = {
        part.strip() for part in response.headers.get("Content-Security-Policy", "").split(";")
    }
    wrong += [f"{address}: CSP lacks {part}" for part in CSP - policy]
    if "unsafe" in response.headers.get("Content-Security-Policy", ""):
        wrong.append(f"{address}: CSP allows something unsafe")
    for name in ("Cache-Control", "Cross-Origin-Resource-Policy"):
        if name not in response.headers:
            wrong.append(f"{address}: no {name}")
    for name in ("Server", "X-Powered-By"):
        if re.search(r"\d", response.headers.get(name, "")):
            wrong.append(f"{address}: {name} tells a version")
    return wrong


def test_every_address_answers_with_the_headers(client):
    wrong = []
    for address, _pattern in ALL:
        wrong += check(client.get(address), address)
    assert wrong == []


@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "head", "trace"])
def test_other_methods_too(client, method):
    wrong = []
    for address, _pattern in ALL:
        wrong += check(getattr(client, method)(address), f"{method} {address}")
    assert wrong == []


@pytest.mark.parametrize("address", ["/not/there", "/en/not/there", "/static/not-there.css", "//"])
def test_errors_too(client, address):
    assert check(client.get(address), address) == []


def test_a_static_file_too(client):
    assert finders.find("samen/samen.css")
    response = client.get("/static/samen/samen.css")
    assert response.status_code == 200
    assert check(response, "css") == []


def test_a_bad_host_name_too(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert check(response, "/") == []


def test_a_crash_too(client, monkeypatch):
    from samen.platform.web import health

    def crash() -> bool:
        raise RuntimeError("secret of the server")

    monkeypatch.setitem(health.CHECKS, "database", crash)
    response = client.get("/ready")
    assert response.status_code == 500
    assert b"secret of the server" not in response.content
    assert check(response, "/ready") == []


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("get", "/not/there", 404), ("put", "/", 405), ("get", "/werk/kluis/x", 404)],
)
def test_who_asks_for_json_is_told_what_is_wrong_in_json_everywhere(
    client, method, address, status
):
    ask = getattr(client, method)
    page = ask(address, headers={"accept": "text/html,*/*;q=0.8"})
    told = ask(address, headers={"accept": "application/json"})
    assert page.status_code == told.status_code == status
    assert page["Content-Type"].startswith("text/html")
    assert told["Content-Type"] == "application/problem+json" and told.json()["status"] == status
    assert check(told, address) == []


def test_the_state_of_the_service_keeps_its_own_shape(client, monkeypatch):
    from samen.platform.web import health

    monkeypatch.setitem(health.CHECKS, "logbook", lambda: False)
    response = client.get("/ready", headers={"accept": "application/json"})
    assert response.status_code == 503
    assert response["Content-Type"] == "application/health+json"


def test_pages_are_not_kept_unless_they_say_so():
    from django.http import HttpResponse
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    plain = security_headers_middleware(lambda _: HttpResponse("x"))(request)
    assert plain["Cache-Control"] == "no-store"
    kept = HttpResponse("x", headers={"Cache-Control": "max-age=60", "Server": "x/1.2"})
    answer = security_headers_middleware(lambda _: kept)(request)
    assert answer["Cache-Control"] == "max-age=60"
    assert "Server" not in answer.headers


def test_https_is_remembered_for_a_year():
    with override_settings(
        SECURE_HSTS_SECONDS=31_536_000,
        SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
        SECURE_SSL_REDIRECT=False,
    ):
        response = Client().get("/health", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(("origin", "status"), [("http://testserver", 302), ("null", 403)])
def test_our_own_forms_have_an_origin_and_others_have_none(origin, status):
    """What ``no-referrer`` would do: the browser hides our own origin, and forms fail."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/account/login/")
    token = browser.cookies["csrf"].value
    response = browser.post(
        "/account/logout/", {"csrfmiddlewaretoken": token}, headers={"origin": origin}
    )
    assert response.status_code == status
    assert response["Referrer-Policy"] == "same-origin"
