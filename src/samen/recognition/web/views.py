"""Pages on which people recognise signals; nothing of it is stored."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from samen.guidance.public import routes
from samen.platform.web.access import public
from samen.recognition.domain.catalogue import findings, indicator_list, lists


def _language() -> str:
    return "nl" if get_language() == "nl" else "en"


@public
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every list, with its source."""
    language = _language()
    groups = [
        (group, group.title[language], group.intro[language], len(group.indicators))
        for group in lists()
    ]
    return render(request, "recognition/catalogue.html", {"groups": groups})


# Sent by POST so that what somebody ticks stays out of addresses, histories and logs. No CSRF
# token: the request changes nothing and knows no session, so another site gains nothing by it.
@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def tick(request: HttpRequest, code: str) -> HttpResponse:
    """The signals of one list to tick; after sending: which, what to ask next, whom to call."""
    group = indicator_list(code)
    if group is None:
        raise Http404
    language = _language()
    context: dict[str, object] = {
        "group": group,
        "title": group.title[language],
        "intro": group.intro[language],
        "signs": [(sign.code, sign.text[language]) for sign in group.indicators],
    }
    if request.method != "POST":
        return render(request, "recognition/tick.html", context)
    known = {sign.code for sign in group.indicators}
    ticked = [value for value in request.POST.getlist("sign") if value in known]
    context["found"] = [
        (
            finding.theme.name[language],
            [sign.text[language] for sign in finding.indicators],
            finding.theme.ask[language],
        )
        for finding in findings(ticked)
    ]
    context["routes"] = [
        (route, route.text(language)) for route in routes(who=group.who, about=group.about)
    ]
    response = render(request, "recognition/answer.html", context)
    response["Cache-Control"] = "no-store"
    return response
