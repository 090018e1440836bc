"""The reads of sharing: decisions, signed records, what was shared with us, who may read what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from samen.engines.rules.sharing import (
    Consent,
    Purpose,
    RecordKind,
    SignedRecord,
    SignerRole,
)
from samen.kernel import clock
from samen.kernel.codes import DataCategory, OrganisationType
from samen.platform.logbook.public import Group, entries_about, grouped
from samen.platform.organisations.public import Actor, organisation, organisation_names
from samen.platform.vault.public import (
    Keyring,
    NotGranted,
    PartInfo,
    ReadingRight,
    foreign_parts,
    open_many,
    part_info,
    parts_of,
    reading_rights,
)
from samen.sharing.domain.facts import Facts, facts_from
from samen.sharing.domain.probes import IDENTITY
from samen.sharing.domain.signing import digest_of
from samen.sharing.models import Evidence, SharingDecision

PAGE = 50
READ = "vault.read"
"""The name of a reading in the logbook."""
FACTS_PART = "sharing_facts"
"""The kind of sealed part that holds what was stated with a request."""


@dataclass(frozen=True, slots=True)
class SharedPart:
    """A part that a partner shared with us, opened."""

    info: PartInfo
    owner: str
    content: dict[str, Any]
    right: ReadingRight | None


@dataclass(frozen=True, slots=True)
class Reader:
    """One organisation that may read a datum, and by which decision."""

    name: str
    right: ReadingRight
    decision: SharingDecision | None


@dataclass(frozen=True, slots=True)
class WhoMayRead:
    """Everything about the access to one datum; ``info`` is None when it was erased."""

    info: PartInfo | None
    readers: tuple[Reader, ...]
    past: tuple[SharingDecision, ...]
    readings: tuple[Group, ...]
    deeds: tuple[Group, ...]


def evidence_fields(row: Evidence) -> dict[str, Any]:
    """What a record's digest covers: everything but whether it was withdrawn since."""
    names = (
        "id", "organisation_id", "for_organisation_id", "subject_id", "kind", "signer_role",
        "signer_id", "signed_on", "valid_until", "to_types", "categories", "purposes", "answered",
        "consent",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def records_for(
    actor: Actor, evidence_ids: Iterable[UUID], from_type: OrganisationType
) -> dict[str, SignedRecord]:
    """The signed records a request refers to, as the rules engine takes them.

    A record that was changed after signing, or belongs to others, is left out: to the engine it
    does not exist. A withdrawn consent stays, as withdrawn: it prohibits.
    """
    found: dict[str, SignedRecord] = {}
    rows = Evidence.objects.filter(
        id__in=list(evidence_ids), for_organisation_id=actor.organisation_id
    )
    for row in rows:
        if digest_of(evidence_fields(row)) != row.digest:
            continue
        withdrawn = row.withdrawn_on is not None
        if withdrawn and row.kind != RecordKind.CONSENT:
            continue
        found[str(row.id)] = SignedRecord(
            id=str(row.id),
            kind=RecordKind(row.kind),
            signer_role=SignerRole(row.signer_role),
            signed_on=row.signed_on,
            valid_until=row.valid_until,
            from_types=frozenset({from_type}),
            to_types=frozenset(OrganisationType(code) for code in row.to_types),
            categories=frozenset(DataCategory(code) for code in row.categories),
            purposes=frozenset(Purpose(code) for code in row.purposes),
            subject_ref=str(row.subject_id) if row.subject_id else None,
            answered=frozenset(row.answered),
            consent=Consent.WITHDRAWN
            if withdrawn
            else (Consent(row.consent) if row.consent else None),
        )
    return found


def consent_on_file(
    actor: Actor,
    subject_id: UUID,
    *,
    category: DataCategory,
    to_type: OrganisationType,
    purpose: Purpose,
) -> Consent:
    """What the person last said about sharing this, whether or not the asker mentions it.

    Said twice on one day, a refusal or withdrawal counts: on doubt, no.
    """
    today = clock.today()
    said = [
        (row.withdrawn_on, Consent.WITHDRAWN)
        if row.withdrawn_on
        else (row.signed_on, Consent(row.consent))
        for row in Evidence.objects.filter(
            for_organisation_id=actor.organisation_id,
            subject_id=subject_id,
            kind=RecordKind.CONSENT,
        )
        if to_type in row.to_types
        and category in row.categories
        and purpose in row.purposes
        and (row.valid_until is None or row.valid_until >= today)
    ]
    if not said:
        return Consent.NOT_ASKED
    return max(said, key=lambda saying: (saying[0], saying[1] is not Consent.GIVEN))[1]


def evidence_about(actor: Actor, subject_id: UUID | None = None) -> list[Evidence]:
    """The records the actor's organisation can use, about one subject or about nobody."""
    rows = Evidence.objects.filter(for_organisation_id=actor.organisation_id)
    if subject_id is not None:
        rows = rows.filter(subject_id__in=[subject_id]) | rows.filter(subject_id__isnull=True)
    return list(rows.order_by("-signed_on", "id"))


def decisions(actor: Actor, *, page: int = 1) -> tuple[list[SharingDecision], bool]:
    """One page of what the actor's organisation asked and was answered, newest first."""
    rows = SharingDecision.objects.filter(organisation_id=actor.organisation_id)
    start = (page - 1) * PAGE
    shown = list(rows.order_by("-decided_on", "id")[start : start + PAGE + 1])
    return shown[:PAGE], len(shown) > PAGE


def decision(actor: Actor, decision_id: UUID) -> SharingDecision | None:
    """One decision, for the organisation that asked or the one that received."""
    row = SharingDecision.objects.filter(id=decision_id).first()
    parties = (row.organisation_id, row.to_organisation_id) if row else ()
    return row if actor.organisation_id in parties else None


def own_decision(actor: Actor, decision_id: UUID) -> SharingDecision | None:
    """One decision that the actor's organisation asked."""
    return SharingDecision.objects.filter(
        id=decision_id, organisation_id=actor.organisation_id
    ).first()


def facts_of(actor: Actor, vault: Keyring, row: SharingDecision) -> Facts | None:
    """What was stated with a request, for the organisation that asked; logged as a reading."""
    infos = parts_of(actor, [row.id], kinds=[FACTS_PART])
    contents = open_many(actor, vault, [info.id for info in infos])
    return next((facts_from(content) for content in contents.values()), None)


def birth_date_of(actor: Actor, vault: Keyring, subject_id: UUID) -> str:
    """The date or year of birth that we hold of a person, or nothing; logged as a reading."""
    infos = parts_of(actor, [subject_id], kinds=[IDENTITY])
    contents = open_many(actor, vault, [info.id for info in infos])
    return next((str(content.get("birth_date") or "") for content in contents.values()), "")


def records_that_fit(actor: Actor, row: SharingDecision) -> frozenset[UUID]:
    """The signed records about a decision's subject that cover it and that a route asks for."""
    asked = {item["code"] for route in row.answer["routes"] for item in route["missing"]}
    receiver = organisation(row.to_organisation_id)
    return frozenset(
        record.id
        for record in evidence_about(actor, row.subject_id)
        if record.withdrawn_on is None
        and (record.kind in asked or str(record.id) in row.evidence)
        and receiver is not None
        and receiver.type in record.to_types
        and row.category in record.categories
        and row.purpose in record.purposes
    )


def shared_with_us(actor: Actor, vault: Keyring) -> list[SharedPart]:
    """Every part of others that a decision opened for us; logged as a reading."""
    infos = foreign_parts(actor)
    contents = open_many(actor, vault, [info.id for info in infos])
    names = organisation_names({info.owner_id for info in infos})
    return [
        SharedPart(
            info,
            names.get(info.owner_id, ""),
            contents[info.id],
            next(
                (
                    right
                    for right in reading_rights(actor, info.id)
                    if right.holder_id == actor.organisation_id
                ),
                None,
            ),
        )
        for info in infos
        if info.id in contents
    ]


def who_may_read(actor: Actor, part_id: UUID) -> WhoMayRead:
    """Who may read a datum, by which decision, and who has read it; also when it was erased.

    Raises:
        NotGranted: the actor's organisation may not read it itself, and decided nothing about it.
    """
    info = standing_part(actor, part_id)
    decided = SharingDecision.objects.filter(part_id=part_id, organisation_id=actor.organisation_id)
    if info is None and not decided.exists():
        raise NotGranted(part_id)
    rights = [right for right in reading_rights(actor, part_id) if right.holder_kind != "receipt"]
    names = organisation_names({right.holder_id for right in rights})
    by_id = {row.id: row for row in SharingDecision.objects.filter(part_id=part_id)}
    groups = grouped(entries_about(actor, part_id))
    return WhoMayRead(
        info=info,
        readers=tuple(
            Reader(names.get(right.holder_id, "–"), right, by_id.get(right.decision_id))
            for right in rights
        ),
        past=tuple(sorted(by_id.values(), key=lambda row: (row.decided_on, row.id), reverse=True)),
        readings=tuple(group for group in groups if group.last.name == READ),
        deeds=tuple(group for group in groups if group.last.name != READ),
    )


def standing_part(actor: Actor, part_id: UUID) -> PartInfo | None:
    """A part, or None when it was erased or the actor's organisation may not read it."""
    try:
        return part_info(actor, part_id)
    except NotGranted:
        return None


def overview(actor: Actor, since: date) -> list[SharingDecision]:
    """For the privacy officer: every decision of the organisation since a day."""
    rows = SharingDecision.objects.filter(
        organisation_id=actor.organisation_id, decided_on__gte=since
    )
    return list(rows.order_by("-decided_on", "id")[:500])


def ending(actor: Actor, until: date) -> list[SharingDecision]:
    """The organisation's decisions by which somebody reads, and that end by ``until``."""
    rows = SharingDecision.objects.filter(
        organisation_id=actor.organisation_id,
        permitted=True,
        withdrawn_on__isnull=True,
        until__gte=clock.today(),
        until__lte=until,
    )
    return list(rows.order_by("until", "id"))
