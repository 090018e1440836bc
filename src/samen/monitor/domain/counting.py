"""Counting registered possible victims: each victim once a year, without knowing who it is.

What arrives is an *event*: a keyed token instead of a person, and seven coarse characteristics.
Events are never changed; what stands is worked out from them in order. Definitions follow the
Dutch registration: a *registration* is one possible victim in one calendar year, a *report* is
one victim brought in by one type of reporter (in 2024 about 1,062 reports of 944 victims).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from samen.kernel.codes import Code, FormOfExploitation, OrganisationType, Sex

UNKNOWN_REGION = "unknown"
"""Region code where no police unit is known (the Labour Authority delivers without a region)."""


class AgeGroup(Code):
    """Age at registration, in the groups the published figures use."""

    MINOR = "0-17", "Jonger dan 18 jaar", "Under 18"
    YOUNG_ADULT = "18-22", "18 tot en met 22 jaar", "18 to 22"
    ADULT = "23+", "23 jaar en ouder", "23 and over"
    UNKNOWN = "unknown", "Onbekend", "Unknown"


class ReporterType(Code):
    """Who brought a victim to the registration, in the groups CoMensha publishes."""

    POLICE = "police", "Politie", "Police"
    CARE = "care", "Zorgcoördinatie en zorginstellingen", "Care coordination and care organisations"
    NGO = "ngo", "FairWork en andere ngo's", "FairWork and other NGOs"
    LABOUR_INSPECTORATE = "labour_inspectorate", "Arbeidsinspectie", "Labour Authority"
    ROYAL_MARECHAUSSEE = "royal_marechaussee", "Koninklijke Marechaussee", "Royal Marechaussee"
    OTHER = "other", "Overig", "Other"


_REPORTER_OF: Mapping[OrganisationType, ReporterType] = {
    OrganisationType.POLICE: ReporterType.POLICE,
    OrganisationType.ROYAL_MARECHAUSSEE: ReporterType.ROYAL_MARECHAUSSEE,
    OrganisationType.LABOUR_INSPECTORATE: ReporterType.LABOUR_INSPECTORATE,
    OrganisationType.LABOUR_INSPECTORATE_INVESTIGATION: ReporterType.LABOUR_INSPECTORATE,
    OrganisationType.NGO: ReporterType.NGO,
    **dict.fromkeys(
        (
            OrganisationType.CARE_COORDINATION,
            OrganisationType.SHELTER,
            OrganisationType.YOUTH_CARE,
            OrganisationType.HEALTH_CARE,
            OrganisationType.MENTAL_HEALTH_CARE,
            OrganisationType.PUBLIC_HEALTH_SERVICE,
            OrganisationType.SAFE_AT_HOME,
        ),
        ReporterType.CARE,
    ),
}


class FormGroup(Code):
    """Forms of exploitation, coarse enough to publish by region."""

    SEXUAL = "sexual", "Seksuele uitbuiting", "Sexual exploitation"
    LABOUR = "labour", "Arbeidsuitbuiting", "Labour exploitation"
    CRIMINAL = "criminal", "Criminele uitbuiting", "Criminal exploitation"
    OTHER = "other", "Andere vorm", "Another form"
    MULTIPLE = "multiple", "Meer dan één vorm", "More than one form"
    UNKNOWN = "unknown", "Nog niet bekend", "Not known yet"


_GROUP_OF: Mapping[FormOfExploitation, FormGroup] = {
    FormOfExploitation.SEXUAL_DOMESTIC: FormGroup.SEXUAL,
    FormOfExploitation.SEXUAL_CROSS_BORDER: FormGroup.SEXUAL,
    FormOfExploitation.LABOUR: FormGroup.LABOUR,
    FormOfExploitation.CRIMINAL: FormGroup.CRIMINAL,
    FormOfExploitation.MULTIPLE: FormGroup.MULTIPLE,
    FormOfExploitation.UNKNOWN: FormGroup.UNKNOWN,
}


class EventKind(StrEnum):
    """What an event does to the count."""

    COUNTED = "counted"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Event:
    """One counts-only event. ``key`` is the token of :func:`registration_key`, never a name."""

    key: str
    year: int
    kind: EventKind
    form: FormOfExploitation
    region: str
    sex: Sex
    age_group: AgeGroup
    reporter: ReporterType


@dataclass(frozen=True, slots=True)
class Registration:
    """One possible victim in one calendar year, as the events now say."""

    key: str
    year: int
    form: FormOfExploitation
    region: str
    sex: Sex
    age_group: AgeGroup
    reporters: frozenset[ReporterType]


def registration_key(secret: bytes, victim: str) -> str:
    """Keyed token (64 hexadecimal digits) that stands for ``victim`` in the count.

    The same victim gives the same token; without ``secret`` it cannot be led back or recomputed.
    ``victim`` is any stable identifier: a person's UUID, or a linkage token that organisations
    share. ``secret`` holds 16 to 64 bytes.
    """
    return hashlib.blake2b(
        victim.encode(), digest_size=32, key=secret, person=b"samen-counting"
    ).hexdigest()


def age_group_of(age: int | None) -> AgeGroup:
    """Group of an age in whole years; None is unknown."""
    if age is None:
        return AgeGroup.UNKNOWN
    if age < 18:
        return AgeGroup.MINOR
    return AgeGroup.YOUNG_ADULT if age < 23 else AgeGroup.ADULT


def reporter_type_of(organisation_type: str) -> ReporterType:
    """Group of reporters an organisation of this type belongs to."""
    return _REPORTER_OF.get(OrganisationType(organisation_type), ReporterType.OTHER)


def form_group_of(form: FormOfExploitation) -> FormGroup:
    """Group of a form; what has no group of its own is :attr:`FormGroup.OTHER`."""
    return _GROUP_OF.get(form, FormGroup.OTHER)


def registrations(events: Iterable[Event]) -> dict[tuple[str, int], Registration]:
    """What stands after ``events``, oldest first, by (key, year).

    A second event about a victim fills in what was unknown and adds its reporter; a known form
    that differs makes the form *multiple*. A correction replaces every characteristic, and what
    its reporter told before. A withdrawal takes back what its reporter told last: the victim stays
    in that year as long as somebody else counted them, and may be counted again.
    """
    told: dict[tuple[str, int], list[Event]] = {}
    for event in events:
        live = told.setdefault((event.key, event.year), [])
        if event.kind is not EventKind.COUNTED:
            _drop_last(live, event.reporter)
        if event.kind is not EventKind.WITHDRAWN:
            live.append(event)
    return {place: _standing(live) for place, live in told.items() if live}


def _drop_last(live: list[Event], reporter: ReporterType) -> None:
    for place in reversed(range(len(live))):
        if live[place].reporter is reporter:
            del live[place]
            return


def _standing(live: Iterable[Event]) -> Registration:
    standing = None
    for event in live:
        standing = _after(standing, event)
    assert standing is not None, "only asked where something is told"
    return standing


def _after(before: Registration | None, event: Event) -> Registration:
    told = Registration(
        event.key,
        event.year,
        event.form,
        event.region,
        event.sex,
        event.age_group,
        frozenset({event.reporter}),
    )
    if before is None:
        return told
    reporters = before.reporters | told.reporters
    if event.kind is EventKind.CORRECTED:
        return replace(told, reporters=reporters)
    return replace(
        before,
        form=_joined(before.form, told.form),
        region=told.region if before.region == UNKNOWN_REGION else before.region,
        sex=told.sex if before.sex is Sex.UNKNOWN else before.sex,
        age_group=told.age_group if before.age_group is AgeGroup.UNKNOWN else before.age_group,
        reporters=reporters,
    )


def _joined(one: FormOfExploitation, other: FormOfExploitation) -> FormOfExploitation:
    known = {one, other} - {FormOfExploitation.UNKNOWN}
    if len(known) > 1:
        return FormOfExploitation.MULTIPLE
    return known.pop() if known else FormOfExploitation.UNKNOWN


def victims_per_year(standing: Iterable[Registration]) -> dict[int, int]:
    """Registered possible victims per year. Years do not add up to persons."""
    return dict(sorted(Counter(r.year for r in standing).items()))


@dataclass(frozen=True, slots=True)
class CaptureHistory:
    """How many victims of one year and form were brought in by exactly these reporters."""

    year: int
    form: FormGroup
    reporters: frozenset[ReporterType]
    victims: int


def capture_histories(standing: Iterable[Registration]) -> tuple[CaptureHistory, ...]:
    """Registrations as a table of counts, by year, form and number of reporters."""
    counts = Counter((r.year, form_group_of(r.form), r.reporters) for r in standing)
    found = (CaptureHistory(*key, victims) for key, victims in counts.items())
    return tuple(
        sorted(found, key=lambda h: (h.year, h.form, len(h.reporters), sorted(h.reporters)))
    )
