"""Pressed at one moment by several people, on connections of their own: PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from tests.at_once import at_once
from tests.worlds import (
    FACTS,
    PHRASE,
    World,
    in_half_a_year,
    make_case,
    make_member,
    send_report,
    sign_for_sharing,
)

from samen.casework.actions import cases, entities, referrals, registration, rights, signals
from samen.casework.models import Case, Person, Referral, Signal, Task
from samen.casework.queries.rights import rights_of_case
from samen.guidance.public import NewService, load_content, offer, put_service
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.monitor.models import Event
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import Role, add_organisation
from samen.platform.vault.actions import keys
from samen.platform.vault.models import Grant, OrganisationVault, SealedPart
from samen.platform.vault.queries import open_parts
from samen.reporting.actions import intake, reporter
from samen.reporting.domain import receipt
from samen.reporting.models import Report
from samen.reporting.queries import mailbox, open_receipt
from samen.sharing.actions import disclosures, evidence
from samen.sharing.models import SharingDecision

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TIMES = 4


def pressed(verb: Callable[[], Any], *refusals: type[Exception]) -> list[Any]:
    """What each of four hands gets; a refusal it may get is given back."""

    def press(_hand: int) -> Any:
        try:
            return verb()
        except refusals as refused:
            return refused

    return at_once(press, TIMES)


def done(answers: list[Any]) -> list[Any]:
    return [answer for answer in answers if not isinstance(answer, Exception)]


def bed_at(world: World) -> UUID:
    load_content()
    new = NewService(
        organisation_id=world.shelter.id, organisation_name="Shelter", name="A bed",
        description="Made for a test.", kind="shelter", assured_date=clock.today(),
        unit="bed", available=1, maximum=1,
    )  # fmt: skip
    return put_service(world.shelter.worker, service=new)


def test_a_report_becomes_one_signal_one_case_and_one_in_the_count(world: World):
    desk = world.coordination
    actor, vault = desk.worker, desk.vault
    send_report()
    report = Report.objects.get().id
    taken = pressed(lambda: intake.take_in(actor, vault, report_id=report))
    assert set(taken) == set(Signal.objects.values_list("id", flat=True))
    opened = pressed(lambda: cases.open_case(actor, signal_id=taken[0]))
    assert set(opened) == set(Case.objects.values_list("id", flat=True))
    who = {"name": "Mirabel Test"}
    victim = cases.add_person(actor, case_id=opened[0], role="victim", identity=who)
    new = pressed(lambda: registration.register_victim(actor, vault, person_id=victim))
    assert sorted(new) == [False, False, False, True]
    assert Event.objects.count() == 1
    assert Entry.objects.filter(name="person.register").count() == 1


def test_four_messages_have_four_numbers_and_one_sent_four_times_is_one(world: World):
    digits = send_report()
    vault = open_receipt(digits)
    assert vault is not None
    mark = receipt.mark(digits, settings.RECEIPT_PEPPER)
    pressed(lambda: reporter.write_as_reporter(vault, text="Every night.", mark=mark))
    at_once(
        lambda n: intake.write_as_staff(
            world.coordination.worker, report_id=vault.holder_id, text=str(n)
        ),
        TIMES,
    )
    told = mailbox(vault)
    assert told is not None
    assert told.messages[0].text == "Every night."
    assert sorted(message.text for message in told.messages[1:]) == ["0", "1", "2", "3"]


def test_a_vault_is_founded_once(world: World):
    new = add_organisation(name="New", kind="shelter", region=("police_unit", "RE02"))
    admin = make_member(new.id, Role.ORGANISATION_ADMINISTRATOR, phrase=None)
    made = pressed(lambda: keys.found_and_enter(admin, phrase=PHRASE), keys.VaultThere)
    ((vault, _words),) = done(made)
    opened = keys.unlock(organisation_id=new.id, member_id=admin.member_id, phrase=PHRASE)
    assert opened == vault
    assert OrganisationVault.objects.filter(organisation_id=new.id).count() == 1


def test_what_is_sealed_while_the_key_is_rotated_opens_with_the_new_one(world: World):
    desk, receipts = world.coordination, []
    admin = desk.actors[Role.ORGANISATION_ADMINISTRATOR]

    def work(n: int) -> Any:
        if n > 1:
            receipts.append(send_report())
            return None
        try:
            return keys.rotate(admin, desk.vault)
        except keys.VaultRotated as refused:
            return refused

    rotated = [ring for ring in done(at_once(work, TIMES)) if ring]
    assert len(rotated) == 1, "the other was told to unlock anew"
    reports = Report.objects.filter(receiver_id=desk.id)
    assert reports.count() == len(receipts) == 2
    for report in reports:
        parts = SealedPart.objects.filter(subject_id=report.id).values_list("id", flat=True)
        assert len(open_parts(rotated[0], parts)) == len(parts)


def test_a_key_is_given_while_the_receiver_rotates(world: World):
    """Who gives holds the logbook and wants the key; who rotates holds the key and wants it."""
    made, desk, partner = make_case(world.coordination), world.coordination, world.shelter
    records = sign_for_sharing(desk, made.person)
    admin = make_member(partner.id, Role.ORGANISATION_ADMINISTRATOR)

    def work(n: int) -> Any:
        if n == 0:
            return keys.rotate(admin, partner.vault)
        return disclosures.request_disclosure(
            desk.worker, desk.vault, part_id=made.identity, to_organisation_id=partner.id,
            facts=FACTS, evidence_ids=records, until=in_half_a_year(),
        )  # fmt: skip

    rotated, *_given = at_once(work, TIMES)
    assert list(open_parts(rotated, [made.identity])) == [made.identity]


def test_what_four_people_answer_at_once_is_all_kept(world: World):
    made, desk = make_case(world.coordination), world.coordination
    facts = ["cooperates", "reported", "dismissed", "prosecution"]
    at_once(
        lambda n: rights.answer_fact(
            desk.worker, desk.vault, person_id=made.person, fact=facts[n], value=False
        ),
        TIMES,
    )
    (view,) = rights_of_case(desk.worker, desk.vault, made.case)
    assert set(facts) <= set(view.told)
    assert SealedPart.objects.filter(kind="person_rights").count() == 1


def test_a_part_a_term_and_a_judgement_exist_once(world: World):
    made, desk = make_case(world.coordination), world.coordination
    actor, vault = desk.worker, desk.vault
    text = {"text": "Something."}
    pressed(
        lambda: cases.write_part(
            actor, vault, person_id=made.person, kind="person_criminal", content=text
        )
    )
    assert SealedPart.objects.filter(kind="person_criminal").count() == 1
    today = clock.today()
    pressed(
        lambda: cases.start_reflection_period(
            actor, case_id=made.case, granted_on=today, dublin=False
        )
    )
    assert Task.objects.filter(kind="reflection_ends").count() == 1
    left, right = (
        entities.name_entity(actor, signal_id=made.signal, fields={"name": "Zonnegloed"})
        for _ in range(2)
    )
    pressed(
        lambda: entities.judge(actor, vault, question="employer", left=left, right=right, same=True)
    )
    assert SealedPart.objects.filter(kind=entities.JUDGEMENT).count() == 1


def test_the_last_place_is_given_once_and_given_back_once(world: World):
    bed, actor = bed_at(world), world.coordination.worker
    made = [make_case(world.coordination).case for _ in range(TIMES)]

    def refer(case: UUID) -> Any:
        try:
            return referrals.refer(actor, case_id=case, service_id=bed)
        except InvalidInput as refused:
            return refused

    (referral,) = done(at_once(lambda n: refer(made[n]), TIMES))
    provider = world.shelter.worker
    answers = [
        (provider, "refused", "security"), (actor, "withdrawn", None),
        (provider, "placed", None), (provider, "refused", "capacity"),
    ]  # fmt: skip

    def answer(n: int) -> Any:
        who, state, reason = answers[n]
        try:
            referrals.answer_referral(who, referral_id=referral, state=state, reason=reason)
        except InvalidInput as refused:
            return refused
        return state

    (state,) = done(at_once(answer, TIMES))
    assert Referral.objects.get().state == state
    assert offer(bed).available == (0 if state == "placed" else 1)


def test_a_key_is_given_once_and_taken_back_once(world: World):
    made, desk = make_case(world.coordination), world.coordination
    records = sign_for_sharing(desk, made.person)
    asked = pressed(
        lambda: disclosures.request_disclosure(
            desk.worker,
            desk.vault,
            part_id=made.identity,
            to_organisation_id=world.shelter.id,
            facts=FACTS,
            evidence_ids=records,
            until=in_half_a_year(),
        )
    )
    assert all(decision.permitted for decision in asked)
    keys_of_partner = Grant.objects.filter(part_id=made.identity, holder_id=world.shelter.id)
    assert keys_of_partner.count() == 1

    def undo(n: int) -> Any:
        try:
            if n % 2:
                return evidence.withdraw_evidence(desk.worker, evidence_id=records[n // 2])
            return disclosures.take_back(desk.worker, decision_id=asked[n].id)
        except InvalidInput as refused:
            return refused

    at_once(undo, TIMES)
    assert not SharingDecision.objects.filter(withdrawn_on__isnull=True).exists()
    assert not keys_of_partner.exists()


def test_a_signal_that_is_weighed_while_it_becomes_a_case_stays_in_the_case(world: World):
    desk = world.coordination
    actor = desk.worker
    signal = signals.open_signal(
        actor, source="own", form="LAB", region=("police_unit", "RE02"),
        received_on=clock.today(), content=signals.SignalContent(facts="Seen."),
    )  # fmt: skip
    content = signals.SignalContent(facts="Seen twice.")

    def work(n: int) -> None:
        if n % 2:
            cases.open_case(actor, signal_id=signal)
        else:
            signals.weigh_signal(actor, desk.vault, signal_id=signal, content=content, form="LAB")

    at_once(work, TIMES)
    assert Signal.objects.get().status == "in_case"
    assert not Task.objects.filter(signal_id=signal, done_on=None).exists()
    assert not Person.objects.exists()
