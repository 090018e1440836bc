"""What staff do with a report, and who may not."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from tests.stored import row_counts
from tests.worlds import ANSWERS, send_report

from samen.platform.organisations.public import Role
from samen.platform.vault.public import NotGranted
from samen.reporting import queries
from samen.reporting.actions import intake, reporter
from samen.reporting.models import Report
from samen.reporting.queries import (
    full_report,
    inbox,
    inbox_counts,
    mailbox,
    open_receipt,
)

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"not much of a picture" * 5000


def test_taking_in_twice_makes_one_signal(world):
    desk, digits = world.coordination, send_report()
    report_id = open_receipt(digits).holder_id
    first = intake.take_in(desk.worker, desk.vault, report_id=report_id)
    assert intake.take_in(desk.worker, desk.vault, report_id=report_id) == first
    assert Report.objects.get().status == "accepted"
    intake.close_report(desk.worker, report_id=report_id)
    assert mailbox(open_receipt(digits)).status == "closed"


def test_a_role_that_may_not_act_is_refused_inside_the_verb(world):
    report_id = open_receipt(send_report()).holder_id
    desk = world.coordination
    before = row_counts()
    for role, actor in desk.actors.items():
        if role in (Role.INTAKE_WORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR):
            continue
        for act in (
            lambda actor=actor: intake.write_as_staff(actor, report_id=report_id, text="x"),
            lambda actor=actor: intake.take_in(actor, desk.vault, report_id=report_id),
            lambda actor=actor: intake.close_report(actor, report_id=report_id),
            lambda actor=actor: intake.mark_read(actor, report_id=report_id),
        ):
            with pytest.raises(PermissionDenied):
                act()
    intruder = world.police.actors[Role.INTAKE_WORKER]
    for act in (
        lambda: intake.write_as_staff(intruder, report_id=report_id, text="x"),
        lambda: intake.take_in(intruder, world.police.vault, report_id=report_id),
        lambda: intake.close_report(intruder, report_id=report_id),
    ):
        with pytest.raises(NotGranted):
            act()
    assert row_counts() == before


def test_a_list_shows_a_page_and_says_that_there_is_more(world):
    from samen.reporting.domain.receipt import unreachable

    for number in range(51):
        reporter.store_report(
            answers=ANSWERS | {"what": f"n{number}"}, language="nl", slip=unreachable()
        )
    desk = world.coordination
    first, more = inbox(desk.worker, desk.vault)
    second, end = inbox(desk.worker, desk.vault, page=2)
    assert (len(first), more, len(second), end) == (50, True, 1, False)
    assert {row.what for row in first + second} == {f"n{number}" for number in range(51)}
    assert not inbox(desk.worker, desk.vault, status="closed")[0]
    assert inbox_counts(desk.worker)["new"] == 51


def test_danger_is_found_in_everything_unread_up_to_a_bound(world, monkeypatch):
    from samen.reporting.domain.receipt import unreachable

    answers = [ANSWERS | {"what": f"n{n}", "danger": "yes" if n == 2 else "no"} for n in range(4)]
    for told in answers:
        reporter.store_report(answers=told, language="nl", slip=unreachable())
    desk = world.coordination
    monkeypatch.setattr(queries, "PAGE", 2)
    rows, looked = queries.in_danger(desk.worker, desk.vault)
    assert ([row.what for row in rows], looked) == (["n2"], 4)
    page = desk.client(Role.INTAKE_WORKER).get("/werk/meldingen/?show=danger").content.decode()
    assert "n2" in page and "n1" not in page
    monkeypatch.setattr(queries, "LOOKED_AT_FOR_DANGER", 3)
    assert queries.in_danger(desk.worker, desk.vault)[1] == 3
    assert queries.in_danger(world.police.worker, world.police.vault) == ([], 0)


def test_a_report_that_is_nowhere_is_not_granted(world):
    desk = world.coordination
    with pytest.raises(NotGranted):
        full_report(desk.worker, desk.vault, uuid4())
