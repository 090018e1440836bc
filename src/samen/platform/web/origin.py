"""Whether one of our own pages sent a request: for forms on pages that set no cookie."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this request.

    ``Sec-Fetch-Site`` decides where the browser sends it (a page cannot forge it); older browsers
    are judged by ``Origin``. A request with neither comes from no browser that could be abused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def same_origin_instead_of_token(view: View) -> View:
    """Refuse a form that another site sends, without a CSRF token and so without its cookie.

    For a form with which a visit begins: before somebody decides to begin, nothing of ours may lie
    on their device, and there is no session yet that another site could ride on.

    Raises:
        PermissionDenied: another site sent it.
    """

    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in SAFE_METHODS and not is_same_origin(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapped
