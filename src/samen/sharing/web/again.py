"""Ask again: what was stated the last time, with the records that were signed since."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from samen.kernel.codes import DataCategory
from samen.sharing import queries
from samen.sharing.models import SharingDecision
from samen.sharing.web.forms import asked_before


def asked_again(request: HttpRequest, part_id: UUID) -> dict[str, Any]:
    """The initial values of a form: of the decision it asks again, with the partner it names."""
    named = {"to_organisation": request.GET["to"]} if "to" in request.GET else {}
    try:
        row = queries.own_decision(request.actor, UUID(request.GET.get("again", "")))
    except ValueError:
        row = None
    if row is None or row.part_id != part_id:
        return named
    stated = queries.facts_of(request.actor, request.vault, row)
    fitting = {str(evidence) for evidence in queries.records_that_fit(request.actor, row)}
    return asked_before(row, stated, fitting) | named


def address_to_ask_again(row: SharingDecision) -> str:
    """Where a decision is asked again: to share, or whether somebody is known."""
    page = "sharing:is_known" if row.category == DataCategory.HIT else "sharing:new"
    return f"{reverse(page, args=[row.part_id])}?again={row.id}"
