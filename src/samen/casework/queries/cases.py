"""Cases, their people and what is due, as their organisation sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from samen.casework.domain.people import CATEGORY_OF_KIND, COUNT_PART
from samen.casework.models import Case, Person, Referral, Signal, Task
from samen.casework.policy import CASE_ROLES
from samen.kernel import clock
from samen.platform.organisations.public import Actor, member_names
from samen.platform.vault.public import Keyring, NotGranted, open_many, parts_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list of cases, opened."""

    id: UUID
    reference: str
    opened_on: date
    form: str
    region_code: str
    victim_status: str
    help_status: str
    criminal_status: str
    summary: str
    next_due: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody in a case with the parts the reader may open, by kind."""

    id: UUID
    role: str
    registered_on: date | None
    parts: Mapping[str, dict[str, Any]]
    part_ids: Mapping[str, UUID]

    @property
    def name(self) -> str:
        """The name, or the description of somebody whose name is not known."""
        identity = self.parts.get("person_identity", {})
        return identity.get("name") or identity.get("description") or ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case on one screen."""

    row: Case
    summary: str
    summary_part: UUID | None
    people: tuple[PersonView, ...]
    tasks: tuple[Task, ...]
    done: tuple[Task, ...]
    referrals: tuple[Referral, ...]
    signals: tuple[Signal, ...]
    coordinator: str


@dataclass(frozen=True, slots=True)
class DueTask:
    """One line of today's work."""

    task: Task
    reference: str
    overdue: bool


def case_of(actor: Actor, case_id: UUID) -> Case:
    """A case at the actor's organisation.

    Raises:
        NotGranted: there is no such case there.
    """
    row = Case.objects.filter(id=case_id, organisation_id=actor.organisation_id).first()
    if row is None:
        raise NotGranted(case_id)
    return row


def person_of(actor: Actor, person_id: UUID) -> Person:
    """Somebody in a case of the actor's organisation.

    Raises:
        NotGranted: there is no such person there.
    """
    row = (
        Person.objects.select_related("case")
        .filter(id=person_id, case__organisation_id=actor.organisation_id)
        .first()
    )
    if row is None:
        raise NotGranted(person_id)
    return row


def case_part(actor: Actor, subject_id: UUID, kind: str) -> UUID:
    """The sealed part of one kind of a case or person.

    Raises:
        NotGranted: there is none that the actor's organisation may read.
    """
    for part in parts_of(actor, [subject_id], kinds=[kind]):
        return part.id
    raise NotGranted(subject_id)


def identity_of(contents: Mapping[UUID, dict[str, Any]]) -> dict[str, Any]:
    """The only content of a mapping with one or none."""
    return next(iter(contents.values()), {})


def cases(
    actor: Actor, vault: Keyring, *, closed: bool = False, page: int = 1
) -> tuple[list[CaseRow], bool]:
    """One page of cases, newest first, and whether there are more."""
    rows = Case.objects.filter(organisation_id=actor.organisation_id, closed_on__isnull=not closed)
    start = (page - 1) * PAGE
    shown = list(rows.order_by("-opened_on", "id")[start : start + PAGE + 1])
    more, shown = len(shown) > PAGE, shown[:PAGE]
    ids = [row.id for row in shown]
    parts = {part.subject_id: part.id for part in parts_of(actor, ids, kinds=["case_summary"])}
    contents = open_many(actor, vault, parts.values())
    # The last one of each case wins, so the earliest day is kept.
    due: dict[UUID, date] = dict(
        Task.objects.filter(case_id__in=ids, done_on__isnull=True)
        .order_by("-due_on")
        .values_list("case_id", "due_on")
    )
    lines = []
    for row in shown:
        told = contents.get(parts[row.id], {}) if row.id in parts else {}
        lines.append(
            CaseRow(
                row.id,
                row.reference,
                row.opened_on,
                row.form,
                row.region_code,
                row.victim_status,
                row.help_status,
                row.criminal_status,
                str(told.get("text", "")),
                due.get(row.id),
                row.closed_on,
            )
        )
    return lines, more


def case_view(actor: Actor, vault: Keyring, case_id: UUID) -> CaseView:
    """One case with all that the actor's organisation may read of it; logged.

    Raises:
        NotGranted: the case is not at the actor's organisation.
    """
    row = case_of(actor, case_id)
    people = list(row.people.order_by("added_on", "id"))
    infos = [
        info
        for info in parts_of(actor, [row.id, *(person.id for person in people)])
        if info.kind not in ("person_rights", COUNT_PART)  # on a page of its own; on none
    ]
    contents = open_many(actor, vault, [info.id for info in infos])
    by_subject: dict[UUID, dict[str, UUID]] = {}
    order = {kind: place for place, kind in enumerate(CATEGORY_OF_KIND)}
    for info in sorted(infos, key=lambda info: order.get(info.kind, 0)):
        by_subject.setdefault(info.subject_id, {})[info.kind] = info.id
    summary_part = by_subject.get(row.id, {}).get("case_summary")
    tasks = list(row.tasks.order_by("due_on"))
    return CaseView(
        row=row,
        summary=contents[summary_part]["text"] if summary_part else "",
        summary_part=summary_part,
        people=tuple(
            PersonView(
                person.id,
                person.role,
                person.registered_on,
                {kind: contents[part] for kind, part in by_subject.get(person.id, {}).items()},
                by_subject.get(person.id, {}),
            )
            for person in people
        ),
        tasks=tuple(task for task in tasks if task.done_on is None),
        done=tuple(task for task in tasks if task.done_on is not None),
        referrals=tuple(row.referrals.order_by("-offered_on")),
        signals=tuple(row.signals.order_by("received_on")),
        coordinator=member_names([row.coordinator_id]).get(row.coordinator_id, "")
        if row.coordinator_id
        else "",
    )


def due_tasks(actor: Actor, *, days_ahead: int = 7) -> list[DueTask]:
    """Today's work: what is overdue first, then what is due within ``days_ahead`` days.

    Who may not open a case has no task in one.
    """
    today = clock.today()
    tasks = Task.objects.all() if actor.has(*CASE_ROLES) else Task.objects.filter(case=None)
    rows = (
        tasks.filter(
            organisation_id=actor.organisation_id,
            done_on__isnull=True,
            due_on__lte=today + timedelta(days=days_ahead),
        )
        .select_related("case", "signal")
        .order_by("due_on", "id")[:100]
    )
    return [
        DueTask(task, task.case.reference if task.case else "", task.due_on < today)
        for task in rows
    ]


def workload(actor: Actor) -> dict[str, int]:
    """The coordinator's figures: what waits, what is unanswered, who has nobody."""
    today = clock.today()
    own = Case.objects.filter(organisation_id=actor.organisation_id, closed_on__isnull=True)
    return {
        "new_signals": Signal.objects.filter(
            organisation_id=actor.organisation_id, status="new"
        ).count(),
        "open_cases": own.count(),
        "without_coordinator": own.filter(coordinator_id__isnull=True).count(),
        "waiting_for_place": own.filter(help_status="waiting").count(),
        "unanswered_referrals": Referral.objects.filter(
            case__organisation_id=actor.organisation_id, state="offered", answer_by__lt=today
        ).count(),
        "reflection_ending": own.filter(
            reflection_ends_on__gte=today, reflection_ends_on__lt=today + timedelta(days=14)
        ).count(),
    }
