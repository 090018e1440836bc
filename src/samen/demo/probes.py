"""One invented person whom two organisations know, so that the demo can show a hit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from samen.casework.public import SignalContent, add_person, open_case, open_signal
from samen.demo.cases import Desk
from samen.demo.organisations import SHOWN_UNIT
from samen.engines.rules.sharing import (
    Consent,
    Purpose,
    RecordKind,
    Regime,
    SignerRole,
    Subject,
)
from samen.kernel import clock
from samen.kernel.codes import DataCategory, OrganisationType
from samen.platform.organisations.public import Actor
from samen.platform.vault.public import parts_of
from samen.sharing.public import (
    Facts,
    enrol,
    make_demo_key_holder,
    probe,
    request_probe,
    sign,
    take_part,
)

_FACTS = Facts(
    purpose=Purpose.MATCHING,
    subject=Subject.VICTIM,
    regime=Regime.WMO,
    minor=False,
    acute_danger=False,
    incapable_of_consent=False,
    bsn_included=False,
    others_traceable=False,
    weighty_objection=False,
)
_STORY = "Vertrok na een ruzie over loon; twee organisaties spraken met haar. (Verzonnen.)"
_IDENTITY = {
    "sex": "female",
    "languages": "ro",
    "description": "Verzonnen persoon van de demo; ook bekend bij een andere organisatie.",
}
_WRITTEN = (
    {"name": "Ioana Popescu", "birth_date": "1999-04-21", "phone": "06 00 00 00 01"},
    {"name": "POPESCU Ioana-Maria", "birth_date": "1999-04-21", "phone": "+31 6 00000001"},
)
"""The same person as two organisations wrote her down."""


def shared_person(desks: Mapping[tuple[str, str], Desk]) -> None:
    """Coordination and shelter of the shown region take part; one asks, and gets a hit."""
    make_demo_key_holder(clock.today())
    asker, partner = desks["care_coordination", SHOWN_UNIT], desks["shelter", SHOWN_UNIT]
    worker, other = asker.actor("zorgcoordinator"), partner.actor("opvang")
    for controller in (asker.actor("privacy"), other):
        take_part(controller)
    with clock.at(clock.today() - timedelta(days=20)):
        theirs = _person(other, _WRITTEN[1])
    with clock.at(clock.today() - timedelta(days=6)):
        ours = _person(worker, _WRITTEN[0])
    found = _decided(other, other, SignerRole.DATA_CONTROLLER, theirs, asker)
    enrol(other, partner.vault, decision_id=found)
    officer = asker.actor("privacy")
    asked = _decided(worker, officer, SignerRole.PRIVACY_OFFICER, ours, partner)
    probe(worker, asker.vault, decision_id=asked)


def _person(actor: Actor, written: Mapping[str, str]) -> UUID:
    signal = open_signal(
        actor,
        source="own",
        form="LAB",
        region=("police_unit", SHOWN_UNIT),
        received_on=clock.today(),
        content=SignalContent(facts=_STORY),
    )
    case = open_case(actor, signal_id=signal, summary=_STORY)
    return add_person(actor, case_id=case, role="victim", identity={**_IDENTITY, **written})


def _decided(
    actor: Actor, controller: Actor, signer: SignerRole, person: UUID, other: Desk
) -> UUID:
    """A decision that the other may be asked about a person, with the records it rests on."""
    scope = {
        "to_types": [OrganisationType.SHELTER, OrganisationType.CARE_COORDINATION],
        "categories": [DataCategory.HIT],
        "purposes": [Purpose.MATCHING],
    }
    consent = sign(
        actor,
        kind=RecordKind.CONSENT,
        signer_role=SignerRole.DATA_SUBJECT,
        subject_id=person,
        answers={},
        consent=Consent.GIVEN,
        **scope,
    )
    assessment = sign(
        controller,
        kind=RecordKind.DPIA,
        signer_role=signer,
        subject_id=None,
        answers={},
        **scope,
    )
    (part,) = parts_of(actor, [person], kinds=["person_identity"])
    decision = request_probe(
        actor,
        part_id=part.id,
        to_organisation_id=other.organisation_id,
        facts=_FACTS,
        evidence_ids=[consent, assessment],
        until=clock.today() + timedelta(days=365),
    )
    assert decision.permitted
    return decision.id
