"""Close a case, with what it costs the person on the page, and undo it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from samen.casework.actions import cases as actions
from samen.casework.domain.status import ClosingReason
from samen.casework.policy import CASE_ROLES
from samen.casework.queries.cases import case_of
from samen.casework.queries.rights import rights_of_case
from samen.casework.web.forms import CloseForm
from samen.platform.vault.public import NotGranted
from samen.platform.web.access import member


@member(*CASE_ROLES, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close the case. "Bad employer" is asked twice: first what it costs, then whether to."""
    try:
        case = case_of(request.actor, case_id)
        people = rights_of_case(request.actor, request.vault, case_id)
    except NotGranted:
        raise Http404 from None
    form = CloseForm(request.POST or None)
    costly = False
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        costly = reason == ClosingReason.BAD_EMPLOYER
        cost_seen = "cost_seen" in request.POST
        if cost_seen or not costly:
            actions.close_case(request.actor, case_id=case_id, reason=reason, cost_seen=cost_seen)
            return redirect("casework:case", case_id)
    return render(
        request,
        "casework/close.html",
        {"case": case, "people": people, "form": form, "costly": costly},
        status=400 if form.errors else 200,
    )


@member(*CASE_ROLES, vault=True)
@require_POST
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Undo the closing."""
    try:
        actions.reopen_case(request.actor, case_id=case_id)
    except NotGranted:
        raise Http404 from None
    return redirect("casework:case", case_id)
