"""Pages of sharing: ask, sign, read what was shared, see who may read a datum."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.engines.rules.sharing import RECORD_FORMS, RecordKind
from samen.kernel import clock
from samen.kernel.codes import DataCategory
from samen.kernel.errors import InvalidInput
from samen.platform.logbook.public import Group
from samen.platform.organisations.public import member_names, organisation_names, partners
from samen.platform.vault.public import NotGranted, VaultMissing, owned_parts, part_info
from samen.platform.web.access import member
from samen.platform.web.paging import page_number
from samen.sharing import queries
from samen.sharing.actions import disclosures
from samen.sharing.domain.probes import A_DAY
from samen.sharing.domain.signing import signable_roles
from samen.sharing.models import SharingDecision
from samen.sharing.policy import ASKERS, OVERSEERS, SIGNERS
from samen.sharing.queries.probes import asked_about, asked_today, enrolment_of
from samen.sharing.queries.signatures import asked_of_us
from samen.sharing.queries.signatures import signatures_of as lacking
from samen.sharing.web.again import address_to_ask_again, asked_again
from samen.sharing.web.forms import RequestForm
from samen.sharing.web.problems import complain


@member(*ASKERS, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """May I share this? Ask, and on a yes it is shared."""
    try:
        info = part_info(request.actor, part_id)
    except NotGranted:
        raise Http404 from None
    form = RequestForm(
        request.POST or None,
        partners=partners(request.actor),
        evidence=queries.evidence_about(request.actor, info.subject_id),
        organisation_type=request.actor.organisation_type,
        birth_date=queries.birth_date_of(request.actor, request.vault, info.subject_id),
        initial=asked_again(request, part_id),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = disclosures.request_disclosure(
                request.actor,
                request.vault,
                part_id=part_id,
                **form.asked(),
            )
            return redirect("sharing:decision", row.id)
        except InvalidInput as error:
            complain(form, error)
        except VaultMissing:
            form.add_error("to_organisation", _("This organisation cannot open sealed parts yet."))
    return render(
        request,
        "sharing/new.html",
        {
            "form": form,
            "info": info,
            "kinds": [
                (kind.value, (RECORD_FORMS[kind].label_nl, RECORD_FORMS[kind].label_en))
                for kind in RecordKind
                if signable_roles(request.actor, RECORD_FORMS[kind].signers)
            ],
        },
        status=400 if form.errors else 200,
    )


@member(*SIGNERS, "auditor")
@require_safe
def decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """What the rules answered, why, and what is missing."""
    row = queries.decision(request.actor, decision_id)
    if row is None:
        raise Http404
    names = organisation_names([row.organisation_id, row.to_organisation_id])
    ours = row.organisation_id == request.actor.organisation_id
    return render(
        request,
        "sharing/decision.html",
        {
            "row": row,
            "ours": ours,
            "there": ours and queries.standing_part(request.actor, row.part_id),
            "sender": names.get(row.organisation_id, ""),
            "receiver": names.get(row.to_organisation_id, ""),
            "signatures": lacking(request.actor, row) if ours and not row.permitted else {},
            "asks": request.actor.has(*ASKERS),
            "again": address_to_ask_again(row),
            "is_hit": row.category == DataCategory.HIT,
            "open": not row.withdrawn_on and bool(row.until and row.until >= clock.today()),
            "enrolment": enrolment_of(row) if ours else None,
            "asked": asked_about(request.actor, row.part_id) if ours else [],
            "today": asked_today(request.actor),
            "a_day": A_DAY,
        },
    )


@member(*SIGNERS)
@require_POST
def take_back(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """The receiver can open the part no more."""
    row = queries.own_decision(request.actor, decision_id)
    if row is None:
        raise Http404
    try:
        disclosures.take_back(request.actor, decision_id=decision_id)
    except InvalidInput:
        if not row.permitted:
            raise Http404 from None
        messages.info(request, _("This was taken back already."))
    else:
        messages.success(
            request, _("Taken back. What was read has been read; it cannot be opened again.")
        )
    return redirect("sharing:decision", decision_id)


@member(*SIGNERS)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What we asked and what was answered."""
    page = page_number(request)
    rows, more = queries.decisions(request.actor, page=page)
    asked = asked_of_us(request.actor) if page == 1 else []
    names = organisation_names(
        {row.to_organisation_id for row in rows}
        | {
            party
            for ask in asked
            for party in (ask.decision.organisation_id, ask.decision.to_organisation_id)
        }
    )
    return render(
        request,
        "sharing/requests.html",
        {
            "asked": [
                (
                    ask,
                    names.get(ask.decision.organisation_id, "–"),
                    names.get(ask.decision.to_organisation_id, "–"),
                )
                for ask in asked
            ],
            "rows": [(row, names.get(row.to_organisation_id, "–")) for row in rows],
            "more": more,
            "page": page,
        },
    )


@member(*ASKERS, "intake_worker", vault=True)
@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """What partners shared with us."""
    return render(
        request,
        "sharing/shared.html",
        {"parts": queries.shared_with_us(request.actor, request.vault)},
    )


@member(*SIGNERS, "auditor")
@require_safe
def who(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """Who may read this datum, by which decision, and who read it."""
    try:
        view = queries.who_may_read(request.actor, part_id)
    except NotGranted:
        raise Http404 from None
    lines = [group.last for group in (*view.readings, *view.deeds)]
    members = member_names({line.member_id for line in lines if line.member_id})
    organisations = organisation_names({i for line in lines if (i := line.organisation_id)})
    decisions = {row.id: row for row in view.past}

    def told(groups: Iterable[Group]) -> list[tuple[Group, str, str, SharingDecision | None]]:
        return [
            (
                group,
                members.get(group.last.member_id, "–"),
                organisations.get(group.last.organisation_id, "–"),
                decisions.get(group.last.decision_id),
            )
            for group in groups
        ]

    tables = [(_("Who read it"), told(view.readings)), (_("What else happened"), told(view.deeds))]
    context = {"view": view, "tables": tables, "keeps": request.actor.has(*OVERSEERS)}
    return render(request, "sharing/who.html", context)


@member(*OVERSEERS)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every decision of our organisation in the last year."""
    since = clock.today() - timedelta(days=365)
    rows = queries.overview(request.actor, since)
    names = organisation_names({row.to_organisation_id for row in rows})
    return render(
        request,
        "sharing/overview.html",
        {
            "rows": [(row, names.get(row.to_organisation_id, "–")) for row in rows],
            "permitted": sum(row.permitted for row in rows),
            "refused": sum(not row.permitted for row in rows),
        },
    )


@member(*OVERSEERS)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Every datum of our organisation: what kind, since when, how many may read it."""
    page = page_number(request)
    shared_only = request.GET.get("show") == "shared"
    rows, more = owned_parts(request.actor, shared_only=shared_only, page=page)
    return render(
        request,
        "sharing/data.html",
        {"rows": rows, "more": more, "page": page, "shared_only": shared_only},
    )
