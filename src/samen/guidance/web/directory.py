"""The help directory for everybody: who helps, where, for whom; never an address."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from samen.guidance.domain.content import english_services
from samen.guidance.domain.directory import region_name
from samen.guidance.domain.offers import EVERYWHERE, Offer
from samen.guidance.queries.directory import criteria, offer, offers
from samen.guidance.web import labels
from samen.kernel import clock
from samen.platform.organisations.public import (
    RegionType,
    municipality_regions,
    search_municipalities,
)
from samen.platform.web.access import public
from samen.platform.web.words import language


class FilterForm(forms.Form):
    """What somebody looks for. All of it is optional."""

    place = forms.CharField(label=_("Municipality"), required=False, max_length=80)
    kind = forms.ChoiceField(
        label=_("Kind of help"),
        required=False,
        choices=[("", _("All")), *labels.KINDS.items()],
    )


@public
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """The list, narrowed to a municipality and a kind of help."""
    form = FilterForm(request.GET)
    found, place, areas = list(offers()), None, frozenset[tuple[str, str]]()
    if form.is_valid():
        if name := form.cleaned_data["place"].strip():
            place = next(iter(search_municipalities(name, limit=1)), None)
            if place is None:
                form.add_error("place", _("We do not know this municipality. Check the spelling."))
            else:
                areas = _areas(place.code)
        if kind := form.cleaned_data["kind"]:
            found = [item for item in found if item.kind == kind]
        if areas:
            found = [item for item in found if item.serves(areas) is not False]
            found.sort(key=lambda item: (EVERYWHERE in item.areas, item.name))
    today = clock.today()
    context = {
        "form": form,
        "place": place,
        "offers": [_shown(item, today) for item in found],
    }
    return render(request, "guidance/directory.html", context)


@public
@require_safe
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service with everything its provider says."""
    found = offer(service_id)
    if found is None:
        raise Http404
    english = language() != "nl"
    stated = []
    for criterion in criteria():
        values = found.attributes.get(criterion.code, {})
        names = {code: (en if english else nl) for code, nl, en in criterion.terms}
        yes = [names[code] for code, holds in values.items() if holds]
        no = [names[code] for code, holds in values.items() if not holds]
        if yes or no:
            stated.append((labels.CRITERIA[criterion.code], yes, no))
    context = {"item": _shown(found, clock.today()), "stated": stated}
    return render(request, "guidance/service.html", context)


def _areas(municipality: str) -> frozenset[tuple[str, str]]:
    inside = {(str(kind), code) for kind, code in municipality_regions(municipality).items()}
    return frozenset(inside | {(str(RegionType.MUNICIPALITY), municipality)})


def _shown(item: Offer, today: object) -> dict[str, object]:
    everywhere = EVERYWHERE in item.areas
    told = english_services().get((item.organisation_name, item.name), {})
    own = language() == "nl" or not told
    return {
        "offer": item if own else replace(item, **told),
        # What a provider wrote in Dutch is read out as Dutch on a page in another language.
        "lang": "nl" if own and language() != "nl" else "",
        "kind": labels.KINDS[item.kind],
        "everywhere": everywhere,
        "areas": sorted(region_name(area) for area in item.areas if not everywhere),
        "languages": sorted(item.languages),
        "fresh": item.is_fresh(today),  # type: ignore[arg-type]
    }
