"""Errors as problem+json (RFC 9457): one shape for the API and for whoever asks for JSON.

A person with a browser gets a page instead. Neither ever shows what the server was doing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from samen.kernel.errors import InvalidInput, Problem

CONTENT_TYPE = "application/problem+json"
API_PREFIX = "/api/"


def problem_response(
    status: int, detail: str, invalid: Iterable[Problem] = (), title: str = ""
) -> JsonResponse:
    """A problem document with ``status``, ``title``, ``detail`` and, if any, ``invalidParams``."""
    body: dict[str, object] = {
        "type": "about:blank",
        "status": status,
        "title": title or HTTPStatus(status).phrase,
        "detail": detail,
    }
    params = [
        {"name": problem.where, "reason": problem.rule, "code": problem.code} for problem in invalid
    ]
    if params:
        body["invalidParams"] = params
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def invalid_input_response(error: InvalidInput) -> JsonResponse:
    """400 with every problem at once; the given values are not repeated."""
    return problem_response(400, "The request breaks one or more rules.", error.problems)


def _asks_for_json(request: HttpRequest) -> bool:
    return request.path.startswith(API_PREFIX) or not request.accepts("text/html")


class ProblemMiddleware:
    """Answers :class:`InvalidInput` that no view caught, and gives errors their shape."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kind = response.headers.get("Content-Type", "")
        a_page = kind.startswith("text/html")
        if (
            response.status_code >= 400
            and _asks_for_json(request)
            # What is no page has a shape of its own outside the API: the state of the service.
            and (a_page or (request.path.startswith(API_PREFIX) and kind != CONTENT_TYPE))
        ):
            shaped = problem_response(
                response.status_code, HTTPStatus(response.status_code).description
            )
            for name in response.headers.keys() & {"Allow", "Retry-After", "WWW-Authenticate"}:
                shaped[name] = response.headers[name]
            return shaped
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, InvalidInput):
            return None
        if _asks_for_json(request):
            return invalid_input_response(exception)
        return render(request, "400.html", {"problems": exception.problems}, status=400)
