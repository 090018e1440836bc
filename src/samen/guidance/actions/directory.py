"""Keeping the help directory, and holding, taking and giving back places."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from samen.guidance.domain.directory import check_service, region_name
from samen.guidance.domain.offers import NewService
from samen.guidance.models import (
    Attribute,
    Organization,
    Phone,
    PlaceHold,
    Service,
    ServiceArea,
    ServiceCapacity,
    ServiceLanguage,
    TaxonomyTerm,
    Unit,
)
from samen.guidance.policy import may_speak_for_provider
from samen.kernel import clock
from samen.kernel.errors import InvalidInput, Problem, raise_if_any
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.web import pagecache

_ACTIVITY = "help-directory"


class NoPlace(Exception):
    """The service has no place free now."""


@transaction.atomic
def put_service(actor: Actor | None = None, *, service: NewService) -> UUID:
    """Add a service, or replace what is known of the one with this organisation and name.

    Raises:
        InvalidInput: with every field that is wrong.
    """
    if actor is not None:
        require(may_speak_for_provider(actor))
        taken = Organization.objects.filter(name=service.organisation_name)
        if service.organisation_id != actor.organisation_id:
            raise InvalidInput(Problem("organisation_id", "is not your organisation"))
        if taken.exclude(platform_id=actor.organisation_id).exists():
            raise InvalidInput(
                Problem("organisation_name", "is another's", service.organisation_name)
            )
    terms = {(t.taxonomy.code, t.code): t for t in TaxonomyTerm.objects.select_related("taxonomy")}
    units = {unit.identifier: unit for unit in Unit.objects.all()}
    raise_if_any(check_service(service, set(terms), set(units)))
    organization, _ = Organization.objects.update_or_create(
        name=service.organisation_name,
        defaults={
            "platform_id": service.organisation_id,
            "description": service.organisation_description or service.organisation_name,
            "website": service.website,
        },
    )
    row, _ = Service.objects.update_or_create(
        organization=organization,
        name=service.name,
        defaults={
            "description": service.description,
            "kind": service.kind,
            "url": service.url,
            "email": service.email,
            "application_process": service.application_process,
            "eligibility_description": service.eligibility,
            "minimum_age": service.minimum_age,
            "maximum_age": service.maximum_age,
            "assured_date": service.assured_date,
        },
    )
    for related in (row.phones, row.service_areas, row.languages, row.attributes):
        related.all().delete()
    Phone.objects.bulk_create(Phone(service=row, number=number) for number in service.phones)
    ServiceArea.objects.bulk_create(
        ServiceArea(service=row, region_type=kind, region_code=code, name=region_name((kind, code)))
        for kind, code in service.areas
    )
    ServiceLanguage.objects.bulk_create(
        ServiceLanguage(service=row, code=code) for code in service.languages
    )
    Attribute.objects.bulk_create(
        Attribute(service=row, term=terms[taxonomy, term], holds=holds)
        for taxonomy, values in service.attributes.items()
        for term, holds in values.items()
    )
    if service.unit:
        ServiceCapacity.objects.update_or_create(
            service=row,
            defaults={
                "unit": units[service.unit],
                "available": service.available or 0,
                "maximum": service.maximum,
                "updated": timezone.now(),
            },
        )
    record(
        actor=actor,
        activity=_ACTIVITY,
        name="guidance.put_service",
        details={"service": str(row.id)},
    )
    transaction.on_commit(pagecache.clear)
    return row.id


@in_turn
def confirm_service(actor: Actor, *, service_id: UUID, on: dt.date) -> None:
    """The provider says on day ``on`` that what stands here is right.

    Raises:
        InvalidInput: when the service does not exist or is not the actor's own organisation's.
    """
    require(may_speak_for_provider(actor))
    rows = Service.objects.filter(id=service_id, organization__platform_id=actor.organisation_id)
    if not rows.update(assured_date=on, last_modified=timezone.now()):
        raise InvalidInput(Problem("service_id", "is a service of your organisation", service_id))
    record(
        actor=actor,
        activity=_ACTIVITY,
        name="guidance.confirm_service",
        details={"service": str(service_id)},
    )
    transaction.on_commit(pagecache.clear)


@in_turn
def state_capacity(
    actor: Actor, *, service_id: UUID, available: int, maximum: int | None = None
) -> None:
    """The provider counts its free places, places on hold not included.

    Raises:
        InvalidInput: with each number or id that cannot be.
    """
    require(may_speak_for_provider(actor))
    capacity = ServiceCapacity.objects.filter(
        service_id=service_id, service__organization__platform_id=actor.organisation_id
    )
    problems = []
    if not capacity.exists():
        problems.append(
            Problem("service_id", "is a service of your organisation with places", service_id)
        )
    if available < 0:
        problems.append(Problem("available", "must be 0 or more", available))
    if maximum is not None and available > maximum:
        problems.append(Problem("available", "must be at most the places in all", available))
    raise_if_any(problems)
    capacity.update(available=available, maximum=maximum, updated=timezone.now())
    Service.objects.filter(id=service_id).update(last_modified=timezone.now())
    record(
        actor=actor,
        activity=_ACTIVITY,
        name="guidance.state_capacity",
        details={"service": str(service_id), "available": available},
    )
    transaction.on_commit(pagecache.clear)


@transaction.atomic
def hold_place(actor: Actor, *, service_id: UUID, referral_id: UUID, until: dt.date) -> None:
    """Keep one place free for a referral, to the end of day ``until``.

    Holding twice for the same referral moves the day. Holds that have run out are given back first.

    Raises:
        NoPlace: when none is free.
        InvalidInput: when the service does not count places.
    """
    today = clock.today()
    held = PlaceHold.objects.filter(referral_id=referral_id, service_id=service_id)
    if held.update(until=until):
        return
    if not ServiceCapacity.objects.filter(service_id=service_id).exists():
        raise InvalidInput(Problem("service_id", "is a service that counts places", service_id))
    for expired in PlaceHold.objects.filter(service_id=service_id, taken=False, until__lt=today):
        _give_back(expired)
    # One conditional update, so that two referrals at the same moment cannot get the same place.
    free = ServiceCapacity.objects.filter(service_id=service_id, available__gt=0)
    if not free.update(available=F("available") - 1):
        raise NoPlace
    PlaceHold.objects.create(referral_id=referral_id, service_id=service_id, until=until)
    record(
        actor=actor,
        activity=_ACTIVITY,
        name="guidance.hold_place",
        details={"service": str(service_id)},
    )


@transaction.atomic
def take_place(actor: Actor, *, referral_id: UUID) -> None:
    """The person arrived: the held place is used and no longer runs out.

    Raises:
        InvalidInput: when nothing is held for this referral.
    """
    if not PlaceHold.objects.filter(referral_id=referral_id).update(taken=True):
        raise InvalidInput(Problem("referral_id", "is a referral with a place on hold"))
    record(actor=actor, activity=_ACTIVITY, name="guidance.take_place")


@transaction.atomic
def release_place(actor: Actor, *, referral_id: UUID) -> bool:
    """Give a held or used place back; False when there was none (refused, withdrawn, moved out)."""
    hold = PlaceHold.objects.filter(referral_id=referral_id).first()
    if hold is None:
        return False
    _give_back(hold)
    record(actor=actor, activity=_ACTIVITY, name="guidance.release_place")
    return True


def _give_back(hold: PlaceHold) -> None:
    # Two who find the same hold at the same moment give its place back once.
    if not PlaceHold.objects.filter(pk=hold.pk).delete()[0]:
        return
    # Never above the maximum: the provider may have counted again in the meantime.
    capacity = ServiceCapacity.objects.filter(service_id=hold.service_id)
    capacity.filter(maximum=None).update(available=F("available") + 1)
    capacity.filter(available__lt=F("maximum")).update(available=F("available") + 1)
