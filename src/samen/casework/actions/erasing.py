"""Erase what is known of a person, for everybody who could read it."""

from __future__ import annotations

from uuid import UUID

from samen.casework.actions.registration import take_back_count
from samen.casework.domain.retention import ErasureReason
from samen.casework.policy import may_work_on_cases
from samen.casework.queries.cases import person_of
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.vault.public import Keyring, shred


@in_turn
def erase_person(actor: Actor, vault: Keyring, *, person_id: UUID, reason: str) -> UUID:
    """Erase a person: every key of every part, then the person. Returns their case. No way back.

    Who was entered by mistake is not counted either; anybody else stays in the count, which holds
    no person. What was decided, signed and read about them stays: it answers for what was done.

    Raises:
        NotGranted: the person is in no case of the actor's organisation.
        InvalidInput: there is no such reason.
    """
    require(may_work_on_cases(actor))
    if reason not in {code.value for code in ErasureReason}:
        raise InvalidInput(Problem("reason", "is not a reason to erase", reason))
    person = person_of(actor, person_id)
    if reason == ErasureReason.MISTAKE and person.registered_on:
        take_back_count(actor, vault, person)
    case_id = person.case_id
    shred(actor=actor, subject_id=person.id, reason=reason)
    record(
        actor=actor, activity="casework", name="person.erase", subjects=[person.id, case_id],
        details={"reason": reason},
    )  # fmt: skip
    person.delete()
    return case_id
