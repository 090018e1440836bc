"""The way out of the site, and what machines ask of every site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from samen.platform.database.public import ACCOUNT, acting
from samen.platform.web.access import public
from samen.platform.web.origin import is_same_origin

ENDINGS: list[Callable[[HttpRequest], None]] = []
"""What must end on the server when somebody leaves; filled by :func:`ends_on_leaving`."""


def ends_on_leaving(end: Callable[[HttpRequest], None]) -> Callable[[HttpRequest], None]:
    """Have ``end`` called on a quick exit: for a capability that keeps a visit of its own.

    The platform knows no capability, so each one comes forward by itself.
    """
    ENDINGS.append(end)
    return end


# No CSRF token: the button stands on cached pages that are the same for everybody, and it must
# work when the session is gone. It is safe without: all it can do is end the visitor's own session
# (a draft, or a login), a session cookie with SameSite=Strict is not sent from another site, and
# a request that another site sends anyway (is_same_origin) ends nothing.
@public
@csrf_exempt
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: end the session, clear what the browser keeps of us, go to a neutral page.

    A form post, so that it works without JavaScript and leaves no page of ours behind but the
    first (measured in Chromium). Its answer is an empty page that leads on at once, not a redirect:
    browsers hold a redirect after a form to our ``form-action``, which knows no other site, and
    they keep the last page in sight until the other site answers. It never refuses: a visitor in
    danger must get away.
    """
    response = render(request, "samen/leave.html", {"url": settings.EXIT_URL})
    response["Refresh"] = f"0; url={settings.EXIT_URL}"
    response["Cache-Control"] = "no-store"
    if is_same_origin(request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            with acting(ACCOUNT):
                request.session.flush()
        for end in ENDINGS:
            end(request)
        for name in request.COOKIES:
            response.delete_cookie(name, samesite="Strict")
        response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Search engines may show the information, not the report forms or the staff zone."""
    lines = ["User-agent: *", *(f"Disallow: {p}" for p in ("/f/", "/werk/", "/account/", "/api/"))]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. The date of expiry moves with the month."""
    month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {(month + timedelta(days=330)).isoformat()}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
