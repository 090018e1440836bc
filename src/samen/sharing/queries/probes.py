"""The reads of hit or no hit: who takes part, who can be found, what was asked and answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from samen.kernel import clock
from samen.platform.organisations.public import Actor, partners
from samen.platform.organisations.public import organisation_names as names_of
from samen.platform.vault.public import Keyring, open_many, parts_of
from samen.sharing.domain.probes import handle_of
from samen.sharing.models import Enrolment, Participation, Probe, SharingDecision
from samen.sharing.queries import PAGE

FOUND_PART = "probe_found"
"""The kind of sealed part that tells its owner which of its parts a partner's question found."""


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that can be asked."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One question: with whom it was, ours or theirs."""

    row: Probe
    other: str


def participates(organisation_id: UUID) -> Participation | None:
    """Since when an organisation takes part, if it does."""
    return Participation.objects.filter(organisation_id=organisation_id).first()


def participants(actor: Actor) -> list[Partner]:
    """The partners that take part, by name."""
    taking_part = set(Participation.objects.values_list("organisation_id", flat=True))
    return [Partner(p.id, p.name) for p in partners(actor) if p.id in taking_part]


def findable(owner: UUID, *, by: UUID, epoch: str) -> dict[str, UUID]:
    """Whom of ``owner`` an organisation may find today: part by the number of its tokens."""
    rows = Enrolment.objects.filter(
        organisation_id=owner,
        to_organisation_id=by,
        epoch=epoch,
        decision__permitted=True,
        decision__withdrawn_on__isnull=True,
        decision__until__gte=clock.today(),
    )
    return {
        handle_of(part_id, epoch, settings.HANDLE_KEY): part_id
        for part_id in rows.values_list("part_id", flat=True)
    }


def enrolment_of(row: SharingDecision) -> Enrolment | None:
    """Whether the partner of a decision can find the person."""
    return Enrolment.objects.filter(decision=row).first()


def findable_by(actor: Actor, part_id: UUID) -> list[Partner]:
    """The partners that may find the person of one of our parts today."""
    rows = Enrolment.objects.filter(
        organisation_id=actor.organisation_id,
        part_id=part_id,
        decision__withdrawn_on__isnull=True,
        decision__until__gte=clock.today(),
    )
    names = names_of(set(rows.values_list("to_organisation_id", flat=True)))
    return sorted((Partner(*pair) for pair in names.items()), key=lambda partner: partner.name)


def enrolled(actor: Actor) -> int:
    """How many people partners can find with the actor's organisation."""
    rows = Enrolment.objects.filter(organisation_id=actor.organisation_id)
    return rows.values("part_id").distinct().count()


def probe_of(actor: Actor, probe_id: UUID) -> Probe | None:
    """One question that the actor's organisation asked."""
    return (
        Probe.objects.select_related("decision")
        .filter(id=probe_id, organisation_id=actor.organisation_id)
        .first()
    )


def asked_today(actor: Actor) -> int:
    """How many questions the actor asked today."""
    return Probe.objects.filter(member_id=actor.member_id, asked_on=clock.today()).count()


def asked_about(actor: Actor, part_id: UUID) -> list[Line]:
    """What the actor's organisation asked about one person, newest first."""
    rows = Probe.objects.filter(
        organisation_id=actor.organisation_id, decision__part_id=part_id
    ).order_by("-asked_on", "id")
    return _lines(list(rows), "to_organisation_id")


def asked_by_us(actor: Actor) -> list[Line]:
    """The last questions of the actor's organisation, newest first."""
    rows = Probe.objects.filter(organisation_id=actor.organisation_id)
    return _lines(list(rows.order_by("-asked_on", "id")[:PAGE]), "to_organisation_id")


def asked_of_us(actor: Actor) -> list[Line]:
    """The last questions that partners asked us, newest first; about whom only where we know."""
    rows = Probe.objects.filter(to_organisation_id=actor.organisation_id)
    return _lines(list(rows.order_by("-asked_on", "id")[:PAGE]), "organisation_id")


def counts(actor: Actor) -> dict[str, int]:
    """How many questions were asked by us and of us, and how many found somebody."""
    ours = Probe.objects.filter(organisation_id=actor.organisation_id)
    theirs = Probe.objects.filter(to_organisation_id=actor.organisation_id)
    return {
        "by_us": ours.count(),
        "by_us_hits": ours.exclude(outcome="none").count(),
        "of_us": theirs.count(),
        "of_us_hits": theirs.exclude(outcome="none").count(),
    }


def found_with_us(actor: Actor, vault: Keyring, lines: Iterable[Line]) -> dict[UUID, UUID]:
    """Which of our parts each question found, by question; only our opened vault can tell."""
    told = {
        part.id: part.subject_id
        for part in parts_of(actor, [line.row.id for line in lines], kinds=[FOUND_PART])
    }
    contents = open_many(actor, vault, told)
    return {told[part]: UUID(content["part"]) for part, content in contents.items()}


def _lines(rows: list[Probe], other: str) -> list[Line]:
    names = names_of({getattr(row, other) for row in rows})
    return [Line(row, names.get(getattr(row, other), "–")) for row in rows]
