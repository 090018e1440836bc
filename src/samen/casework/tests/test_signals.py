"""What staff see first: of the signs to look for, and of the signals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from samen.casework.actions import signals
from samen.casework.actions.signals import SignalContent
from samen.casework.queries.signals import signals as signal_list
from samen.casework.web.choices import indicator_choices
from samen.recognition.public import indicator_list

MONDAY = date(2026, 11, 23)


@pytest.mark.django_db
def test_who_waits_longest_comes_first_and_what_was_dealt_with_newest_first(world):
    desk = world.coordination
    days = [MONDAY - timedelta(days=ago) for ago in (1, 3, 2)]
    made = [
        signals.open_signal(
            desk.worker,
            source="own",
            form="UNK",
            region=("police_unit", "RE02"),
            received_on=day,
            content=SignalContent(facts=day.isoformat()),
        )
        for day in days
    ]
    waiting, _ = signal_list(desk.worker, desk.vault)
    assert [row.received_on for row in waiting] == sorted(days)
    for signal in made:
        signals.close_signal(desk.worker, signal_id=signal)
    dealt_with, _ = signal_list(desk.worker, desk.vault, closed=True)
    assert [row.received_on for row in dealt_with] == sorted(days, reverse=True)
    assert signal_list(desk.worker, desk.vault) == ([], False)


def test_the_lists_of_professionals_come_before_the_questions_about_oneself():
    with translation.override("nl"):
        groups = [title for title, _ in indicator_choices()]
    assert groups[0] == indicator_list("ilo").title["nl"]
    assert groups[-1] == indicator_list("self").title["nl"]
