"""Pages of sharing: ask, sign, read what was shared, see who may read a datum."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.engines.rules.sharing import RECORD_FORMS, Consent, RecordKind, SignerRole
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import member_names, organisation_names, partners
from samen.platform.vault.public import NotGranted, VaultMissing, owned_parts, part_info
from samen.platform.web.access import member
from samen.platform.web.paging import page_number
from samen.sharing import queries
from samen.sharing.actions import disclosures
from samen.sharing.actions import evidence as evidence_actions
from samen.sharing.domain.signing import signable_roles
from samen.sharing.policy import ASKERS, OVERSEERS, SIGNERS
from samen.sharing.web.forms import RecordForm, RequestForm


@member(*ASKERS, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """May I share this? Ask, and on a yes it is shared."""
    try:
        info = part_info(request.actor, part_id)
    except NotGranted:
        raise Http404 from None
    evidence = queries.evidence_about(request.actor, info.subject_id)
    form = RequestForm(
        request.POST or None,
        partners=partners(request.actor),
        evidence=evidence,
        organisation_type=request.actor.organisation_type,
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = disclosures.request_disclosure(
                request.actor,
                request.vault,
                part_id=part_id,
                to_organisation_id=form.cleaned_data["to_organisation"],
                facts=form.facts(),
                evidence_ids=[UUID(text) for text in form.cleaned_data["evidence"]],
                until=form.cleaned_data["until"],
            )
            return redirect("sharing:decision", row.id)
        except InvalidInput as error:
            for problem in error.problems:
                form.add_error(
                    problem.where if problem.where in form.fields else None, problem.rule
                )
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


@member(*SIGNERS, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, kind: str, part_id: UUID) -> HttpResponse:
    """Sign a record about the person whose part is to be shared."""
    try:
        record_kind = RecordKind(kind)
        info = part_info(request.actor, part_id)
    except (ValueError, NotGranted):
        raise Http404 from None
    form_of = RECORD_FORMS[record_kind]
    form = RecordForm(
        request.POST or None,
        kind=record_kind,
        signers=signable_roles(request.actor, form_of.signers),
        initial={"categories": [info.category]},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            evidence_actions.sign(
                request.actor,
                kind=record_kind,
                signer_role=SignerRole(data["signer_role"]),
                subject_id=info.subject_id,
                to_types=data["to_types"],
                categories=data["categories"],
                purposes=data["purposes"],
                answers=form.answers(),
                consent=Consent(data["consent"]) if data.get("consent") else None,
                valid_until=data["valid_until"],
            )
        except InvalidInput as error:
            for problem in error.problems:
                form.add_error(
                    problem.where if problem.where in form.fields else None, problem.rule
                )
        else:
            messages.success(request, _("The record is signed. It can now carry a request."))
            return redirect("sharing:new", part_id)
    return render(
        request,
        "sharing/sign.html",
        {"form": form, "label": (form_of.label_nl, form_of.label_en), "part_id": part_id},
        status=400 if form.errors else 200,
    )


@member(*SIGNERS)
@require_safe
def decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """What the rules answered, why, and what is missing."""
    row = queries.decision(request.actor, decision_id)
    if row is None:
        raise Http404
    names = organisation_names([row.organisation_id, row.to_organisation_id])
    return render(
        request,
        "sharing/decision.html",
        {
            "row": row,
            "ours": row.organisation_id == request.actor.organisation_id,
            "sender": names.get(row.organisation_id, ""),
            "receiver": names.get(row.to_organisation_id, ""),
        },
    )


@member(*SIGNERS)
@require_POST
def take_back(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """The receiver can open the part no more."""
    try:
        disclosures.take_back(request.actor, decision_id=decision_id)
    except InvalidInput:
        raise Http404 from None
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
    names = organisation_names({row.to_organisation_id for row in rows})
    return render(
        request,
        "sharing/requests.html",
        {
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
    members = member_names({e.member_id for e in view.entries if e.member_id})
    organisations = organisation_names(
        {e.organisation_id for e in view.entries if e.organisation_id}
    )
    entries = [
        (entry, members.get(entry.member_id, "–"), organisations.get(entry.organisation_id, "–"))
        for entry in view.entries
    ]
    return render(request, "sharing/who.html", {"view": view, "entries": entries})


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


@member(*SIGNERS)
@require_POST
def withdraw(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """A person withdraws consent; what rests on it is taken back at once."""
    try:
        taken_back = evidence_actions.withdraw_evidence(request.actor, evidence_id=evidence_id)
    except InvalidInput:
        raise Http404 from None
    messages.success(
        request,
        _("Withdrawn. Disclosures taken back: %(n)d.") % {"n": taken_back},
    )
    return redirect("sharing:records")


@member(*SIGNERS)
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """The signed records we can use."""
    return render(request, "sharing/records.html", {"rows": queries.evidence_about(request.actor)})
