"""From a signal to help, one count and a second look; nobody else has a hand in it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from tests.worlds import World, make_case, row_counts

from samen.casework.actions import cases, referrals, signals, tasks
from samen.casework.actions.signals import SignalContent
from samen.casework.models import Case, Person, Referral, Shortage, Signal, Task
from samen.casework.queries.cases import case_view, due_tasks, workload
from samen.casework.queries.cases import cases as case_list
from samen.casework.queries.referrals import gaps, incoming_referrals
from samen.casework.queries.signals import signal_content
from samen.casework.queries.signals import signals as signal_list
from samen.guidance.public import NewService, load_content, offer, put_service
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.monitor.models import Event
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import Role
from samen.platform.vault.public import NotGranted

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def service(world: World, *, available: int | None = 1):
    load_content()
    return put_service(
        world.shelter.worker,
        service=NewService(
            organisation_id=world.shelter.id,
            organisation_name="Shelter",
            name="A safe bed",
            description="Made for a test.",
            kind="shelter",
            areas=(("police_unit", "RE02"),),
            unit="bed",
            available=available,
            maximum=available,
            assured_date=clock.today(),
        ),
    )


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
    assert cases.register_victim(desk.worker, desk.vault, person_id=made.person)
    assert not cases.register_victim(desk.worker, desk.vault, person_id=made.person)
    (counted,) = Event.objects.all()
    assert (counted.form, counted.sex, counted.region) == ("LAB", "female", "RE02")
    assert "Mirabel" not in str(vars(counted))
    assert str(made.person) not in str(vars(counted)), "the figures do not lead back to a case"
    assert "register" not in kinds(made.case)
    witness = cases.add_person(
        desk.worker, case_id=made.case, role="witness", identity={"name": "Somebody"}
    )
    with pytest.raises(InvalidInput, match="victim"):
        cases.register_victim(desk.worker, desk.vault, person_id=witness)


def test_bad_employer_asks_for_a_second_look(world):
    actor = world.coordination.worker
    plain, costly = make_case(world.coordination), make_case(world.coordination)
    cases.close_case(actor, case_id=plain.case, reason="help_completed")
    cases.close_case(actor, case_id=costly.case, reason="bad_employer")
    assert kinds(plain.case) == set() and kinds(costly.case) == {"second_look"}
    with pytest.raises(InvalidInput):
        cases.close_case(actor, case_id=plain.case, reason="tired")
    cases.reopen_case(actor, case_id=plain.case)
    assert Case.objects.get(id=plain.case).closed_on is None
    assert kinds(plain.case) == {"call_back"}


def test_a_referral_holds_a_place_and_the_providers_answer_reaches_the_coordinator(world):
    made, bed = make_case(world.coordination), service(world)
    actor, provider = world.coordination.worker, world.shelter.worker
    referral = referrals.refer(actor, case_id=made.case, service_id=bed)
    assert offer(bed).available == 0
    assert "referral_answer" in kinds(made.case)
    with pytest.raises(InvalidInput, match="last free place"):
        referrals.refer(actor, case_id=made.case, service_id=bed)
    (incoming,) = incoming_referrals(provider)
    assert incoming.id == referral
    with pytest.raises(InvalidInput, match="reason"):
        referrals.answer_referral(provider, referral_id=referral, state="refused")
    referrals.answer_referral(provider, referral_id=referral, state="placed")
    assert "referral_answer" not in kinds(made.case)
    case = Case.objects.get(id=made.case)
    assert (case.help_status, case.victim_status, case.criminal_status) == (
        "in_help",
        "possible",
        "none",
    )
    with pytest.raises(InvalidInput, match="cannot become"):
        referrals.answer_referral(provider, referral_id=referral, state="withdrawn")
    with pytest.raises(NotGranted):
        referrals.answer_referral(world.police.worker, referral_id=referral, state="completed")


def test_a_refusal_frees_the_place_and_becomes_a_gap_only_when_it_is_no_single_person(world):
    bed = service(world)
    for count in (1, 2, 3):
        made = make_case(world.coordination)
        referral = referrals.refer(world.coordination.worker, case_id=made.case, service_id=bed)
        referrals.answer_referral(
            world.shelter.worker, referral_id=referral, state="refused", reason="security"
        )
        assert offer(bed).available == 1
        found = gaps(world.shelter.worker)
        assert [(gap.region_code, gap.lacking, gap.times) for gap in found] == (
            [("RE02", "refused:security", 3)] if count == 3 else []
        )
    assert {field.name for field in Shortage._meta.fields}.isdisjoint({"case", "person"})
    made = make_case(world.coordination)
    with pytest.raises(InvalidInput, match="directory"):
        referrals.refer(world.coordination.worker, case_id=made.case, service_id=uuid4())


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


def verbs(desk, made, actor):
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
        "register_victim": lambda: cases.register_victim(actor, vault, person_id=made.person),
        "close_case": lambda: cases.close_case(actor, case_id=made.case, reason="no_signs"),
        "reopen_case": lambda: cases.reopen_case(actor, case_id=made.case),
        "refer": lambda: referrals.refer(actor, case_id=made.case, service_id=uuid4()),
        "note_shortage": lambda: referrals.note_shortage(
            actor, case_id=made.case, lacking=frozenset({"x"})
        ),
    }  # fmt: skip


INTAKE_MAY = {"open_signal", "weigh_signal", "close_signal", "open_case", "set_task_done"}


def test_a_role_that_may_not_act_is_refused_inside_every_verb(world):
    desk, made = world.coordination, make_case(world.coordination)
    before = row_counts()
    workers = {Role.CASEWORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR}
    for role, actor in desk.actors.items():
        if role in workers:
            continue
        for name, act in verbs(desk, made, actor).items():
            if role == Role.INTAKE_WORKER and name in INTAKE_MAY:
                continue
            with pytest.raises(PermissionDenied):
                act()
    assert row_counts() == before


def test_another_organisation_has_no_hand_in_a_case(world):
    made = make_case(world.coordination)
    before = row_counts()
    for other in (world.shelter, world.police):
        for name, act in verbs(other, made, other.worker).items():
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
    cases.register_victim(desk.worker, desk.vault, person_id=made.person)
    cases.close_case(desk.worker, case_id=made.case, reason="no_signs")
    names = list(Entry.objects.order_by("index").values_list("name", flat=True))
    for name in ("signal.open", "case.open", "person.add", "person.write", "person.register"):
        assert name in names
    assert names[-1] == "case.close"
    details = str(list(Entry.objects.values_list("details", flat=True)))
    assert "Mirabel" not in details and "greenhouse" not in details
    tables = (Case, Signal, Person, Task, Referral, Shortage)
    assert "Mirabel" not in str([list(table.objects.values()) for table in tables])
