"""The board: a file can be loaded twice, and states, figures and money are kept."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError

from samen.kernel.errors import InvalidInput
from samen.monitor import queries
from samen.monitor.actions.programme import record_measurement, record_spending, set_state
from samen.monitor.actions.programme_file import load_programme
from samen.monitor.domain.programme import ActionState, Period
from samen.monitor.tests.conftest import ANALYST, MANAGER

pytestmark = pytest.mark.django_db


def test_loading_a_file_twice_changes_nothing(example_text: str) -> None:
    first = load_programme(None, text=example_text)
    again = load_programme(MANAGER, text=example_text)
    assert first["created"] > 50
    assert again == {
        "created": 0,
        "changed": 0,
        "unchanged": first["created"],
        "not_in_file": 0,
    }


def test_what_was_loaded_reads_back_as_the_file_says(board: str, example_text: str) -> None:
    from samen.monitor.domain.programme_file import read_programme

    assert queries.programme(MANAGER, board) == read_programme(example_text)


def test_a_changed_file_changes_the_board_and_keeps_what_was_entered(
    board: str, example_text: str
) -> None:
    set_state(
        MANAGER, programme=board, action="5.2", state=ActionState.RUNNING, explanation="gestart"
    )
    found = load_programme(
        MANAGER, text=example_text.replace("Elke gemeente een", "Iedere gemeente een")
    )
    assert (found["created"], found["changed"]) == (0, 1)
    action = next(a for a in queries.programme(MANAGER).actions if a.code == "5.2")
    assert action.state is ActionState.RUNNING
    assert action.history[-1].by == "Voorbeeld"
    fewer = example_text[: example_text.index('      - code: "5.3"')]
    assert load_programme(MANAGER, text=fewer)["not_in_file"] == 1


def test_a_bad_file_changes_nothing(board: str, example_text: str) -> None:
    before = queries.programme(MANAGER)
    with pytest.raises(InvalidInput):
        load_programme(MANAGER, text=example_text.replace("state: delayed", "state: late"))
    assert queries.programme(MANAGER) == before


def test_the_board_takes_states_figures_and_money(board: str) -> None:
    record_measurement(
        MANAGER,
        programme=board,
        action="1.1",
        indicator="verdachten",
        period=Period(2023),
        actual=Decimal("199.5"),
    )
    record_spending(MANAGER, programme=board, action="1.1", period=Period(2023), euros=10)
    action = queries.programme(MANAGER).actions[0]
    measured = action.indicators[0].at(Period(2023))
    assert (measured.actual, measured.target) == (Decimal("199.5"), 220)
    assert sum(a.euros for a in action.spent if a.period.year == 2023) == 10


def test_the_board_refuses_what_cannot_be(board: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_state(
            MANAGER,
            programme=board,
            action="2.1",
            state=ActionState.DONE,
            explanation=" ",
            day=dt.date(2020, 1, 1),
        )
    assert {p.where for p in refused.value.problems} == {"explanation", "day"}
    with pytest.raises(InvalidInput, match="must have ended"):
        record_spending(MANAGER, programme=board, action="1.1", period=Period(2999), euros=1)
    with pytest.raises(InvalidInput, match="is an action of the programme"):
        set_state(MANAGER, programme=board, action="9.9", state=ActionState.DONE, explanation="x")
    with pytest.raises(PermissionDenied):
        set_state(ANALYST, programme=board, action="2.1", state=ActionState.DONE, explanation="x")


def test_the_command_loads_the_example_and_tells_mistakes(tmp_path, capsys) -> None:
    call_command("load_programme")
    assert "0 changed" in capsys.readouterr().out
    broken = tmp_path / "broken.yaml"
    broken.write_text("code: X\ntitle: T\n", encoding="utf-8")
    with pytest.raises(CommandError, match="line 1, start: is missing") as refused:
        call_command("load_programme", str(broken))
    assert refused.value.returncode == 2
