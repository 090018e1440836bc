"""What a case already knows about the facts that rights depend on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samen.casework.domain.people import age_on
from samen.casework.domain.status import CriminalStatus, VictimStatus
from samen.kernel.codes import FormOfExploitation

Facts = dict[str, Any]

DUTCH = frozenset({"nl", "nederlandse", "nederlands", "dutch"})
"""What people write for the Dutch nationality; anything longer is asked."""

_OF_CRIMINAL_CASE: Mapping[str, Facts] = {
    CriminalStatus.PROSECUTION: {"prosecution": True},
    CriminalStatus.DISMISSED: {"dismissed": True},
    CriminalStatus.JUDGMENT: {"evidence_judgment": True},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCase:
    """What stands in the columns of a case. ``alone``: it is about one possible victim only."""

    form: str
    victim_status: str
    criminal_status: str
    reflection_granted_on: dt.date | None
    reflection_ends_on: dt.date | None
    reflection_dublin: bool | None
    alone: bool


def known_facts(case: KnownCase, *, role: str, identity: Mapping[str, Any], day: dt.date) -> Facts:
    """Facts that follow from the case; what is not certain is left out, so it is asked.

    A case is opened on an indication. Only a whole date of birth says whether somebody is a minor
    in the year of turning eighteen. Who made a complaint is only certain when the case is about
    one person.
    """
    facts: Facts = {"witness_only": role == "witness"}
    if case.victim_status != VictimStatus.NOT_A_VICTIM.value:
        facts["indication"] = True
    birth_date = str(identity.get("birth_date") or "")
    age = age_on(day, birth_date)
    if age is not None and (len(birth_date) > 4 or age != 18):
        facts["minor"] = age < 18
    if str(identity.get("nationality") or "").strip().lower() in DUTCH:
        facts["residence"] = "dutch"
    elif case.reflection_ends_on is not None and case.reflection_ends_on >= day:
        facts["residence"] = "reflection"
    if case.reflection_granted_on is not None and facts.get("residence") != "dutch":
        facts["reflection_granted_on"] = case.reflection_granted_on
    if case.reflection_dublin is not None and facts.get("residence") != "dutch":
        facts["dublin"] = case.reflection_dublin
    if case.form == FormOfExploitation.CRIMINAL.value and role != "witness":
        facts["forced_offences"] = True
    if case.criminal_status == CriminalStatus.COMPLAINT.value and case.alone:
        facts |= {"reported": True, "evidence_police": True}
    return facts | _OF_CRIMINAL_CASE.get(case.criminal_status, {})
