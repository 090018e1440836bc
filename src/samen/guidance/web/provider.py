"""What our organisation offers, kept up to date by ourselves: free places, and that it is right."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samen.guidance.actions import confirm_service, state_capacity
from samen.guidance.domain.offers import Offer
from samen.guidance.policy import PROVIDER_ROLES
from samen.guidance.queries.directory import own_offers
from samen.guidance.web import labels
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.web.access import member


class PlacesForm(forms.Form):
    """How many places there are, and how many of them are free."""

    available = forms.IntegerField(
        label=gettext_lazy("Places free now"),
        min_value=0,
        max_value=9999,
        help_text=gettext_lazy("Places on hold for a referral are already taken off."),
    )
    maximum = forms.IntegerField(
        label=gettext_lazy("Places in all"), min_value=0, max_value=9999, required=False
    )


def _form_of(offer: Offer) -> PlacesForm:
    initial = {"available": offer.available, "maximum": offer.maximum}
    return PlacesForm(initial=initial, prefix=f"s{offer.service_id.hex[:8]}")


def _page(
    request: HttpRequest, forms_by_service: dict[UUID, PlacesForm], status: int
) -> HttpResponse:
    today = clock.today()
    rows = [
        {
            "offer": offer,
            "kind": labels.KINDS[offer.kind],
            "fresh": offer.is_fresh(today),
            "form": forms_by_service.get(offer.service_id, _form_of(offer))
            if offer.available is not None
            else None,
        }
        for offer in own_offers(request.actor)
    ]
    return render(request, "guidance/provider.html", {"rows": rows}, status=status)


@member(*PROVIDER_ROLES)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Our services in the help directory."""
    return _page(request, {}, 200)


def _own(request: HttpRequest, service_id: UUID) -> Offer:
    for offer in own_offers(request.actor):
        if offer.service_id == service_id:
            return offer
    raise Http404


@member(*PROVIDER_ROLES)
@require_POST
def places(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Count the free places of one service again."""
    offer = _own(request, service_id)
    form = PlacesForm(request.POST, prefix=_form_of(offer).prefix)
    if form.is_valid():
        try:
            state_capacity(request.actor, service_id=service_id, **form.cleaned_data)
        except InvalidInput as error:
            for problem in error.problems:
                field = problem.where if problem.where in form.fields else None
                form.add_error(field, _(problem.rule))
        else:
            messages.success(request, _("The places are noted; coordinators see them at once."))
            return redirect("guidance:own_services")
    return _page(request, {service_id: form}, 400)


@member(*PROVIDER_ROLES)
@require_POST
def confirm(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Everything that stands here about one service is right today."""
    _own(request, service_id)
    confirm_service(request.actor, service_id=service_id, on=clock.today())
    messages.success(request, _("Noted: checked today."))
    return redirect("guidance:own_services")
