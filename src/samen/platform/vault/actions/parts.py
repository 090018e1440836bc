"""The verbs on parts: seal, replace, grant, revoke, shred.

Sealing needs only public keys, so anybody may put something in; only an unlocked keyring takes
something out. Every grant, revocation and shredding is one entry in the logbook.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from samen.kernel import clock
from samen.platform.database.public import in_turn, shared_lock
from samen.platform.logbook.public import record
from samen.platform.organisations.domain.actor import Actor
from samen.platform.vault.domain import envelope
from samen.platform.vault.domain.keyring import Holder, Keyring
from samen.platform.vault.models import Grant, HolderKind, SealedPart
from samen.platform.vault.queries import (
    KEY_LOCK,
    NotGranted,
    PartInfo,
    grant_of,
    info_of,
    organisation_holder,
)

_TABLE, _COLUMN = "vault_sealedpart", "ciphertext"

WhenShredded = Callable[[Actor | None, PartInfo], None]
_WHEN_SHREDDED: dict[str, list[WhenShredded]] = defaultdict(list)


def when_shredded(kind: str, then: WhenShredded) -> None:
    """Call ``then(actor, part)`` whenever a part of this kind is erased, in its transaction.

    For whoever keeps something that was made of the content: it goes with it, or nothing goes.
    """
    _WHEN_SHREDDED[kind].append(then)


def place_of(part_id: UUID, revision: int) -> bytes:
    """The associated data of a part's ciphertext."""
    return envelope.associated_data(_TABLE, _COLUMN, part_id, revision)


def _encode(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def hold_key(organisation_id: UUID) -> None:
    """To the end of this transaction the organisation's public key stays what it is.

    What is sealed for a key that is rotated at the same moment would open for nobody. A verb that
    writes to the logbook before it seals for another organisation calls this first: who rotates
    holds the key and waits for the logbook.
    """
    shared_lock(KEY_LOCK, organisation_id)


def _new_grant(
    part: SealedPart,
    key: bytes,
    holder: Holder,
    *,
    rung: str,
    decision_id: UUID | None = None,
    until: date | None = None,
) -> Grant:
    return Grant(
        part=part,
        holder_kind=holder.kind,
        holder_id=holder.id,
        key_version=holder.version,
        sealed_key=envelope.seal_key(key, part.id, holder.public_key),
        rung=rung,
        decision_id=decision_id,
        granted_on=part.sealed_on if decision_id is None else clock.today(),
        until=until,
    )


@transaction.atomic
def seal(
    *,
    owner_id: UUID,
    kind: str,
    subject_id: UUID,
    category: str,
    content: Mapping[str, Any],
    holders: Iterable[Holder] = (),
    part_id: UUID | None = None,
    decision_id: UUID | None = None,
) -> UUID:
    """Seal ``content`` as one part of record ``subject_id``, readable by its owner and ``holders``.

    Returns the part's id. Writes no logbook entry: a public report leaves no moment behind
    (docs/adr/0002), and staff actions log the record they make.

    Raises:
        VaultMissing: the owner has no vault; nothing is stored then.
    """
    part = SealedPart(
        id=part_id or uuid4(),
        owner_id=owner_id,
        kind=kind,
        subject_id=subject_id,
        category=category,
        sealed_on=clock.today(),
    )
    key = envelope.new_key()
    part.ciphertext = envelope.encrypt(_encode(content), key, place_of(part.id, part.revision))
    hold_key(owner_id)
    everyone = [organisation_holder(owner_id), *holders]
    part.save(force_insert=True)
    Grant.objects.bulk_create(
        _new_grant(part, key, holder, rung=category, decision_id=decision_id) for holder in everyone
    )
    return part.id


@in_turn
def replace(actor: Actor, vault: Keyring, *, part_id: UUID, content: Mapping[str, Any]) -> None:
    """Write a part's content anew under the same key: everybody who may read it reads the new text.

    Raises:
        NotGranted: the actor's organisation does not own the part or holds no key.
    """
    part, key = grant_of(vault, part_id, owner_id=actor.organisation_id, lock=True)
    part.revision += 1
    part.ciphertext = envelope.encrypt(_encode(content), key, place_of(part.id, part.revision))
    part.save(update_fields=["revision", "ciphertext"])
    record(actor=actor, activity="vault", name="vault.replace", subjects=[part.id])


@in_turn
def grant(
    actor: Actor,
    vault: Keyring,
    *,
    part_id: UUID,
    organisation_id: UUID,
    decision_id: UUID,
    rung: str,
    until: date | None = None,
) -> None:
    """Re-wrap a part's key for another organisation, on the strength of a decision.

    Raises:
        NotGranted: the actor's organisation holds no key of this part.
        VaultMissing: the receiving organisation has no vault.
    """
    part, key = grant_of(vault, part_id)
    hold_key(organisation_id)
    holder = organisation_holder(organisation_id)
    Grant.objects.filter(part=part, holder_id=holder.id).delete()
    new = _new_grant(part, key, holder, rung=rung, decision_id=decision_id, until=until)
    new.save(force_insert=True)
    record(
        actor=actor,
        activity="vault",
        name="vault.grant",
        subjects=[part.id],
        decision_id=decision_id,
        details={"to": str(organisation_id), "rung": rung},
    )


@in_turn
def revoke(actor: Actor, *, part_id: UUID, organisation_id: UUID, decision_id: UUID) -> None:
    """Take away the key that a decision gave. What was read was read; it can be read no more.

    A key that rests on a later decision stays, and so does the owner's, which rests on none.
    """
    Grant.objects.filter(
        part_id=part_id,
        holder_kind=HolderKind.ORGANISATION,
        holder_id=organisation_id,
        decision_id=decision_id,
    ).delete()
    record(
        actor=actor,
        activity="vault",
        name="vault.revoke",
        subjects=[part_id],
        decision_id=decision_id,
        details={"to": str(organisation_id)},
    )


@transaction.atomic
def shred(*, actor: Actor | None, subject_id: UUID, reason: str) -> int:
    """Erase a record: every key of every part goes first, then the parts. Returns their number."""
    parts = _erase(actor, SealedPart.objects.filter(subject_id=subject_id))
    if actor is not None:
        record(
            actor=actor,
            activity="vault",
            name="vault.shred",
            subjects=[subject_id, *parts],
            details={"reason": reason},
        )
    return len(parts)


@in_turn
def shred_part(actor: Actor, *, part_id: UUID, reason: str) -> None:
    """Erase one part of a record, for everybody who could read it.

    Raises:
        NotGranted: the actor's organisation does not own it.
    """
    owned = SealedPart.objects.filter(id=part_id, owner_id=actor.organisation_id)
    if not _erase(actor, owned):
        raise NotGranted(part_id)
    record(
        actor=actor,
        activity="vault",
        name="vault.shred",
        subjects=[part_id],
        details={"reason": reason},
    )


def _erase(actor: Actor | None, parts: QuerySet[SealedPart]) -> list[UUID]:
    found = [info_of(part) for part in parts.defer("ciphertext")]
    ids = [part.id for part in found]
    for part in found:
        for then in _WHEN_SHREDDED.get(part.kind, ()):
            then(actor, part)
    Grant.objects.filter(part_id__in=ids).delete()
    SealedPart.objects.filter(id__in=ids).delete()
    return ids
