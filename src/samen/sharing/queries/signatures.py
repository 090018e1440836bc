"""Signatures that decisions wait for: whom to ask, and what was asked of us."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from samen.engines.rules.sharing import RECORD_FORMS, RecordKind
from samen.platform.organisations.public import Actor, organisation, partners
from samen.sharing.domain.signing import Party, can_be_asked, signable_roles
from samen.sharing.models import SharingDecision, SignatureRequest


@dataclass(frozen=True, slots=True)
class Signature:
    """One record that a decision lacks: whether we can sign it, and who else can be asked."""

    kind: RecordKind
    sign_here: bool
    ask: tuple[Party, ...]
    asked: tuple[SignatureRequest, ...]


def decision_to_sign(
    actor: Actor, decision_id: UUID, kind: RecordKind
) -> tuple[SharingDecision, SignatureRequest | None] | None:
    """A decision that the actor's organisation asked, or for which its signature was asked."""
    row = SharingDecision.objects.filter(id=decision_id).first()
    if row is None:
        return None
    request = row.signature_requests.filter(
        kind=kind, organisation_id=actor.organisation_id, evidence_id__isnull=True
    ).first()
    return (row, request) if request or row.organisation_id == actor.organisation_id else None


def signatures_of(actor: Actor, row: SharingDecision) -> dict[str, Signature]:
    """Every record that some route of a decision lacks, by its kind."""
    kinds = {
        RecordKind(item["code"])
        for route in row.answer["routes"]
        for item in route["missing"]
        if item["kind"] == "record"
    }
    receiver = organisation(row.to_organisation_id)
    if receiver is None:
        return {}
    others = [Party(other.id, other.type, other.name) for other in partners(actor)]
    us = Party(actor.organisation_id, actor.organisation_type, actor.organisation_name)
    them = Party(receiver.id, receiver.type, receiver.name)
    asked = list(row.signature_requests.order_by("asked_on", "id"))
    found = {}
    for kind in kinds:
        signers = RECORD_FORMS[kind].signers
        mine = bool(signable_roles(actor, signers))
        candidates = can_be_asked(signers, asker=us, receiver=them, others=others)
        open_requests = tuple(request for request in asked if request.kind == kind)
        waiting = {request.organisation_id for request in open_requests}
        found[kind.value] = Signature(
            kind,
            mine,
            tuple(p for p in candidates if p.id not in waiting and not (mine and p == us)),
            open_requests,
        )
    return found


def asked_of_us(actor: Actor) -> list[SignatureRequest]:
    """Signatures that wait for somebody like the actor, oldest first."""
    rows = SignatureRequest.objects.filter(
        organisation_id=actor.organisation_id, evidence_id__isnull=True
    ).select_related("decision")
    return [
        row
        for row in rows.order_by("asked_on", "id")
        if signable_roles(actor, RECORD_FORMS[RecordKind(row.kind)].signers)
    ]
