"""What somebody in a case is entitled to, from the case and from what was answered."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from samen.casework.domain.rights import KnownCase, known_facts
from samen.casework.models import Person
from samen.casework.queries.cases import case_of
from samen.engines.rules.rights import (
    Assessment,
    ClassificationCost,
    assess,
    cost_of_bad_employer,
)
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import Actor
from samen.platform.vault.public import Keyring, open_many, parts_of

KINDS = ("person_identity", "person_rights")


@dataclass(frozen=True, slots=True)
class RightsView:
    """One person's rights today; ``told`` was answered here, the other facts are of the case."""

    person_id: UUID
    name: str
    told: dict[str, Any]
    facts: dict[str, Any]
    part_id: UUID | None
    assessment: Assessment
    cost: ClassificationCost


def rights_of_case(actor: Actor, vault: Keyring, case_id: UUID) -> list[RightsView]:
    """The rights of every (possible) victim and witness in a case; logged as a reading.

    Raises:
        NotGranted: the case is not at the actor's organisation.
    """
    case = case_of(actor, case_id)
    roles = ("victim", "child", "witness")
    people = list(case.people.filter(role__in=roles).order_by("added_on", "id"))
    infos = parts_of(actor, [person.id for person in people], kinds=list(KINDS))
    contents = open_many(actor, vault, [info.id for info in infos])
    parts = {(info.subject_id, info.kind): info.id for info in infos}
    known = KnownCase(
        form=case.form,
        victim_status=case.victim_status,
        criminal_status=case.criminal_status,
        reflection_granted_on=case.reflection_granted_on,
        reflection_ends_on=case.reflection_ends_on,
        reflection_dublin=case.reflection_dublin,
        alone=sum(person.role in ("victim", "child") for person in people) == 1,
    )
    return [_view(known, person, parts, contents) for person in people]


def _view(
    case: KnownCase,
    person: Person,
    parts: dict[tuple[UUID, str], UUID],
    contents: dict[UUID, dict[str, Any]],
) -> RightsView:
    today = clock.today()
    identity_part, part_id = (parts.get((person.id, kind)) for kind in KINDS)
    identity = contents.get(identity_part, {}) if identity_part else {}
    told = dict(contents.get(part_id, {})) if part_id else {}
    facts = dict(told)
    for name, value in known_facts(case, role=person.role, identity=identity, day=today).items():
        # What was said outweighs what the case suggests: a fact that contradicts it is left out.
        with suppress(InvalidInput):
            assess(candidate := {name: value} | facts, today)
            facts = candidate
    return RightsView(
        person.id,
        identity.get("name") or identity.get("description") or "",
        told,
        facts,
        part_id,
        assess(facts, today),
        cost_of_bad_employer(facts, today),
    )
