"""The help directory for machines: the read API of HSDS 3.1, at ``/api/hulpaanbod/v1``.

Parameters and fields keep HSDS's own names (snake_case), because a standard that others' software
reads goes before the camelCase of the Dutch design rules; everything else follows those rules.
There are no addresses in it and no personal data: every location is therefore *virtual*.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Schema
from pydantic import AwareDatetime, Field

from samen.guidance.queries import hsds
from samen.platform.web.access import public
from samen.platform.web.api import SamenAPI

BASE_PATH = "/api/hulpaanbod/v1"
LARGEST_PAGE = 100

api = SamenAPI(
    title="Help directory (HSDS 3.1)",
    version="1.0.0",
    base_path=BASE_PATH,
    description="Organisations and services for victims of human trafficking in the Netherlands.",
    contact={
        "name": "Samen",
        "email": "api@samen.example",
        "url": "https://samen.example/hulpaanbod/",
    },
    urls_namespace="hsds",
)


class PageQuery(Schema):
    """Which part of a list; ``search`` looks in names and descriptions."""

    search: Annotated[str, Field(max_length=200)] = ""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50

    def window(self) -> hsds.Window:
        """The part that was asked for."""
        return hsds.Window(self.page, self.per_page)


class ServiceAtLocationQuery(PageQuery):
    """Which services at locations."""

    organization_id: UUID | None = None
    taxonomy_id: UUID | None = None
    taxonomy_term_id: UUID | None = None
    modified_after: AwareDatetime | None = None


class ServiceQuery(ServiceAtLocationQuery):
    """Which services, and how much of each."""

    minimal: bool = False
    full: bool = False


class OrganizationQuery(PageQuery):
    """Which organisations."""

    full_service: bool = False


class TermQuery(PageQuery):
    """Which taxonomy terms."""

    taxonomy_id: UUID | None = None


class About(Schema):
    """Which version of HSDS this is, and in which profile."""

    version: str
    profile: str
    openapi_url: str


@api.get("/", response=About, summary="About this API")
@public
def about(request: HttpRequest) -> dict[str, str]:
    """The version of HSDS, the Dutch profile and the OpenAPI document."""
    root = request.build_absolute_uri(f"{BASE_PATH}/")
    profile = f"{root}taxonomies"
    return {"version": hsds.VERSION, "profile": profile, "openapi_url": f"{root}openapi.json"}


@api.get("/services", response=dict[str, Any], summary="Services")
@public
def services(request: HttpRequest, query: Query[ServiceQuery]) -> hsds.Row:  # noqa: ARG001
    """A page of services."""
    return hsds.services(
        query.window(),
        search=query.search,
        organization_id=query.organization_id,
        taxonomy_id=query.taxonomy_id,
        taxonomy_term_id=query.taxonomy_term_id,
        modified_after=_utc(query.modified_after),
        minimal=query.minimal,
        full=query.full,
    )


@api.get("/services/{uuid:service_id}", response=dict[str, Any], summary="One service")
@public
def service(request: HttpRequest, service_id: UUID) -> hsds.Row:  # noqa: ARG001
    """A service with everything nested."""
    return _found(hsds.service(service_id))


@api.get("/service_at_locations", response=dict[str, Any], summary="Services at locations")
@public
def service_at_locations(
    request: HttpRequest,  # noqa: ARG001
    query: Query[ServiceAtLocationQuery],
) -> hsds.Row:
    """A page of services, each at its virtual location: where it serves, never where it is."""
    return hsds.service_at_locations(
        query.window(),
        search=query.search,
        organization_id=query.organization_id,
        taxonomy_id=query.taxonomy_id,
        taxonomy_term_id=query.taxonomy_term_id,
        modified_after=_utc(query.modified_after),
    )


@api.get("/service_at_locations/{uuid:link_id}", response=dict[str, Any], summary="One such pair")
@public
def service_at_location(request: HttpRequest, link_id: UUID) -> hsds.Row:  # noqa: ARG001
    """A service at its location."""
    return _found(hsds.service_at_location(link_id))


@api.get("/organizations", response=dict[str, Any], summary="Organisations")
@public
def organizations(request: HttpRequest, query: Query[OrganizationQuery]) -> hsds.Row:  # noqa: ARG001
    """A page of organisations."""
    return hsds.organizations(query.window(), search=query.search, full_service=query.full_service)


@api.get("/organizations/{uuid:organization_id}", response=dict[str, Any], summary="One of them")
@public
def organization(request: HttpRequest, organization_id: UUID) -> hsds.Row:  # noqa: ARG001
    """An organisation with its services."""
    return _found(hsds.organization(organization_id))


@api.get("/taxonomies", response=dict[str, Any], summary="Criteria of the Dutch profile")
@public
def taxonomies(request: HttpRequest, query: Query[PageQuery]) -> hsds.Row:  # noqa: ARG001
    """A page of criteria."""
    return hsds.taxonomies(query.window(), search=query.search)


@api.get("/taxonomies/{uuid:taxonomy_id}", response=dict[str, Any], summary="One criterion")
@public
def taxonomy(request: HttpRequest, taxonomy_id: UUID) -> hsds.Row:  # noqa: ARG001
    """A criterion."""
    return _found(hsds.taxonomy(taxonomy_id))


@api.get("/taxonomy_terms", response=dict[str, Any], summary="Answers to the criteria")
@public
def taxonomy_terms(request: HttpRequest, query: Query[TermQuery]) -> hsds.Row:  # noqa: ARG001
    """A page of terms."""
    return hsds.taxonomy_terms(query.window(), search=query.search, taxonomy_id=query.taxonomy_id)


@api.get("/taxonomy_terms/{uuid:term_id}", response=dict[str, Any], summary="One answer")
@public
def taxonomy_term(request: HttpRequest, term_id: UUID) -> hsds.Row:  # noqa: ARG001
    """A term."""
    return _found(hsds.taxonomy_term(term_id))


def _found(row: hsds.Row | None) -> hsds.Row:
    if row is None:
        raise Http404
    return row


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.astimezone(dt.UTC) if moment else None
