"""The zone of a request is the audience that its address declares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.http.response import StreamingHttpResponse

from samen.platform.database.acting import (
    ACCOUNT,
    PUBLIC,
    REPORTER,
    Acting,
    acting,
    current,
    declare,
    each_acting,
    staff,
)


class ZoneMiddleware:
    """Outermost: the rest is asked for whom it declares; afterwards nothing is left of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with acting(PUBLIC):
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = each_acting(current(), response.streaming_content)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: Any
    ) -> HttpResponseBase | None:
        """Declare the zone, as soon as the address is known and before anything else is asked."""
        declare(_zone(request, view))
        return None


def _zone(request: HttpRequest, view: Callable[..., Any]) -> Acting:
    access = getattr(view, "access", None)
    if access is None:
        return ACCOUNT if getattr(view, "__module__", "").startswith("allauth.") else PUBLIC
    if access.audience in ("public", "reporter"):
        return REPORTER if access.audience == "reporter" else PUBLIC
    with acting(ACCOUNT):
        actor = request.actor if request.actor else None  # type: ignore[attr-defined]
    # Who has no organisation, or is not logged in, stays where only accounts are.
    return staff(actor.organisation_id) if actor else ACCOUNT
