"""The verbs on keys: found a vault, let a member in or out, recover, rotate.

No verb here decrypts a content: a member joins or leaves, and a key pair changes, by re-wrapping.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from samen.platform.database.public import exclusive_lock, in_turn, take_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.public import colleagues, may_administer, require
from samen.platform.vault.domain import envelope, recovery
from samen.platform.vault.domain.envelope import EnvelopeError, KeyPair
from samen.platform.vault.domain.keyring import Keyring
from samen.platform.vault.models import (
    Grant,
    HolderKind,
    MemberKey,
    OrganisationVault,
    VaultAccess,
)
from samen.platform.vault.queries import KEY_LOCK, VaultMissing, vault_version


class WrongPhrase(Exception):
    """The vault phrase or recovery key does not open anything of this member."""


class VaultThere(Exception):
    """The organisation has a vault already; a second one would lose what the first one holds."""


class VaultRotated(Exception):
    """The vault has another key since it was unlocked; it has to be unlocked anew."""


class NoAccess(Exception):
    """The member has no key to this organisation's vault; a colleague has to let them in."""


def _member_place(member_id: UUID) -> bytes:
    return envelope.associated_data("vault_memberkey", "wrapped_private_key", member_id, 1)


def _seal_private(keys: KeyPair, organisation_id: UUID, receiver_public: bytes) -> bytes:
    return envelope.seal_key(keys.private, organisation_id, receiver_public)


@transaction.atomic
def found_vault(*, organisation_id: UUID) -> tuple[Keyring, str]:
    """Make an organisation's vault.

    Returns the unlocked keyring (to let the first member in) and the recovery key to print: it is
    shown this once and stored nowhere.

    Raises:
        VaultThere: also when somebody else makes it at this moment.
    """
    keys = envelope.new_key_pair()
    secret = recovery.new_recovery_secret()
    recovery_public = envelope.new_key_pair(secret).public
    _, made = OrganisationVault.objects.get_or_create(
        organisation_id=organisation_id,
        defaults={
            "public_key": keys.public,
            "recovery_public_key": recovery_public,
            "recovery_sealed_key": _seal_private(keys, organisation_id, recovery_public),
        },
    )
    if not made:
        raise VaultThere(organisation_id)
    return Keyring(HolderKind.ORGANISATION, organisation_id, keys), recovery.to_words(secret)


@in_turn
def found_and_enter(actor: Actor, *, phrase: str) -> tuple[Keyring, str]:
    """Make the vault of the actor's organisation and let them in: all of it or nothing.

    A vault that nobody can open, and whose recovery key nobody saw, would lock an organisation out.

    Raises:
        VaultThere: as :func:`found_vault`.
    """
    keyring, words = found_vault(organisation_id=actor.organisation_id)
    set_phrase(member_id=actor.member_id, phrase=phrase)
    let_in(keyring, member_id=actor.member_id, actor=actor)
    return keyring, words


@transaction.atomic
def set_phrase(*, member_id: UUID, phrase: str) -> None:
    """Give a member a key pair under a new vault phrase.

    Whatever was sealed for an earlier key pair of this member is dropped: a colleague, or the
    recovery key, has to let them in again. Changing a known phrase is :func:`change_phrase`.
    """
    keys = envelope.new_key_pair()
    VaultAccess.objects.filter(member_id=member_id).delete()
    MemberKey.objects.update_or_create(
        member_id=member_id,
        defaults={
            "public_key": keys.public,
            "wrapped_private_key": envelope.wrap_private_key(
                keys.private, phrase, _member_place(member_id)
            ),
        },
    )


@transaction.atomic
def change_phrase(*, member_id: UUID, old: str, new: str) -> None:
    """Re-wrap a member's private key under another phrase.

    Raises:
        WrongPhrase: ``old`` is not the phrase.
    """
    row = MemberKey.objects.select_for_update().get(member_id=member_id)
    private = _open_member_key(row, old).private
    row.wrapped_private_key = envelope.wrap_private_key(private, new, _member_place(member_id))
    row.save(update_fields=["wrapped_private_key"])


def _open_member_key(row: MemberKey, phrase: str) -> KeyPair:
    try:
        private = envelope.unwrap_private_key(
            bytes(row.wrapped_private_key), phrase, _member_place(row.member_id)
        )
    except EnvelopeError:
        raise WrongPhrase from None
    return KeyPair(bytes(row.public_key), private)


