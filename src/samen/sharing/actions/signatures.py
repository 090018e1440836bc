"""From a refusal to the record it lacks: ask for a signature, and give it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from samen.engines.rules.sharing import Consent, RecordKind, SignerRole
from samen.kernel import clock
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.outbox.public import publish
from samen.sharing.actions.evidence import sign
from samen.sharing.models import SignatureRequest
from samen.sharing.policy import may_ask, may_sign_and_withdraw
from samen.sharing.queries import decision
from samen.sharing.queries.signatures import decision_to_sign, signatures_of


@in_turn
def ask_signature(
    actor: Actor, *, decision_id: UUID, kind: RecordKind, organisation_id: UUID
) -> UUID:
    """Ask an organisation for the record that a decision lacks. Asked twice is asked once.

    They learn who wants to share which kind of data with whom and for what; never about whom.

    Raises:
        InvalidInput: the decision is not ours, does not lack it, or they cannot sign it.
    """
    require(may_ask(actor))
    row = decision(actor, decision_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise InvalidInput(Problem("decision", "is not a decision of yours", decision_id))
    lacking = signatures_of(actor, row).get(kind)
    if lacking is None:
        raise InvalidInput(Problem("kind", "is not a record that this decision lacks", kind))
    for before in lacking.asked:
        if before.organisation_id == organisation_id:
            return before.id
    if organisation_id not in {party.id for party in lacking.ask}:
        raise InvalidInput(Problem("organisation", "cannot sign this record", organisation_id))
    request = SignatureRequest.objects.create(
        decision=row,
        kind=kind,
        organisation_id=organisation_id,
        asked_by=actor.member_id,
        asked_on=clock.today(),
    )
    record(
        actor=actor,
        activity="sharing",
        name="signature.ask",
        subjects=[row.id, row.subject_id],
        decision_id=row.id,
        details={"kind": kind.value},
    )
    publish(kind="nl.samen.sharing.signature.asked", subject=request.id, data={})
    return request.id


@in_turn
def sign_for_decision(
    actor: Actor,
    *,
    decision_id: UUID,
    kind: RecordKind,
    signer_role: SignerRole,
    to_types: Iterable[str],
    categories: Iterable[str],
    purposes: Iterable[str],
    answers: Mapping[str, str],
    consent: Consent | None = None,
    valid_until: date | None = None,
) -> UUID:
    """Sign a record that a decision lacks, for the organisation that asked. Returns its id.

    Raises:
        InvalidInput: the decision is neither ours nor waits for our signature, or as
            :func:`samen.sharing.actions.evidence.sign`.
    """
    require(may_sign_and_withdraw(actor))
    found = decision_to_sign(actor, decision_id, kind)
    if found is None:
        raise InvalidInput(Problem("decision", "does not wait for your signature", decision_id))
    row, request = found
    evidence_id = sign(
        actor,
        kind=kind,
        signer_role=signer_role,
        subject_id=row.subject_id,
        to_types=to_types,
        categories=categories,
        purposes=purposes,
        answers=answers,
        consent=consent,
        valid_until=valid_until,
        for_organisation_id=row.organisation_id,
    )
    if request is not None:
        request.evidence_id = evidence_id
        request.save(update_fields=["evidence_id"])
        publish(kind="nl.samen.sharing.signature.given", subject=request.id, data={})
    return evidence_id
