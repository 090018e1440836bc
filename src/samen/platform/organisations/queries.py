"""Who exists: organisations, members, and the actor behind a request."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from samen.platform.database.public import ACCOUNT, acting
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.models import Member, Organisation


def actor_of(member: Member) -> Actor | None:
    """The member as an actor; None for a platform administrator, who belongs to nobody."""
    if member.organisation is None or not member.is_active:
        return None
    return Actor(
        member_id=member.id,
        organisation_id=member.organisation.id,
        organisation_type=member.organisation.type,
        organisation_name=member.organisation.name,
        roles=frozenset(member.roles.values_list("role", flat=True)),
    )


def member_with_organisation(member_id: UUID) -> Member | None:
    """A member with their organisation in one query."""
    return Member.objects.select_related("organisation").filter(id=member_id).first()


def organisation(organisation_id: UUID) -> Organisation | None:
    """One organisation, or None."""
    return Organisation.objects.filter(id=organisation_id).first()


def organisation_names(organisation_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, for lists."""
    rows = Organisation.objects.filter(id__in=list(organisation_ids))
    return dict(rows.values_list("id", "name"))


def partners(
    actor: Actor | None = None,
    *,
    types: Iterable[str] | None = None,
    region: tuple[str, str] | None = None,
) -> list[Organisation]:
    """Organisations other than the actor's own, of some types, in a region."""
    rows = Organisation.objects.all()
    if actor is not None:
        rows = rows.exclude(id=actor.organisation_id)
    if types is not None:
        rows = rows.filter(type__in=list(types))
    if region is not None:
        rows = rows.filter(region_type=region[0], region_code=region[1])
    return list(rows)


def colleagues(actor: Actor) -> list[Member]:
    """The members of the actor's organisation, with their roles."""
    rows = Member.objects.filter(organisation_id=actor.organisation_id)
    return list(rows.prefetch_related("roles").order_by("name"))


def member_names(member_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, for lists."""
    rows = Member.objects.filter(id__in=list(member_ids)).values_list("id", "name")
    with acting(ACCOUNT):  # Who read a datum of ours may work elsewhere.
        return dict(rows)
