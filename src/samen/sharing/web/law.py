"""The law behind the rules: every article they cite, in our own words, with its official text."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samen.engines.rules.policy import READ_LABELS, READ_LABELS_EN, articles_by_law
from samen.engines.rules.rights import load_rights
from samen.kernel import clock
from samen.platform.web.access import public
from samen.sharing.queries.rules import table_in_force


@public
@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """The laws that rules and rights cite."""
    found = [(articles[0], len(articles)) for articles in articles_by_law().values()]
    return render(request, "sharing/law/laws.html", {"laws": found})


@public
@require_safe
def law(request: HttpRequest, name: str) -> HttpResponse:
    """One law: its cited articles, how they were read, and what rests on them."""
    articles = articles_by_law().get(name)
    if articles is None:
        raise Http404
    today = clock.today()
    rules = table_in_force(today).edition(today).rules
    rights = load_rights().on(today)

    def rests_on(basis: object, number: str) -> bool:
        return any((c.law, c.article) == (name, number) for c in basis)  # type: ignore[attr-defined]

    return render(
        request,
        "sharing/law/law.html",
        {
            "law": articles[0],
            "articles": [
                (
                    article,
                    (READ_LABELS[article.read], READ_LABELS_EN[article.read]),
                    [rule for rule in rules if rests_on(rule.basis, article.number)],
                    [right for right in rights if rests_on(right.basis, article.number)],
                )
                for article in articles
            ],
        },
    )
