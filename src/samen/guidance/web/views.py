"""Public pages: the same for everybody, without session, cookie or token, kept whole in memory."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from samen.guidance.domain.routing import QUESTIONS
from samen.guidance.queries import content as content_queries
from samen.guidance.web import labels
from samen.platform.web.access import public


def _language() -> str:
    return get_language() or "nl"


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Three doors, and whom to call."""
    return render(request, "guidance/home.html")


@public
@require_safe
def door(request: HttpRequest, audience: str) -> HttpResponse:
    """Everything behind one of the three doors."""
    context = {
        "audience": audience,
        "title": labels.DOORS[audience],
        "pages": content_queries.pages(audience, _language()),
        "contact": reverse("guidance:contact_who", args=[audience]),
    }
    return render(request, "guidance/door.html", context)


@public
@require_safe
def contact(request: HttpRequest, who: str = "", about: str = "", how: str = "") -> HttpResponse:
    """One question, or the answer when all three have been given."""
    given = {"who": who, "about": about, "how": how}
    answers = {question: answer for question, answer in given.items() if answer}
    if any(answers[q] not in options for q, options in QUESTIONS if q in answers):
        raise Http404
    routes = content_queries.routes(**answers)
    question = next((q for q, _ in QUESTIONS if q not in answers), "")
    context = {
        "question": question,
        "title": labels.QUESTIONS.get(question),
        "number": len(answers) + 1,
        "options": [
            (reverse(f"guidance:contact_{question}", args=[*answers.values(), code]), label)
            for code, label in labels.ANSWERS.get(question, {}).items()
        ],
        "given": [labels.ANSWERS[q][answer] for q, answer in answers.items()],
        "routes": [(route, route.text(_language())) for route in routes],
        "back": _one_back(list(answers.values())),
    }
    return render(request, "guidance/contact.html", context)


def _one_back(answers: list[str]) -> str:
    if not answers:
        return reverse("guidance:home")
    names = ["guidance:contact", "guidance:contact_who", "guidance:contact_about"]
    return reverse(names[len(answers) - 1], args=answers[:-1])


@public
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """One information page."""
    found = content_queries.page(key, _language())
    if found is None:
        raise Http404
    routes = content_queries.routes_by_key()
    blocks = []
    for block in found.blocks:
        if block.kind == "call":
            route = routes[str(block.value)]
            blocks.append((block.kind, (route, route.text(_language()))))
        elif block.kind == "link":
            blocks.append((block.kind, content_queries.page(str(block.value), _language())))
        else:
            blocks.append((block.kind, block.value))
    context = {
        "page": found,
        "blocks": blocks,
        "door": labels.DOORS[found.audience],
        "door_url": reverse(
            "guidance:home" if found.audience == "about" else f"guidance:door_{found.audience}"
        ),
        "others": [p for p in content_queries.pages(found.audience, _language()) if p.key != key],
    }
    return render(request, "guidance/page.html", context)
