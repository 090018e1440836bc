"""Events leave when the transaction commits, and go on trying until they arrive."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from samen.platform.cli import outbox
from samen.platform.outbox import actions
from samen.platform.outbox.domain.cloudevent import MAX_ATTEMPTS, cloudevent, pause, wants
from samen.platform.outbox.models import Delivery, Event, Subscriber


def subscribe(*kinds: str) -> Subscriber:
    return Subscriber.objects.create(
        organisation_id=uuid4(), address="https://partner.example/events", kinds=list(kinds)
    )


class Partner:
    """A receiver that fails the first ``failures`` times."""

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.received = failures, []

    def __call__(self, address: str, event: dict[str, object]) -> bool:
        if self.failures:
            self.failures -= 1
            return False
        self.received.append(event)
        return True


def test_a_cloudevent_says_that_something_happened_and_nothing_more():
    event = cloudevent(
        event_id=uuid4(), kind="case.opened", subject=uuid4(), data={}, source="https://x.example"
    )
    assert set(event) == {"specversion", "id", "source", "type", "subject"}
    assert event["type"] == "nl.samen.case.opened"
    json.dumps(event)


@pytest.mark.parametrize(
    ("kinds", "kind", "told"),
    [
        (["case"], "case.opened", True),
        (["case.opened"], "case.opened", True),
        (["cas"], "case.opened", False),
        (["case.opened.twice"], "case.opened", False),
        ([], "case.opened", False),
    ],
)
def test_who_wants_what(kinds, kind, told):
    assert wants(kinds, kind) is told


@given(st.integers(1, 100))
def test_pauses_grow_to_a_day_and_no_further(attempts):
    assert pause(attempts) <= pause(attempts + 1) <= timedelta(days=1)


@pytest.mark.django_db
def test_nothing_goes_out_of_a_transaction_that_is_rolled_back():
    subscribe("case")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.publish(kind="case.opened", subject=uuid4())
        raise ZeroDivisionError
    assert not Event.objects.exists()
    assert actions.deliver_due(send=Partner()) == 0


@pytest.mark.django_db
def test_an_event_reaches_those_who_want_it_once():
    subscribe("case")
    subscribe("report")
    subject, partner = uuid4(), Partner()
    event_id = actions.publish(kind="case.opened", subject=subject, data={"region": "0363"})
    assert actions.deliver_due(send=partner) == 1
    assert actions.deliver_due(send=partner) == 0
    (event,) = partner.received
    assert UUID(event["id"]) == event_id
    assert UUID(event["subject"]) == subject
    assert event["data"] == {"region": "0363"}


@pytest.mark.django_db
def test_a_failure_is_tried_again_later():
    subscribe("case")
    partner, now = Partner(failures=2), timezone.now() + timedelta(seconds=1)
    actions.publish(kind="case.opened", subject=uuid4())
    assert actions.deliver_due(send=partner, now=now) == 0
    assert actions.deliver_due(send=partner, now=now) == 0, "not before its pause is over"
    assert partner.failures == 1
    assert actions.deliver_due(send=partner, now=now + timedelta(minutes=2)) == 0
    assert actions.deliver_due(send=partner, now=now + timedelta(minutes=10)) == 1
    assert len(partner.received) == 1


@pytest.mark.django_db
def test_an_event_that_never_arrives_is_kept_as_abandoned():
    subscribe("case")
    partner, now = Partner(failures=1000), timezone.now()
    actions.publish(kind="case.opened", subject=uuid4())
    for _ in range(MAX_ATTEMPTS + 3):
        now += timedelta(days=2)
        actions.deliver_due(send=partner, now=now)
    assert partner.failures == 1000 - MAX_ATTEMPTS
    assert Delivery.objects.get().abandoned


@pytest.mark.django_db
def test_delivered_events_are_forgotten_and_waiting_ones_are_not():
    actions.publish(kind="report.received", subject=uuid4())
    subscribe("case")
    waiting = actions.publish(kind="case.opened", subject=uuid4())
    assert actions.forget_delivered(before=timezone.now() + timedelta(days=1)) == 1
    assert Event.objects.get().id == waiting


@pytest.mark.django_db
def test_the_command_for_the_timer():
    actions.publish(kind="report.received", subject=uuid4())
    result = CliRunner().invoke(outbox, ["deliver"])
    assert result.exit_code == 0, result.output
    assert "0 delivered, 0 forgotten" in result.output, "of today nothing is forgotten yet"
