"""A language in which only some pages exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import translate_url
from django.utils.translation import get_language

from samen.platform.web.languages import BY_CODE, FALLBACK, has_page


class PartialLanguageMiddleware:
    """Send a visitor to the fallback language for a page their language does not have.

    Without it the page would mix two languages and run in the wrong direction. Stands after
    ``LocaleMiddleware``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        """Redirect a reading request; a form that is being sent is left alone."""
        language = BY_CODE.get(get_language() or "")
        match = request.resolver_match
        if (
            language is None
            or match is None
            or has_page(language, match.view_name)
            or request.method not in {"GET", "HEAD"}
            or not request.path.startswith(f"/{language.code}/")
        ):
            return None
        return HttpResponseRedirect(translate_url(request.get_full_path(), FALLBACK))
