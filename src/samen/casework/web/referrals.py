"""Pages on help: find what fits, ask for a place, answer, see what is lacking."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samen.casework.actions import referrals as actions
from samen.casework.domain.matching import almost, match, shortage
from samen.casework.domain.people import age_on
from samen.casework.policy import CASE_ROLES, GAP_READERS
from samen.casework.queries import cases as case_queries
from samen.casework.queries import referrals as queries
from samen.casework.web.choices import areas_of
from samen.casework.web.forms import AnswerForm, NeedForm
from samen.casework.web.problems import said
from samen.guidance.public import criteria, offer, offers
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.vault.public import NotGranted
from samen.platform.web.access import member
from samen.platform.web.languages import LANGUAGES
from samen.platform.web.words import language_codes


@member(*CASE_ROLES, vault=True)
def find_help(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Needs beside the help directory. The search is a POST: needs never stand in an address.

    The page opens with what fits what the case already knows; only a search that somebody makes
    can be noted as a shortage.
    """
    try:
        view = case_queries.case_view(request.actor, request.vault, case_id)
    except NotGranted:
        raise Http404 from None
    identity = view.people[0].parts.get("person_identity", {}) if view.people else {}
    age = age_on(clock.today(), identity.get("birth_date", ""))
    spoken = set(language_codes(identity.get("languages", "")))
    known = {"age": age, "languages": [one.code for one in LANGUAGES if one.code in spoken]}
    if sex := identity.get("sex"):
        known["c_sex"] = [sex]
    asked = request.method == "POST"
    form = NeedForm(request.POST if asked else known, criteria=criteria())
    if not asked and not form.is_valid():
        form = NeedForm(initial=known, criteria=criteria())
    context = {"view": view, "form": form, "asked": asked}
    if form.is_valid():
        row = view.row
        areas = areas_of(form.cleaned_data["municipality"], (row.region_type, row.region_code))
        found = match(form.need(areas), offers(), now=timezone.now())
        lacking = shortage(found)
        if lacking and asked:
            actions.note_shortage(request.actor, case_id=case_id, lacking=lacking)
        context |= {
            "searched": True,
            "candidates": [c for c in found if c.verdict != "no"][:20],
            "almost": almost(found),
            "refused": sum(c.verdict == "no" for c in found),
        }
    return render(request, "casework/find_help.html", context, status=400 if form.errors else 200)


@member(*CASE_ROLES, vault=True)
@require_POST
def refer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for a place."""
    try:
        service_id = UUID(request.POST.get("service", ""))
        actions.refer(request.actor, case_id=case_id, service_id=service_id)
    except NotGranted:
        raise Http404 from None
    except ValueError as error:
        text = said(error) if isinstance(error, InvalidInput) else _("Choose a service.")
        messages.error(request, text)
    else:
        messages.success(
            request, _("The place is asked for. What the provider may know is decided apart.")
        )
    return redirect("casework:case", case_id)


@member(*CASE_ROLES)
@require_safe
def incoming(request: HttpRequest) -> HttpResponse:
    """Requests for a place at our organisation."""
    return _incoming(request)


def _incoming(request: HttpRequest, refused: AnswerForm | None = None) -> HttpResponse:
    """The requests, each with what may be answered now; a ``refused`` form as it was filled in."""
    rows = [
        (
            referral,
            offer(referral.service_id),
            refused if refused and refused.of.id == referral.id else AnswerForm(of=referral),
        )
        for referral in queries.incoming_referrals(request.actor)
    ]
    return render(request, "casework/incoming.html", {"rows": rows}, status=400 if refused else 200)


@member(*CASE_ROLES)
@require_POST
def answer(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Accept, place or refuse; or, by who asked, take the request back."""
    try:
        referral = queries.referral_of(request.actor, referral_id)
    except NotGranted:
        raise Http404 from None
    ours = referral.case.organisation_id == request.actor.organisation_id
    form = AnswerForm(request.POST, of=referral, as_provider=not ours)
    if form.is_valid():
        try:
            actions.answer_referral(
                request.actor,
                referral_id=referral_id,
                state=form.cleaned_data["state"],
                reason=form.cleaned_data.get("reason") or None,
            )
        except InvalidInput as error:
            form.add_error(error.problems[0].where, said(error))
        else:
            messages.success(request, _("The answer is noted."))
    if form.errors and not ours:
        return _incoming(request, form)
    if form.errors:
        messages.error(request, _("This request was answered in the meantime."))
    return redirect("casework:case", referral.case_id) if ours else redirect("casework:incoming")


@member(*GAP_READERS)
@require_safe
def gap_list(request: HttpRequest) -> HttpResponse:
    """What was lacking per region: the figure that a chain coordinator had to guess."""
    return render(request, "casework/gaps.html", {"gaps": queries.gaps(request.actor)})
