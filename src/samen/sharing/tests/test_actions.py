"""Ask, and on a yes exactly that part opens; everything else stays shut."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from tests.stored import row_counts
from tests.worlds import (
    CONSENT_GIVEN,
    CONSENT_REFUSED,
    FACTS,
    in_half_a_year,
    make_case,
    sign_for_sharing,
)

from samen.engines.rules.sharing import Purpose, RecordKind, SignerRole
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.frozen import removed
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import Role, add_organisation
from samen.platform.outbox.models import Event
from samen.platform.vault.models import Grant, SealedPart
from samen.platform.vault.public import (
    NotGranted,
    VaultMissing,
    grant,
    open_part,
    part_info,
    reading_rights,
)
from samen.sharing.actions.disclosures import request_disclosure, take_back
from samen.sharing.actions.evidence import sign, withdraw_evidence
from samen.sharing.models import Evidence, SharingDecision
from samen.sharing.queries import (
    evidence_about,
)
from samen.sharing.tests.asking import ask, reads
from samen.sharing.triggers import KEPT

pytestmark = pytest.mark.django_db


def test_without_records_the_answer_says_what_is_missing_and_nothing_opens(world):
    made = make_case(world.coordination)
    row = ask(world, made.identity)
    assert not row.permitted and row.answer["missing"]
    assert row.answer["missing"][0]["basis"], "with an article of law"
    assert reads(world) == {} and row.until is None
    assert not Grant.objects.filter(decision_id=row.id).exists()
    entry = Entry.objects.get(name="sharing.decide")
    assert (entry.decision_id, entry.status) == (row.id, "Error")
    assert not Event.objects.filter(kind="nl.samen.sharing.granted").exists()


def test_on_a_yes_the_partner_opens_exactly_that_part(world):
    made = make_case(world.coordination)
    row = ask(world, made.identity, sign_for_sharing(world.coordination, made.person))
    assert row.permitted and row.answer["rules"][0]["basis"]
    assert reads(world) == {
        made.identity: {"name": "Mirabel Test", "birth_date": "1990-05-17", "sex": "female"}
    }
    others = SealedPart.objects.exclude(id=made.identity).values_list("id", flat=True)
    for part in others:
        for desk in (world.shelter, world.police):
            with pytest.raises(NotGranted):
                open_part(desk.worker, desk.vault, part)
    with pytest.raises(NotGranted):
        open_part(world.police.worker, world.police.vault, made.identity)
    (given,) = Grant.objects.filter(decision_id=row.id)
    assert (given.part_id, given.until, given.holder_id) == (
        made.identity,
        in_half_a_year(),
        world.shelter.id,
    )
    with clock.at(in_half_a_year() + timedelta(days=1)):
        assert reads(world) == {}


def test_health_is_not_shared_on_records_about_identity(world):
    made = make_case(world.coordination)
    row = ask(world, made.health, sign_for_sharing(world.coordination, made.person))
    assert not row.permitted and reads(world) == {}


def test_taken_back_it_opens_no_more_and_only_once(world):
    made = make_case(world.coordination)
    row = ask(world, made.identity, sign_for_sharing(world.coordination, made.person))
    with pytest.raises(InvalidInput):
        take_back(world.shelter.worker, decision_id=row.id)
    take_back(world.coordination.worker, decision_id=row.id)
    assert reads(world) == {}
    with pytest.raises(NotGranted):
        open_part(world.shelter.worker, world.shelter.vault, made.identity)
    with pytest.raises(InvalidInput):
        take_back(world.coordination.worker, decision_id=row.id)
    open_part(world.coordination.worker, world.coordination.vault, made.identity)


def test_consent_withdrawn_takes_back_all_that_rests_on_it_and_forbids_the_next(world):
    desk, made = world.coordination, make_case(world.coordination)
    necessity, consent = sign_for_sharing(desk, made.person)
    first = ask(world, made.identity, [necessity, consent])
    assert first.permitted and reads(world)
    assert withdraw_evidence(desk.worker, evidence_id=consent) == 1
    assert reads(world) == {}
    assert SharingDecision.objects.get(id=first.id).withdrawn_on == clock.today()
    mentioned, silent = (
        ask(world, made.identity, [necessity, consent]),
        ask(world, made.identity, [necessity]),
    )
    for row in (mentioned, silent):
        assert not row.permitted
        assert row.answer == mentioned.answer or row.answer["missing"]
    assert reads(world) == {}
    with pytest.raises(InvalidInput):
        withdraw_evidence(desk.worker, evidence_id=consent)


def test_who_said_no_and_later_yes_is_heard_and_on_one_day_the_no_counts(world):
    desk, made, today = world.coordination, make_case(world.coordination), clock.today()
    consent = {"kinds": (RecordKind.CONSENT,)}
    with clock.at(today - timedelta(days=2)):
        (refused,) = sign_for_sharing(desk, made.person, **consent, consent=CONSENT_REFUSED)
    assert Evidence.objects.get(id=refused).consent == "refused"
    records = sign_for_sharing(desk, made.person, kinds=(RecordKind.NECESSITY,))
    assert not ask(world, made.identity, records).permitted, "unless somebody asks again"
    (given,) = sign_for_sharing(desk, made.person, **consent, consent=CONSENT_GIVEN)
    assert ask(world, made.identity, [*records, given]).permitted
    sign_for_sharing(desk, made.person, **consent, consent=CONSENT_REFUSED)
    assert not ask(world, made.identity, [*records, given]).permitted


def test_a_record_that_was_changed_after_signing_does_not_count(world):
    made = make_case(world.coordination)
    records = sign_for_sharing(world.coordination, made.person, to_types=["police"])
    assert not ask(world, made.identity, records).permitted
    with removed(connection, KEPT):  # As a hand at the database would.
        assert Evidence.objects.update(to_types=["shelter"])
    assert not ask(world, made.identity, records).permitted, "the digest tells"


def test_records_about_somebody_else_or_of_somebody_else_do_not_count(world):
    made, other = make_case(world.coordination), make_case(world.coordination)
    assert not ask(
        world, made.identity, sign_for_sharing(world.coordination, other.person)
    ).permitted
    theirs = sign_for_sharing(world.police, made.person)
    assert not ask(world, made.identity, theirs).permitted
    assert evidence_about(world.coordination.worker, made.person) == []


def test_a_record_needs_its_answers_its_signer_and_its_scope(world):
    actor, person = world.coordination.worker, uuid4()
    with pytest.raises(InvalidInput) as caught:
        sign(
            actor,
            kind=RecordKind.NECESSITY,
            signer_role=SignerRole.MAYOR,
            subject_id=None,
            to_types=[],
            categories=[],
            purposes=[],
            answers={"goal": " "},
        )
    where = {problem.where for problem in caught.value.problems}
    assert {"signer_role", "goal", "to_types", "categories", "purposes"} <= where
    assert not Evidence.objects.exists()
    with pytest.raises(InvalidInput, match="signer_role"):
        sign(
            actor,
            kind=RecordKind.CONSENT,
            signer_role=SignerRole.PROSECUTOR,
            subject_id=person,
            to_types=["shelter"],
            categories=["identifying"],
            purposes=[Purpose.SHELTER_AND_CARE],
            answers={},
        )


def test_only_the_owner_shares_and_only_with_somebody_else_who_can_open(world):
    made = make_case(world.coordination)
    records = sign_for_sharing(world.coordination, made.person)
    assert ask(world, made.identity, records).permitted
    before = row_counts()
    with pytest.raises(InvalidInput, match="owner"):
        request_disclosure(
            world.shelter.worker,
            world.shelter.vault,
            part_id=made.identity,
            to_organisation_id=world.police.id,
            facts=FACTS,
            until=in_half_a_year(),
        )
    for nobody in (world.coordination.id, uuid4()):
        with pytest.raises(InvalidInput, match="another organisation"):
            ask(world, made.identity, records, to=nobody)
    with pytest.raises(NotGranted):
        ask(world, uuid4())
    assert row_counts() == before
    empty = add_organisation(name="Empty", kind="shelter", region=("country", "NL"))
    before = row_counts()
    with pytest.raises(VaultMissing):
        ask(world, made.identity, records, to=empty.id)
    assert row_counts() == before, "no decision without the key it promises"


def test_a_role_that_may_not_act_is_refused_inside_every_verb(world):
    desk, made = world.coordination, make_case(world.coordination)
    records = sign_for_sharing(desk, made.person)
    row = ask(world, made.identity, records)
    before = row_counts()
    askers = {Role.CASEWORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR}
    for role, actor in desk.actors.items():
        if role not in askers:
            with pytest.raises(PermissionDenied):
                request_disclosure(
                    actor,
                    desk.vault,
                    part_id=made.identity,
                    to_organisation_id=world.shelter.id,
                    facts=FACTS,
                    until=in_half_a_year(),
                )
        if role in askers | {Role.PRIVACY_OFFICER}:
            continue
        with pytest.raises(PermissionDenied):
            take_back(actor, decision_id=row.id)
        with pytest.raises(PermissionDenied):
            withdraw_evidence(actor, evidence_id=records[0])
        with pytest.raises(PermissionDenied):
            sign(
                actor, kind=RecordKind.CONSENT, signer_role=SignerRole.DATA_SUBJECT,
                subject_id=made.person, to_types=["shelter"], categories=["identifying"],
                purposes=[Purpose.SHELTER_AND_CARE], answers={},
            )  # fmt: skip
    assert row_counts() == before


@pytest.mark.parametrize("step", ["grant", "publish", "record"])
def test_a_crash_while_sharing_leaves_neither_decision_nor_key(world, monkeypatch, step):
    made = make_case(world.coordination)
    records = sign_for_sharing(world.coordination, made.person)
    before = row_counts()
    monkeypatch.setattr(f"samen.sharing.actions.disclosures.{step}", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ask(world, made.identity, records)
    assert row_counts() == before
    assert reads(world) == {}


def test_a_key_given_without_the_rules_does_not_exist_as_a_verb(world):
    """The one way past the rules is the vault's own verb, and it needs the part's key."""
    made = make_case(world.coordination)
    with pytest.raises(NotGranted):
        grant(
            world.shelter.worker,
            world.shelter.vault,
            part_id=made.identity,
            organisation_id=world.shelter.id,
            decision_id=uuid4(),
            rung="identifying",
        )
    assert reading_rights(world.shelter.worker, made.identity) == []
    with pytest.raises(NotGranted):
        part_info(world.shelter.worker, made.identity)
