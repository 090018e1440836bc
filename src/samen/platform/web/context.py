"""What the frame of every page knows: the template variable ``frame``.

Not called ``site``: allauth gives its own templates a variable of that name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override

from samen.platform.web.languages import BY_CODE, FALLBACK, OFFERED, Language, has_page
from samen.platform.web.navigation import Link, menu

_STAFF = {"werk", "account"}
"""How an address of the staff begins, after its language."""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the language switch: this page in another language, or its home page."""

    language: Language
    url: str
    current: bool


class Frame:
    """Facts about the site and the request; computed only when a template asks.

    A public page may use everything but ``menu`` and ``actor``, so that it stays the same for
    everybody and can be cached whole.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def demo(self) -> bool:
        """Whether this is the synthetic Netherlands."""
        return settings.DEMO

    @cached_property
    def language(self) -> Language:
        """The language of this page."""
        return BY_CODE[get_language() or settings.LANGUAGE_CODE]

    @cached_property
    def languages(self) -> list[LanguageLink]:
        """The languages that have content, in a fixed order."""
        match = self._request.resolver_match
        view_name = match.view_name if match else ""
        links = []
        for language in OFFERED:
            if match and has_page(language, view_name):
                url = translate_url(self._request.path, language.code)
            else:
                with override(language.code):
                    url = reverse("casework:today" if self.at_work else "guidance:home")
            links.append(LanguageLink(language, url, language is self.language))
        return links

    @cached_property
    def fallback_url(self) -> str:
        """The home page in the language that stands in for a draft translation."""
        with override(FALLBACK):
            return reverse("guidance:home")

    @cached_property
    def actor(self) -> object:
        """The logged-in member, or None."""
        return getattr(self._request, "actor", None)

    @cached_property
    def menu(self) -> list[tuple[str, list[Link]]]:
        """The menu for the member's roles, by group; at no known address nothing is current."""
        actor = getattr(self._request, "actor", None)
        here = self._request.path if self._request.resolver_match else ""
        return menu(actor, here) if actor else []

    @cached_property
    def at_work(self) -> bool:
        """Whether this is a logged-in member at an address of the staff.

        Of visitors and of public addresses nothing is asked. A database that does not answer knows
        nobody, and an error page must come without it.
        """
        if not _STAFF & set(self._request.path.split("/")[1:3]):
            return False
        try:
            return bool(self.actor)
        except Error:
            return False

    @property
    def error_layout(self) -> str:
        """The template that an error page extends."""
        return "samen/base_staff.html" if self.at_work else "samen/base_public.html"


def site(request: HttpRequest) -> dict[str, Frame]:
    """Context processor."""
    return {"frame": Frame(request)}
