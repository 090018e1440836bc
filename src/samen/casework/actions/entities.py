"""What a signal names: written down, corrected, erased; and what people decide about two of them.

Decisions are parts of their own beside the data, so that joining two can always be undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from samen.casework.domain.entities import ENTITY, JUDGEMENT, Entity
from samen.casework.domain.series import QUESTIONS, Decided, check_decision
from samen.casework.policy import may_work_on_signals
from samen.casework.queries.entities import decisions, entity_info
from samen.casework.queries.signals import signal_of
from samen.kernel.codes import DataCategory
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.vault.public import Keyring, NotGranted, part_info, replace, seal, shred_part


@in_turn
def name_entity(actor: Actor, *, signal_id: UUID, fields: Mapping[str, str]) -> UUID:
    """Note an employer, address, number or advert that a signal names. Returns the part's id.

    Raises:
        InvalidInput: a value cannot be right, or nothing is named.
        NotGranted: the signal is not at the actor's organisation.
    """
    require(may_work_on_signals(actor))
    signal = signal_of(actor, signal_id)
    part_id = seal(
        owner_id=actor.organisation_id,
        kind=ENTITY,
        subject_id=signal.id,
        # As identifying as the signal that names it: a one-man firm is a person.
        category=DataCategory.IDENTIFYING,
        content=Entity.of(fields, signal.received_on).as_content(),
    )
    record(actor=actor, activity="signal-intake", name="entity.name", subjects=[signal.id, part_id])
    return part_id


@in_turn
def correct_entity(
    actor: Actor, vault: Keyring, *, entity_id: UUID, fields: Mapping[str, str]
) -> None:
    """Write anew what was named; who may read it reads the new text.

    Raises:
        InvalidInput, NotGranted: as :func:`name_entity`.
    """
    require(may_work_on_signals(actor))
    signal = signal_of(actor, entity_info(actor, entity_id, own=True).subject_id)
    content = Entity.of(fields, signal.received_on).as_content()
    replace(actor, vault, part_id=entity_id, content=content)
    record(
        actor=actor,
        activity="signal-intake",
        name="entity.correct",
        subjects=[signal.id, entity_id],
    )


@in_turn
def erase_entity(actor: Actor, vault: Keyring, *, entity_id: UUID) -> None:
    """Erase what was named, for everybody, with our own decisions about it.

    Raises:
        NotGranted: it is not the actor's organisation's.
    """
    require(may_work_on_signals(actor))
    info = entity_info(actor, entity_id, own=True)
    for one in decisions(actor, vault):
        if entity_id in (one.left, one.right):
            shred_part(actor, part_id=one.id, reason=JUDGEMENT)
    shred_part(actor, part_id=entity_id, reason=ENTITY)
    record(
        actor=actor,
        activity="signal-intake",
        name="entity.erase",
        subjects=[info.subject_id, entity_id],
    )


@in_turn
def judge(
    actor: Actor, vault: Keyring, *, question: str, left: UUID, right: UUID, same: bool
) -> UUID:
    """Decide that two mentions are about one thing, or are not; an earlier decision gives way.

    Raises:
        InvalidInput: it contradicts other decisions, or is no question about two mentions.
        NotGranted: one of the two may not be read here.
    """
    require(may_work_on_signals(actor))
    if question not in QUESTIONS or left == right:
        raise InvalidInput(Problem("question", f"one of {', '.join(QUESTIONS)} about two mentions"))
    subject = entity_info(actor, left).subject_id
    entity_info(actor, right)
    new = Decided(uuid4(), question, left, right, same)
    before = decisions(actor, vault)
    given_way = [
        one for one in before if one.question == question and {one.left, one.right} == {left, right}
    ]
    check_decision([one for one in before if one not in given_way], new)
    for one in given_way:
        shred_part(actor, part_id=one.id, reason=JUDGEMENT)
    seal(
        owner_id=actor.organisation_id,
        kind=JUDGEMENT,
        subject_id=subject,
        category=DataCategory.IDENTIFYING,
        content={
            "question": question,
            "left": str(left),
            "right": str(right),
            "verdict": "same" if same else "different",
        },
        part_id=new.id,
    )
    record(actor=actor, activity="signal-intake", name="entity.judge", subjects=[left, right])
    return new.id


@in_turn
def undo_judgement(actor: Actor, *, judgement_id: UUID) -> None:
    """Undo a decision: the weights speak again.

    Raises:
        NotGranted: it is not a decision of the actor's organisation.
    """
    require(may_work_on_signals(actor))
    if part_info(actor, judgement_id).kind != JUDGEMENT:
        raise NotGranted(judgement_id)
    shred_part(actor, part_id=judgement_id, reason=JUDGEMENT)
    record(actor=actor, activity="signal-intake", name="entity.undo", subjects=[judgement_id])
