from __future__ import annotations

import dataclasses
import datetime as dt
from uuid import uuid4

import pytest

from samen.guidance.domain import content
from samen.guidance.domain.directory import check_service, is_phone_number, region_name
from samen.guidance.domain.offers import EVERYWHERE, NewService, Offer

PACKAGE = content.read_package()
TERMS = {(t.code, term.code) for t in PACKAGE.taxonomies for term in t.terms}
GOOD = NewService(
    organisation_name="Huis",
    name="Bedden",
    description="Een plek.",
    kind="shelter",
    minimum_age=18,
    areas=(("municipality", "GM0344"), EVERYWHERE),
    attributes={"sex": {"female": True}},
    unit="bed",
    available=1,
    maximum=2,
)


def problems(**changes: object) -> list[str]:
    service = dataclasses.replace(GOOD, **changes)  # type: ignore[arg-type]
    return [str(problem) for problem in check_service(service, TERMS, set(PACKAGE.units))]


def test_a_good_service_has_no_problems():
    assert problems() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "hotel"}, "kind"),
        ({"minimum_age": -1}, "minimum_age"),
        ({"maximum_age": 130}, "maximum_age"),
        ({"minimum_age": 30, "maximum_age": 20}, "maximum_age"),
        ({"attributes": {"sex": {"any": True}}}, "attributes"),
        ({"areas": (("municipality", "GM9999"),)}, "areas"),
        ({"areas": (("planet", "3"),)}, "areas"),
        ({"unit": "tent"}, "unit"),
        ({"unit": ""}, "available"),
        ({"available": 3}, "available"),
    ],
)
def test_each_mistake_names_its_field(changes, field):
    assert any(f": {field}" in problem for problem in problems(**changes))


def test_all_mistakes_are_told_at_once():
    assert len(problems(kind="hotel", unit="tent", minimum_age=-1)) == 3


def offer(**known: object) -> Offer:
    return Offer(
        service_id=uuid4(),
        organisation_id=None,
        organisation_name="Huis",
        name="Bedden",
        description="Een plek.",
        kind="shelter",
        **known,  # type: ignore[arg-type]
    )


def test_what_nobody_stated_is_not_known():
    one = offer(attributes={"care": {"trauma": True, "psychiatric_acute": False}})
    assert one.takes("care", "trauma") is True
    assert one.takes("care", "psychiatric_acute") is False
    assert one.takes("care", "somatic") is None
    assert one.takes("sex", "female") is None


def test_a_region_is_served_not_served_or_not_known():
    utrecht = frozenset({("municipality", "GM0344"), ("province", "PV26")})
    assert offer().serves(utrecht) is None
    assert offer(areas=frozenset({("province", "PV26")})).serves(utrecht) is True
    assert offer(areas=frozenset({("province", "PV20")})).serves(utrecht) is False
    assert offer(areas=frozenset({EVERYWHERE})).serves(utrecht) is True


def test_an_offer_goes_stale():
    day = dt.date(2026, 6, 1)
    assert offer(assured_date=day).is_fresh(day + dt.timedelta(days=90))
    assert not offer(assured_date=day).is_fresh(day + dt.timedelta(days=91))
    assert not offer().is_fresh(day)


def test_names_of_areas():
    assert region_name(EVERYWHERE) == "Nederland"
    assert region_name(("municipality", "GM0344")) == "Utrecht"


@pytest.mark.parametrize(
    "number",
    ["112", "033-448 11 86", "0900-8844", "0800 2000", "0800-0400 900", "06 1234 5678", "116 006",
     "14 030", "+31 33 448 11 86", "(020) 760 08 09", "000-0000000"],
)  # fmt: skip
def test_numbers_that_can_be_rung(number):
    assert is_phone_number(number)


@pytest.mark.parametrize(
    "number", ["", "ask at the desk", "0334481186x", "033-448 11 8", "033-448 11 866", "0800-20",
               "+0 33 448 11 86", "12345", "033-448 11 86 / 112"]
)  # fmt: skip
def test_numbers_that_cannot(number):
    assert not is_phone_number(number)
    service = NewService(
        organisation_name="Huis", name="Bedden", description="x", kind="shelter", phones=(number,)
    )
    (problem,) = check_service(service, set(), set())
    assert problem.where.endswith("phones")
