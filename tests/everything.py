"""One of everything that an organisation can have, made by its own verbs."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from tests.worlds import ANSWERS, FACTS, World, in_half_a_year, make_case, sign_for_sharing

from samen.casework.actions.entities import judge
from samen.casework.models import Task
from samen.casework.public import name_entity, refer
from samen.guidance.public import NewService, load_content, put_service
from samen.kernel import clock
from samen.platform.organisations.public import Role
from samen.reporting.actions.files import seal_file
from samen.reporting.actions.reporter import SealedFile
from samen.reporting.models import Report
from samen.reporting.public import submit_report, take_in
from samen.sharing.public import request_disclosure
from samen.sharing.tests.knowing import ask, begin, let_find


@pytest.fixture
def ids(world: World, key_holder: None) -> dict[str, Any]:
    """One of everything at the coordination (and a bed of the shelter), by name in its address."""
    desk = world.coordination
    picture = io.BytesIO()
    Image.new("RGB", (1, 1)).save(picture, "png")
    file_id, writer = seal_file(io.BytesIO(picture.getvalue()))
    file = SealedFile(file_id, writer.key, "van.png", "image/png", writer.size)
    submit_report(answers=ANSWERS, files=[file], language="nl")
    report = Report.objects.get().id
    take_in(desk.worker, desk.vault, report_id=report)
    made = make_case(desk)
    records = sign_for_sharing(desk, made.person)
    decision = request_disclosure(
        desk.worker,
        desk.vault,
        part_id=made.identity,
        to_organisation_id=world.shelter.id,
        facts=FACTS,
        evidence_ids=records,
        until=in_half_a_year(),
    )
    assert decision.permitted
    begin(desk, world.shelter)
    asked = ask(desk, made.identity, world.shelter)
    let_find(desk, made.identity, world.shelter)
    named = [
        name_entity(desk.worker, signal_id=made.signal, fields={"name": "Zonnegloed"})
        for _ in range(2)
    ]
    judged = judge(
        desk.worker, desk.vault, question="employer", left=named[0], right=named[1], same=True
    )
    load_content()
    bed = put_service(
        world.shelter.worker,
        service=NewService(
            organisation_id=world.shelter.id,
            organisation_name="Shelter",
            name="A bed",
            description="Made for a test.",
            kind="shelter",
            assured_date=clock.today(),
        ),
    )
    return {
        "report_id": report,
        "file_id": file_id,
        "signal_id": made.signal,
        "entity_id": named[0],
        "judgement_id": judged,
        "case_id": made.case,
        "person_id": made.person,
        "task_id": Task.objects.filter(case_id=made.case).first().id,
        "referral_id": refer(desk.worker, case_id=made.case, service_id=bed),
        "part_id": made.identity,
        "evidence_id": records[0],
        "decision_id": decision.id,
        "probe_id": asked.id,
        "service_id": bed,
        "member_id": desk.actors[Role.EDITOR].member_id,
        "kind": "person_identity",
        "which": "help_status",
        "organisation_id": desk.id,
    }
