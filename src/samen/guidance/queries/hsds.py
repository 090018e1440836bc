"""The lists and items of the HSDS read API; how a row is written: :mod:`.hsds_rows`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from samen.guidance.models import (
    Attribute,
    Organization,
    Service,
    Taxonomy,
    TaxonomyTerm,
)
from samen.guidance.queries.directory import active_services
from samen.guidance.queries.hsds_rows import (
    Row,
    derived_id,
    known,
    write_organization,
    write_organization_with_services,
    write_service,
    write_service_at_location,
    write_service_in_list,
    write_taxonomy,
    write_term,
)

VERSION = "3.1"


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
    rows = _services(
        search=search,
        organization_id=organization_id,
        taxonomy_id=taxonomy_id,
        taxonomy_term_id=taxonomy_term_id,
        modified_after=modified_after,
    )
    if minimal:
        return window.of(rows, lambda row: known(row, "id", "name", "status"))
    return window.of(rows, write_service if full else write_service_in_list)


def _services(
    *,
    search: str,
    organization_id: UUID | None,
    taxonomy_id: UUID | None,
    taxonomy_term_id: UUID | None,
    modified_after: dt.datetime | None,
) -> QuerySet[Service]:
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
    return rows


def service(service_id: UUID) -> Row | None:
    """One service with everything nested, or None."""
    return _one(active_services(), service_id, write_service)


def organizations(window: Window, *, search: str = "", full_service: bool = False) -> Row:
    """Organisations with an active service, by name."""
    rows = _organizations()
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(description__icontains=search))
    if not full_service:
        return window.of(rows, write_organization)
    return window.of(rows, write_organization_with_services)


def organization(organization_id: UUID) -> Row | None:
    """One organisation with its services, or None."""
    return _one(_organizations(), organization_id, write_organization_with_services)


def service_at_locations(
    window: Window,
    *,
    search: str = "",
    organization_id: UUID | None = None,
    taxonomy_id: UUID | None = None,
    taxonomy_term_id: UUID | None = None,
    modified_after: dt.datetime | None = None,
) -> Row:
    """Each service at its one virtual location: where it serves, never where it is."""
    rows = _services(
        search=search,
        organization_id=organization_id,
        taxonomy_id=taxonomy_id,
        taxonomy_term_id=taxonomy_term_id,
        modified_after=modified_after,
    )
    return window.of(rows, write_service_at_location)


def service_at_location(link_id: UUID) -> Row | None:
    """One service at its location, or None."""
    # The id follows from the service's, and there are some hundreds of services.
    ids = active_services().values_list("id", flat=True)
    found = (row_id for row_id in ids if derived_id(row_id, "service_at_location") == link_id)
    row_id = next(found, None)
    return _one(active_services(), row_id, write_service_at_location) if row_id else None


def taxonomies(window: Window, *, search: str = "") -> Row:
    """The criteria of the profile."""
    rows = Taxonomy.objects.all()
    return window.of(rows.filter(name__icontains=search) if search else rows, write_taxonomy)


def taxonomy(taxonomy_id: UUID) -> Row | None:
    """One criterion, or None."""
    return _one(Taxonomy.objects.all(), taxonomy_id, write_taxonomy)


def taxonomy_terms(window: Window, *, search: str = "", taxonomy_id: UUID | None = None) -> Row:
    """The answers to the criteria. The profile has no terms below terms."""
    rows = _terms()
    if taxonomy_id:
        rows = rows.filter(taxonomy_id=taxonomy_id)
    return window.of(rows.filter(name__icontains=search) if search else rows, write_term)


def taxonomy_term(term_id: UUID) -> Row | None:
    """One answer, or None."""
    return _one(_terms(), term_id, write_term)


def _organizations() -> QuerySet[Organization]:
    return Organization.objects.filter(services__status="active").distinct()


def _terms() -> QuerySet[TaxonomyTerm]:
    return TaxonomyTerm.objects.select_related("taxonomy").order_by(
        "taxonomy__code", "position", "code"
    )


def _one(rows: QuerySet[Any], row_id: UUID, write: Callable[[Any], Row]) -> Row | None:
    row = rows.filter(id=row_id).first()
    return write(row) if row else None
