"""Count a possible victim, once and without a name; and take that back."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from samen.casework.actions.tasks import finish_tasks, plan
from samen.casework.domain.deadlines import TaskKind
from samen.casework.domain.people import COUNT_PART, age_on
from samen.casework.models import Person, PersonRole
from samen.casework.policy import may_work_on_cases
from samen.casework.queries.cases import case_part, identity_of, person_of
from samen.kernel import clock
from samen.kernel.codes import DataCategory, FormOfExploitation, Sex
from samen.kernel.errors import InvalidInput, Problem
from samen.monitor.public import age_group_of, count, withdraw
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.vault.public import Keyring, open_parts, seal, shred_part
from samen.sharing.public import counting_token


def register_victim(actor: Actor, vault: Keyring, *, person_id: UUID) -> bool:
    """Count a possible victim, once, without their name. Returns whether it was new here.

    Who is registered by two organisations that take part in recognising people counts once.

    Raises:
        NotGranted: the person is in no case of the actor's organisation.
        InvalidInput: the person is not a victim in this case, or cannot be recognised now.
    """
    require(may_work_on_cases(actor))
    person = person_of(actor, person_id)
    if person.role != PersonRole.VICTIM:  # A child who comes along is counted as nobody's victim.
        raise InvalidInput(Problem("role", "only possible victims are registered", person.role))
    if person.registered_on:
        return False
    told = identity_of(open_parts(vault, [case_part(actor, person.id, "person_identity")]))
    # Before anything is locked: the key holder is elsewhere, and may be slow.
    return _register(actor, person_id, told, counting_token(actor, told))


@in_turn
def _register(actor: Actor, person_id: UUID, told: Mapping[str, str], token: str | None) -> bool:
    person = person_of(actor, person_id)
    if person.registered_on:
        return False
    case, today = person.case, clock.today()
    victim = token or str(person.id)
    count(
        actor,
        victim=victim,
        year=today.year,
        form=FormOfExploitation(case.form),
        region=(case.region_type, case.region_code) if case.region_code else None,
        sex=Sex(told.get("sex") or Sex.UNKNOWN),
        age_group=age_group_of(age_on(today, told.get("birth_date", ""))),
    )
    seal(
        owner_id=actor.organisation_id,
        kind=COUNT_PART,
        subject_id=person.id,
        category=DataCategory.IDENTIFYING,
        content={"victim": victim, "year": today.year},
    )
    person.registered_on = today
    person.save(update_fields=["registered_on"])
    finish_tasks(actor, kinds=[TaskKind.REGISTER], case_id=case.id)
    record(
        actor=actor, activity="registration", name="person.register", subjects=[person.id],
        details={"tokens": int(token is not None)},
    )  # fmt: skip
    return True


@in_turn
def undo_registration(actor: Actor, vault: Keyring, *, person_id: UUID) -> bool:
    """Take the count of a person back; they can be counted again. Returns whether they were.

    What another organisation counted stands, and so does what was published.

    Raises:
        NotGranted: the person is in no case of the actor's organisation.
    """
    require(may_work_on_cases(actor))
    person = person_of(actor, person_id)
    if not person.registered_on:
        return False
    take_back_count(actor, vault, person)
    person.registered_on = None
    person.save(update_fields=["registered_on"])
    plan(actor, kind=TaskKind.REGISTER, start=clock.today(), case=person.case)
    return True


def take_back_count(actor: Actor, vault: Keyring, person: Person) -> None:
    """Take back what was counted of a person, in the caller's verb."""
    part = case_part(actor, person.id, COUNT_PART)
    counted = identity_of(open_parts(vault, [part]))
    withdraw(actor, victim=str(counted["victim"]), year=int(counted["year"]))
    shred_part(actor, part_id=part, reason=COUNT_PART)
    record(actor=actor, activity="registration", name="person.unregister", subjects=[person.id])
