"""The help directory as plain values."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from samen.guidance.domain.offers import Offer
from samen.guidance.models import Service, Taxonomy
from samen.platform.organisations.public import Actor


def active_services() -> QuerySet[Service]:
    """Active services with everything an offer or the API needs, in six queries for any number."""
    return (
        Service.objects.filter(status="active")
        .select_related("organization", "capacity__unit")
        .prefetch_related("phones", "service_areas", "languages", "attributes__term__taxonomy")
    )


def offers(*, kind: str = "") -> tuple[Offer, ...]:
    """Every active service (of one ``kind``) as an offer, by name."""
    rows = active_services()
    return tuple(_offer(row) for row in (rows.filter(kind=kind) if kind else rows))


def own_offers(actor: Actor) -> tuple[Offer, ...]:
    """The active services of the actor's organisation, by name."""
    rows = active_services().filter(organization__platform_id=actor.organisation_id)
    return tuple(_offer(row) for row in rows)


def offer(service_id: UUID) -> Offer | None:
    """One active service as an offer, or None."""
    row = active_services().filter(id=service_id).first()
    return _offer(row) if row else None


def _offer(row: Service) -> Offer:
    attributes: defaultdict[str, dict[str, bool]] = defaultdict(dict)
    for attribute in row.attributes.all():
        attributes[attribute.term.taxonomy.code][attribute.term.code] = attribute.holds
    capacity = getattr(row, "capacity", None)
    return Offer(
        service_id=row.id,
        organisation_id=row.organization.platform_id,
        organisation_name=row.organization.name,
        name=row.name,
        description=row.description,
        kind=row.kind,
        minimum_age=row.minimum_age,
        maximum_age=row.maximum_age,
        areas=frozenset((a.region_type, a.region_code) for a in row.service_areas.all()),
        languages=frozenset(language.code for language in row.languages.all()),
        attributes=dict(attributes),
        unit=capacity.unit.identifier if capacity else "",
        available=capacity.available if capacity else None,
        maximum=capacity.maximum if capacity else None,
        capacity_updated=capacity.updated if capacity else None,
        assured_date=row.assured_date,
        application_process=row.application_process,
        phones=tuple(phone.number for phone in row.phones.all()),
        url=row.url or row.organization.website,
    )


@dataclass(frozen=True, slots=True)
class Criterion:
    """A taxonomy with its terms as (code, Dutch name, English name)."""

    code: str
    name: str
    hard: bool
    terms: tuple[tuple[str, str, str], ...]


def criteria() -> tuple[Criterion, ...]:
    """The criteria of the Dutch profile, for a form that asks what somebody needs."""
    return tuple(
        Criterion(
            row.code,
            row.name,
            row.hard,
            tuple((term.code, term.name, term.name_en) for term in row.terms.all()),
        )
        for row in Taxonomy.objects.prefetch_related("terms")
    )
