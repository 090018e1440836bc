"""The reads of the vault. Whatever shows a content writes who looked into the logbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from samen.kernel import clock
from samen.platform.logbook.public import record
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role
from samen.platform.vault.domain import envelope
from samen.platform.vault.domain.keyring import Holder, Keyring
from samen.platform.vault.models import (
    Grant,
    HolderKind,
    MemberKey,
    OrganisationVault,
    SealedPart,
    VaultAccess,
)


class VaultMissing(Exception):
    """The organisation has no vault yet, so nothing can be sealed for it."""


KEY_LOCK = "vault key"
"""The name of the lock that keeps an organisation's public key what it is."""


class NotGranted(Exception):
    """No decision has wrapped this part's key for this organisation."""


@dataclass(frozen=True, slots=True)
class ReadingRight:
    """One line of "who may read this datum": holder, rung, the decision, since and until when."""

    holder_kind: str
    holder_id: UUID
    rung: str
    decision_id: UUID | None
    granted_on: date
    until: date | None


def organisation_holder(organisation_id: UUID) -> Holder:
    """An organisation as receiver of keys.

    Raises:
        VaultMissing: it has no vault.
    """
    row = (
        OrganisationVault.objects.filter(organisation_id=organisation_id)
        .values_list("public_key", "version")
        .first()
    )
    if row is None:
        raise VaultMissing(organisation_id)
    return Holder(HolderKind.ORGANISATION, organisation_id, bytes(row[0]), row[1])


def _valid_grants(holder_kind: str, holder_id: UUID) -> QuerySet[Grant]:
    return Grant.objects.filter(
        Q(until__isnull=True) | Q(until__gte=clock.today()),
        holder_kind=holder_kind,
        holder_id=holder_id,
    )


def grant_of(
    vault: Keyring, part_id: UUID, *, owner_id: UUID | None = None, lock: bool = False
) -> tuple[SealedPart, bytes]:
    """A part and its data key, opened with ``vault``.

    Raises:
        NotGranted: there is no valid grant, or (with ``owner_id``) the part has another owner.
    """
    grants = (
        _valid_grants(vault.kind, vault.holder_id).filter(part_id=part_id).select_related("part")
    )
    if owner_id is not None:
        grants = grants.filter(part__owner_id=owner_id)
    found = (grants.select_for_update() if lock else grants).first()
    if found is None:
        raise NotGranted(part_id)
    return found.part, envelope.open_key(bytes(found.sealed_key), part_id, vault.keys)


