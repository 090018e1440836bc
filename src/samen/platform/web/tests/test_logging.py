"""The log says what happened, and cannot say to whom."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import sys

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from samen.platform.web.access import Access, public, reporter
from samen.platform.web.logging import JsonFormatter, logging_config

SECRET = "Janneke de Vries"
ADDRESS = "203.0.113.77"


def staff(request, number):
    return HttpResponse("fine")


staff.access = Access("member")


def staff_fails(request, number):
    raise ValueError(f"{SECRET} {number}")


staff_fails.access = Access("member")


@public
def visit(request):
    return HttpResponse("fine")


@public
def visit_fails(request):
    raise RuntimeError(SECRET)


@reporter
def report(request):
    return HttpResponse("fine")


@reporter
def report_fails(request):
    raise RuntimeError(SECRET)


urlpatterns = [
    path("staff/<int:number>/", staff),
    path("staff-fails/<int:number>/", staff_fails),
    path("visit/", visit),
    path("visit-fails/", visit_fails),
    path("report/", report),
    path("report-fails/", report_fails),
]


def handler404(request, exception):
    return HttpResponse("nothing here", status=404)


FIRST = [
    "samen.platform.web.headers.security_headers_middleware",
    "samen.platform.web.logging.RequestLogMiddleware",
]


@pytest.fixture
def lines(monkeypatch):
    """What a request writes to the log, through the real configuration."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logging.config.dictConfig(logging_config("INFO"))
    client = Client(raise_request_exception=False, REMOTE_ADDR=ADDRESS)

    def visit(address: str, **headers) -> list[dict]:
        stream.truncate(0)
        stream.seek(0)
        with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=FIRST, DEBUG=False):
            client.get(
                address,
                {"name": SECRET},
                headers={"user-agent": SECRET, "referer": SECRET, **headers},
            )
        text = stream.getvalue()
        for secret in (SECRET, "Janneke", ADDRESS, "4711"):
            assert secret not in text
        return [json.loads(line) for line in text.splitlines()]

    yield visit
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})


def test_a_staff_request_is_one_line_with_its_route(lines):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    (line,) = lines("/staff/4711/", traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    assert line["route"] == "staff/<int:number>/"
    assert line["status"] == 200
    assert line["trace_id"] == trace
    assert set(line) == {
        *("time", "level", "logger", "message", "audience", "method", "route", "status"),
        *("duration_ms", "trace_id"),
    }


@pytest.mark.parametrize("address", ["/visit/", "/report/", "/not-there/"])
def test_a_visit_leaves_no_line(lines, address):
    assert lines(address) == []


def test_a_failure_names_the_place_in_the_code_and_not_the_value(lines):
    (line,) = lines("/staff-fails/4711/")
    assert line["exception"] == "ValueError"
    assert line["at"][-1].endswith("staff_fails")
    assert line["level"] == "ERROR"


def test_a_failure_on_a_public_page_is_logged(lines):
    (line,) = lines("/visit-fails/")
    assert line["status"] == 500


def test_of_a_reporters_failure_only_the_day_is_kept(lines):
    (line,) = lines("/report-fails/")
    assert len(line["time"]) == len("2026-01-31")
    assert "trace_id" not in line
    assert "duration_ms" not in line


def test_values_never_reach_a_line_whoever_logs():
    record = logging.LogRecord(
        "some.library", logging.WARNING, "x.py", 1, "bad header: %r", (SECRET,), None
    )
    record.person = SECRET
    line = JsonFormatter().format(record)
    assert SECRET not in line
    assert json.loads(line)["message"] == "bad header: %r"


def test_an_exception_used_as_message_is_not_written_out():
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, ValueError(SECRET), (), None)
    assert SECRET not in JsonFormatter().format(record)


@pytest.mark.parametrize(
    ("method", "address", "sent", "kind"),
    [
        ("get", "/f/", {"headers": {"host": f"{ADDRESS}.example"}}, "DisallowedHost"),
        ("post", "/f/nummer", {"data": {"receipt": SECRET}}, "csrf"),
        ("post", "/f/", {"data": {f"{SECRET} {n}": "" for n in range(1001)}}, "TooManyFieldsSent"),
    ],
)
@pytest.mark.django_db
def test_of_a_request_that_django_refuses_the_day_and_the_kind_are_kept(
    caplog, method, address, sent, kind
):
    getattr(Client(enforce_csrf_checks=True), method)(address, **sent)
    (written,) = (JsonFormatter().format(record) for record in caplog.records)
    line = json.loads(written)
    assert line["logger"] == f"django.security.{kind}" and line["message"] == ""
    assert len(line["time"]) == len("2026-01-31") and "trace_id" not in line
    assert SECRET not in written and ADDRESS not in written
