"""Pages on signals."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.casework.actions import cases as case_actions
from samen.casework.actions import signals as actions
from samen.casework.policy import CASE_ROLES, SIGNAL_ROLES
from samen.casework.queries import signals as queries
from samen.casework.queries.entities import signal_page
from samen.casework.web.choices import indicator_choices
from samen.casework.web.forms import NewSignalForm, SignalForm
from samen.kernel import clock
from samen.platform.organisations.public import municipality_regions
from samen.platform.vault.public import NotGranted
from samen.platform.web.access import member
from samen.platform.web.paging import page_number


def _content(form: SignalForm) -> actions.SignalContent:
    data = form.cleaned_data
    return actions.SignalContent(
        facts=data["facts"],
        observations=data["observations"],
        interpretations=data["interpretations"],
        sources=data["sources"],
        indicators=data["indicators"],
    )


@member(*SIGNAL_ROLES, vault=True)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The signals that wait."""
    page = page_number(request)
    closed = request.GET.get("show") == "closed"
    rows, more = queries.signals(request.actor, request.vault, closed=closed, page=page)
    return render(
        request,
        "casework/signals.html",
        {"rows": rows, "more": more, "page": page, "closed": closed},
    )


@member(*SIGNAL_ROLES, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Note a signal yourself."""
    form = NewSignalForm(request.POST or None, indicators=indicator_choices())
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data["municipality"]
        unit = municipality_regions(place).get("police_unit", "") if place else ""
        signal_id = actions.open_signal(
            request.actor,
            source="own",
            form=form.cleaned_data["form"],
            region=("police_unit" if unit else "", unit),
            received_on=clock.today(),
            content=_content(form),
        )
        messages.success(request, _("The signal is noted. Weigh it within two working days."))
        return redirect("casework:signal", signal_id)
    status = 400 if form.is_bound and not form.is_valid() else 200
    return render(request, "casework/new_signal.html", {"form": form}, status=status)


@member(*SIGNAL_ROLES, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def signal(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """One signal: read it, weigh it."""
    try:
        row = queries.signal_of(request.actor, signal_id)
        content, named = signal_page(request.actor, request.vault, signal_id)
    except NotGranted:
        raise Http404 from None
    if request.method == "POST":
        form = SignalForm(request.POST, indicators=indicator_choices())
        if form.is_valid():
            actions.weigh_signal(
                request.actor,
                request.vault,
                signal_id=signal_id,
                content=_content(form),
                form=form.cleaned_data["form"],
            )
            messages.success(request, _("The signal is weighed."))
            return redirect("casework:signal", signal_id)
    else:
        form = SignalForm(initial=content | {"form": row.form}, indicators=indicator_choices())
    return render(
        request,
        "casework/signal.html",
        {
            "row": row,
            "form": form,
            "named": named,
        },
        status=400 if form.is_bound else 200,
    )


@member(*SIGNAL_ROLES, vault=True)
@require_POST
def to_case(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Open a case from a signal."""
    try:
        content = queries.signal_content(request.actor, request.vault, signal_id)
        case_id = case_actions.open_case(
            request.actor, signal_id=signal_id, summary=str(content.get("facts", ""))
        )
    except NotGranted:
        raise Http404 from None
    if not request.actor.has(*CASE_ROLES):
        messages.success(request, _("The case is open. A caseworker takes it from here."))
        return redirect("casework:signals")
    messages.success(request, _("The case is open. First contact is due on the next working day."))
    return redirect("casework:case", case_id)


@member(*SIGNAL_ROLES, vault=True)
@require_POST
def close(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Nothing to do now."""
    try:
        actions.close_signal(request.actor, signal_id=signal_id)
    except NotGranted:
        raise Http404 from None
    messages.success(request, _("The signal is closed."))
    return redirect("casework:signals")
