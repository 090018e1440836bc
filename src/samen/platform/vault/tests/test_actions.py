"""No grant, no reading: who joins, leaves, recovers; keys given, changed, taken, shredded."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from tests.worlds import PHRASE, Desk, World, make_member, row_counts

from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import Role, add_organisation
from samen.platform.vault.actions import keys
from samen.platform.vault.actions.parts import grant, replace, revoke, seal, shred
from samen.platform.vault.domain.envelope import EnvelopeError
from samen.platform.vault.domain.keyring import Keyring
from samen.platform.vault.models import Grant, OrganisationVault, SealedPart, VaultAccess
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

pytestmark = pytest.mark.django_db
CONTENT = {"text": "Only for who holds a key: Ĳsbrand 🌷"}
ADMINISTRATOR = Role.ORGANISATION_ADMINISTRATOR


def put(desk: Desk, subject: UUID | None = None) -> UUID:
    return seal(
        owner_id=desk.id,
        kind="note",
        subject_id=subject or uuid4(),
        category="identifying",
        content=CONTENT,
    )


def share(world: World, part: UUID, to: Desk, **options: object) -> UUID:
    decision = uuid4()
    grant(
        world.coordination.worker,
        world.coordination.vault,
        part_id=part,
        organisation_id=to.id,
        decision_id=decision,
        rung="identifying",
        **options,
    )
    return decision


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
    Grant.objects.filter(part_id=part).update(holder_id=world.police.id)
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
    open_many(world.shelter.worker, world.shelter.vault, [part, uuid4()])
    revoke(
        world.coordination.worker,
        part_id=part,
        organisation_id=world.shelter.id,
        decision_id=decision,
    )
    rows = list(Entry.objects.order_by("index"))
    assert [row.name for row in rows] == ["vault.grant", "vault.read", "vault.revoke"]
    assert [row.decision_id for row in rows] == [decision, None, decision]
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


# Members come and go.


def unlock(desk: Desk, actor, phrase: str = PHRASE) -> Keyring:
    return keys.unlock(organisation_id=desk.id, member_id=actor.member_id, phrase=phrase)


def test_a_member_opens_the_vault_with_their_phrase_and_no_other(world, cheap_argon2):
    desk, part = world.coordination, put(world.coordination)
    ring = unlock(desk, desk.worker)
    assert ring == desk.vault
    assert open_part(desk.worker, ring, part) == CONTENT
    for wrong in (PHRASE + " ", PHRASE.upper(), ""):
        before = len(cheap_argon2)
        with pytest.raises(keys.WrongPhrase):
            unlock(desk, desk.worker, wrong)
        assert len(cheap_argon2) == before + 1


def test_a_newcomer_waits_for_a_colleague(world, cheap_argon2):
    desk = world.coordination
    admin = desk.actors[ADMINISTRATOR]
    silent = make_member(desk.id, Role.CASEWORKER, phrase=None)
    with pytest.raises(keys.NoAccess):
        keys.let_in(desk.vault, member_id=silent.member_id, actor=admin)
    before = len(cheap_argon2)
    with pytest.raises(keys.NoAccess):
        unlock(desk, silent)
    assert len(cheap_argon2) == before + 1, "as long as with a wrong phrase"
    newcomer = make_member(desk.id, Role.CASEWORKER)
    with pytest.raises(keys.NoAccess):
        unlock(desk, newcomer)
    keys.let_in(desk.vault, member_id=newcomer.member_id, actor=admin)
    assert unlock(desk, newcomer) == desk.vault


def test_only_an_administrator_lets_in_shuts_out_and_rotates_and_only_colleagues(world):
    desk = world.coordination
    newcomer = make_member(desk.id, Role.CASEWORKER).member_id
    for role, actor in desk.actors.items():
        if role == ADMINISTRATOR:
            continue
        with pytest.raises(PermissionDenied):
            keys.let_in(desk.vault, member_id=newcomer, actor=actor)
        with pytest.raises(PermissionDenied):
            keys.shut_out(actor, member_id=newcomer)
        with pytest.raises(PermissionDenied):
            keys.rotate(actor, desk.vault)
    stranger = world.police.worker.member_id
    with pytest.raises(keys.NoAccess):
        keys.let_in(desk.vault, member_id=stranger, actor=desk.actors[ADMINISTRATOR])
    keys.shut_out(desk.actors[ADMINISTRATOR], member_id=stranger)
    assert unlock(world.police, world.police.worker) == world.police.vault


def test_who_is_shut_out_opens_nothing_and_after_rotation_neither_does_a_kept_key(world):
    desk = world.coordination
    admin, leaver = desk.actors[ADMINISTRATOR], desk.actors[Role.CASEWORKER]
    kept = unlock(desk, leaver)
    mine, theirs = put(desk), put(world.shelter)
    share(world, mine, world.shelter)
    ciphertexts = dict(SealedPart.objects.values_list("id", "ciphertext"))
    keys.shut_out(admin, member_id=leaver.member_id)
    with pytest.raises(keys.NoAccess):
        unlock(desk, leaver)
    rotated = keys.rotate(admin, desk.vault)
    assert rotated.version == desk.vault.version + 1
    with pytest.raises(EnvelopeError):
        open_parts(kept, [mine])
    later = put(desk)
    with pytest.raises(EnvelopeError):
        open_parts(kept, [later])
    for part in (mine, later):
        assert open_parts(rotated, [part]) == {part: CONTENT}
    assert unlock(desk, admin) == rotated, "colleagues come in with the phrase they had"
    assert dict(SealedPart.objects.exclude(id=later).values_list("id", "ciphertext")) == ciphertexts
    assert open_parts(world.shelter.vault, [mine, theirs]) == {mine: CONTENT, theirs: CONTENT}
    assert not VaultAccess.objects.filter(member_id=leaver.member_id).exists()


def test_a_rotation_that_fails_half_way_changes_nothing(world, monkeypatch):
    desk, part = world.coordination, put(world.coordination)
    before = list(OrganisationVault.objects.order_by("organisation_id").values())
    grants = list(Grant.objects.order_by("id").values())
    monkeypatch.setattr(keys, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keys.rotate(desk.actors[ADMINISTRATOR], desk.vault)
    assert list(OrganisationVault.objects.order_by("organisation_id").values()) == before
    assert list(Grant.objects.order_by("id").values()) == grants
    assert open_parts(desk.vault, [part]) == {part: CONTENT}


def test_the_printed_key_opens_before_and_after_a_rotation(world):
    desk, part = world.coordination, put(world.coordination)
    where = {"organisation_id": desk.id, "words": desk.recovery}
    assert keys.unlock_with_recovery_key(**where) == desk.vault
    rotated = keys.rotate(desk.actors[ADMINISTRATOR], desk.vault)
    recovered = keys.unlock_with_recovery_key(**where)
    assert recovered == rotated
    assert open_parts(recovered, [part]) == {part: CONTENT}


def test_another_printed_key_or_a_mistyped_one_is_refused(world):
    with pytest.raises(keys.WrongPhrase):
        keys.unlock_with_recovery_key(
            organisation_id=world.coordination.id, words=world.police.recovery
        )
    with pytest.raises(InvalidInput, match="recovery"):
        keys.unlock_with_recovery_key(
            organisation_id=world.coordination.id, words=world.coordination.recovery[:-5]
        )
    with pytest.raises(VaultMissing):
        keys.unlock_with_recovery_key(organisation_id=uuid4(), words=world.coordination.recovery)


def test_another_phrase_opens_the_same_and_a_new_key_pair_waits_again(world):
    desk = world.coordination
    member = desk.actors[Role.CASEWORKER]
    with pytest.raises(keys.WrongPhrase):
        keys.change_phrase(member_id=member.member_id, old="wrong", new="other phrase entirely")
    keys.change_phrase(member_id=member.member_id, old=PHRASE, new="other phrase entirely")
    assert unlock(desk, member, "other phrase entirely") == desk.vault
    with pytest.raises(keys.WrongPhrase):
        unlock(desk, member)
    keys.set_phrase(member_id=member.member_id, phrase=PHRASE)
    with pytest.raises(keys.NoAccess):
        unlock(desk, member)


@pytest.mark.parametrize("function", ["organisation_holder", "_new_grant"])
def test_sealing_stores_everything_or_nothing(world, monkeypatch, function):
    before = row_counts()
    monkeypatch.setattr(f"samen.platform.vault.actions.parts.{function}", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        put(world.coordination)
    assert row_counts() == before
