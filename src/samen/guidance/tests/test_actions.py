from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from samen.guidance.actions import (
    NoPlace,
    confirm_page,
    confirm_route,
    confirm_service,
    hold_place,
    load_content,
    put_service,
    release_place,
    state_capacity,
    take_place,
)
from samen.guidance.domain.offers import NewService
from samen.guidance.models import Page, Route, Service
from samen.guidance.queries.content import reviews
from samen.guidance.queries.directory import offer, offers
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import Actor

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def content():
    load_content()


@pytest.fixture
def actor() -> Actor:
    return Actor(uuid4(), uuid4(), "shelter", "Huis", frozenset({"care_coordinator"}))


@pytest.fixture
def service_id(actor):
    return put_service(
        actor,
        service=NewService(
            organisation_name="Huis",
            organisation_id=actor.organisation_id,
            name="Bedden",
            description="Een plek.",
            kind="shelter",
            attributes={"sex": {"female": True, "male": False}},
            languages=("nl",),
            unit="bed",
            available=2,
            maximum=3,
        ),
    )


def free(service_id) -> int | None:
    found = offer(service_id)
    assert found is not None
    return found.available


def test_loading_twice_changes_nothing_and_keeps_an_editors_date(actor):
    before = (
        sorted(Page.objects.values_list("id", "key")),
        sorted(Service.objects.values_list("id", flat=True)),
    )
    confirm_page(actor, key="police", on=dt.date(2027, 3, 1))
    confirm_route(actor, key="police", on=dt.date(2027, 3, 2))
    load_content()
    after = (
        sorted(Page.objects.values_list("id", "key")),
        sorted(Service.objects.values_list("id", flat=True)),
    )
    assert before == after
    page = Page.objects.get(key="police")
    assert (page.checked_on, page.review_by) == (dt.date(2027, 3, 1), dt.date(2027, 9, 1))
    assert Route.objects.get(key="police").checked_on == dt.date(2027, 3, 2)


def test_the_editor_sees_what_is_overdue_first(actor):
    later = dt.date(2028, 1, 1)
    lines = reviews("nl", later, ("nl", "en"))
    assert all(line.overdue for line in lines)
    confirm_page(actor, key="police", on=later)
    lines = reviews("nl", later, ("nl", "en"))
    assert lines[-1].key == "police" and not lines[-1].overdue
    assert all(not line.missing for line in lines)


def test_confirming_what_does_not_exist_is_refused(actor):
    for verb in (confirm_page, confirm_route):
        with pytest.raises(InvalidInput, match="nothing"):
            verb(actor, key="nothing", on=TODAY)


def test_an_offer_says_what_the_provider_said(service_id, actor):
    found = offer(service_id)
    assert found is not None
    assert found.organisation_id == actor.organisation_id
    assert found.takes("sex", "female") is True
    assert found.takes("sex", "male") is False
    assert found.available == 2
    assert found in offers(kind="shelter")


def test_putting_a_service_again_replaces_it(service_id, actor):
    again = put_service(
        actor,
        service=NewService(
            organisation_name="Huis",
            organisation_id=actor.organisation_id,
            name="Bedden",
            description="Anders.",
            kind="shelter",
        ),
    )
    found = offer(again)
    assert again == service_id
    assert found is not None and found.attributes == {} and found.description == "Anders."


def test_a_place_is_held_taken_and_given_back(service_id, actor):
    first, second, third = uuid4(), uuid4(), uuid4()
    with clock.at(TODAY):
        hold_place(actor, service_id=service_id, referral_id=first, until=TODAY)
        hold_place(actor, service_id=service_id, referral_id=first, until=TODAY)
        assert free(service_id) == 1
        hold_place(actor, service_id=service_id, referral_id=second, until=TODAY)
        with pytest.raises(NoPlace):
            hold_place(actor, service_id=service_id, referral_id=third, until=TODAY)
    take_place(actor, referral_id=first)
    # The next day the second hold has run out; the first is in use and stays.
    with clock.at(TODAY + dt.timedelta(days=1)):
        hold_place(actor, service_id=service_id, referral_id=third, until=TODAY)
    assert free(service_id) == 0
    assert release_place(actor, referral_id=first)
    assert release_place(actor, referral_id=third)
    assert not release_place(actor, referral_id=third)
    assert free(service_id) == 2


def test_giving_back_never_makes_more_places_than_exist(service_id, actor):
    referral = uuid4()
    with clock.at(TODAY):
        hold_place(actor, service_id=service_id, referral_id=referral, until=TODAY)
    state_capacity(actor, service_id=service_id, available=3, maximum=3)
    assert release_place(actor, referral_id=referral)
    assert free(service_id) == 3


def test_places_without_a_hold_or_a_count_are_refused(actor):
    with pytest.raises(InvalidInput, match="on hold"):
        take_place(actor, referral_id=uuid4())
    counted = next(item for item in offers() if item.available is None)
    with pytest.raises(InvalidInput, match="counts places"):
        hold_place(actor, service_id=counted.service_id, referral_id=uuid4(), until=TODAY)


def test_only_the_provider_confirms_and_counts(service_id, actor):
    other = Actor(uuid4(), uuid4(), "shelter", "Ander", frozenset({"caseworker"}))
    silent = Actor(actor.member_id, actor.organisation_id, "shelter", "Huis", frozenset({"editor"}))
    for act in (
        lambda: confirm_service(silent, service_id=service_id, on=TODAY),
        lambda: state_capacity(silent, service_id=service_id, available=1),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(InvalidInput, match="your organisation"):
        confirm_service(other, service_id=service_id, on=TODAY)
    with pytest.raises(InvalidInput) as caught:
        state_capacity(other, service_id=service_id, available=-1)
    assert len(caught.value.problems) == 2
    before = Service.objects.get(id=service_id).last_modified
    state_capacity(actor, service_id=service_id, available=1, maximum=3)
    assert Service.objects.get(id=service_id).last_modified > before, "who follows changes sees it"
    confirm_service(actor, service_id=service_id, on=TODAY)
    found = offer(service_id)
    assert found is not None and found.is_fresh(TODAY)


def test_nobody_speaks_for_another_organisation(service_id):
    other = Actor(uuid4(), uuid4(), "shelter", "Ander", frozenset({"caseworker"}))
    offered = NewService(
        organisation_name="Huis", organisation_id=other.organisation_id, name="Bedden",
        description="Een plek.", kind="shelter",
    )  # fmt: skip
    with pytest.raises(InvalidInput, match="another's"):
        put_service(other, service=offered)
    with pytest.raises(InvalidInput, match="not your organisation"):
        put_service(other, service=replace(offered, organisation_id=uuid4()))
    assert offer(service_id).organisation_id != other.organisation_id
