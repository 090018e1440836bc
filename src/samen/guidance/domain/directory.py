"""Rules of the help directory: what a provider may say about a service."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from samen.guidance.domain.offers import EVERYWHERE, NewService
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.organisations.domain.regions import region

KINDS = (
    "shelter",
    "crisis_shelter",
    "care_coordination",
    "advice",
    "legal_help",
    "health_care",
    "victim_support",
    "youth_shelter",
    "outreach",
)
"""What a service is; labels: :mod:`samen.guidance.web.labels`."""

OLDEST = 120
_DUTCH = r"0[1-9]\d{8}|0[89]00\d{4}(\d{3})?"
_SHORT = r"112|113|14\d{3}|116\d{3}"
_ABROAD = r"\+[1-9]\d{7,14}"
_INVENTED = "0{10}"  # Rings nowhere, ever: what the demo's organisations have.
_PHONE = re.compile(f"{_DUTCH}|{_SHORT}|{_ABROAD}|{_INVENTED}")


def region_name(area: tuple[str, str]) -> str:
    """The name of a service area. Raises InvalidInput for an unknown region."""
    return "Nederland" if area == EVERYWHERE else region(*area).name


def is_phone_number(text: str) -> bool:
    """Whether somebody can ring ``text``: a Dutch number, a short one, or E.164 with its ``+``.

    Spaces, dashes, dots and brackets do not count. Ten digits for a Dutch number, four or seven
    behind 0800 and 0900 (Nummerplan telefoon- en ISDN-diensten).
    """
    return _PHONE.fullmatch(re.sub(r"[\s().-]", "", text)) is not None


def check_service(
    service: NewService, terms: Collection[tuple[str, str]], units: Collection[str]
) -> Iterator[Problem]:
    """Everything wrong with a service; ``terms`` are the (taxonomy, term) codes that exist."""
    where = f"{service.organisation_name}, {service.name}"
    for name in ("organisation_name", "name", "description"):
        if not getattr(service, name).strip():
            yield Problem(f"{where}: {name}", "must not be empty")
    if service.kind not in KINDS:
        yield Problem(f"{where}: kind", f"is one of {', '.join(KINDS)}", service.kind)
    low, high = service.minimum_age, service.maximum_age
    for name, age in (("minimum_age", low), ("maximum_age", high)):
        if age is not None and not 0 <= age <= OLDEST:
            yield Problem(f"{where}: {name}", f"must be 0 to {OLDEST} years", age)
    if low is not None and high is not None and low > high:
        yield Problem(f"{where}: maximum_age", f"must be at least {low}", high)
    for taxonomy, values in service.attributes.items():
        for term in values:
            if (taxonomy, term) not in terms:
                yield Problem(f"{where}: attributes", "is a term of the profile", (taxonomy, term))
    for number in service.phones:
        if not is_phone_number(number):
            yield Problem(f"{where}: phones", "is not a telephone number", number)
    for area in service.areas:
        try:
            region_name(area)
        except InvalidInput as error:
            yield Problem(f"{where}: areas", error.problems[0].rule, area)
    if service.unit and service.unit not in units:
        yield Problem(f"{where}: unit", f"is one of {', '.join(sorted(units))}", service.unit)
    if service.available is not None and not service.unit:
        yield Problem(f"{where}: available", "needs a unit")
    if service.available is not None and service.available < 0:
        yield Problem(f"{where}: available", "must be 0 or more", service.available)
    if (service.maximum or 0) < (service.available or 0) and service.maximum is not None:
        yield Problem(f"{where}: available", f"at most {service.maximum}", service.available)
