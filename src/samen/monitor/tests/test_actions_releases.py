"""A release: four eyes, nothing changes silently, and no release gives another away."""

from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connection

from samen.kernel.codes import FormOfExploitation
from samen.kernel.errors import InvalidInput
from samen.monitor import queries
from samen.monitor.actions.counting import count_many
from samen.monitor.actions.releases import decide_release, prepare_release, publish_release
from samen.monitor.domain.release_document import digest_of
from samen.monitor.models import Release
from samen.monitor.tests.conftest import ANALYST, CASEWORKER, OFFICER, make_actor, many

pytestmark = pytest.mark.django_db


def prepared(**changes: object) -> UUID:
    settings = {"title": "2024", "first_year": 2024, "last_year": 2024, **changes}
    return prepare_release(ANALYST, **settings)


def published(**changes: object) -> UUID:
    release = prepared(**changes)
    decide_release(OFFICER, release_id=release, approve=True)
    publish_release(ANALYST, release_id=release)
    return release


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
def test_one_more_registration_does_not_change_what_was_published() -> None:
    first = published()
    count_many(CASEWORKER, victims=many(1))
    second = published(replaces=first, revision_note="één late melding")
    count_many(CASEWORKER, victims=many(9))
    third = published(replaces=second, revision_note="tien late meldingen")
    old, kept, new = (queries.release(OFFICER, one).document for one in (first, second, third))
    assert (kept.tables, kept.kept) == (old.tables, ((2024, old.counted_on),))
    assert new.table("region").value("2024", "total", "total") == 96
    assert new.kept == ()


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
