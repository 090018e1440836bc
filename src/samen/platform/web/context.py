"""What the frame of every page knows: the template variable ``frame``.

Not called ``site``: allauth gives its own templates a variable of that name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override

from samen.platform.web.languages import BY_CODE, FALLBACK, OFFERED, Language, has_page
from samen.platform.web.navigation import Link, menu


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
                    url = reverse("guidance:home")
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
        """The menu for the member's roles, by group."""
        actor = getattr(self._request, "actor", None)
        return menu(actor, self._request.path) if actor else []


def site(request: HttpRequest) -> dict[str, Frame]:
    """Context processor."""
    return {"frame": Frame(request)}
