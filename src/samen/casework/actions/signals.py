"""Signals: noted, weighed, made a case or closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from samen.casework.actions.tasks import finish_tasks, plan
from samen.casework.domain.deadlines import TaskKind
from samen.casework.models import Signal, SignalStatus, Task
from samen.casework.policy import may_work_on_signals
from samen.casework.queries.signals import signal_of, signal_part
from samen.kernel import clock
from samen.kernel.codes import DataCategory
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.vault.public import Keyring, replace, seal


@dataclass(frozen=True, slots=True)
class SignalContent:
    """What a signal says, with what was seen kept apart from what somebody makes of it."""

    facts: str = ""
    observations: str = ""
    interpretations: str = ""
    sources: str = ""
    indicators: Sequence[str] = ()

    def as_content(self) -> Mapping[str, object]:
        """The sealed form."""
        return {**asdict(self), "indicators": list(self.indicators)}


@in_turn
def open_signal(
    actor: Actor,
    *,
    source: str,
    form: str,
    region: tuple[str, str],
    received_on: date,
    content: SignalContent,
    source_id: UUID | None = None,
) -> UUID:
    """Note a signal and plan its weighing. The same source twice gives the same signal."""
    require(may_work_on_signals(actor))
    known = Signal.objects.filter(
        organisation_id=actor.organisation_id, source=source, source_id=source_id
    ).first()
    if source_id is not None and known is not None:
        return known.id
    signal = Signal.objects.create(
        organisation_id=actor.organisation_id,
        source=source,
        source_id=source_id,
        form=form,
        region_type=region[0],
        region_code=region[1],
        received_on=received_on,
    )
    seal(
        owner_id=actor.organisation_id,
        kind="signal",
        subject_id=signal.id,
        category=DataCategory.IDENTIFYING,
        content=content.as_content(),
    )
    plan(actor, kind=TaskKind.WEIGH_SIGNAL, start=received_on, signal=signal)
    record(actor=actor, activity="signal-intake", name="signal.open", subjects=[signal.id])
    return signal.id


@in_turn
def weigh_signal(
    actor: Actor, vault: Keyring, *, signal_id: UUID, content: SignalContent, form: str
) -> None:
    """Write down what is known and which indicators were seen. A signal is never a verdict.

    Raises:
        NotGranted: the signal is not at the actor's organisation.
    """
    require(may_work_on_signals(actor))
    signal = signal_of(actor, signal_id)
    replace(actor, vault, part_id=signal_part(actor, signal_id), content=content.as_content())
    signal.form = form
    if signal.status == SignalStatus.NEW:
        signal.status = SignalStatus.WEIGHED
    signal.save(update_fields=["form", "status"])
    finish_tasks(actor, kinds=[TaskKind.WEIGH_SIGNAL], signal_id=signal.id)
    record(actor=actor, activity="signal-intake", name="signal.weigh", subjects=[signal.id])


@in_turn
def close_signal(actor: Actor, *, signal_id: UUID) -> None:
    """Nothing to do with this signal now; it stays findable until its retention ends.

    Raises:
        NotGranted: the signal is not at the actor's organisation.
    """
    require(may_work_on_signals(actor))
    signal = signal_of(actor, signal_id)
    signal.status = SignalStatus.CLOSED
    signal.save(update_fields=["status"])
    Task.objects.filter(signal=signal, done_on__isnull=True).update(done_on=clock.today())
    record(actor=actor, activity="signal-intake", name="signal.close", subjects=[signal.id])
