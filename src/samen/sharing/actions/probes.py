"""The verbs of asking: may we ask whether a partner knows this person, and the question itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from samen.engines.linkage import hitnohit
from samen.engines.linkage.tokens import TokenBatch
from samen.kernel import clock
from samen.kernel.codes import DataCategory
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import acting, in_turn, staff
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, organisation_names, require
from samen.platform.outbox.public import publish
from samen.platform.vault.public import Keyring, hold_key, part_info, seal
from samen.sharing.actions.disclosures import ask_and_keep
from samen.sharing.actions.enrolments import tokens_of, usable_decision
from samen.sharing.actions.token_rows import TokenRows
from samen.sharing.domain.facts import Facts
from samen.sharing.domain.probes import A_DAY, FALSE_HITS, IDENTITY
from samen.sharing.key_holder import required_key_holder
from samen.sharing.models import Participation, Probe, SharingDecision
from samen.sharing.policy import may_ask
from samen.sharing.queries.probes import FOUND_PART, asked_today, findable, participates


@in_turn
def request_probe(
    actor: Actor,
    *,
    part_id: UUID,
    to_organisation_id: UUID,
    facts: Facts,
    evidence_ids: Iterable[UUID] = (),
    until: date,
) -> SharingDecision:
    """Ask the rules whether a partner and we may find out that we both know a person.

    The decision is kept either way; nothing is asked of the partner yet.

    Raises:
        InvalidInput: as :func:`.disclosures.ask`; the part is not an identity, or one of the two
            organisations does not take part.
        NotGranted: the actor's organisation cannot read the part itself.
    """
    require(may_ask(actor))
    if part_info(actor, part_id).kind != IDENTITY:
        raise InvalidInput(Problem("part", "people are recognised by their identifying data"))
    if not participates(actor.organisation_id):
        raise InvalidInput(Problem("participation", "your organisation does not take part"))
    if not participates(to_organisation_id):
        raise InvalidInput(Problem("to_organisation", "this partner does not take part"))
    return ask_and_keep(
        actor,
        part_id=part_id,
        to_organisation_id=to_organisation_id,
        facts=facts,
        evidence_ids=evidence_ids,
        until=until,
        category=DataCategory.HIT,
    )


def probe(actor: Actor, vault: Keyring, *, decision_id: UUID) -> Probe:
    """Ask the partner of a decision, once, whether it knows the person. Counted either way.

    Raises:
        InvalidInput: the decision does not hold, the day's number of questions is used up, nothing
            of the person can be compared, or the key holder is missing or refuses.
        KeyHolderSilent, OprfError: the key holder does not answer, or with another key.
    """
    require(may_ask(actor))
    row = usable_decision(actor, decision_id)
    server = required_key_holder()
    _count(actor)  # before the key holder is asked for nothing
    batch = tokens_of(actor, vault, row, server)
    with transaction.atomic():
        return _probe(actor, row, batch)


def _probe(actor: Actor, row: SharingDecision, batch: TokenBatch) -> Probe:
    Participation.objects.select_for_update().get(pk=actor.organisation_id)
    hold_key(row.to_organisation_id)
    asked_today = _count(actor)
    us, them = str(row.organisation_id), str(row.to_organisation_id)
    handles = findable(row.to_organisation_id, by=row.organisation_id, epoch=batch.epoch)
    rows = TokenRows(batch.epoch, frozenset(handles))
    made = Probe(
        decision=row,
        organisation_id=row.organisation_id,
        to_organisation_id=row.to_organisation_id,
        member_id=actor.member_id,
        asked_on=clock.today(),
        epoch=batch.epoch,
        basis=hitnohit.basis(token.type for token in batch.tokens),
        findable=rows.records(),
    )

    def log(_question: hitnohit.Probe, _moment: datetime) -> None:
        made.save(force_insert=True)
        record(
            actor=actor,
            activity="sharing",
            name="probe.ask",
            subjects=[row.part_id, row.subject_id],
            decision_id=row.id,
            details={"of_decision": row.probes.count(), "of_day": asked_today + 1},
        )

    names = organisation_names([row.organisation_id, row.to_organisation_id])
    answer = hitnohit.Matcher(
        rows,
        batch.epoch,
        batch.public_key,
        settings.MATCHER_KEY,
        {us: names[row.organisation_id], them: names[row.to_organisation_id]},
        log,
        FALSE_HITS,
    ).ask(
        hitnohit.Probe(batch, str(row.id), str(actor.member_id), str(row.subject_id)),
        timezone.now(),
    )
    _write_down(made, answer)
    record(
        actor=actor,
        activity="sharing",
        name="probe.answer",
        subjects=[row.part_id, row.subject_id],
        decision_id=row.id,
        details={"outcome": made.outcome, "needed": made.needed, "agreed": made.agreed},
    )
    if answer.hits:
        found = handles[_best(answer).handle]
        _tell_partner(made, found)
        record(
            actor=actor, activity="sharing", name="probe.found", subjects=[found],
            details={"outcome": made.outcome},
        )  # fmt: skip
        publish(kind="nl.samen.sharing.probe.hit", subject=made.id, data={})
    return made


def _best(answer: hitnohit.Answer) -> hitnohit.Hit:
    return max(answer.hits, key=lambda hit: (hit.strength == "strong", len(hit.types)))


def _tell_partner(made: Probe, found: UUID) -> None:
    """Which of their parts was found: sealed for them alone, and a part of theirs."""
    with acting(staff(made.to_organisation_id)):
        seal(
            owner_id=made.to_organisation_id,
            kind=FOUND_PART,
            subject_id=made.id,
            category=DataCategory.HIT,
            content={"part": str(found)},
        )


def _write_down(made: Probe, answer: hitnohit.Answer) -> None:
    made.needed, made.expected_false = answer.needed, answer.expected_false
    made.outcome = "none"
    if answer.hits:
        hit = _best(answer)
        made.outcome, made.agreed = hit.strength, len(hit.types)
        made.expected_false = hit.expected_false
    made.save()


def _count(actor: Actor) -> int:
    """How many questions the actor asked today.

    Raises:
        InvalidInput: as many as one member may.
    """
    asked = asked_today(actor)
    if asked >= A_DAY:
        raise InvalidInput(Problem("probes", f"you asked {A_DAY} questions today; go on tomorrow"))
    return asked
