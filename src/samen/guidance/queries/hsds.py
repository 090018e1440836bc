"""The help directory as the Human Services Data Specification 3.1 writes it.

Names are HSDS's own (snake_case). What is not known is left out, never null: the schemas allow no
null. An address is never given; the place of a service is its ``service_areas``, each with the
region as ``extent_type`` ``nl-region`` and ``extent`` ``type:code``. An attribute's ``value`` is
``yes`` (takes it) or ``no``.

Reference: Open Referral, HSDS 3.1 schema (draft 2020-12 JSON Schema).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from samen.guidance.models import (
    Attribute,
    Organization,
    Service,
    ServiceCapacity,
    Taxonomy,
    TaxonomyTerm,
)
from samen.guidance.queries.directory import active_services

VERSION = "3.1"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Window:
    """One page of a list; ``number`` counts from 1."""

    number: int
    size: int

    def of(self, rows: QuerySet[Any], write: Callable[[Any], Row]) -> Row:
        """The page as HSDS's ``Page``; beyond the last page it is empty."""
        total = rows.count()
        pages = max(1, -(-total // self.size))
        start = (self.number - 1) * self.size
        contents = [write(row) for row in rows[start : start + self.size]]
        return {
            "total_items": total,
            "total_pages": pages,
            "page_number": self.number,
            "size": len(contents),
            "first_page": self.number == 1,
            "last_page": self.number >= pages,
            "empty": not contents,
            "contents": contents,
        }


def services(
    window: Window,
    *,
    search: str = "",
    organization_id: UUID | None = None,
    taxonomy_id: UUID | None = None,
    taxonomy_term_id: UUID | None = None,
    modified_after: dt.datetime | None = None,
    minimal: bool = False,
    full: bool = False,
) -> Row:
    """Services by name. ``minimal``: ids and names only; ``full``: with everything nested."""
    rows = active_services()
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(description__icontains=search))
    if organization_id:
        rows = rows.filter(organization_id=organization_id)
    held = Attribute.objects.filter(holds=True)
    if taxonomy_id:
        rows = rows.filter(id__in=held.filter(term__taxonomy_id=taxonomy_id).values("service"))
    if taxonomy_term_id:
        rows = rows.filter(id__in=held.filter(term_id=taxonomy_term_id).values("service"))
    if modified_after:
        rows = rows.filter(last_modified__gt=modified_after)
    if minimal:
        return window.of(rows, lambda row: _known(row, "id", "name", "status"))
    return window.of(rows, write_service if full else _service_in_list)


def service(service_id: UUID) -> Row | None:
    """One service with everything nested, or None."""
    return _one(active_services(), service_id, write_service)


def organizations(window: Window, *, search: str = "", full_service: bool = False) -> Row:
    """Organisations with an active service, by name."""
    rows = _organizations()
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(description__icontains=search))
    if not full_service:
        return window.of(rows, _organization)
    return window.of(rows, _organization_with_services)


def organization(organization_id: UUID) -> Row | None:
    """One organisation with its services, or None."""
    return _one(_organizations(), organization_id, _organization_with_services)


def taxonomies(window: Window, *, search: str = "") -> Row:
    """The criteria of the profile."""
    rows = Taxonomy.objects.all()
    return window.of(rows.filter(name__icontains=search) if search else rows, _taxonomy)


def taxonomy(taxonomy_id: UUID) -> Row | None:
    """One criterion, or None."""
    return _one(Taxonomy.objects.all(), taxonomy_id, _taxonomy)


def taxonomy_terms(window: Window, *, search: str = "", taxonomy_id: UUID | None = None) -> Row:
    """The answers to the criteria. The profile has no terms below terms."""
    rows = _terms()
    if taxonomy_id:
        rows = rows.filter(taxonomy_id=taxonomy_id)
    return window.of(rows.filter(name__icontains=search) if search else rows, _term)


def taxonomy_term(term_id: UUID) -> Row | None:
    """One answer, or None."""
    return _one(_terms(), term_id, _term)


def write_service(row: Service) -> Row:
    """A service with organisation, phones, areas, languages, capacity and attributes."""
    capacity: ServiceCapacity | None = getattr(row, "capacity", None)
    lists: Mapping[str, Sequence[Row]] = {
        "phones": [_known(phone, "id", "number", "description") for phone in row.phones.all()],
        "service_areas": [
            {
                "id": str(area.id),
                "name": area.name,
                "extent": f"{area.region_type}:{area.region_code}",
                "extent_type": "nl-region",
            }
            for area in row.service_areas.all()
        ],
        "languages": [_known(spoken, "id", "code", "note") for spoken in row.languages.all()],
        "attributes": [
            {
                "id": str(attribute.id),
                "link_entity": "service",
                "value": "yes" if attribute.holds else "no",
                "taxonomy_term": _term(attribute.term),
            }
            for attribute in row.attributes.all()
        ],
        "capacities": [_capacity(capacity)] if capacity else [],
    }
    return {
        **_service_in_list(row),
        "organization": _organization(row.organization),
        **{name: rows for name, rows in lists.items() if rows},
    }


def _service_in_list(row: Service) -> Row:
    return _known(
        row,
        "id",
        "organization_id",
        "name",
        "description",
        "url",
        "email",
        "status",
        "application_process",
        "eligibility_description",
        "minimum_age",
        "maximum_age",
        "assured_date",
        "last_modified",
    )


def _capacity(row: ServiceCapacity) -> Row:
    unit = {**_known(row.unit, "id", "name", "identifier"), "scheme": "samen-nl"}
    return {**_known(row, "id", "available", "maximum", "updated"), "unit": unit}


def _organizations() -> QuerySet[Organization]:
    return Organization.objects.filter(services__status="active").distinct()


def _organization(row: Organization) -> Row:
    return _known(row, "id", "name", "description", "email", "website")


def _organization_with_services(row: Organization) -> Row:
    offered = [_service_in_list(service) for service in row.services.filter(status="active")]
    return {**_organization(row), "services": offered}


def _terms() -> QuerySet[TaxonomyTerm]:
    return TaxonomyTerm.objects.select_related("taxonomy").order_by(
        "taxonomy__code", "position", "code"
    )


def _taxonomy(row: Taxonomy) -> Row:
    return _known(row, "id", "name", "description")


def _term(row: TaxonomyTerm) -> Row:
    return {
        **_known(row, "id", "code", "name", "taxonomy_id"),
        "description": f"{row.taxonomy.name}: {row.name}",
        "taxonomy": row.taxonomy.name,
        "language": "nl",
    }


def _one(rows: QuerySet[Any], row_id: UUID, write: Callable[[Any], Row]) -> Row | None:
    row = rows.filter(id=row_id).first()
    return write(row) if row else None


def _known(row: Model, *names: str) -> Row:
    values = {name: getattr(row, name) for name in names}
    return {name: _plain(value) for name, value in values.items() if value not in (None, "")}


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
