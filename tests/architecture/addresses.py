"""Every address that the URL configuration answers, with sample values filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters
from ninja.operation import PathView

SAMPLES: dict[str, Any] = {
    "int": 1,
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": UUID(int=1),
}


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Every address (with sample values filled in) and its pattern."""

    def walk(prefix: str, entries: list[URLPattern | URLResolver]) -> Iterator[Any]:
        for entry in entries:
            part = sample(entry)
            if isinstance(entry, URLResolver):
                yield from walk(prefix + part, entry.url_patterns)
            else:
                yield f"/{prefix}{part}", entry

    yield from walk("", get_resolver().url_patterns)


def sample(entry: URLPattern | URLResolver) -> str:
    text = str(entry.pattern)
    for name, converter in entry.pattern.converters.items():
        kinds = [kind for kind, value in get_converters().items() if value is converter]
        value = SAMPLES.get(kinds[0] if kinds else "", getattr(converter, "sample", "x"))
        for kind in (*kinds, ""):
            text = text.replace(f"<{kind}:{name}>" if kind else f"<{name}>", str(value))
    text = re.sub(r"\(\?P<\w+>[^()]*\)", "x", text)
    return text.replace("^", "").replace("$", "").replace("\\Z", "")


def allauth_name(pattern: URLPattern) -> str:
    """The name of an address of django-allauth, or of what it redirects to; else nothing."""
    view = pattern.callback
    target = getattr(view, "view_initkwargs", {}).get("pattern_name", "")
    if view.__module__.startswith("allauth."):
        return pattern.name or ""
    return target if target.startswith("socialaccount_") else ""


def api_path_view(view: Callable[..., Any]) -> PathView | None:
    owner = getattr(view, "__self__", None)
    if isinstance(owner, PathView):
        return owner
    cells = getattr(view, "__closure__", None) or ()
    return next((c.cell_contents for c in cells if isinstance(c.cell_contents, PathView)), None)


def is_api_document(view: Callable[..., Any]) -> bool:
    """Whether django-ninja itself answers here, with the description of an API."""
    inner = view.func if isinstance(view, partial) else view
    return inner.__module__ == "ninja.openapi.views"


ALL = list(patterns())
