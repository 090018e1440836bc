"""From a signal to a case, its statuses, one count and a second look."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.worlds import make_case

from samen.casework.actions import cases, registration, signals, tasks
from samen.casework.actions.signals import SignalContent
from samen.casework.models import Case, PersonRole, Task
from samen.casework.queries.cases import case_view, due_tasks, workload
from samen.casework.queries.cases import cases as case_list
from samen.casework.queries.signals import signal_content
from samen.casework.queries.signals import signals as signal_list
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.monitor.models import Event

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def kinds(case) -> set[str]:
    return set(Task.objects.filter(case_id=case, done_on=None).values_list("kind", flat=True))


def test_a_signal_is_weighed_and_becomes_one_case_with_its_first_tasks(world):
    desk = world.coordination
    with clock.at(MONDAY):
        signal = signals.open_signal(
            desk.worker,
            source="own",
            form="UNK",
            region=("police_unit", "RE02"),
            received_on=MONDAY,
            content=SignalContent(facts="They sleep in the kitchen."),
        )
        (task,) = due_tasks(desk.worker)
        assert (task.task.kind, task.task.due_on) == ("weigh_signal", date(2026, 11, 25))
        told = SignalContent("f", "o", "i", "s", ["passport"])
        signals.weigh_signal(desk.worker, desk.vault, signal_id=signal, content=told, form="LAB")
        assert due_tasks(desk.worker) == []
        content = signal_content(desk.worker, desk.vault, signal)
        assert content == {
            "facts": "f",
            "observations": "o",
            "interpretations": "i",
            "sources": "s",
            "indicators": ["passport"],
        }
        (row,), _ = signal_list(desk.worker, desk.vault)
        assert (row.status, row.form, row.indicators) == ("weighed", "LAB", 1)
        case = cases.open_case(desk.worker, signal_id=signal, summary="Kitchen")
        assert cases.open_case(desk.worker, signal_id=signal) == case
        assert kinds(case) == {"first_contact", "discuss_rights", "register"}
        assert signal_list(desk.worker, desk.vault)[0] == []
        (listed,), _ = case_list(desk.worker, desk.vault)
        assert (listed.summary, listed.next_due) == ("Kitchen", date(2026, 11, 24))


def test_the_parts_of_a_person_are_cut_by_category_and_written_anew(world):
    desk, made = world.coordination, make_case(world.coordination)
    view = case_view(desk.worker, desk.vault, made.case)
    (person,) = view.people
    assert person.name == "Mirabel Test"
    assert set(person.parts) == {"person_identity", "person_health"}
    cases.write_part(
        desk.worker, desk.vault, person_id=made.person, kind="person_health", content={"text": "b"}
    )
    cases.write_summary(desk.worker, desk.vault, case_id=made.case, text="Rewritten")
    view = case_view(desk.worker, desk.vault, made.case)
    assert view.people[0].parts["person_health"] == {"text": "b"}
    assert view.people[0].part_ids["person_health"] == made.health, "a grant stays a grant"
    assert view.summary == "Rewritten"
    with pytest.raises(InvalidInput):
        cases.write_part(
            desk.worker, desk.vault, person_id=made.person, kind="person_shoes", content={}
        )
    with pytest.raises(InvalidInput, match="describe"):
        cases.add_person(desk.worker, case_id=made.case, role="witness", identity={"name": " "})


STATUSES = {
    "victim_status": "confirmed",
    "help_status": "in_help",
    "criminal_status": "dismissed",
}


@pytest.mark.parametrize("which", STATUSES)
def test_no_status_moves_another(world, which):
    actor, made = world.coordination.worker, make_case(world.coordination)
    before = Case.objects.filter(id=made.case).values(*STATUSES).get()
    cases.set_status(actor, case_id=made.case, which=which, value=STATUSES[which])
    after = Case.objects.filter(id=made.case).values(*STATUSES).get()
    assert after == before | {which: STATUSES[which]}
    for wrong in ({"which": "shoe_size", "value": "44"}, {"which": which, "value": "nonsense"}):
        with pytest.raises(InvalidInput):
            cases.set_status(actor, case_id=made.case, **wrong)


def test_the_reflection_period_plans_its_end_once(world):
    actor, made = world.coordination.worker, make_case(world.coordination)
    today = clock.today()
    with pytest.raises(InvalidInput):
        cases.start_reflection_period(
            actor, case_id=made.case, granted_on=today + timedelta(days=1), dublin=False
        )
    cases.start_reflection_period(actor, case_id=made.case, granted_on=today, dublin=False)
    last = cases.start_reflection_period(actor, case_id=made.case, granted_on=today, dublin=True)
    assert last == today + timedelta(days=30)
    (task,) = Task.objects.filter(case_id=made.case, kind="reflection_ends")
    assert task.due_on == last
    case = Case.objects.get(id=made.case)
    assert (case.criminal_status, case.help_status) == ("reflection_period", "not_discussed")


def test_a_victim_is_counted_once_and_without_a_name(world):
    desk, made = world.coordination, make_case(world.coordination)
    assert registration.register_victim(desk.worker, desk.vault, person_id=made.person)
    assert not registration.register_victim(desk.worker, desk.vault, person_id=made.person)
    (counted,) = Event.objects.all()
    assert (counted.form, counted.sex, counted.region) == ("LAB", "female", "RE02")
    assert "Mirabel" not in str(vars(counted))
    assert str(made.person) not in str(vars(counted)), "the figures do not lead back to a case"
    assert "register" not in kinds(made.case)
    witness = cases.add_person(
        desk.worker, case_id=made.case, role="witness", identity={"name": "Somebody"}
    )
    with pytest.raises(InvalidInput, match="victim"):
        registration.register_victim(desk.worker, desk.vault, person_id=witness)


@pytest.mark.parametrize("role", [role for role in PersonRole if role != PersonRole.VICTIM])
def test_only_a_possible_victim_is_counted(world, role):
    desk, made = world.coordination, make_case(world.coordination)
    actor = desk.worker
    other = cases.add_person(actor, case_id=made.case, role=role, identity={"name": "Somebody"})
    with pytest.raises(InvalidInput, match="victims"):
        registration.register_victim(actor, desk.vault, person_id=other)
    assert not Event.objects.exists()


def test_bad_employer_asks_for_a_second_look(world):
    actor = world.coordination.worker
    plain, costly = make_case(world.coordination), make_case(world.coordination)
    cases.close_case(actor, case_id=plain.case, reason="help_completed")
    cases.close_case(actor, case_id=costly.case, reason="bad_employer", cost_seen=True)
    assert kinds(plain.case) == set() and kinds(costly.case) == {"second_look"}
    with pytest.raises(InvalidInput):
        cases.close_case(actor, case_id=plain.case, reason="tired")
    cases.reopen_case(actor, case_id=plain.case)
    assert Case.objects.get(id=plain.case).closed_on is None
    assert kinds(plain.case) == {"call_back"}


def test_a_task_is_ticked_off_and_back(world):
    actor, made = world.coordination.worker, make_case(world.coordination)
    task = Task.objects.filter(case_id=made.case, kind="first_contact").get()
    tasks.set_task_done(actor, task_id=task.id, done=True)
    assert "first_contact" not in kinds(made.case)
    tasks.set_task_done(actor, task_id=task.id, done=False)
    with clock.at(clock.today() + timedelta(days=30)):
        late = due_tasks(actor)
        assert late and all(line.overdue for line in late)
        assert [line.task.due_on for line in late] == sorted(line.task.due_on for line in late)
    assert workload(actor)["open_cases"] == 1
