"""Whether somebody may open a page, asked of the page's own declaration: no link leads to a no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from django import template
from django.urls import URLPattern, URLResolver, get_resolver

from samen.platform.organisations.domain.actor import Actor
from samen.platform.web.access import Access

register = template.Library()


@register.filter
def may(actor: Actor, view: str) -> bool:
    """Whether ``actor`` may call the view with this name, such as ``sharing:decision``.

    Whether there is something for them behind it stays for the view to say.
    """
    return declared()[view].admits(actor)


@cache
def declared() -> Mapping[str, Access]:
    """The declaration of every view of ours by its name."""

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, Access]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                yield from walk(entry, inner)
            elif isinstance(entry, URLPattern) and hasattr(entry.callback, "access"):
                yield f"{space}{entry.name}", entry.callback.access

    return dict(walk(get_resolver(), ""))
