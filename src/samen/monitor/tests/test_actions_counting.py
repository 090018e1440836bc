"""Counting: each victim once a year, corrected and withdrawn, and nobody's name."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connection

from samen.kernel.codes import FormOfExploitation, Sex
from samen.kernel.errors import InvalidInput
from samen.monitor import queries
from samen.monitor.actions.counting import count, withdraw
from samen.monitor.domain.counting import AgeGroup, ReporterType
from samen.monitor.models import Event
from samen.monitor.tests.conftest import ANALYST, CASEWORKER, LABOUR, MANAGER
from samen.platform.database.public import OWNER, acting
from samen.platform.logbook.models import Entry

pytestmark = pytest.mark.django_db


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
    with (
        acting(OWNER),
        pytest.raises((IntegrityError, OperationalError)),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE monitor_event SET year = 2023")


@pytest.mark.usefixtures("counted")
def test_only_an_analyst_reads_capture_histories_and_it_is_logged() -> None:
    with pytest.raises(PermissionDenied):
        queries.capture_histories(MANAGER, years=[2024])
    found = queries.capture_histories(ANALYST, years=[2024])
    assert sum(history.victims for history in found) == 86
    assert Entry.objects.order_by("-index").values_list("name", flat=True)[0] == (
        "monitor.capture_histories"
    )