@transaction.atomic
def let_in(vault: Keyring, *, member_id: UUID, actor: Actor | None = None) -> None:
    """Seal the organisation's private key for a member who has chosen a vault phrase.

    Without ``actor`` the platform itself does it: founding, recovery, rotation.

    Raises:
        NoAccess: the member works elsewhere or has not chosen a vault phrase yet.
        VaultRotated: a colleague rotated it at this moment.
    """
    take_turn(vault.holder_id)
    _refuse_rotated(vault)
    if actor is not None:
        require(may_administer(actor))
        if member_id not in {person.id for person in colleagues(actor)}:
            raise NoAccess(member_id)
    row = MemberKey.objects.filter(member_id=member_id).first()
    if row is None:
        raise NoAccess(member_id)
    VaultAccess.objects.update_or_create(
        organisation_id=vault.holder_id,
        member_id=member_id,
        defaults={
            "version": vault.version,
            "sealed_key": _seal_private(vault.keys, vault.holder_id, bytes(row.public_key)),
        },
    )
    if actor is not None:
        record(actor=actor, activity="administration", name="vault.let_in", subjects=[member_id])


@in_turn
def shut_out(actor: Actor, *, member_id: UUID) -> None:
    """Take a member's way into the vault away; rotate afterwards, for they knew the key."""
    require(may_administer(actor))
    VaultAccess.objects.filter(organisation_id=actor.organisation_id, member_id=member_id).delete()
    record(actor=actor, activity="administration", name="vault.shut_out", subjects=[member_id])


def unlock(*, organisation_id: UUID, member_id: UUID, phrase: str) -> Keyring:
    """Open the organisation's vault with a member's phrase.

    Raises:
        NoAccess: nobody has let this member in.
        WrongPhrase: the phrase is not theirs. Both cost one argon2id run.
    """
    row = MemberKey.objects.filter(member_id=member_id).first()
    if row is None:
        envelope.stretch(phrase.encode(), bytes(envelope.SALT_BYTES))
        raise NoAccess(member_id)
    member_keys = _open_member_key(row, phrase)
    access = VaultAccess.objects.filter(
        organisation_id=organisation_id, member_id=member_id
    ).first()
    if access is None:
        raise NoAccess(member_id)
    return _keyring(organisation_id, bytes(access.sealed_key), access.version, member_keys)


def unlock_with_recovery_key(*, organisation_id: UUID, words: str) -> Keyring:
    """Open the organisation's vault with its printed recovery key.

    Raises:
        InvalidInput: the key is mistyped.
        WrongPhrase: it is a recovery key, but of another vault.
        VaultMissing: the organisation has no vault.
    """
    secret = recovery.from_words(words)
    row = OrganisationVault.objects.filter(organisation_id=organisation_id).first()
    if row is None:
        raise VaultMissing(organisation_id)
    try:
        return _keyring(
            organisation_id,
            bytes(row.recovery_sealed_key),
            row.version,
            envelope.new_key_pair(secret),
        )
    except EnvelopeError:
        raise WrongPhrase from None


def _refuse_rotated(vault: Keyring) -> None:
    if vault_version(vault.holder_id) != vault.version:
        raise VaultRotated(vault.holder_id)


def _keyring(organisation_id: UUID, sealed: bytes, version: int, holder: KeyPair) -> Keyring:
    private = envelope.open_key(sealed, organisation_id, holder)
    public = envelope.public_of(private)
    return Keyring(HolderKind.ORGANISATION, organisation_id, KeyPair(public, private), version)


@in_turn
def rotate(actor: Actor, vault: Keyring) -> Keyring:
    """Give the organisation a new key pair and re-wrap every grant, member and recovery key.

    Contents are not touched. Whoever kept the old private key opens nothing that is stored now.

    Raises:
        VaultRotated: a colleague did so at this moment.
    """
    require(may_administer(actor))
    # What is being sealed for the old key is stored first, and re-wrapped with the rest.
    exclusive_lock(KEY_LOCK, vault.holder_id)
    _refuse_rotated(vault)
    row = OrganisationVault.objects.get(organisation_id=vault.holder_id)
    new = envelope.new_key_pair()
    version = row.version + 1
    grants = list(
        Grant.objects.select_for_update().filter(
            holder_kind=HolderKind.ORGANISATION, holder_id=vault.holder_id
        )
    )
    for grant in grants:
        key = envelope.open_key(bytes(grant.sealed_key), grant.part_id, vault.keys)
        grant.sealed_key = envelope.seal_key(key, grant.part_id, new.public)
        grant.key_version = version
    Grant.objects.bulk_update(grants, ["sealed_key", "key_version"], batch_size=500)
    row.version, row.public_key = version, new.public
    row.recovery_sealed_key = _seal_private(new, vault.holder_id, bytes(row.recovery_public_key))
    row.save()
    rotated = Keyring(HolderKind.ORGANISATION, vault.holder_id, new, version)
    members = VaultAccess.objects.filter(organisation_id=vault.holder_id)
    for member_id in list(members.values_list("member_id", flat=True)):
        let_in(rotated, member_id=member_id)
    record(
        actor=actor,
        activity="administration",
        name="vault.rotate",
        subjects=[vault.holder_id],
        details={"version": version, "grants": len(grants)},
    )
    return rotated
