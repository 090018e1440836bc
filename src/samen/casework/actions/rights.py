"""Answer one fact that rights depend on."""

from __future__ import annotations

from uuid import UUID

from samen.casework.policy import may_work_on_cases
from samen.casework.queries.cases import person_of
from samen.casework.queries.rights import rights_of_case
from samen.engines.rules.rights import assess
from samen.kernel import clock
from samen.kernel.codes import DataCategory
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.vault.public import Keyring, NotGranted, replace, seal

# The facts say whether somebody reported, was forced to offences, is prosecuted against, and on
# which days: data on criminal offences (GDPR art. 10). As one part they take the strictest
# category among them, so that no rule for merely identifying data ever opens them.
CATEGORY = DataCategory.CRIMINAL


@in_turn
def answer_fact(
    actor: Actor, vault: Keyring, *, person_id: UUID, fact: str, value: bool | str | None
) -> None:
    """Keep one answer, sealed; None takes it back to what the case itself knows.

    Raises:
        NotGranted: the person is in no case of the actor's organisation.
        InvalidInput: the fact or value does not exist, or contradicts another.
    """
    require(may_work_on_cases(actor))
    person = person_of(actor, person_id)
    views = rights_of_case(actor, vault, person.case_id)
    view = next((view for view in views if view.person_id == person_id), None)
    if view is None:
        raise NotGranted(person_id)
    told = {name: known for name, known in view.told.items() if name != fact}
    if value is not None:
        told[fact] = value
        try:
            assess(told, clock.today())
        except InvalidInput as error:
            raise InvalidInput(Problem(fact, error.problems[0].rule)) from error
    if view.part_id is None:
        seal(
            owner_id=actor.organisation_id,
            kind="person_rights",
            subject_id=person.id,
            category=CATEGORY,
            content=told,
        )
        record(actor=actor, activity="casework", name="person.write", subjects=[person.id])
    else:
        replace(actor, vault, part_id=view.part_id, content=told)
