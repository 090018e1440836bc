"""What the tests of hit or no hit do over and over: a key holder, and two who know one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from tests.worlds import FACTS, Desk, in_half_a_year

from samen.casework.public import SignalContent, add_person, open_case, open_signal
from samen.engines.rules.sharing import RECORD_FORMS, Consent, Purpose, RecordKind, SignerRole
from samen.kernel import clock
from samen.kernel.codes import DataCategory, OrganisationType
from samen.platform.organisations.public import Role
from samen.platform.vault.public import part_info, parts_of
from samen.sharing.actions.enrolments import enrol, take_part
from samen.sharing.actions.probes import probe, request_probe
from samen.sharing.key_holder import make_demo_key_holder
from samen.sharing.models import Probe, SharingDecision
from samen.sharing.public import sign

MATCHING = replace(FACTS, purpose=Purpose.MATCHING)
IOANA = {"name": "Ioana Popescu", "birth_date": "1999-04-21", "phone": "06 1234 5678"}
SAME = {"name": "POPESCU Ioana", "birth_date": "21-04-1999", "phone": "+31 6 12345678"}
OTHER = {"name": "Mirabel Test", "birth_date": "1990-05-17", "phone": "0687654321"}


@pytest.fixture
def key_holder(settings, tmp_path) -> Iterator[None]:
    """The demo's key holder, in a folder of its own."""
    settings.KEY_HOLDER, settings.KEY_HOLDER_FOLDER = "", tmp_path / "key-holder"
    make_demo_key_holder(clock.today())
    yield


def controller(desk: Desk):
    return desk.actors[Role.PRIVACY_OFFICER]


def begin(*desks: Desk) -> None:
    for desk in desks:
        take_part(controller(desk))


def person(desk: Desk, identity: dict[str, str]) -> UUID:
    """Somebody in a case: the identifying part."""
    actor = desk.worker
    signal = open_signal(
        actor, source="own", form="LAB", region=("police_unit", "RE02"),
        received_on=clock.today(), content=SignalContent(facts="Invented."),
    )  # fmt: skip
    case = open_case(actor, signal_id=signal, summary="Invented.")
    made = add_person(actor, case_id=case, role="victim", identity=identity)
    (part,) = parts_of(actor, [made], kinds=["person_identity"])
    return part.id


def records(desk: Desk, part: UUID, consent: Consent = Consent.GIVEN) -> list[UUID]:
    """Consent of the person, and the assessment, for hit or no hit between helpers."""
    subject = part_info(desk.worker, part).subject_id
    scope = {
        "to_types": [OrganisationType.SHELTER, OrganisationType.CARE_COORDINATION],
        "categories": [DataCategory.HIT],
        "purposes": [Purpose.MATCHING],
    }
    return [
        sign(
            desk.worker, kind=RecordKind.CONSENT, signer_role=SignerRole.DATA_SUBJECT,
            subject_id=subject, answers={}, consent=consent, **scope,
        ),
        sign(
            controller(desk), kind=RecordKind.DPIA, signer_role=SignerRole.PRIVACY_OFFICER,
            subject_id=None,
            answers=dict.fromkeys(RECORD_FORMS[RecordKind.DPIA].answers, "x"), **scope,
        ),
    ]  # fmt: skip


def decide(desk: Desk, part: UUID, to: Desk, evidence=None, **changed) -> SharingDecision:
    return request_probe(
        desk.worker,
        part_id=part,
        to_organisation_id=to.id,
        facts=replace(MATCHING, **changed),
        evidence_ids=records(desk, part) if evidence is None else evidence,
        until=in_half_a_year(),
    )


def let_find(desk: Desk, part: UUID, by: Desk) -> SharingDecision:
    row = decide(desk, part, by)
    assert row.permitted, row.answer["missing"]
    enrol(desk.worker, desk.vault, decision_id=row.id)
    return row


def ask(desk: Desk, part: UUID, to: Desk) -> Probe:
    row = decide(desk, part, to)
    assert row.permitted, row.answer["missing"]
    return probe(desk.worker, desk.vault, decision_id=row.id)
