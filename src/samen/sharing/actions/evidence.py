"""Signed records: made, and withdrawn with everything that rests on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID, uuid4

from samen.engines.rules.sharing import (
    RECORD_FORMS,
    Consent,
    RecordKind,
    SignerRole,
)
from samen.kernel import clock
from samen.kernel.codes import DataCategory
from samen.kernel.errors import InvalidInput, Problem, raise_if_any
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.vault.public import seal
from samen.sharing.actions.disclosures import take_back
from samen.sharing.domain.signing import digest_of, may_sign
from samen.sharing.models import Evidence, SharingDecision
from samen.sharing.policy import may_sign_and_withdraw
from samen.sharing.queries import evidence_fields


@in_turn
def sign(
    actor: Actor,
    *,
    kind: RecordKind,
    signer_role: SignerRole,
    subject_id: UUID | None,
    to_types: Iterable[str],
    categories: Iterable[str],
    purposes: Iterable[str],
    answers: Mapping[str, str],
    consent: Consent | None = None,
    valid_until: date | None = None,
    for_organisation_id: UUID | None = None,
) -> UUID:
    """Sign a record, or file the signature of the person concerned. Returns its id.

    Raises:
        InvalidInput: the actor may not sign this, a question is unanswered, the scope is empty.
    """
    require(may_sign_and_withdraw(actor))
    form = RECORD_FORMS[kind]
    problems = []
    if signer_role not in form.signers:
        problems.append(Problem("signer_role", "does not sign this kind of record", signer_role))
    elif not (allowed := may_sign(actor, signer_role)):
        problems.append(Problem("signer_role", allowed.reason, signer_role))
    problems += [
        Problem(question, "is not answered", code="required")
        for question in form.answers
        if not answers.get(question, "").strip()
    ]
    if form.personal and subject_id is None:
        problems.append(Problem("subject", "this record is about one person: name them"))
    if kind is RecordKind.CONSENT and consent is None:
        problems.append(Problem("consent", "say whether it was given or refused", code="required"))
    for_us = for_organisation_id in (None, actor.organisation_id)
    if signer_role is SignerRole.SOURCE_ORGANISATION and for_us:
        problems.append(Problem("signer_role", "the source signs this itself: ask it"))
    scope = {"to_types": sorted(to_types), "categories": sorted(categories),
             "purposes": sorted(purposes)}  # fmt: skip
    problems += [Problem(name, "choose at least one") for name, codes in scope.items() if not codes]
    raise_if_any(problems)
    row = Evidence(
        id=uuid4(),
        organisation_id=actor.organisation_id,
        for_organisation_id=for_organisation_id or actor.organisation_id,
        subject_id=subject_id,
        kind=kind,
        signer_role=signer_role,
        signer_id=actor.member_id,
        signed_on=clock.today(),
        valid_until=valid_until,
        answered=[question for question in form.answers if answers.get(question, "").strip()],
        consent=consent or "",
        **scope,
    )
    row.digest = digest_of(evidence_fields(row))
    row.save(force_insert=True)
    seal(
        owner_id=actor.organisation_id,
        kind="evidence",
        subject_id=row.id,
        category=DataCategory.IDENTIFYING,
        content=dict(answers),
    )
    record(
        actor=actor,
        activity="sharing",
        name="evidence.sign",
        subjects=[row.id, *([subject_id] if subject_id else [])],
        details={"kind": kind.value, "digest": row.digest},
    )
    return row.id


@in_turn
def withdraw_evidence(actor: Actor, *, evidence_id: UUID) -> int:
    """Withdraw a record, as a person may withdraw consent; what rests on it is taken back.

    Returns how many disclosures were taken back.

    Raises:
        InvalidInput: it is not a record of the actor's organisation.
    """
    require(may_sign_and_withdraw(actor))
    row = Evidence.objects.filter(
        id=evidence_id, for_organisation_id=actor.organisation_id, withdrawn_on__isnull=True
    ).first()
    if row is None:
        raise InvalidInput(Problem("evidence", "is not a valid record of yours", evidence_id))
    row.withdrawn_on = clock.today()
    row.save(update_fields=["withdrawn_on"])
    record(actor=actor, activity="sharing", name="evidence.withdraw", subjects=[row.id])
    resting = [
        decision
        for decision in SharingDecision.objects.filter(
            organisation_id=actor.organisation_id, permitted=True, withdrawn_on__isnull=True
        )
        if str(row.id) in decision.evidence
    ]
    for decision in resting:
        take_back(actor, decision_id=decision.id)
    return len(resting)
