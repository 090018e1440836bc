"""Terms, ages, statuses, referrals: what the coordinator counts on."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.casework.domain import deadlines, people, reference, referral, status
from samen.casework.domain.deadlines import TaskKind, due_on, reflection_period_end
from samen.casework.domain.referral import ReferralState, RefusalReason, may_change
from samen.kernel.codes import DataCategory
from samen.kernel.dates import is_working_day

DAYS = st.dates(dt.date(2023, 6, 1), dt.date(2035, 12, 31))


@given(DAYS, st.sampled_from(sorted(deadlines.TERMS)))
def test_a_task_is_due_on_a_working_day_after_so_many_of_them(start: dt.date, kind: TaskKind):
    due = due_on(kind, start)
    between = (start + dt.timedelta(days=n) for n in range(1, (due - start).days + 1))
    assert is_working_day(due)
    assert sum(map(is_working_day, between)) == deadlines.TERMS[kind].working_days


def test_weekends_and_dutch_holidays_do_not_count():
    # Good Friday 3 April and Easter Monday 6 April 2026.
    assert due_on(TaskKind.FIRST_CONTACT, dt.date(2026, 4, 2)) == dt.date(2026, 4, 7)
    # King's Day on Monday 27 April 2026.
    assert due_on(TaskKind.WEIGH_SIGNAL, dt.date(2026, 4, 24)) == dt.date(2026, 4, 29)


@pytest.mark.parametrize(
    ("granted", "dublin", "last"),
    [
        (dt.date(2026, 1, 31), False, dt.date(2026, 4, 30)),
        (dt.date(2025, 11, 30), False, dt.date(2026, 2, 28)),
        (dt.date(2023, 11, 30), False, dt.date(2024, 2, 29)),
        (dt.date(2026, 11, 1), True, dt.date(2026, 12, 1)),
        (dt.date(2023, 5, 18), True, dt.date(2023, 8, 18)),
        (dt.date(2023, 5, 19), True, dt.date(2023, 6, 18)),
    ],
)
def test_the_reflection_period(granted: dt.date, dublin: bool, last: dt.date):
    """Vreemdelingencirculaire B8/3; 30 days in Dublin cases since WBV 2023/11."""
    assert reflection_period_end(granted, dublin=dublin) == last


@given(DAYS)
def test_a_dublin_case_never_has_longer(granted: dt.date):
    short, whole = (reflection_period_end(granted, dublin=dublin) for dublin in (True, False))
    assert granted < short <= whole


def test_every_task_has_a_name_in_two_languages_and_every_term_a_basis():
    assert set(deadlines.TERMS) == set(TaskKind) - {TaskKind.REFLECTION_ENDS}
    assert all(all(kind.labels) for kind in TaskKind)
    assert all(term.basis for term in deadlines.TERMS.values())


@given(st.dates(dt.date(1920, 1, 1), dt.date(2035, 1, 1)), st.integers(0, 40_000))
def test_age_counts_whole_years(born: dt.date, days: int):
    day = born + dt.timedelta(days=days)
    age = people.age_on(day, born.isoformat())
    assert age is not None and 0 <= age <= 110
    # Whoever is AGE has had AGE birthdays and not one more.
    assert (day.year - age, day.month, day.day) >= (born.year, born.month, born.day)
    assert (day.year - age - 1, day.month, day.day) < (born.year, born.month, born.day)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("2000-02-29", 25),
        ("2000-11-23", 26),
        ("2000-11-24", 25),
        ("1999", 27),
        ("", None),
        ("about thirty", None),
        ("2000-13-45", None),
    ],
)
def test_age_of_what_was_written_down(text: str, age: int | None):
    day = dt.date(2026, 2, 28) if text == "2000-02-29" else dt.date(2026, 11, 23)
    assert people.age_on(day, text) == age


def test_special_data_are_cut_apart():
    assert people.CATEGORY_OF_KIND["person_identity"] is DataCategory.IDENTIFYING
    assert people.CATEGORY_OF_KIND["person_needs"] is DataCategory.HEALTH
    assert set(people.CATEGORY_OF_KIND.values()) == {
        DataCategory.IDENTIFYING,
        DataCategory.HEALTH,
        DataCategory.SEXUAL,
        DataCategory.CRIMINAL,
    }


def test_references_differ_and_are_easily_said():
    made = {reference.new_reference() for _ in range(500)}
    assert len(made) == 500
    assert all(len(text) == 8 and text[3] == "-" for text in made)
    assert set("".join(made)).isdisjoint("01OILU")


def test_three_statuses_share_nothing():
    codes = [set(kind) for kind in status.STATUSES.values()]
    assert len(codes) == 3
    assert all(type(a) is not type(b) for one, two in itertools.combinations(codes, 2)
               for a in one for b in two)  # fmt: skip


STATES = st.sampled_from(ReferralState)


@given(STATES, STATES, st.none() | st.sampled_from(RefusalReason))
def test_a_referral_moves_only_along_the_table(current, wanted, reason):
    allowed = bool(may_change(current, wanted, reason))
    listed = wanted in referral.ALLOWED.get(current, frozenset())
    assert allowed is (listed and (wanted is not ReferralState.REFUSED or reason is not None))


def test_a_referral_ends_and_never_comes_back():
    ends = {state for state in ReferralState if state not in referral.ALLOWED}
    assert ends == {
        ReferralState.COMPLETED,
        ReferralState.REFUSED,
        ReferralState.WITHDRAWN,
        ReferralState.EXPIRED,
    }
    reached, front = set(), {ReferralState.OFFERED}
    while front:
        reached |= front
        front = set().union(*(referral.ALLOWED.get(s, frozenset()) for s in front)) - reached
    assert reached == set(ReferralState), "every state can be reached"
    assert all(ReferralState.OFFERED not in after for after in referral.ALLOWED.values())
