"""A person in a case: counted, that taken back, and erased."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samen.casework.actions import erasing, registration
from samen.casework.policy import CASE_ROLES
from samen.casework.queries import cases as queries
from samen.casework.web.forms import EraseForm
from samen.casework.web.problems import said
from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import organisation_names
from samen.platform.vault.public import NotGranted, partners_reading
from samen.platform.web.access import member


@member(*CASE_ROLES, vault=True)
@require_POST
def register(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Count a possible victim, once."""
    try:
        person = queries.person_of(request.actor, person_id)
        new = registration.register_victim(request.actor, request.vault, person_id=person_id)
    except NotGranted:
        raise Http404 from None
    except InvalidInput as error:
        messages.error(request, said(error))
    else:
        messages.success(
            request,
            _("Counted once, without a name.") if new else _("This person was counted already."),
        )
    return redirect("casework:case", person.case_id)


@member(*CASE_ROLES, vault=True)
@require_POST
def undo_register(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take the count back."""
    try:
        person = queries.person_of(request.actor, person_id)
        registration.undo_registration(request.actor, request.vault, person_id=person_id)
    except NotGranted:
        raise Http404 from None
    messages.success(request, _("Not counted any more. What was published stays as it is."))
    return redirect("casework:case", person.case_id)


@member(*CASE_ROLES, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Erase a person, after saying what goes and what stays."""
    try:
        person = queries.person_of(request.actor, person_id)
        view = queries.case_view(request.actor, request.vault, person.case_id)
    except NotGranted:
        raise Http404 from None
    shown = next(known for known in view.people if known.id == person_id)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        erasing.erase_person(
            request.actor,
            request.vault,
            person_id=person_id,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Erased, for everybody who could read it."))
        return redirect("casework:case", person.case_id)
    partners = partners_reading(request.actor, person_id)
    return render(
        request,
        "casework/erase.html",
        {
            "person": shown,
            "case": view.row,
            "form": form,
            "partners": sorted(organisation_names(partners).values()),
        },
        status=400 if form.errors else 200,
    )
