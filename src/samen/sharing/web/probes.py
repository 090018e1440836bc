"""Pages of hit or no hit: is this person known to a partner, who may find whom, who takes part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.engines.linkage.oprf import OprfError
from samen.engines.linkage.token_server import KeyHolderSilent
from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import organisation_names
from samen.platform.vault.public import NotGranted, VaultMissing, part_info
from samen.platform.web.access import member
from samen.sharing import queries
from samen.sharing.actions import enrolments
from samen.sharing.actions import probes as actions
from samen.sharing.domain.probes import IDENTITY, one_in
from samen.sharing.key_holder import is_demo_key_holder, key_holder
from samen.sharing.policy import ASKERS, CONTROLLERS, OVERSEERS
from samen.sharing.queries import probes as reads
from samen.sharing.web.again import asked_again
from samen.sharing.web.forms import ProbeForm
from samen.sharing.web.problems import complain, say


@member(*ASKERS, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """Is this person known to a partner? First: may we ask?"""
    try:
        info = part_info(request.actor, part_id)
    except NotGranted:
        raise Http404 from None
    if info.kind != IDENTITY or info.owner_id != request.actor.organisation_id:
        raise Http404
    partners = reads.participants(request.actor)
    ready = bool(key_holder() and reads.participates(request.actor.organisation_id) and partners)
    form = ProbeForm(
        (request.POST or None) if ready else None,
        partners=partners,
        evidence=queries.evidence_about(request.actor, info.subject_id),
        organisation_type=request.actor.organisation_type,
        birth_date=queries.birth_date_of(request.actor, request.vault, info.subject_id),
        initial=asked_again(request, part_id),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.request_probe(
                request.actor,
                part_id=part_id,
                **form.asked(),
            )
            return redirect("sharing:decision", row.id)
        except InvalidInput as error:
            complain(form, error)
    return render(
        request,
        "sharing/probes/new.html",
        {
            "form": form,
            "ready": ready,
            "partners": partners,
            "asked": reads.asked_about(request.actor, part_id),
            "findable": reads.findable_by(request.actor, part_id),
            **_setting(request),
        },
        status=400 if form.errors else 200,
    )


@member(*ASKERS, vault=True)
@require_POST
def ask(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Ask the partner of a decision; counted."""
    row = _try(
        request,
        lambda: actions.probe(request.actor, request.vault, decision_id=decision_id),
        decision_id,
    )
    return redirect("sharing:probe", row.id) if row else redirect("sharing:decision", decision_id)


@member(*ASKERS, vault=True)
@require_POST
def enrol(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Let the partner of a decision find this person with us."""
    done = _try(
        request,
        lambda: enrolments.enrol(request.actor, request.vault, decision_id=decision_id),
        decision_id,
    )
    if done:
        messages.success(
            request, _("This partner can now find out that you know this person, and nothing else.")
        )
    return redirect("sharing:decision", decision_id)


def _try(request: HttpRequest, act: Callable[[], Any], decision_id: UUID) -> Any:
    """Do it, or say on the decision's page why not; nothing was asked then."""
    if queries.own_decision(request.actor, decision_id) is None:
        raise Http404
    try:
        return act()
    except InvalidInput as error:
        limit = any(problem.code == "daily-limit" for problem in error.problems)
        told = (
            _("The key holder's number of questions for today is used up; go on tomorrow.")
            if limit
            else " ".join(str(say(problem.rule)).capitalize() + "." for problem in error.problems)
        )
    except KeyHolderSilent:
        told = _("The key holder does not answer. Nothing was asked; try again later.")
    except OprfError:
        told = _(
            "The key holder answered with another key than it published. Nothing was asked; "
            "tell your privacy officer."
        )
    except NotGranted:
        raise Http404 from None
    except VaultMissing:
        told = _("This organisation cannot open sealed parts yet.")
    messages.error(request, told)
    return None


@member(*ASKERS)
@require_safe
def answer(request: HttpRequest, probe_id: UUID) -> HttpResponse:
    """Hit or no hit; and what to do with a hit. Never what the partner knows."""
    row = reads.probe_of(request.actor, probe_id)
    if row is None:
        raise Http404
    other = organisation_names([row.to_organisation_id]).get(row.to_organisation_id, "–")
    return render(
        request,
        "sharing/probes/answer.html",
        {
            "row": row,
            "partner": other,
            "there": queries.standing_part(request.actor, row.decision.part_id),
            "one_in": one_in(row.expected_false),
            "letters": set(row.basis),
            **_setting(request),
        },
    )


@member(*OVERSEERS, *ASKERS, "organisation_administrator")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Who takes part, what was asked by us and of us."""
    actor = request.actor
    of_us = reads.asked_of_us(actor)
    may_open = actor.has(*ASKERS) and request.vault
    found = reads.found_with_us(actor, request.vault, of_us) if may_open else {}
    return render(
        request,
        "sharing/probes/overview.html",
        {
            "since": reads.participates(actor.organisation_id),
            "decides": actor.has(*CONTROLLERS),
            "partners": reads.participants(actor),
            "by_us": reads.asked_by_us(actor),
            "of_us": [(line, found.get(line.row.id)) for line in of_us],
            "counts": reads.counts(actor),
            "enrolled": reads.enrolled(actor),
            **_setting(request),
        },
    )


@member(*CONTROLLERS)
@require_POST
def take_part(request: HttpRequest) -> HttpResponse:
    """Begin, or with ``stop`` end, that our organisation asks and answers."""
    if request.POST.get("stop"):
        n = enrolments.stop_taking_part(request.actor)
        messages.success(
            request,
            ngettext(
                "Your organisation takes part no more. %(n)d token was removed.",
                "Your organisation takes part no more. %(n)d tokens were removed.",
                n,
            )
            % {"n": n},
        )
    else:
        try:
            enrolments.take_part(request.actor)
        except InvalidInput as error:
            messages.error(request, " ".join(say(problem.rule) for problem in error.problems))
        else:
            messages.success(request, _("Your organisation takes part from today."))
    return redirect("sharing:probes")


def _setting(request: HttpRequest) -> dict[str, Any]:
    holder = key_holder()
    return {
        "holder": holder,
        "demo_holder": is_demo_key_holder(),
        "taking_part": reads.participates(request.actor.organisation_id),
    }
