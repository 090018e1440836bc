"""Pages around signed records: sign one, ask for a signature, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.engines.rules.sharing import RECORD_FORMS, Consent, RecordKind, SignerRole
from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import organisation, organisation_names
from samen.platform.vault.public import NotGranted, VaultMissing, part_info
from samen.platform.web.access import member
from samen.sharing import queries
from samen.sharing.actions import evidence as actions
from samen.sharing.actions.signatures import ask_signature, sign_for_decision
from samen.sharing.domain.signing import signable_roles
from samen.sharing.policy import ASKERS, SIGNERS
from samen.sharing.queries.signatures import decision_to_sign
from samen.sharing.web.again import address_to_ask_again
from samen.sharing.web.forms import RecordForm
from samen.sharing.web.problems import complain


def _kind(text: str) -> RecordKind:
    try:
        return RecordKind(text)
    except ValueError:
        raise Http404 from None


def _sign(
    request: HttpRequest,
    kind: RecordKind,
    *,
    sign: Callable[..., UUID],
    initial: dict[str, Any],
    back: str,
    **context: Any,
) -> HttpResponse:
    """The form of one kind of record; ``sign`` gets what was filled in."""
    form_of = RECORD_FORMS[kind]
    signers = signable_roles(request.actor, form_of.signers)
    form = RecordForm(request.POST or None, kind=kind, signers=signers, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            sign(
                request.actor,
                kind=kind,
                signer_role=SignerRole(data["signer_role"]),
                to_types=data["to_types"],
                categories=data["categories"],
                purposes=data["purposes"],
                answers=form.answers(),
                consent=Consent(data["consent"]) if data.get("consent") else None,
                valid_until=data["valid_until"],
            )
        except InvalidInput as error:
            complain(form, error)
        except VaultMissing:
            form.add_error(None, _("Your organisation has no vault yet."))
        else:
            messages.success(request, _("The record is signed. It can now carry a request."))
            return redirect(back)
    label = (form_of.label_nl, form_of.label_en)
    return render(
        request,
        "sharing/sign.html",
        {"form": form, "label": label, "back": back, "signers": signers, **context},
        status=400 if form.errors else 200,
    )


@member(*SIGNERS, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, kind: str, part_id: UUID) -> HttpResponse:
    """Sign a record about the person whose part is to be shared, before anything is asked."""
    try:
        info = part_info(request.actor, part_id)
    except NotGranted:
        raise Http404 from None

    def about_them(*args: Any, **told: Any) -> UUID:
        return actions.sign(*args, subject_id=info.subject_id, **told)

    return _sign(
        request,
        _kind(kind),
        sign=about_them,
        initial={"categories": [info.category]},
        back=reverse("sharing:new", args=[part_id]),
    )


@member(*SIGNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_for(request: HttpRequest, decision_id: UUID, kind: str) -> HttpResponse:
    """Sign what a decision lacks: ours, or the decision of an organisation that asked us."""
    record_kind = _kind(kind)
    found = decision_to_sign(request.actor, decision_id, record_kind)
    if found is None:
        raise Http404
    row, _asked = found
    receiver = organisation(row.to_organisation_id)
    names = organisation_names([row.organisation_id, row.to_organisation_id])
    ours = row.organisation_id == request.actor.organisation_id

    def lacking(*args: Any, **told: Any) -> UUID:
        return sign_for_decision(*args, decision_id=decision_id, **told)

    if ours and request.actor.has(*ASKERS):
        back = address_to_ask_again(row)
    elif ours:
        back = reverse("sharing:decision", args=[row.id])
    else:
        back = reverse("sharing:requests")
    return _sign(
        request,
        record_kind,
        sign=lacking,
        initial={
            "to_types": [receiver.type] if receiver else [],
            "categories": [row.category],
            "purposes": [row.purpose],
        },
        back=back,
        row=row,
        sender=names.get(row.organisation_id, ""),
        receiver=names.get(row.to_organisation_id, ""),
    )


@member(*ASKERS)
@require_POST
def ask(request: HttpRequest, decision_id: UUID, kind: str) -> HttpResponse:
    """Ask an organisation to sign what a decision of ours lacks."""
    try:
        wanted = UUID(request.POST.get("organisation", ""))
        ask_signature(
            request.actor, decision_id=decision_id, kind=_kind(kind), organisation_id=wanted
        )
    except ValueError:  # InvalidInput is one: nothing here can be typed, only forged or outdated.
        raise Http404 from None
    messages.success(request, _("Asked. It stands on their page of sharing until they sign."))
    return redirect("sharing:decision", decision_id)


@member(*SIGNERS)
@require_POST
def withdraw(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """A person withdraws consent; what rests on it is taken back at once."""
    try:
        taken_back = actions.withdraw_evidence(request.actor, evidence_id=evidence_id)
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
