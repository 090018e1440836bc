"""Public pages, kept whole in memory.

A view declared ``@public`` promises the same page to everybody, so its HTML is rendered once per
address and a minute, kept with its headers, and answered before any session, database or template
is touched. Only addresses without a query are kept, and only pages that set no cookie. Each worker
has its own cache: what an editor changes shows at once in their worker and within
``settings.PAGE_CACHE_SECONDS`` (default 60) in the others.

The browser, in contrast, is told to keep nothing (``no-store``): a visited page must not stay
behind on a shared computer.
"""

from __future__ import annotations

import gzip
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBase

MOST_PAGES = 1_000
"""Beyond this many addresses the one that was made longest ago gives way."""


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    headers: tuple[tuple[str, str], ...]
    plain: bytes
    zipped: bytes


_pages: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
_lock = Lock()


def clear() -> None:
    """Forget every page of this worker; called when public content has changed."""
    with _lock:
        _pages.clear()


class PageCacheMiddleware:
    """Stands first: a page in the cache passes no other middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.seconds: int = getattr(settings, "PAGE_CACHE_SECONDS", 60)
        if not self.seconds:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or request.META.get("QUERY_STRING"):
            return self.get_response(request)
        # The raw host is part of the key; an unknown one is refused by Django, so it is never kept.
        key = (f"{request.scheme}://{request.META.get('HTTP_HOST', '')}", request.path)
        kept = _pages.get(key)
        if kept is None or kept.until < time.monotonic():
            response = self.get_response(request)
            if not getattr(request, "is_public_page", False) or not _may_keep(response):
                return response
            kept = self._keep(key, response)
        return _answer(kept, request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> None:
        """Notice what the view declares."""
        access = getattr(view, "access", None)
        request.is_public_page = access is not None and access.audience == "public"  # type: ignore[attr-defined]

    def _keep(self, key: tuple[str, str], response: HttpResponse) -> _Kept:
        response["Cache-Control"] = "no-store"
        response["Vary"] = "Accept-Encoding"
        headers = tuple((n, v) for n, v in response.items() if n != "Content-Length")
        # Zipping is safe here: the page holds no secret that a guess could be compared with.
        zipped = gzip.compress(response.content, 9, mtime=0)
        kept = _Kept(time.monotonic() + self.seconds, headers, response.content, zipped)
        with _lock:
            _pages[key] = kept
            _pages.move_to_end(key)
            if len(_pages) > MOST_PAGES:
                _pages.popitem(last=False)
        return kept


def _may_keep(response: HttpResponseBase) -> bool:
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and response.get("Content-Type", "").startswith("text/html")
    )


def _answer(kept: _Kept, request: HttpRequest) -> HttpResponse:
    zipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(kept.zipped if zipped else kept.plain)
    for name, value in kept.headers:
        response.headers[name] = value
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return response
