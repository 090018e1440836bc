"""The verbs: counting once, four eyes on a release, a board that a file can be loaded on twice."""

import datetime as dt
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection

from samen.kernel.codes import FormOfExploitation, Sex
from samen.kernel.errors import InvalidInput
from samen.monitor import queries
from samen.monitor.actions.counting import Victim, count, count_many, withdraw
from samen.monitor.actions.programme import (
    record_measurement,
    record_spending,
    set_state,
)
from samen.monitor.actions.programme_file import load_programme
from samen.monitor.actions.releases import decide_release, prepare_release, publish_release
from samen.monitor.domain.counting import AgeGroup, ReporterType
from samen.monitor.domain.programme import ActionState, Period
from samen.monitor.domain.publication import digest_of
from samen.monitor.models import Event, Release
from samen.monitor.tests.conftest import make_actor
from samen.platform.logbook.models import Entry

pytestmark = pytest.mark.django_db

CASEWORKER = make_actor("caseworker")
ANALYST = make_actor("analyst", member=2)
OFFICER = make_actor("privacy_officer", member=3)
MANAGER = make_actor("programme_manager", member=4)
LABOUR = FormOfExploitation.LABOUR


def many(n: int, **changes: object) -> list[Victim]:
    told = {"year": 2024, "form": LABOUR, "region": ("police_unit", "RE07"), **changes}
    return [Victim(victim=uuid4(), **told) for _ in range(n)]


@pytest.fixture
def counted() -> None:
    count_many(
        CASEWORKER,
        victims=[
            *many(40),
            *many(30, form=FormOfExploitation.SEXUAL_DOMESTIC, region=("police_unit", "RE01")),
            *many(4, form=FormOfExploitation.CRIMINAL),
            *many(12, form=FormOfExploitation.CRIMINAL, region=("police_unit", "RE01")),
        ],
    )


def prepared(**changes: object) -> UUID:
    settings = {"title": "2024", "first_year": 2024, "last_year": 2024, **changes}
    return prepare_release(ANALYST, **settings)


def published(**changes: object) -> UUID:
    release = prepared(**changes)
    decide_release(OFFICER, release_id=release, approve=True)
    publish_release(ANALYST, release_id=release)
    return release


def test_a_victim_counts_once_and_is_not_stored() -> None:
    person = uuid4()
    for _ in range(3):
        count(CASEWORKER, victim=person, year=2024, form=LABOUR, region=("municipality", "GM0363"))
    (standing,) = queries.standing_registrations([2024])
    assert standing.region == "RE05"
    assert standing.reporters == {ReporterType.NGO}
    row = Event.objects.first()
    stored = " ".join(str(getattr(row, f.name)) for f in Event._meta.fields)
    assert str(person) not in stored
    assert person.hex not in stored


def test_a_correction_replaces_and_a_withdrawal_takes_out() -> None:
    person = uuid4()
    count(CASEWORKER, victim=person, year=2024, form=LABOUR, sex=Sex.MALE)
    count(
        CASEWORKER,
        victim=person,
        year=2024,
        form=FormOfExploitation.CRIMINAL,
        age_group=AgeGroup.MINOR,
        correction=True,
    )
    (standing,) = queries.standing_registrations([2024])
    assert (standing.form, standing.sex) == (FormOfExploitation.CRIMINAL, Sex.UNKNOWN)
    withdraw(CASEWORKER, victim=person, year=2024)
    assert queries.standing_registrations([2024]) == []


def test_a_region_in_no_single_police_unit_counts_as_unknown() -> None:
    count(CASEWORKER, victim="a", year=2024, form=LABOUR, region=("province", "PV28"))
    assert queries.standing_registrations([2024])[0].region == "unknown"


def test_counting_is_refused_to_other_roles_and_for_impossible_years() -> None:
    with pytest.raises(PermissionDenied, match="only intake_worker"):
        count(ANALYST, victim="a", year=2024, form=LABOUR)
    with pytest.raises(InvalidInput, match="year: lies between 2000"):
        count(CASEWORKER, victim="a", year=1990, form=LABOUR)
    with pytest.raises(InvalidInput, match="region"):
        count(CASEWORKER, victim="a", year=2024, form=LABOUR, region=("municipality", "GM9"))
    assert not Event.objects.exists()


def test_a_counted_event_cannot_be_changed_by_anybody() -> None:
    count(CASEWORKER, victim="a", year=2024, form=LABOUR)
    with pytest.raises((IntegrityError, OperationalError)), connection.cursor() as cursor:
        cursor.execute("UPDATE monitor_event SET year = 2023")


