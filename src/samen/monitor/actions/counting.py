"""The verbs of counting. What is stored is a token and seven coarse characteristics."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from samen.kernel.codes import FormOfExploitation, Sex
from samen.kernel.errors import Problem, raise_if_any
from samen.monitor import policy
from samen.monitor.domain.counting import (
    UNKNOWN_REGION,
    AgeGroup,
    EventKind,
    ReporterType,
    registration_key,
    reporter_type_of,
)
from samen.monitor.models import Event
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, police_unit_of

_FIRST_YEAR = 2000
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Victim:
    """What is counted of one possible victim; see :func:`count` for the fields."""

    victim: UUID | str
    year: int
    form: FormOfExploitation
    region: tuple[str, str] | None = None
    sex: Sex = Sex.UNKNOWN
    age_group: AgeGroup = AgeGroup.UNKNOWN
    reporter: ReporterType | None = None
    day: dt.date | None = None


def count(
    actor: Actor,
    *,
    victim: UUID | str,
    year: int,
    form: FormOfExploitation,
    region: tuple[str, str] | None = None,
    sex: Sex = Sex.UNKNOWN,
    age_group: AgeGroup = AgeGroup.UNKNOWN,
    reporter: ReporterType | None = None,
    correction: bool = False,
) -> UUID:
    """Count a possible victim in a year: once, however often it is called.

    Args:
        victim: a stable identifier of the person: the person's id, or a linkage token that
            organisations share. It is not stored; a keyed token of it is.
        year: calendar year of the registration.
        form: form of exploitation.
        region: (type, code) of a region within one police unit; anything else counts as unknown.
        sex: as registered.
        age_group: see :func:`samen.monitor.public.age_group_of`.
        reporter: who brought the victim in; by default the group of the actor's organisation.
        correction: replace what was counted before, instead of completing it.

    Returns:
        Id of the event.

    Raises:
        PermissionDenied: the actor's role may not count.
        InvalidInput: the year lies outside 2000 to this year, or the region does not exist.
    """
    _allow(actor)
    told = Victim(victim, year, form, region, sex, age_group, reporter)
    kind = EventKind.CORRECTED if correction else EventKind.COUNTED
    with transaction.atomic():
        event = _append(_event(actor, told, kind))
        record(actor=actor, activity="counting", name="monitor.count", details={"year": year})
    return event.id


def withdraw(actor: Actor, *, victim: UUID | str, year: int) -> UUID:
    """Take back one registration of a victim in a year (a mistake, or no victim after all).

    Whoever another organisation counted too stays counted.

    Raises:
        PermissionDenied: the actor's role may not count.
    """
    _allow(actor)
    told = Victim(victim, year, FormOfExploitation.UNKNOWN)
    with transaction.atomic():
        event = _append(_event(actor, told, EventKind.WITHDRAWN))
        record(actor=actor, activity="counting", name="monitor.withdraw", details={"year": year})
    return event.id


@in_turn
def count_many(actor: Actor, *, victims: Iterable[Victim]) -> int:
    """Count many at once (an import, the demo world): one logbook entry. Returns how many.

    Raises as :func:`count`.
    """
    _allow(actor)
    events = [_event(actor, told, EventKind.COUNTED) for told in victims]
    numbers: defaultdict[tuple[str, int], int] = defaultdict(int)
    years = {event.year for event in events}
    for key, year in Event.objects.filter(year__in=years).values_list("key", "year"):
        numbers[key, year] += 1
    for event in events:
        event.number = numbers[event.key, event.year]
        numbers[event.key, event.year] += 1
    Event.objects.bulk_create(events, batch_size=500)
    details = {"events": len(events)}
    record(actor=actor, activity="counting", name="monitor.count_many", details=details)
    return len(events)


def _allow(actor: Actor) -> None:
    decision = policy.may_count(actor)
    if not decision:
        raise PermissionDenied(decision.reason)


def _event(actor: Actor, told: Victim, kind: EventKind) -> Event:
    today = timezone.localdate()
    if not _FIRST_YEAR <= told.year <= today.year:
        rule = f"lies between {_FIRST_YEAR} and {today.year}"
        raise_if_any([Problem("year", rule, told.year)])
    unit = police_unit_of(*told.region) if told.region else None
    return Event(
        key=registration_key(_secret(), str(told.victim)),
        year=told.year,
        kind=kind,
        form=FormOfExploitation(told.form),
        region=unit or UNKNOWN_REGION,
        sex=Sex(told.sex),
        age_group=AgeGroup(told.age_group),
        reporter=told.reporter or reporter_type_of(actor.organisation_type),
        day=told.day or today,
    )


def _append(event: Event) -> Event:
    for attempt in range(_ATTEMPTS):
        event.number = Event.objects.filter(key=event.key, year=event.year).count()
        try:
            with transaction.atomic():
                event.save(force_insert=True)
        except IntegrityError:  # somebody counted the same victim at the same moment
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            break
    return event


def _secret() -> bytes:
    return settings.COUNTING_KEY
