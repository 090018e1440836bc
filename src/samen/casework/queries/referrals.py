"""Referrals seen from both ends, and the gaps they reveal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, Sum

from samen.casework.models import Referral, Shortage
from samen.kernel import clock
from samen.platform.organisations.public import Actor
from samen.platform.vault.public import NotGranted


@dataclass(frozen=True, slots=True)
class Gap:
    """What was lacking in a region over some weeks, and how often."""

    region_type: str
    region_code: str
    lacking: str
    times: int


def referral_of(actor: Actor, referral_id: UUID) -> Referral:
    """A referral from or to the actor's organisation.

    Raises:
        NotGranted: there is no such referral.
    """
    row = (
        Referral.objects.select_related("case")
        .filter(
            Q(case__organisation_id=actor.organisation_id) | Q(provider_id=actor.organisation_id),
            id=referral_id,
        )
        .first()
    )
    if row is None:
        raise NotGranted(referral_id)
    return row


def incoming_referrals(actor: Actor) -> list[Referral]:
    """Requests for a place at the actor's organisation, the most urgent first."""
    rows = Referral.objects.filter(provider_id=actor.organisation_id)
    return list(rows.filter(state__in=["offered", "accepted", "placed"]).order_by("answer_by"))


def gaps(actor: Actor, *, weeks: int = 13) -> list[Gap]:
    """What was lacking per region in the last weeks; counts only, of all organisations together.

    Fewer than three times is left out: one refusal could be traced to one person.
    """
    # Counts belong to everybody in the chain; the actor only shows that somebody asked.
    del actor
    since: date = clock.today() - timedelta(weeks=weeks)
    rows = (
        Shortage.objects.filter(week__gte=since)
        .values("region_type", "region_code", "lacking")
        .annotate(total=Sum("times"))
        .filter(total__gte=3)
        .order_by("-total", "region_code", "lacking")
    )
    return [
        Gap(row["region_type"], row["region_code"], row["lacking"], row["total"]) for row in rows
    ]
