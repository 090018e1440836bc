"""The help directory as the Human Services Data Specification 3.1 writes it: one row each.

Names are HSDS's own (snake_case). What is not known is left out, never null: the schemas allow no
null. An address is never given: a service's only location is *virtual*, and its place is its
``service_areas``, each with the region as ``extent_type`` ``nl-region`` and ``extent``
``type:code``. An attribute's ``value`` is ``yes`` (takes it) or ``no``.

Reference: Open Referral, HSDS 3.1 schema (draft 2020-12 JSON Schema).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Model

from samen.guidance.models import Organization, Service, ServiceCapacity, Taxonomy, TaxonomyTerm

Row = dict[str, Any]


def write_service(row: Service) -> Row:
    """A service with organisation, phones, areas, languages, capacity and attributes."""
    capacity: ServiceCapacity | None = getattr(row, "capacity", None)
    lists: Mapping[str, Sequence[Row]] = {
        "phones": [known(phone, "id", "number", "description") for phone in row.phones.all()],
        "service_areas": _areas(row),
        "languages": [known(spoken, "id", "code", "note") for spoken in row.languages.all()],
        "attributes": [
            {
                "id": str(attribute.id),
                "link_entity": "service",
                "value": "yes" if attribute.holds else "no",
                "taxonomy_term": write_term(attribute.term),
            }
            for attribute in row.attributes.all()
        ],
        "capacities": [_capacity(capacity)] if capacity else [],
    }
    return {
        **write_service_in_list(row),
        "organization": write_organization(row.organization),
        **{name: rows for name, rows in lists.items() if rows},
    }


def _areas(row: Service) -> list[Row]:
    return [
        {
            "id": str(area.id),
            "name": area.name,
            "extent": f"{area.region_type}:{area.region_code}",
            "extent_type": "nl-region",
        }
        for area in row.service_areas.all()
    ]


def derived_id(service_id: UUID, entity: str) -> UUID:
    """The id of what follows from a service and has no row of its own."""
    return uuid5(service_id, entity)


def write_service_at_location(row: Service) -> Row:
    """A service at its one virtual location."""
    location = {
        "id": str(derived_id(row.id, "location")),
        "location_type": "virtual",
        "organization_id": str(row.organization_id),
        "name": row.organization.name,
    }
    link = {
        "id": str(derived_id(row.id, "service_at_location")),
        "service_id": str(row.id),
        "location_id": location["id"],
        "location": location,
    }
    areas = _areas(row)
    return {**link, "service_areas": areas} if areas else link


def write_service_in_list(row: Service) -> Row:
    """A service as it stands in a list."""
    return known(
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
    unit = {**known(row.unit, "id", "name", "identifier"), "scheme": "samen-nl"}
    return {**known(row, "id", "available", "maximum", "updated"), "unit": unit}


def write_organization(row: Organization) -> Row:
    """An organisation."""
    return known(row, "id", "name", "description", "email", "website")


def write_organization_with_services(row: Organization) -> Row:
    """An organisation with its active services."""
    offered = [write_service_in_list(service) for service in row.services.filter(status="active")]
    return {**write_organization(row), "services": offered}


def write_taxonomy(row: Taxonomy) -> Row:
    """A criterion."""
    return known(row, "id", "name", "description")


def write_term(row: TaxonomyTerm) -> Row:
    """An answer to a criterion."""
    return {
        **known(row, "id", "code", "name", "taxonomy_id"),
        "description": f"{row.taxonomy.name}: {row.name}",
        "taxonomy": row.taxonomy.name,
        "language": "nl",
    }


def known(row: Model, *names: str) -> Row:
    """The named fields of a row that have a value."""
    values = {name: getattr(row, name) for name in names}
    return {name: _plain(value) for name, value in values.items() if value not in (None, "")}


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
