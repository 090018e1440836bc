"""Tasks: planned with a term, finished, given to somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from samen.casework.domain.deadlines import TaskKind, due_on
from samen.casework.models import Case, Signal, Task
from samen.casework.policy import may_work_on_signals
from samen.kernel import clock
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.vault.public import NotGranted


def plan(
    actor: Actor,
    *,
    kind: TaskKind,
    start: date,
    signal: Signal | None = None,
    case: Case | None = None,
    due: date | None = None,
    assigned_to_id: UUID | None = None,
) -> Task:
    """Plan a task; without ``due`` its term in working days counts from ``start``."""
    return Task.objects.create(
        organisation_id=actor.organisation_id,
        kind=kind,
        signal=signal,
        case=case,
        assigned_to_id=assigned_to_id,
        due_on=due or due_on(kind, start),
    )


def finish_tasks(
    actor: Actor,
    *,
    kinds: Iterable[str],
    signal_id: UUID | None = None,
    case_id: UUID | None = None,
    organisation_id: UUID | None = None,
) -> None:
    """Tick off what an action has just done by itself, at the actor's organisation or another."""
    Task.objects.filter(
        organisation_id=organisation_id or actor.organisation_id,
        kind__in=list(kinds),
        signal_id=signal_id,
        case_id=case_id,
        done_on__isnull=True,
    ).update(done_on=clock.today())


@in_turn
def set_task_done(actor: Actor, *, task_id: UUID, done: bool) -> None:
    """Tick a task off, or undo that.

    Raises:
        NotGranted: the task is not at the actor's organisation.
    """
    require(may_work_on_signals(actor))
    changed = Task.objects.filter(id=task_id, organisation_id=actor.organisation_id).update(
        done_on=clock.today() if done else None
    )
    if not changed:
        raise NotGranted(task_id)
    record(
        actor=actor,
        activity="casework",
        name="task.done" if done else "task.reopen",
        subjects=[task_id],
    )
