"""A small API that uses everything the base class of our APIs offers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import Http404
from django.urls import path
from ninja import Path as PathParam
from ninja import Query

from samen.config import urls
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.web.access import public
from samen.platform.web.api import CamelSchema, NonEmptyStr, SamenAPI

SAMPLE = SamenAPI(
    title="Sample",
    version="1.2.3",
    base_path="/api/v1",
    contact={"name": "Samen", "email": "api@samen.example", "url": "https://samen.example"},
    urls_namespace="sample-api",
)


class Place(CamelSchema):
    """A free place in a shelter."""

    region_code: NonEmptyStr
    available_date: date | None = None


@SAMPLE.get("/places", response=list[Place], by_alias=True)
@public
def places(request, region_code: Annotated[str, Query(alias="regionCode")] = ""):
    if region_code == "rule":
        raise InvalidInput([Problem("regionCode", "must exist"), Problem("x", "is wrong")])
    if region_code == "crash":
        raise RuntimeError("Janneke de Vries, born 1 April 1990")
    return [Place(region_code=region_code or "0363", available_date=date(2026, 1, 2))]


@SAMPLE.post("/places/_zoek", response=list[Place], by_alias=True)
@public
def search(request, wanted: Place):
    return [wanted]


@SAMPLE.get("/places/{place_id}", response=Place, by_alias=True)
@public
def place(request, place_id: Annotated[int, PathParam()]):
    raise Http404(f"no place {place_id} of Janneke")


urlpatterns = [path("api/v1/", SAMPLE.urls), *urls.urlpatterns]
