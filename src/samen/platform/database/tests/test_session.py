"""One connection for many: of whom it was asked for before, nothing is left for the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from tests.worlds import World

from samen.platform.database import checks
from samen.platform.database.acting import OWNER, PUBLIC, SYSTEM, Acting, acting, current, staff
from samen.platform.database.rowsecurity import missing
from samen.platform.organisations.public import Role

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


CASES = "/werk/casussen"


@pytest.fixture(autouse=True)
def _only_where_it_exists() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("sessions with a role exist on PostgreSQL only")


def told() -> tuple[str, str, str, str]:
    """The role and the settings that PostgreSQL itself says the session has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user::text, current_setting('samen.organisation', true), "
            "current_setting('samen.report', true), current_setting('samen.receipt', true)"
        )
        return cursor.fetchone()


def of(who: Acting) -> tuple[str, str, str, str]:
    return who.zone.value, str(who.organisation or ""), str(who.report or ""), who.receipt.hex()


def test_requests_after_each_other_have_each_their_own_zone(world: World):
    ours = world.coordination.client(Role.CARE_COORDINATOR)
    theirs = world.police.client(Role.CASEWORKER)
    for _ in range(2):
        for browser in (ours, theirs, Client()):
            browser.get(CASES)
            assert current() == SYSTEM, "what the test itself declared"
            with acting(PUBLIC):
                assert told() == of(PUBLIC)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/account/email/", 200),
        ("/account/2fa/", 200),
        ("/account/2fa/webauthn/", 200),
        ("/account/password/set/", 200),
        ("/bestaat-niet", 404),
    ],
)
def test_pages_of_the_account_and_of_errors_know_an_open_vault(world: World, address, status):
    browser = world.coordination.client(Role.CARE_COORDINATOR)
    assert browser.get(address).status_code == status


def test_a_request_that_fails_leaves_nothing_behind(world: World, monkeypatch):
    seen = []

    def fails(*_: Any, **__: Any) -> Any:
        seen.append(told())
        raise ZeroDivisionError

    monkeypatch.setattr("samen.casework.queries.cases.cases", fails)
    assert world.coordination.client(Role.CARE_COORDINATOR).get(CASES).status_code == 500
    assert seen == [of(staff(world.coordination.id))]
    with acting(PUBLIC):
        assert told() == of(PUBLIC)


def test_after_a_transaction_that_was_taken_back_it_is_told_anew():
    first, second = staff(uuid4()), staff(uuid4())
    with pytest.raises(ZeroDivisionError), transaction.atomic(), acting(first):
        assert told() == of(first)
        raise ZeroDivisionError
    with acting(first):
        assert told() == of(first)
    with acting(second):
        with pytest.raises(ProgrammingError), transaction.atomic():
            connection.cursor().execute("SELECT nothing_of_this_name")
        assert told() == of(second)
    with acting(PUBLIC):
        assert told() == of(PUBLIC)


@pytest.mark.django_db(transaction=True)
def test_the_commit_of_a_transaction_that_failed_takes_back_the_zone_too():
    first = staff(uuid4())
    with acting(SYSTEM):
        told()
    connection.set_autocommit(False)
    try:
        with acting(first):
            assert told() == of(first)
            with pytest.raises(ProgrammingError):
                connection.cursor().execute("SELECT nothing_of_this_name")
            connection.needs_rollback = False
            connection.commit()  # PostgreSQL rolls back.
            assert told() == of(first)
    finally:
        connection.rollback()
        connection.set_autocommit(True)


@pytest.fixture
def connected_as() -> Iterator[Any]:
    """A connection of another role to the database of the test."""
    opened: list[BaseDatabaseWrapper] = []

    def connect(user: str) -> BaseDatabaseWrapper:
        other = connection.copy()
        other.settings_dict = {**connection.settings_dict, "USER": user}
        opened.append(other)
        return other

    yield connect
    for other in opened:
        other.close()


@pytest.mark.parametrize(
    ("user", "wrong"),
    [
        ("samen_web", []),
        ("samen_owner", ["who connects may act as the system", "who connects owns tables"]),
        (
            "postgres",
            [
                "who connects escapes row-level security",
                "who connects may act as the system",
                "who connects owns tables",
            ],
        ),
    ],
)
def test_only_who_is_bound_by_the_policies_may_serve(settings, connected_as, user, wrong):
    settings.DEMO = False
    with acting(PUBLIC):
        found = checks.unfit_to_serve(connected_as(user))
    assert [text.split(";")[0] for text in found] == wrong


def test_a_superuser_is_refused_by_the_check_at_the_start(settings, connected_as, monkeypatch):
    settings.DEMO = False
    for user, identifiers in (("postgres", ["database.E002"]), ("samen_web", [])):
        monkeypatch.setattr(checks, "connections", {"default": connected_as(user)})
        with acting(PUBLIC):
            found = checks.bound_by_policies(["default"])
        assert [message.id for message in found] == identifiers


def test_who_serves_cannot_become_the_system_or_the_owner(connected_as):
    web = connected_as("samen_web")
    for role in ("samen_system", "samen_owner"):
        with acting(OWNER), pytest.raises(ProgrammingError), web.cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")


def test_who_may_not_run_a_command_reads_who_may(connected_as):
    with pytest.raises(ImproperlyConfigured, match="samen_web may not act as samen_system"):
        connected_as("samen_web").cursor().execute("SELECT 1")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DROP POLICY samen_staff_all ON casework_case", "policy samen_staff_all on casework_case"),
        (
            "ALTER POLICY samen_staff_all ON casework_task USING (true)",
            "policy samen_staff_all on casework_task",
        ),
        (
            "CREATE POLICY more ON casework_task FOR SELECT TO samen_public USING (true)",
            "policy more on casework_task",
        ),
        (
            "ALTER TABLE casework_task NO FORCE ROW LEVEL SECURITY",
            "row-level security on casework_task",
        ),
        (
            "GRANT SELECT ON casework_task TO samen_public",
            "unwanted privilege SELECT on casework_task for samen_public",
        ),
        (
            "REVOKE SELECT ON casework_task FROM samen_staff",
            "missing privilege SELECT on casework_task for samen_staff",
        ),
        (
            """CREATE OR REPLACE FUNCTION samen_organisation() RETURNS uuid
            LANGUAGE sql STABLE AS 'SELECT NULL::uuid'""",
            "function samen_organisation",
        ),
        (
            "ALTER FUNCTION samen_holds(uuid) SECURITY INVOKER",
            "function samen_holds",
        ),
        ("DROP TRIGGER samen_settled ON casework_task", "trigger samen_settled on casework_task"),
        (
            "ALTER TABLE casework_task DISABLE TRIGGER samen_settled",
            "trigger samen_settled on casework_task",
        ),
        (
            """CREATE OR REPLACE TRIGGER samen_settled BEFORE UPDATE ON casework_task
            FOR EACH ROW WHEN (false) EXECUTE FUNCTION samen_settled()""",
            "trigger samen_settled on casework_task",
        ),
        (
            """CREATE OR REPLACE FUNCTION samen_settled() RETURNS trigger
            LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'""",
            "function samen_settled",
        ),
    ],
)
def test_what_somebody_changed_in_the_database_is_found(statement, says):
    assert missing(connection) == []
    with acting(OWNER), connection.cursor() as cursor:
        cursor.execute(statement)
    assert missing(connection) == [says]
