"""Who is asking, and whether they have proved it twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from samen.platform.database.public import ACCOUNT, acting
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.queries import actor_of, member_with_organisation

Handler = Callable[[HttpRequest], HttpResponse]


def _actor(request: HttpRequest) -> Actor | None:
    with acting(ACCOUNT):
        if not request.user.is_authenticated:
            return None
        member = member_with_organisation(request.user.pk)
        return actor_of(member) if member else None


def actor_middleware(get_response: Handler) -> Handler:
    """``request.actor``: the member as plain values, or None. Read from the database once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


class SecondFactorMiddleware:
    """Outside the demo, an account without a second factor can do nothing but set one up."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: Any,  # noqa: ARG002
        kwargs: Any,  # noqa: ARG002
    ) -> HttpResponse | None:
        """Send a member without a second factor to set one up, before any view for members."""
        access = getattr(view, "access", None)
        if (
            not settings.DEMO
            and access is not None
            and access.audience == "member"
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        ):
            return redirect("mfa_index")
        return None
