"""Structured logs (one JSON object a line) that cannot hold personal data.

Three rules make it so. A line carries the template of its message and never the values filled
in. Extra fields are an allow-list of codes and counts. An exception is its type and the places in
the code, never its message. There is no address, browser, path parameter or query string.

Requests: what staff do is logged with the *route*. A visit to a public page or of a reporter is
not logged at all, unless the server fails; of a reporter's failure, and of a request that Django
itself refused, only the day is kept.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from samen.platform.logbook.trace import CURRENT as CURRENT_TRACE
from samen.platform.logbook.trace import begin as begin_trace

FIELDS = (
    "audience",
    "check",
    "count",
    "duration_ms",
    "method",
    "reason",
    "route",
    "status",
)
_REQUESTS = logging.getLogger("samen.request")
_PACKAGE = Path(__file__).resolve().parents[2]


class JsonFormatter(logging.Formatter):
    """A log record as one line of JSON, by the rules above."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        # Django says what it refused before anybody knows whose it was, maybe a reporter's, and
        # with values filled in: a host name, a file's name.
        refused = record.name.startswith("django.security")
        reporter = refused or getattr(record, "audience", "") == "reporter"
        filled_in = refused or isinstance(record.msg, Exception)
        line: dict[str, Any] = {
            "time": moment.date().isoformat() if reporter else moment.isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": "" if filled_in else str(record.msg),
        }
        for field in FIELDS:
            if field in record.__dict__:
                line[field] = record.__dict__[field]
        trace = CURRENT_TRACE.get()
        if trace and not reporter:
            line["trace_id"] = trace.trace_id
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["at"] = [
                f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False)


def _short(filename: str) -> str:
    """A file's place in the package, or its bare name: no folders of this machine."""
    file = Path(filename)
    return str(file.relative_to(_PACKAGE)) if file.is_relative_to(_PACKAGE) else file.name


def logging_config(level: str) -> dict[str, Any]:
    """The ``LOGGING`` setting, and gunicorn's ``logconfig_dict``.

    Django's and gunicorn's own request lines name paths and addresses, so they are off.
    """
    silent = {"handlers": [], "propagate": False, "level": "CRITICAL"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "samen.platform.web.logging.JsonFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "samen": {"level": level},
            "django.request": silent,
            "django.server": silent,
            "gunicorn.access": silent,
            "gunicorn.error": {"handlers": ["console"], "propagate": False, "level": "ERROR"},
        },
    }


class RequestLogMiddleware:
    """Begins the trace of a request, and writes its line when it may have one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = CURRENT_TRACE.set(begin_trace(request.headers.get("traceparent", "")))
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            self._write(request, response.status_code, time.perf_counter() - started)
            return response
        finally:
            CURRENT_TRACE.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Keep the exception for the line that :meth:`__call__` writes."""
        request.failed_with = exception  # type: ignore[attr-defined]

    def _write(self, request: HttpRequest, status: int, seconds: float) -> None:
        match = request.resolver_match
        access = getattr(match.func, "access", None) if match else None
        audience = access.audience if access else "account" if match else "public"
        if status < 500 and audience in ("public", "reporter"):
            return
        fields: dict[str, object] = {
            "audience": audience,
            "method": request.method,
            "route": match.route if match else "",
            "status": status,
        }
        if audience != "reporter":
            fields["duration_ms"] = round(seconds * 1000)
        error = getattr(request, "failed_with", None) if status >= 500 else None
        exc_info = (type(error), error, error.__traceback__) if error else None
        level = logging.ERROR if status >= 500 else logging.INFO
        _REQUESTS.log(level, "request", extra=fields, exc_info=exc_info)
