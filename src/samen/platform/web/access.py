"""Who may call a view, declared on the view itself.

Every view carries exactly one declaration; a test walks the URL configuration and is red for a
view without one. The decorator also enforces it: there is no second place to forget.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from samen.platform.organisations.domain.actor import Actor

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Access:
    """``audience``: public, reporter, account or member; ``roles``: any one of these suffices."""

    audience: str
    roles: frozenset[str] = frozenset()
    vault: bool = False

    def admits(self, actor: Actor) -> bool:
        """Whether a member with ``actor``'s roles may call the view."""
        return not self.roles or actor.has(*self.roles)


def public(view: View) -> View:
    """Anyone, without a session: the response is the same for everybody."""
    view.access = Access("public")  # type: ignore[attr-defined]
    return view


def reporter(view: View) -> View:
    """Anyone who makes a report or holds a receipt; nothing of the visit is cached."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    wrapped.access = Access("reporter")  # type: ignore[attr-defined]
    return wrapped


def _way_back(request: HttpRequest) -> str:
    """Where to come back to: this address, or the page whose form was sent (a form is no page)."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return urlsplit(request.headers.get("referer", ""))._replace(scheme="", netloc="").geturl()


def member(*roles: str, vault: bool = False) -> Callable[[View], View]:
    """A logged-in member with any of ``roles`` (none given: any member).

    With ``vault`` the organisation's vault must be unlocked in this browser session; otherwise the
    member is sent to unlock it and comes back.
    """

    access = Access("member", frozenset(roles), vault)

    def declare(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_way_back(request))
            actor = request.actor  # type: ignore[attr-defined]
            if not actor or not access.admits(actor):
                raise PermissionDenied
            if vault and not request.vault:  # type: ignore[attr-defined]
                response: HttpResponse = redirect("vault:unlock")
                response["Location"] += "?" + urlencode({"next": _way_back(request)})
                return response
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        wrapped.access = access  # type: ignore[attr-defined]
        return wrapped

    return declare
