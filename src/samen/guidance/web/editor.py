"""The editor's list: what was checked when, and what is overdue."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samen.guidance.actions import confirm_page, confirm_route
from samen.guidance.domain.content import REQUIRED_LANGUAGES
from samen.guidance.queries import content as content_queries
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.web.access import member

_CONFIRM = {"page": confirm_page, "route": confirm_route}


@member("editor")
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Every page and number with its owner and last check, overdue first."""
    lines = content_queries.reviews(get_language() or "nl", clock.today(), REQUIRED_LANGUAGES)
    context = {"lines": lines, "overdue": sum(line.overdue for line in lines)}
    return render(request, "guidance/editor.html", context)


@member("editor")
@require_POST
def confirm(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The editor checked this today."""
    if kind not in _CONFIRM:
        raise Http404
    try:
        _CONFIRM[kind](request.actor, key=key, on=clock.today())  # type: ignore[attr-defined]
    except InvalidInput as error:
        raise Http404 from error
    messages.success(request, _("Noted: checked today."))
    return redirect("guidance:editor")
