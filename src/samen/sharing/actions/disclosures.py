"""The verbs of sharing: sign a record, ask for a disclosure, take it back.

Sharing is one act: ask the rules; on *permit* wrap exactly the asked part's key for the receiver.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from samen.engines.rules.sharing import (
    Decision,
    Request,
    Table,
    decide,
)
from samen.kernel import clock
from samen.kernel.codes import DataCategory, OrganisationType, Rung
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, organisation, require
from samen.platform.outbox.public import publish
from samen.platform.vault.public import Keyring, grant, hold_key, part_info, revoke, seal
from samen.sharing.actions.enrolments import end_enrolment
from samen.sharing.domain.facts import Facts
from samen.sharing.models import SharingDecision
from samen.sharing.policy import may_ask, may_sign_and_withdraw
from samen.sharing.queries import FACTS_PART, consent_on_file, records_for
from samen.sharing.queries.rules import table_in_force


def table(day: date | None = None) -> Table:
    """The table of rules in force on ``day`` (today); compiled once per process and version."""
    return table_in_force(day or clock.today())


def ask(
    actor: Actor,
    *,
    part_id: UUID,
    to_organisation_id: UUID,
    facts: Facts,
    evidence_ids: Iterable[UUID],
    until: date,
    category: DataCategory | None = None,
) -> tuple[Request, Decision]:
    """What the rules say, without doing anything: to try a request out.

    ``category``: what the receiver would learn, when that is less than the part.

    Raises:
        InvalidInput: the receiver does not exist, the part is not the actor's, or the facts
            contradict each other.
        NotGranted: the actor's organisation cannot read the part itself.
    """
    require(may_ask(actor))
    info = part_info(actor, part_id)
    receiver = organisation(to_organisation_id)
    if receiver is None or receiver.id == actor.organisation_id:
        raise InvalidInput(Problem("to_organisation", "choose another organisation"))
    if info.owner_id != actor.organisation_id:
        raise InvalidInput(
            Problem("part", "was shared with you; ask its owner to share it with others")
        )
    category = category or DataCategory(info.category)
    wanted = list(evidence_ids)
    found = records_for(actor, wanted, OrganisationType(actor.organisation_type))
    request = Request(
        from_organisation_type=OrganisationType(actor.organisation_type),
        to_organisation_type=OrganisationType(receiver.type),
        category=category,
        purpose=facts.purpose,
        date=clock.today(),
        subject_ref=str(info.subject_id),
        subject=facts.subject,
        regime=facts.regime,
        consent=consent_on_file(
            actor,
            info.subject_id,
            category=category,
            to_type=OrganisationType(receiver.type),
            purpose=facts.purpose,
        ),
        minor=facts.minor,
        acute_danger=facts.acute_danger,
        incapable_of_consent=facts.incapable_of_consent,
        bsn_included=facts.bsn_included,
        others_traceable=facts.others_traceable,
        weighty_objection=facts.weighty_objection,
        retention_until=until,
        evidence=tuple(str(evidence) for evidence in wanted),
    )
    return request, decide(request, table(request.date), found)


@in_turn
def request_disclosure(
    actor: Actor,
    vault: Keyring,
    *,
    part_id: UUID,
    to_organisation_id: UUID,
    facts: Facts,
    evidence_ids: Iterable[UUID] = (),
    until: date,
) -> SharingDecision:
    """Ask to share one part with a partner; on permit the partner can open exactly that part.

    The decision is kept either way, with its reasons and with what is missing.

    Raises:
        InvalidInput, NotGranted: as :func:`ask`.
    """
    hold_key(to_organisation_id)
    row = ask_and_keep(
        actor,
        part_id=part_id,
        to_organisation_id=to_organisation_id,
        facts=facts,
        evidence_ids=evidence_ids,
        until=until,
    )
    if row.permitted:
        grant(
            actor,
            vault,
            part_id=part_id,
            organisation_id=to_organisation_id,
            decision_id=row.id,
            rung=Rung(row.rung_granted).name.lower(),
            until=until,
        )
        publish(kind="nl.samen.sharing.granted", subject=row.id, data={})
    return row


def ask_and_keep(
    actor: Actor,
    *,
    part_id: UUID,
    to_organisation_id: UUID,
    facts: Facts,
    evidence_ids: Iterable[UUID],
    until: date,
    category: DataCategory | None = None,
) -> SharingDecision:
    """Keep what the rules answer, with what was stated sealed beside it; in the caller's verb.

    Raises:
        InvalidInput, NotGranted: as :func:`ask`.
    """
    evidence_ids = list(evidence_ids)
    request, decision = ask(
        actor,
        part_id=part_id,
        to_organisation_id=to_organisation_id,
        facts=facts,
        evidence_ids=evidence_ids,
        until=until,
        category=category,
    )
    info = part_info(actor, part_id)
    row = SharingDecision.objects.create(
        organisation_id=actor.organisation_id,
        member_id=actor.member_id,
        to_organisation_id=to_organisation_id,
        part_id=part_id,
        subject_id=info.subject_id,
        category=request.category,
        purpose=request.purpose,
        decided_on=request.date,
        permitted=decision.permitted,
        rung_granted=int(decision.rung_granted),
        table_version=decision.table_version,
        request_digest=decision.request_digest,
        answer=decision.to_json(),
        evidence=[str(evidence) for evidence in evidence_ids],
        until=until if decision.permitted else None,
    )
    seal(
        owner_id=actor.organisation_id,
        kind=FACTS_PART,
        subject_id=row.id,
        # Whether somebody is a suspect or in danger: the strictest category among the facts.
        category=DataCategory.CRIMINAL,
        content=facts.content(),
    )
    record(
        actor=actor,
        activity="sharing",
        name="sharing.decide",
        subjects=[part_id, info.subject_id],
        decision_id=row.id,
        details={"permitted": int(row.permitted), "rung": row.rung_granted},
        status="Ok" if row.permitted else "Error",
    )
    return row


@in_turn
def take_back(actor: Actor, *, decision_id: UUID) -> None:
    """Take a disclosure back: the receiver can open the part, or find the person, no more.

    Raises:
        InvalidInput: there is no such disclosure by the actor's organisation.
    """
    require(may_sign_and_withdraw(actor))
    row = SharingDecision.objects.filter(
        id=decision_id,
        organisation_id=actor.organisation_id,
        permitted=True,
        withdrawn_on__isnull=True,
    ).first()
    if row is None:
        raise InvalidInput(Problem("decision", "is not a disclosure of yours", decision_id))
    row.withdrawn_on = clock.today()
    row.save(update_fields=["withdrawn_on"])
    if row.category == DataCategory.HIT:
        end_enrolment(actor, row)
        record(
            actor=actor, activity="sharing", name="sharing.take_back",
            subjects=[row.part_id, row.subject_id], decision_id=row.id,
        )  # fmt: skip
        return
    revoke(
        actor,
        part_id=row.part_id,
        organisation_id=row.to_organisation_id,
        decision_id=row.id,
    )
