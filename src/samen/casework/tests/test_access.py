"""Every verb refuses who may not act, here or elsewhere, and ends in the logbook."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from tests.stored import row_counts
from tests.worlds import make_case

from samen.casework.actions import cases, entities, erasing, referrals, registration, signals, tasks
from samen.casework.actions.signals import SignalContent
from samen.casework.models import Case, Person, Referral, Shortage, Signal, Task
from samen.casework.queries.cases import case_view, due_tasks, workload
from samen.casework.queries.cases import cases as case_list
from samen.casework.queries.signals import signal_content
from samen.casework.queries.signals import signals as signal_list
from samen.kernel import clock
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import Role
from samen.platform.vault.public import NotGranted

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def name_two(desk, made):
    """Two mentions in the case's signal and a decision about them."""
    two = [
        entities.name_entity(desk.worker, signal_id=made.signal, fields={"name": "x"})
        for _ in range(2)
    ]
    return two, entities.judge(
        desk.worker, desk.vault, question="employer", left=two[0], right=two[1], same=True
    )


def verbs(desk, made, actor, named, judged):
    """Every verb of casework on one case, by name."""
    task = Task.objects.filter(case_id=made.case).first().id
    vault = desk.vault
    return {
        "open_signal": lambda: signals.open_signal(
            actor, source="own", form="LAB", region=("", ""), received_on=clock.today(),
            content=SignalContent(),
        ),
        "weigh_signal": lambda: signals.weigh_signal(
            actor, vault, signal_id=made.signal, content=SignalContent("x"), form="LAB"
        ),
        "close_signal": lambda: signals.close_signal(actor, signal_id=made.signal),
        "name_entity": lambda: entities.name_entity(
            actor, signal_id=made.signal, fields={"name": "x"}
        ),
        "correct_entity": lambda: entities.correct_entity(
            actor, vault, entity_id=named[0], fields={"name": "x"}
        ),
        "erase_entity": lambda: entities.erase_entity(actor, vault, entity_id=named[0]),
        "judge": lambda: entities.judge(
            actor, vault, question="employer", left=named[0], right=named[1], same=True
        ),
        "undo_judgement": lambda: entities.undo_judgement(actor, judgement_id=judged),
        "open_case": lambda: cases.open_case(actor, signal_id=made.signal),
        "set_task_done": lambda: tasks.set_task_done(actor, task_id=task, done=True),
        "write_summary": lambda: cases.write_summary(actor, vault, case_id=made.case, text="x"),
        "add_person": lambda: cases.add_person(
            actor, case_id=made.case, role="victim", identity={"name": "x"}
        ),
        "write_part": lambda: cases.write_part(
            actor, vault, person_id=made.person, kind="person_health", content={}
        ),
        "set_status": lambda: cases.set_status(
            actor, case_id=made.case, which="help_status", value="wanted"
        ),
        "start_reflection_period": lambda: cases.start_reflection_period(
            actor, case_id=made.case, granted_on=clock.today(), dublin=False
        ),
        "register_victim": lambda: registration.register_victim(
            actor, vault, person_id=made.person
        ),
        "undo_registration": lambda: registration.undo_registration(
            actor, vault, person_id=made.person
        ),
        "erase_person": lambda: erasing.erase_person(
            actor, vault, person_id=made.person, reason="request"
        ),
        "close_case": lambda: cases.close_case(actor, case_id=made.case, reason="no_signs"),
        "reopen_case": lambda: cases.reopen_case(actor, case_id=made.case),
        "refer": lambda: referrals.refer(actor, case_id=made.case, service_id=uuid4()),
        "note_shortage": lambda: referrals.note_shortage(
            actor, case_id=made.case, lacking=frozenset({"x"})
        ),
    }  # fmt: skip


INTAKE_MAY = {
    "open_signal", "weigh_signal", "close_signal", "open_case", "set_task_done",
    "name_entity", "correct_entity", "erase_entity", "judge", "undo_judgement",
}  # fmt: skip


def test_a_role_that_may_not_act_is_refused_inside_every_verb(world):
    desk, made = world.coordination, make_case(world.coordination)
    named = name_two(desk, made)
    before = row_counts()
    workers = {Role.CASEWORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR}
    for role, actor in desk.actors.items():
        if role in workers:
            continue
        for name, act in verbs(desk, made, actor, *named).items():
            if role == Role.INTAKE_WORKER and name in INTAKE_MAY:
                continue
            with pytest.raises(PermissionDenied):
                act()
    assert row_counts() == before


def test_another_organisation_has_no_hand_in_a_case(world):
    made = make_case(world.coordination)
    named = name_two(world.coordination, made)
    before = row_counts()
    for other in (world.shelter, world.police):
        for name, act in verbs(other, made, other.worker, *named).items():
            if name == "open_signal":
                continue
            with pytest.raises(NotGranted):
                act()
        for read in (
            lambda other=other: case_view(other.worker, other.vault, made.case),
            lambda other=other: signal_content(other.worker, other.vault, made.signal),
        ):
            with pytest.raises(NotGranted):
                read()
        assert case_list(other.worker, other.vault) == ([], False)
        assert signal_list(other.worker, other.vault) == ([], False)
        assert due_tasks(other.worker) == [] and set(workload(other.worker).values()) == {0}
    assert row_counts() == before


def test_every_verb_ends_in_the_logbook_and_says_nothing_of_anybody(world):
    desk, made = world.coordination, make_case(world.coordination)
    registration.register_victim(desk.worker, desk.vault, person_id=made.person)
    cases.close_case(desk.worker, case_id=made.case, reason="no_signs")
    names = list(Entry.objects.order_by("index").values_list("name", flat=True))
    for name in ("signal.open", "case.open", "person.add", "person.write", "person.register"):
        assert name in names
    assert names[-1] == "case.close"
    details = str(list(Entry.objects.values_list("details", flat=True)))
    assert "Mirabel" not in details and "greenhouse" not in details
    tables = (Case, Signal, Person, Task, Referral, Shortage)
    assert "Mirabel" not in str([list(table.objects.values()) for table in tables])
