"""Referrals: a place asked for, held, answered; and what was lacking when nothing fitted."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from samen.casework.actions.tasks import finish_tasks, plan
from samen.casework.domain.deadlines import TaskKind, due_on
from samen.casework.domain.referral import ReferralState, RefusalReason, may_change
from samen.casework.domain.status import HelpStatus
from samen.casework.models import Case, Referral, Shortage
from samen.casework.policy import may_work_on_cases
from samen.casework.queries.cases import case_of
from samen.casework.queries.referrals import referral_of
from samen.guidance.public import NoPlace, hold_place, offer, release_place, take_place
from samen.kernel import clock
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import acting, in_turn, staff, take_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.outbox.public import publish


@in_turn
def refer(actor: Actor, *, case_id: UUID, service_id: UUID) -> UUID:
    """Ask a service for a place and hold one until the answer is due.

    What the provider may know of the person is a decision apart (sharing); the referral itself
    carries nothing about anybody.

    Raises:
        NotGranted: the case is not at the actor's organisation.
        InvalidInput: the service does not exist, or has no place free.
    """
    require(may_work_on_cases(actor))
    case = case_of(actor, case_id)
    found = offer(service_id)
    if found is None:
        raise InvalidInput(Problem("service", "is not in the help directory", service_id))
    today = clock.today()
    referral = Referral(
        id=uuid4(),
        case=case,
        service_id=service_id,
        provider_id=found.organisation_id,
        offered_on=today,
        answer_by=due_on(TaskKind.REFERRAL_ANSWER, today),
    )
    if found.available is not None:
        try:
            hold_place(
                actor, service_id=service_id, referral_id=referral.id, until=referral.answer_by
            )
        except NoPlace:
            raise InvalidInput(
                Problem("service", "has just given its last free place away", found.name)
            ) from None
    referral.save(force_insert=True)
    plan(actor, kind=TaskKind.REFERRAL_ANSWER, start=today, case=case, due=referral.answer_by)
    record(actor=actor, activity="casework", name="referral.offer", subjects=[referral.id, case.id])
    publish(kind="nl.samen.referral.offered", subject=referral.id, data={})
    return referral.id


@transaction.atomic
def answer_referral(
    actor: Actor, *, referral_id: UUID, state: str, reason: str | None = None
) -> None:
    """Accept, place or refuse; by the provider, or by the coordinator who phoned them.

    Raises:
        NotGranted: the referral is neither from nor to the actor's organisation.
        InvalidInput: the change is not possible, or a refusal lacks its reason.
    """
    require(may_work_on_cases(actor))
    # Two organisations may answer, and the case is the asker's: both wait for the asker's turn.
    take_turn(referral_of(actor, referral_id).case.organisation_id)
    referral = referral_of(actor, referral_id)
    wanted = ReferralState(state)
    why = RefusalReason(reason) if reason else None
    decision = may_change(ReferralState(referral.state), wanted, why)
    if not decision:
        raise InvalidInput(Problem("reason" if decision.code == "reason" else "state",
                                   decision.reason, code=decision.code))  # fmt: skip
    referral.state, referral.reason = wanted, why or ""
    referral.answered_on = clock.today()
    referral.save(update_fields=["state", "reason", "answered_on"])
    if wanted is ReferralState.PLACED:
        take_place(actor, referral_id=referral.id)
        with _at_the_asker(referral):
            Case.objects.filter(id=referral.case_id).update(help_status=HelpStatus.IN_HELP)
    elif wanted in (ReferralState.REFUSED, ReferralState.WITHDRAWN, ReferralState.EXPIRED):
        release_place(actor, referral_id=referral.id)
        if why is not None:
            _count_shortage(referral.case, frozenset({f"refused:{why}"}))
    if wanted is not ReferralState.ACCEPTED:
        # The provider may answer; who waits for the answer is the coordinator.
        with _at_the_asker(referral):
            finish_tasks(
                actor,
                kinds=[TaskKind.REFERRAL_ANSWER],
                case_id=referral.case_id,
                organisation_id=referral.case.organisation_id,
            )
    record(
        actor=actor,
        activity="casework",
        name="referral.answer",
        subjects=[referral.id, referral.case_id],
        details={"state": wanted.value, "reason": why.value if why else ""},
    )
    publish(kind="nl.samen.referral.answered", subject=referral.id, data={"state": wanted.value})


def _at_the_asker(referral: Referral) -> AbstractContextManager[None]:
    """The provider's answer changes two rows that are not theirs: what the asker waits for."""
    return acting(staff(referral.case.organisation_id))


@in_turn
def note_shortage(actor: Actor, *, case_id: UUID, lacking: frozenset[str]) -> None:
    """Write down what was lacking, by region and week, tied to no case.

    Raises:
        NotGranted: the case is not at the actor's organisation.
    """
    require(may_work_on_cases(actor))
    _count_shortage(case_of(actor, case_id), lacking)


def _count_shortage(case: Case, lacking: frozenset[str]) -> None:
    today = clock.today()
    week = today - timedelta(days=today.weekday())
    for code in lacking:
        row, _ = Shortage.objects.get_or_create(
            region_type=case.region_type, region_code=case.region_code, week=week, lacking=code
        )
        Shortage.objects.filter(id=row.id).update(times=F("times") + 1)
