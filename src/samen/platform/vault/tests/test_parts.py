"""No grant, no reading: parts sealed, given, changed, taken back, shredded."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from tests.stored import row_counts
from tests.worlds import Desk

from samen.kernel import clock
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import add_organisation
from samen.platform.vault.actions.parts import grant, replace, revoke, seal, shred
from samen.platform.vault.domain.envelope import EnvelopeError
from samen.platform.vault.models import Grant, SealedPart
from samen.platform.vault.queries import (
    NotGranted,
    VaultMissing,
    foreign_parts,
    open_many,
    open_part,
    open_parts,
    part_info,
    parts_of,
    reading_rights,
)
from samen.platform.vault.tests.shared import CONTENT, put, share

pytestmark = pytest.mark.django_db


def cannot_read(desk: Desk, part: UUID) -> None:
    actor = desk.worker
    with pytest.raises(NotGranted):
        open_part(actor, desk.vault, part)
    with pytest.raises(NotGranted):
        part_info(actor, part)
    assert open_many(actor, desk.vault, [part]) == {}
    assert reading_rights(actor, part) == []
    assert part not in {info.id for info in foreign_parts(actor)}


def test_without_a_grant_no_organisation_reads_any_other(world):
    for owner, other in permutations(world.desks.values(), 2):
        part = put(owner)
        assert open_part(owner.worker, owner.vault, part) == CONTENT
        cannot_read(other, part)
        subject = SealedPart.objects.get(id=part).subject_id
        assert parts_of(other.worker, [subject]) == []
        with pytest.raises(NotGranted):
            replace(other.worker, other.vault, part_id=part, content={})
        with pytest.raises(NotGranted):
            grant(
                other.worker,
                other.vault,
                part_id=part,
                organisation_id=other.id,
                decision_id=uuid4(),
                rung="identifying",
            )


def test_a_stolen_row_and_a_wrong_key_do_not_open(world):
    """Whoever edits the tables gives nobody a key: the grant is sealed for one public key."""
    part = put(world.coordination)
    stolen = Grant.objects.get(part_id=part)
    stolen.pk, stolen.holder_id = uuid4(), world.police.id
    stolen.save(force_insert=True)
    with pytest.raises(EnvelopeError):
        open_part(world.police.worker, world.police.vault, part)
    other = put(world.police)
    swapped = SealedPart.objects.get(id=part).ciphertext
    SealedPart.objects.filter(id=other).update(ciphertext=bytes(swapped))
    with pytest.raises(EnvelopeError):
        open_part(world.police.worker, world.police.vault, other)


def test_a_grant_opens_one_part_and_taking_it_back_closes_it(world):
    subject = uuid4()
    shared, kept = put(world.coordination, subject), put(world.coordination, subject)
    decision = share(world, shared, world.shelter)
    assert open_part(world.shelter.worker, world.shelter.vault, shared) == CONTENT
    assert [info.id for info in parts_of(world.shelter.worker, [subject])] == [shared]
    cannot_read(world.shelter, kept)
    cannot_read(world.police, shared)
    with pytest.raises(NotGranted):
        replace(world.shelter.worker, world.shelter.vault, part_id=shared, content={})
    revoke(
        world.coordination.worker,
        part_id=shared,
        organisation_id=world.shelter.id,
        decision_id=decision,
    )
    cannot_read(world.shelter, shared)
    assert open_part(world.coordination.worker, world.coordination.vault, shared) == CONTENT


def test_taking_back_one_decision_leaves_what_rests_on_another(world):
    part = put(world.coordination)
    first = share(world, part, world.shelter)
    share(world, part, world.shelter)
    actor = world.coordination.worker
    revoke(actor, part_id=part, organisation_id=world.shelter.id, decision_id=first)
    assert open_part(world.shelter.worker, world.shelter.vault, part) == CONTENT
    revoke(actor, part_id=part, organisation_id=world.coordination.id, decision_id=first)
    assert open_part(actor, world.coordination.vault, part) == CONTENT


def test_a_grant_ends_on_its_last_day(world):
    part, today = put(world.coordination), clock.today()
    share(world, part, world.shelter, until=today + timedelta(days=10))
    with clock.at(today + timedelta(days=10)):
        assert open_part(world.shelter.worker, world.shelter.vault, part) == CONTENT
        assert [info.id for info in foreign_parts(world.shelter.worker)] == [part]
    with clock.at(today + timedelta(days=11)):
        with pytest.raises(NotGranted):
            open_part(world.shelter.worker, world.shelter.vault, part)
        assert foreign_parts(world.shelter.worker) == []
        assert open_part(world.coordination.worker, world.coordination.vault, part) == CONTENT


def test_a_new_text_is_read_by_everybody_who_may_read(world):
    part = put(world.coordination)
    share(world, part, world.shelter)
    replace(
        world.coordination.worker, world.coordination.vault, part_id=part, content={"text": "new"}
    )
    assert open_part(world.shelter.worker, world.shelter.vault, part) == {"text": "new"}


def test_shredding_takes_every_key_and_every_part_of_a_record(world):
    subject = uuid4()
    parts = [put(world.coordination, subject) for _ in range(3)]
    share(world, parts[0], world.shelter)
    left = put(world.coordination)
    assert shred(actor=world.coordination.worker, subject_id=subject, reason="test") == 3
    assert not Grant.objects.filter(part_id__in=parts).exists()
    assert not SealedPart.objects.filter(id__in=parts).exists()
    for part in parts:
        cannot_read(world.coordination, part)
    assert open_part(world.coordination.worker, world.coordination.vault, left) == CONTENT


def test_what_is_shown_given_and_taken_is_logged_without_a_word_of_it(world):
    part = put(world.coordination)
    assert not Entry.objects.exists()
    decision = share(world, part, world.shelter)
    own = put(world.shelter)
    open_many(world.shelter.worker, world.shelter.vault, [part, own, uuid4()])
    revoke(
        world.coordination.worker,
        part_id=part,
        organisation_id=world.shelter.id,
        decision_id=decision,
    )
    rows = list(Entry.objects.order_by("index"))
    assert [row.name for row in (rows[0], rows[-1])] == ["vault.grant", "vault.revoke"]
    assert {(row.name, row.decision_id) for row in rows[1:-1]} == {
        ("vault.read", decision),  # by which decision, and
        ("vault.read", None),  # what the reader's own organisation sealed
    }
    assert rows[0].decision_id == rows[-1].decision_id == decision
    assert {str(subject.pseudonym) for row in rows for subject in row.subjects.all()}
    assert CONTENT["text"] not in str([row.details for row in rows])


def test_opening_without_a_log_is_for_the_reporter_alone(world):
    part = put(world.coordination)
    assert open_parts(world.coordination.vault, [part]) == {part: CONTENT}
    assert not Entry.objects.exists()


def test_nothing_is_sealed_for_an_organisation_without_a_vault(world):
    empty = add_organisation(name="No vault yet", kind="ngo", region=("country", "NL"))
    before = row_counts()
    with pytest.raises(VaultMissing):
        seal(
            owner_id=empty.id,
            kind="note",
            subject_id=uuid4(),
            category="identifying",
            content=CONTENT,
        )
    part = put(world.coordination)
    with pytest.raises(VaultMissing):
        grant(
            world.coordination.worker,
            world.coordination.vault,
            part_id=part,
            organisation_id=empty.id,
            decision_id=uuid4(),
            rung="identifying",
        )
    SealedPart.objects.all().delete()
    assert row_counts() == before


@pytest.mark.parametrize("function", ["organisation_holder", "_new_grant"])
def test_sealing_stores_everything_or_nothing(world, monkeypatch, function):
    before = row_counts()
    monkeypatch.setattr(f"samen.platform.vault.actions.parts.{function}", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        put(world.coordination)
    assert row_counts() == before