@pytest.mark.usefixtures("counted")
def test_a_release_goes_from_analyst_to_privacy_officer_to_the_public() -> None:
    release = prepared()
    assert queries.published_releases() == []
    with pytest.raises(InvalidInput, match="must be approved"):
        publish_release(ANALYST, release_id=release)
    with pytest.raises(PermissionDenied, match="only privacy_officer"):
        decide_release(ANALYST, release_id=release, approve=True)
    decide_release(OFFICER, release_id=release, approve=True)
    with pytest.raises(PermissionDenied):
        publish_release(OFFICER, release_id=release)
    publish_release(ANALYST, release_id=release)
    (public,) = queries.published_releases()
    table = public.document.table("region")
    assert table.value("2024", "total", "total") == 86
    assert table.value("2024", "criminal", "RE07") is None


@pytest.mark.usefixtures("counted")
def test_who_prepared_a_release_does_not_approve_it() -> None:
    both = make_actor("analyst", "privacy_officer", member=7)
    release = prepare_release(both, title="x", first_year=2024, last_year=2024)
    with pytest.raises(PermissionDenied, match="does not decide"):
        decide_release(both, release_id=release, approve=True)


@pytest.mark.usefixtures("counted")
def test_a_release_with_exposed_figures_cannot_be_approved() -> None:
    release = prepared()
    Release.objects.filter(id=release).update(clean=False)
    with pytest.raises(PermissionDenied, match="can be worked out"):
        decide_release(OFFICER, release_id=release, approve=True)
    decide_release(OFFICER, release_id=release, approve=False, note="te fijn")
    assert queries.release(OFFICER, release).state == "refused"


@pytest.mark.usefixtures("counted")
def test_a_published_release_never_changes_silently() -> None:
    release = published()
    row = Release.objects.get(id=release)
    assert digest_of(row.document) == row.digest
    with pytest.raises((IntegrityError, OperationalError)), connection.cursor() as cursor:
        cursor.execute("UPDATE monitor_release SET document = '{}'")


@pytest.mark.usefixtures("counted")
def test_figures_that_differ_from_their_digest_are_not_shown() -> None:
    release = published()
    row = Release.objects.get(id=release)
    Release.objects.all().delete()
    row.document = row.document.replace("86", "87")
    row.save(force_insert=True)
    with pytest.raises(InvalidInput, match="differs from what was published"):
        queries.published_release(row.number)


@pytest.mark.usefixtures("counted")
def test_a_revision_says_what_changed_and_leaves_the_old_release_readable() -> None:
    first = published()
    count_many(CASEWORKER, victims=many(20))
    with pytest.raises(InvalidInput, match="revision_note"):
        prepared(replaces=first)
    published(replaces=first, revision_note="20 late meldingen erbij")
    new, old = queries.published_releases()
    assert (new.replaces, old.replaced_by) == (old.number, new.number)
    assert old.document.table("region").value("2024", "total", "total") == 86
    assert new.document.table("region").value("2024", "total", "total") == 106


@pytest.mark.usefixtures("counted")
def test_a_release_is_protected_against_everything_published_before() -> None:
    first = published()
    count_many(CASEWORKER, victims=many(20, form=FormOfExploitation.CRIMINAL))
    second = published()
    old, new = (queries.release(OFFICER, one) for one in (first, second))
    assert (old.audit.against, new.audit.against) == ((), (old.number,))
    hidden = [cell for cell, value in old.document.table("region").cells() if value is None]
    assert ("2024", "criminal", "RE07") in hidden
    assert [new.document.table("region").value(*cell) for cell in hidden] == [None] * len(hidden)


@pytest.mark.usefixtures("counted")
def test_what_came_out_in_the_meantime_stops_a_release_that_does_not_know_it() -> None:
    waiting, approved = prepared(), prepared()
    decide_release(OFFICER, release_id=approved, approve=True)
    published()
    with pytest.raises(InvalidInput, match="published after this one was prepared"):
        decide_release(OFFICER, release_id=waiting, approve=True)
    with pytest.raises(InvalidInput, match="published after this one was prepared"):
        publish_release(ANALYST, release_id=approved)
    for one in (waiting, approved):
        decide_release(OFFICER, release_id=one, approve=False, note="ingehaald")
    assert len(queries.published_releases()) == 1
    published()


def test_nothing_to_publish_is_refused_with_the_years() -> None:
    with pytest.raises(InvalidInput, match="hold no registration"):
        prepared()
    with pytest.raises(InvalidInput) as refused:
        prepared(title=" ", first_year=2025, threshold=2)
    assert {p.where for p in refused.value.problems} == {"title", "last_year", "threshold"}


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
    with pytest.raises(SystemExit, match="2"):
        call_command("load_programme", str(broken))
    assert "line 1, start: is missing" in capsys.readouterr().err


@pytest.mark.usefixtures("counted")
def test_only_an_analyst_reads_capture_histories_and_it_is_logged() -> None:
    with pytest.raises(PermissionDenied):
        queries.capture_histories(MANAGER, years=[2024])
    found = queries.capture_histories(ANALYST, years=[2024])
    assert sum(history.victims for history in found) == 86
    assert Entry.objects.order_by("-index").values_list("name", flat=True)[0] == (
        "monitor.capture_histories"
    )
