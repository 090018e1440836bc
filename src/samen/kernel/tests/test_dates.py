import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from samen.kernel.dates import add_months, add_working_days, is_working_day, legal_term_end

days = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))


def test_algemene_termijnenwet_article_3_lists_these_days_of_2026():
    not_working = ["2026-01-01", "2026-04-03", "2026-04-06", "2026-04-27", "2026-05-05",
                   "2026-05-14", "2026-05-25", "2026-12-25", "2026-12-26"]  # fmt: skip
    assert not any(is_working_day(dt.date.fromisoformat(day)) for day in not_working)
    assert is_working_day(dt.date(2026, 12, 24))


def test_a_term_that_ends_on_a_holiday_runs_to_the_next_working_day():
    assert legal_term_end(dt.date(2026, 1, 27), months=3) == dt.date(2026, 4, 28)
    assert legal_term_end(dt.date(2025, 11, 30), months=3) == dt.date(2026, 3, 2)


def test_months_are_clipped_to_the_last_day():
    assert add_months(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)


@given(days, st.integers(0, 30))
def test_working_days_are_counted_one_by_one(start: dt.date, count: int):
    end = add_working_days(start, count)
    between = (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert sum(map(is_working_day, between)) == count


@given(days, st.integers(0, 24))
def test_a_legal_term_always_ends_on_a_working_day(start: dt.date, months: int):
    assert is_working_day(legal_term_end(start, months=months))
