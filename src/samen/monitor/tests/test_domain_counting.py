"""Every victim counts once a year, whatever arrives and however often."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.kernel.codes import FormOfExploitation, OrganisationType, Sex
from samen.monitor.domain.counting import (
    UNKNOWN_REGION,
    AgeGroup,
    Event,
    EventKind,
    FormGroup,
    ReporterType,
    age_group_of,
    capture_histories,
    form_group_of,
    registration_key,
    registrations,
    reporter_type_of,
    victims_per_year,
)

SECRET = bytes(range(32))
EVENTS = st.builds(
    Event,
    key=st.sampled_from("abcd"),
    year=st.integers(2022, 2024),
    kind=st.sampled_from(EventKind),
    form=st.sampled_from(FormOfExploitation),
    region=st.sampled_from(["RE01", "RE02", UNKNOWN_REGION]),
    sex=st.sampled_from(Sex),
    age_group=st.sampled_from(AgeGroup),
    reporter=st.sampled_from(ReporterType),
)


def event(**changes: object) -> Event:
    return Event(
        **{
            "key": "a",
            "year": 2024,
            "kind": EventKind.COUNTED,
            "form": FormOfExploitation.LABOUR,
            "region": "RE01",
            "sex": Sex.MALE,
            "age_group": AgeGroup.ADULT,
            "reporter": ReporterType.NGO,
            **changes,
        }
    )


@given(st.lists(EVENTS, max_size=20))
def test_a_victim_counts_at_most_once_a_year(events: list[Event]) -> None:
    standing = registrations(events)
    counted = {(e.key, e.year) for e in events if e.kind is not EventKind.WITHDRAWN}
    assert set(standing) <= counted
    assert sum(victims_per_year(standing.values()).values()) == len(standing)


@given(st.lists(EVENTS, max_size=20))
def test_repeating_every_event_changes_no_count(events: list[Event]) -> None:
    twice = [e for e in events for _ in range(2)]
    assert registrations(twice).keys() == registrations(events).keys()


@given(st.lists(EVENTS, max_size=10), EVENTS)
def test_a_correction_replaces_all_but_who_reported(events: list[Event], last: Event) -> None:
    correction = event(**{f: getattr(last, f) for f in ("key", "year", "form", "region", "sex")})
    correction = Event(
        correction.key,
        correction.year,
        EventKind.CORRECTED,
        correction.form,
        correction.region,
        correction.sex,
        last.age_group,
        last.reporter,
    )
    found = registrations([*events, correction])[correction.key, correction.year]
    assert (found.form, found.region, found.sex) == (last.form, last.region, last.sex)
    before = registrations(events).get((correction.key, correction.year))
    assert found.reporters == {last.reporter} | (before.reporters if before else set())


def test_a_second_report_adds_its_reporter_and_fills_in_what_was_unknown() -> None:
    first = event(form=FormOfExploitation.UNKNOWN, region=UNKNOWN_REGION, sex=Sex.UNKNOWN)
    (found,) = registrations([first, event(reporter=ReporterType.POLICE)]).values()
    assert found.form is FormOfExploitation.LABOUR
    assert (found.region, found.sex) == ("RE01", Sex.MALE)
    assert found.reporters == {ReporterType.NGO, ReporterType.POLICE}


def test_a_second_report_does_not_overwrite_what_is_known() -> None:
    second = event(region="RE07", sex=Sex.FEMALE, form=FormOfExploitation.UNKNOWN)
    (found,) = registrations([event(), second]).values()
    assert (found.region, found.sex, found.form) == ("RE01", Sex.MALE, FormOfExploitation.LABOUR)


def test_two_known_forms_make_more_than_one_form() -> None:
    (found,) = registrations([event(), event(form=FormOfExploitation.CRIMINAL)]).values()
    assert found.form is FormOfExploitation.MULTIPLE


def test_a_withdrawal_takes_out_one_year_only() -> None:
    events = [event(), event(year=2023), event(kind=EventKind.WITHDRAWN)]
    assert victims_per_year(registrations(events).values()) == {2023: 1}
    assert victims_per_year(registrations([*events, event()]).values()) == {2023: 1, 2024: 1}


def test_a_withdrawal_takes_back_what_its_own_reporter_told() -> None:
    police = {"reporter": ReporterType.POLICE, "form": FormOfExploitation.CRIMINAL}
    both = [event(), event(**police)]
    (found,) = registrations([*both, event(kind=EventKind.WITHDRAWN)]).values()
    assert (found.reporters, found.form) == ({ReporterType.POLICE}, FormOfExploitation.CRIMINAL)
    assert not registrations([*both, *(event(**(police | w)) for w in GONE), event(**GONE[0])])
    care = [event(), event(), event(kind=EventKind.WITHDRAWN)]
    assert len(registrations(care)) == 1, "another organisation of the same kind counted them too"
    assert len(registrations([event(**GONE[0]), event()])) == 1, "nothing to take back"


GONE = ({"kind": EventKind.WITHDRAWN},)


def test_the_key_names_nobody_and_needs_the_secret() -> None:
    key = registration_key(SECRET, "Jan de Vries")
    assert len(key) == 64
    assert "jan" not in key.lower()
    assert key == registration_key(SECRET, "Jan de Vries")
    assert key != registration_key(SECRET[::-1], "Jan de Vries")
    assert key != registration_key(SECRET, "Jan de Vriess")


@pytest.mark.parametrize(
    ("age", "group"),
    [(0, "0-17"), (17, "0-17"), (18, "18-22"), (22, "18-22"), (23, "23+"), (None, "unknown")],
)
def test_age_groups_are_those_of_the_published_figures(age: int | None, group: str) -> None:
    assert age_group_of(age) == group


def test_every_organisation_type_and_form_has_its_group() -> None:
    assert reporter_type_of("police") is ReporterType.POLICE
    assert reporter_type_of("shelter") is ReporterType.CARE
    assert reporter_type_of("municipality") is ReporterType.OTHER
    assert {reporter_type_of(t) for t in OrganisationType} == set(ReporterType)
    assert {form_group_of(f) for f in FormOfExploitation} == set(FormGroup)


def test_a_capture_history_names_every_reporter_of_a_victim_once() -> None:
    events = [
        event(key="a"),
        event(key="a", reporter=ReporterType.POLICE),
        event(key="b"),
        event(key="c"),
        event(key="d", year=2023),
    ]
    found = capture_histories(registrations(events).values())
    told = [(h.year, h.form, sorted(h.reporters), h.victims) for h in found]
    assert told == [
        (2023, FormGroup.LABOUR, ["ngo"], 1),
        (2024, FormGroup.LABOUR, ["ngo"], 2),
        (2024, FormGroup.LABOUR, ["ngo", "police"], 1),
    ]


@given(st.lists(EVENTS, max_size=20))
def test_capture_histories_hold_every_registration_once(events: list[Event]) -> None:
    standing = registrations(events)
    found = capture_histories(standing.values())
    assert sum(history.victims for history in found) == len(standing)
    assert len({(h.year, h.form, h.reporters) for h in found}) == len(found)
    assert all(history.reporters for history in found)
