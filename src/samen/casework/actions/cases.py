"""Cases: opened from a signal, filled with people, moved along, counted, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from samen.casework.actions.tasks import finish_tasks, plan
from samen.casework.domain.deadlines import TaskKind, reflection_period_end
from samen.casework.domain.people import CATEGORY_OF_KIND
from samen.casework.domain.reference import new_reference
from samen.casework.domain.status import STATUSES, ClosingReason, CriminalStatus
from samen.casework.models import Case, Person, PersonRole, SignalStatus, Task
from samen.casework.policy import may_work_on_cases, may_work_on_signals
from samen.casework.queries.cases import case_of, case_part, person_of
from samen.casework.queries.signals import signal_of
from samen.kernel import clock
from samen.kernel.codes import DataCategory
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.vault.public import Keyring, NotGranted, replace, seal


@in_turn
def open_case(actor: Actor, *, signal_id: UUID, summary: str = "") -> UUID:
    """Open a case from a signal, with the tasks every case begins with. Twice is once.

    Raises:
        NotGranted: the signal is not at the actor's organisation.
    """
    require(may_work_on_signals(actor))
    signal = signal_of(actor, signal_id)
    if signal.case_id:
        return signal.case_id
    today = clock.today()
    case = new_case(
        actor, form=signal.form, region=(signal.region_type, signal.region_code), opened_on=today,
        summary=summary,
    )  # fmt: skip
    signal.case, signal.status = case, SignalStatus.IN_CASE
    signal.save(update_fields=["case", "status"])
    Task.objects.filter(signal=signal, done_on__isnull=True).update(done_on=today)
    for kind in (TaskKind.FIRST_CONTACT, TaskKind.DISCUSS_RIGHTS, TaskKind.REGISTER):
        plan(actor, kind=kind, start=today, case=case)
    record(actor=actor, activity="casework", name="case.open", subjects=[case.id, signal.id])
    return case.id


def new_case(
    actor: Actor, *, form: str, region: tuple[str, str], opened_on: date, summary: str
) -> Case:
    """The row and the sealed summary of a new case."""
    case = Case.objects.create(
        reference=new_reference(),
        organisation_id=actor.organisation_id,
        form=form,
        region_type=region[0],
        region_code=region[1],
        opened_on=opened_on,
        coordinator_id=actor.member_id if actor.has("care_coordinator") else None,
    )
    seal(
        owner_id=actor.organisation_id,
        kind="case_summary",
        subject_id=case.id,
        category=DataCategory.IDENTIFYING,
        content={"text": summary},
    )
    return case


@in_turn
def write_summary(actor: Actor, vault: Keyring, *, case_id: UUID, text: str) -> None:
    """Rewrite what the case is about.

    Raises:
        NotGranted: the case is not at the actor's organisation.
    """
    require(may_work_on_cases(actor))
    case = case_of(actor, case_id)
    replace(actor, vault, part_id=case_part(actor, case.id, "case_summary"), content={"text": text})


@in_turn
def add_person(actor: Actor, *, case_id: UUID, role: str, identity: Mapping[str, str]) -> UUID:
    """Add somebody to a case.

    Raises:
        NotGranted: the case is not at the actor's organisation.
        InvalidInput: there is neither a name nor a description.
    """
    require(may_work_on_cases(actor))
    case = case_of(actor, case_id)
    _check_identity(identity)
    person = Person.objects.create(case=case, role=PersonRole(role), added_on=clock.today())
    seal(
        owner_id=actor.organisation_id,
        kind="person_identity",
        subject_id=person.id,
        category=DataCategory.IDENTIFYING,
        content=dict(identity),
    )
    record(actor=actor, activity="casework", name="person.add", subjects=[person.id, case.id])
    return person.id


def _check_identity(identity: Mapping[str, str]) -> None:
    if not any(identity.get(field, "").strip() for field in ("name", "description")):
        raise InvalidInput(
            Problem("name", "give a name, or describe the person when the name is not known")
        )


@in_turn
def write_part(
    actor: Actor, vault: Keyring, *, person_id: UUID, kind: str, content: Mapping[str, str]
) -> None:
    """Write one part about a person: identity, health, sexual or criminal data apart.

    Raises:
        NotGranted: the person is in no case of the actor's organisation.
        InvalidInput: ``kind`` is not a kind of part about a person, or nothing would identify
            them any more.
    """
    require(may_work_on_cases(actor))
    person = person_of(actor, person_id)
    if kind not in CATEGORY_OF_KIND:
        raise InvalidInput(Problem("kind", "is not a part about a person", kind))
    if kind == "person_identity":
        _check_identity(content)
    try:
        part_id = case_part(actor, person.id, kind)
    except NotGranted:
        seal(
            owner_id=actor.organisation_id,
            kind=kind,
            subject_id=person.id,
            category=CATEGORY_OF_KIND[kind],
            content=dict(content),
        )
        record(actor=actor, activity="casework", name="person.write", subjects=[person.id])
    else:
        replace(actor, vault, part_id=part_id, content=dict(content))


@in_turn
def set_status(actor: Actor, *, case_id: UUID, which: str, value: str) -> None:
    """Move one of the three statuses; the other two stay as they are.

    Raises:
        NotGranted: the case is not at the actor's organisation.
        InvalidInput: there is no such status or value.
    """
    require(may_work_on_cases(actor))
    case = case_of(actor, case_id)
    if which not in STATUSES:
        raise InvalidInput(Problem("which", "is not a status", which))
    if value not in {code.value for code in STATUSES[which]}:
        raise InvalidInput(Problem(which, "is not a value of this status", value))
    setattr(case, which, value)
    case.save(update_fields=[which])
    record(
        actor=actor,
        activity="casework",
        name="case.status",
        subjects=[case.id],
        details={"which": which, "value": value},
    )


@in_turn
def start_reflection_period(actor: Actor, *, case_id: UUID, granted_on: date, dublin: bool) -> date:
    """Note that the reflection period was granted; plans its end. Returns the last day.

    Raises:
        NotGranted: the case is not at the actor's organisation.
        InvalidInput: the day lies in the future.
    """
    require(may_work_on_cases(actor))
    case = case_of(actor, case_id)
    if granted_on > clock.today():
        raise InvalidInput(Problem("granted_on", "lies in the future", granted_on))
    case.reflection_granted_on, case.reflection_dublin = granted_on, dublin
    case.reflection_ends_on = reflection_period_end(granted_on, dublin=dublin)
    case.criminal_status = CriminalStatus.REFLECTION_PERIOD
    case.save(
        update_fields=[
            "reflection_granted_on", "reflection_dublin", "reflection_ends_on", "criminal_status",
        ]
    )  # fmt: skip
    finish_tasks(actor, kinds=[TaskKind.OFFER_REFLECTION], case_id=case.id)
    Task.objects.filter(case=case, kind=TaskKind.REFLECTION_ENDS).delete()
    plan(
        actor,
        kind=TaskKind.REFLECTION_ENDS,
        start=granted_on,
        case=case,
        due=case.reflection_ends_on,
    )
    record(
        actor=actor,
        activity="casework",
        name="case.reflection_period",
        subjects=[case.id],
        details={"dublin": int(dublin)},
    )
    return case.reflection_ends_on


@in_turn
def close_case(actor: Actor, *, case_id: UUID, reason: str, cost_seen: bool = False) -> None:
    """Close a case. "Bad employer" plans a second look, because it costs the person rights.

    Raises:
        NotGranted: the case is not at the actor's organisation.
        InvalidInput: the reason is not on the list, or it costs rights that nobody looked at.
    """
    require(may_work_on_cases(actor))
    case = case_of(actor, case_id)
    if reason not in {code.value for code in ClosingReason}:
        raise InvalidInput(Problem("reason", "is not a reason to close", reason))
    if reason == ClosingReason.BAD_EMPLOYER and not cost_seen:
        rule = "costs rights: look at them before you confirm"
        raise InvalidInput(Problem("reason", rule, reason, "cost_not_seen"))
    today = clock.today()
    case.closed_on, case.closing_reason = today, reason
    case.save(update_fields=["closed_on", "closing_reason"])
    Task.objects.filter(case=case, done_on__isnull=True).update(done_on=today)
    if reason == ClosingReason.BAD_EMPLOYER:
        plan(actor, kind=TaskKind.SECOND_LOOK, start=today, case=case)
    record(
        actor=actor, activity="casework", name="case.close", subjects=[case.id],
        details={"reason": reason},
    )  # fmt: skip


@in_turn
def reopen_case(actor: Actor, *, case_id: UUID) -> None:
    """Undo a closing.

    Raises:
        NotGranted: the case is not at the actor's organisation.
    """
    require(may_work_on_cases(actor))
    case = case_of(actor, case_id)
    case.closed_on, case.closing_reason = None, ""
    case.save(update_fields=["closed_on", "closing_reason"])
    plan(actor, kind=TaskKind.CALL_BACK, start=clock.today(), case=case)
    record(actor=actor, activity="casework", name="case.reopen", subjects=[case.id])