def open_parts(vault: Keyring, part_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Open what ``vault`` has keys of, without logging: for the reporter's own mailbox."""
    return {part_id: content for part_id, content, _decision in _opened(vault, part_ids)}


def open_many(actor: Actor, vault: Keyring, part_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Open every part that is granted to the actor's organisation; the others are left out.

    One logbook entry names all parts that were shown on one decision, and one the actor's own.
    """
    contents: dict[UUID, dict[str, Any]] = {}
    shown: dict[UUID | None, list[UUID]] = {}
    for part_id, content, decision_id in _opened(vault, part_ids):
        contents[part_id] = content
        shown.setdefault(decision_id, []).append(part_id)
    for decision_id, parts in shown.items():
        record(
            actor=actor,
            activity="vault",
            name="vault.read",
            subjects=parts,
            decision_id=decision_id,
        )
    return contents


def _opened(
    vault: Keyring, part_ids: Iterable[UUID]
) -> Iterator[tuple[UUID, dict[str, Any], UUID | None]]:
    """Parts that ``vault`` has keys of: id, content, and the decision that gave the key."""
    valid = _valid_grants(vault.kind, vault.holder_id)
    for found in valid.filter(part_id__in=list(part_ids)).select_related("part"):
        part = found.part
        key = envelope.open_key(bytes(found.sealed_key), part.id, vault.keys)
        place = envelope.associated_data("vault_sealedpart", "ciphertext", part.id, part.revision)
        content = json.loads(envelope.decrypt(bytes(part.ciphertext), key, place))
        yield part.id, content, found.decision_id


def open_part(actor: Actor, vault: Keyring, part_id: UUID) -> dict[str, Any]:
    """Open one part.

    Raises:
        NotGranted: no decision has wrapped its key for the actor's organisation.
    """
    contents = open_many(actor, vault, [part_id])
    if part_id not in contents:
        raise NotGranted(part_id)
    return contents[part_id]


@dataclass(frozen=True, slots=True)
class PartInfo:
    """What is known of a part without its key."""

    id: UUID
    kind: str
    subject_id: UUID
    category: str
    owner_id: UUID


def _own_grants(actor: Actor) -> QuerySet[Grant]:
    return _valid_grants(HolderKind.ORGANISATION, actor.organisation_id)


def _readable(actor: Actor) -> QuerySet[SealedPart]:
    # EXISTS, not a join: a database that begins with the grants walks through all of an
    # organisation's, however few parts were asked for.
    own = _own_grants(actor).filter(part_id=OuterRef("id"))
    return SealedPart.objects.filter(Exists(own)).defer("ciphertext")


def info_of(part: SealedPart) -> PartInfo:
    """What is known of a part; its content need not be loaded."""
    return PartInfo(part.id, part.kind, part.subject_id, part.category, part.owner_id)


def parts_of(
    actor: Actor, subject_ids: Iterable[UUID], *, kinds: Iterable[str] | None = None
) -> list[PartInfo]:
    """The parts of some records for which the actor's organisation holds a key."""
    parts = _readable(actor).filter(subject_id__in=list(subject_ids))
    if kinds is not None:
        parts = parts.filter(kind__in=list(kinds))
    return [info_of(part) for part in parts.order_by("sealed_on", "id")]


def parts_of_kind(actor: Actor, kinds: Iterable[str], *, newest: int) -> list[PartInfo]:
    """The newest parts of some kinds, own and opened by a decision, that can be read here."""
    opened = _own_grants(actor).filter(decision_id__isnull=False).values("part_id")
    mine = Q(owner_id=actor.organisation_id) | Q(id__in=opened)
    parts = _readable(actor).filter(mine, kind__in=list(kinds))
    return [info_of(part) for part in parts.order_by("-sealed_on", "id")[:newest]]


def partners_reading(actor: Actor, subject_id: UUID) -> frozenset[UUID]:
    """The other organisations that may read a part of this record of the actor's organisation."""
    grants = Grant.objects.filter(part__owner_id=actor.organisation_id, part__subject_id=subject_id)
    others = grants.filter(decision_id__isnull=False)
    return frozenset(others.values_list("holder_id", flat=True))


def reading_rights(actor: Actor, part_id: UUID) -> list[ReadingRight]:
    """Who may read a part and by which decision; for a part the actor's organisation can read."""
    mine = Grant.objects.filter(part_id=part_id, holder_id=actor.organisation_id).exists()
    if not mine:
        return []
    return [
        ReadingRight(g.holder_kind, g.holder_id, g.rung, g.decision_id, g.granted_on, g.until)
        for g in Grant.objects.filter(part_id=part_id).order_by("granted_on", "id")
    ]


def vault_version(organisation_id: UUID) -> int | None:
    """The current version of an organisation's key pair, or None when it has no vault."""
    rows = OrganisationVault.objects.filter(organisation_id=organisation_id)
    return rows.values_list("version", flat=True).first()


def members_with_access(actor: Actor) -> frozenset[UUID]:
    """The members of the actor's organisation who can open its vault."""
    rows = VaultAccess.objects.filter(organisation_id=actor.organisation_id)
    return frozenset(rows.values_list("member_id", flat=True))


def members_with_phrase(member_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these members have chosen a vault phrase."""
    rows = MemberKey.objects.filter(member_id__in=list(member_ids))
    return frozenset(rows.values_list("member_id", flat=True))


class WayIn(StrEnum):
    """What a member whose vault is closed can do about it."""

    FOUND = "found"
    PHRASE = "phrase"
    NO_VAULT = "no vault"
    NOT_LET_IN = "not let in"
    UNLOCK = "unlock"


def way_in(actor: Actor) -> WayIn:
    """The first step that is missing: a vault, a phrase of one's own, a colleague who lets in."""
    there = vault_version(actor.organisation_id) is not None
    if not there and actor.has(Role.ORGANISATION_ADMINISTRATOR):
        return WayIn.FOUND
    if not members_with_phrase([actor.member_id]):
        return WayIn.PHRASE
    if not there:
        return WayIn.NO_VAULT
    return WayIn.UNLOCK if actor.member_id in members_with_access(actor) else WayIn.NOT_LET_IN


def part_kinds(subject_id: UUID) -> list[tuple[UUID, str]]:
    """Ids and kinds of all parts of a record; says nothing of what is in them."""
    rows = SealedPart.objects.filter(subject_id=subject_id).order_by("sealed_on", "id")
    return list(rows.values_list("id", "kind"))


def part_info(actor: Actor, part_id: UUID) -> PartInfo:
    """What is known of one part, for an organisation that may read it.

    Raises:
        NotGranted: it may not.
    """
    for part in _readable(actor).filter(id=part_id):
        return info_of(part)
    raise NotGranted(part_id)


def foreign_parts(actor: Actor) -> list[PartInfo]:
    """The parts of other organisations that a decision opened for the actor's."""
    grants = _own_grants(actor).exclude(part__owner_id=actor.organisation_id)
    found = grants.select_related("part").defer("part__ciphertext")
    return [info_of(grant.part) for grant in found.order_by("-granted_on", "part_id")]


@dataclass(frozen=True, slots=True)
class OwnedPart:
    """A part of the actor's organisation and how many organisations may read it."""

    info: PartInfo
    sealed_on: date
    readers: int


def owned_parts(
    actor: Actor, *, shared_only: bool, page: int, size: int = 50
) -> tuple[list[OwnedPart], bool]:
    """One page of the parts the actor's organisation owns, newest first; and whether more."""
    organisations = Count("grants", filter=Q(grants__holder_kind=HolderKind.ORGANISATION))
    rows = SealedPart.objects.filter(owner_id=actor.organisation_id).defer("ciphertext")
    rows = rows.annotate(readers=organisations)
    if shared_only:
        rows = rows.filter(readers__gt=1)
    start = (page - 1) * size
    shown = list(rows.order_by("-sealed_on", "id")[start : start + size + 1])
    found = [OwnedPart(info_of(row), row.sealed_on, row.readers) for row in shown[:size]]
    return found, len(shown) > size
