"""The programme file, the board's arithmetic and the half-yearly report."""

import datetime as dt
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.kernel.errors import InvalidInput
from samen.monitor.domain.programme import ActionState, Period, StateChange
from samen.monitor.domain.programme_file import read_programme
from samen.monitor.domain.report import half_yearly_report

EXAMPLE = files("samen.monitor").joinpath("data/example_programme.yaml").read_text("utf-8")


def problems_of(text: str) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        read_programme(text)
    return [str(problem) for problem in refused.value.problems]


def line_of(part: str) -> int:
    return EXAMPLE[: EXAMPLE.index(part)].count("\n") + 1


def test_the_example_holds_the_five_action_lines_of_2018() -> None:
    programme = read_programme(EXAMPLE)
    assert [line.code for line in programme.lines] == ["1", "2", "3", "4", "5"]
    assert all(line.source == "WEG1" for line in programme.lines)


def test_the_published_amounts_stand_with_their_letters() -> None:
    # Parliamentary letters 2023D42860 (2 million a year) and 2024D16806 (0.5 million more)
    budget = read_programme(EXAMPLE).budget
    assert {(a.period.year, a.euros, a.source) for a in budget} >= {
        (2023, 2_000_000, "K233"),
        (2024, 500_000, "K249"),
    }
    assert sum(a.euros for a in budget if a.period.year == 2025) == 2_500_000


def test_the_published_norm_for_suspects_stands_in_every_year() -> None:
    # Veiligheidsagenda 2023-2026 in the budgets of 2022 and 2024, chapter VI
    (suspects,) = (
        i for a in read_programme(EXAMPLE).actions for i in a.indicators if i.code == "verdachten"
    )
    targets = {m.period.year: m.target for m in suspects.measurements if m.target}
    assert targets == {2021: 205, 2023: 220, 2024: 220, 2025: 220, 2026: 220}
    assert {m.period.year: m.actual for m in suspects.measurements if m.actual} == {
        2019: 145,
        2020: 187,
    }


def test_what_is_invented_says_so() -> None:
    programme = read_programme(EXAMPLE)
    for action in programme.actions:
        assert action.example == (action.source == "example")
        for amount in (*action.budget, *action.spent):
            assert amount.source == "example"  # no published split of the money was found


@pytest.mark.parametrize(
    ("change", "to", "field", "rule"),
    [
        ("source: NRM25", "source: NRM26", "periods[0].source", "did you mean NRM25?"),
        ("state: delayed", "state: late", "states[1].state", "is one of unknown, planned"),
        ("euros: 350_000", "euros: veel", "budget[0].euros", "whole number of euros"),
        ("euros: 350_000", "euros: -1", "budget[0].euros", "not negative"),
        ("period: 2024H1", "period: 2024Q1", "spent[0].period", "year or half-year"),
        ("baseline: 26", "baseline: veel", "indicators[0].baseline", "is a number"),
        ("deadline: 2025-12-31", "deadline: 31-12-2025", "deadline", "is a date such as"),
        ("end: 2026-12-31", "end: 2017-12-31", "end", "lies before start"),
        ("partners: [CoMensha]", "partner: [CoMensha]", "partner", "did you mean partners?"),
        ("certainty: stated", "certainty: sure", "certainty", "is one of measured"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_field(
    change: str, to: str, field: str, rule: str
) -> None:
    at = line_of(change)
    found = problems_of(EXAMPLE.replace(change, to, 1))
    assert any(f"line {at}," in p and field in p and rule in p for p in found), found


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    broken = EXAMPLE.replace("owner: VNG", "owner:").replace("since: 2024", "since: x2024")
    found = problems_of(broken)
    assert sum("owner: is missing" in p for p in found) == 2
    assert sum("since: is a date" in p for p in found) == 2
    numbers = [int(p.split(",")[0].removeprefix("line ")) for p in found]
    assert numbers == sorted(numbers)


def test_codes_may_occur_once() -> None:
    assert any("'4.1'" in p for p in problems_of(EXAMPLE.replace('code: "4.2"', 'code: "4.1"')))


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "a: [1\n", "a: !!python/object:os.system x"])
def test_what_is_no_programme_is_refused(text: str) -> None:
    assert problems_of(text)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fall_over(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_programme(text)


def test_the_report_takes_states_and_money_at_the_end_of_its_period() -> None:
    programme = read_programme(EXAMPLE)
    first, second = (half_yearly_report(programme, Period.parse(p)) for p in ("2024H1", "2024H2"))
    assert (first.spent, second.spent) == (210_000, 515_000)
    assert (first.budget, second.budget) == (2_500_000, 2_500_000)
    assert first.states[ActionState.DELAYED] == 1  # 2.1 is delayed from May 2025 on
    report = half_yearly_report(programme, Period.parse("2025H1"))
    assert report.states[ActionState.DELAYED] == 2
    assert [a.code for a in report.overdue] == ["4.2"]
    changed = {row.action.code for row in report.rows if row.changes}
    assert changed == {"2.1", "3.2"}
    assert sum(report.states.values()) == len(programme.actions)


def test_a_yearly_figure_serves_the_half_years_of_that_year_only() -> None:
    (minors,) = (
        i
        for a in read_programme(EXAMPLE).actions
        for i in a.indicators
        if i.code == "minderjarigen"
    )
    found = minors.at(Period.parse("2024H2"))
    assert found is not None
    assert found.actual == Decimal(79)
    assert minors.at(Period.parse("2025H1")) is None


@given(st.integers(1, 9999), st.integers(0, 2))
def test_a_period_reads_back(year: int, half: int) -> None:
    period = Period(year, half)
    assert Period.parse(f"{year:04}H{half}" if half else f"{year:04}") == period
    assert period.start <= period.end


def test_the_state_on_a_day_is_the_last_one_before_it() -> None:
    action = read_programme(EXAMPLE).actions[2]
    assert action.code == "2.1"
    assert action.history[1] == StateChange(
        dt.date(2025, 5, 20), ActionState.DELAYED, action.history[1].explanation
    )
    assert action.state_at(dt.date(2023, 1, 1)) is ActionState.UNKNOWN
    assert action.state_at(dt.date(2025, 5, 19)) is ActionState.RUNNING
    assert action.state_at(dt.date(2025, 5, 20)) is ActionState.DELAYED
    assert action.overdue(dt.date(2026, 1, 1))
    assert not action.overdue(dt.date(2025, 12, 31))
