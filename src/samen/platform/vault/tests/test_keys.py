"""Who joins, leaves and recovers; and a new key pair for all."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from tests.worlds import PHRASE, Desk, make_member

from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import Role, actor_of, add_member, add_organisation
from samen.platform.vault.actions import keys
from samen.platform.vault.domain.envelope import EnvelopeError
from samen.platform.vault.domain.keyring import Keyring
from samen.platform.vault.models import Grant, OrganisationVault, SealedPart, VaultAccess
from samen.platform.vault.queries import (
    VaultMissing,
    open_part,
    open_parts,
)
from samen.platform.vault.tests.shared import ADMINISTRATOR, CONTENT, put, share

pytestmark = pytest.mark.django_db


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


def test_a_vault_is_made_whole_or_not_at_all_and_only_once(monkeypatch):
    house = add_organisation(name="New house", kind="shelter", region=("municipality", "0363"))
    first = add_member(
        None, organisation_id=house.id, email="first@samen.example", name="First",
        roles=["organisation_administrator"], password="a long and uncommon phrase",
    )  # fmt: skip
    actor = actor_of(first)

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("between founding and entering")

    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(keys, "let_in", fail)
        keys.found_and_enter(actor, phrase="four words of my own")
    assert not OrganisationVault.objects.filter(organisation_id=house.id).exists()
    made, _ = keys.found_and_enter(actor, phrase="four words of my own")
    with pytest.raises(keys.VaultThere):
        keys.found_and_enter(actor, phrase="somebody else's words")
    where = {"organisation_id": house.id, "member_id": first.id}
    assert keys.unlock(**where, phrase="four words of my own") == made
