"""The words of ``config/tables.py``, and what each line of it must be; no database is asked."""

from __future__ import annotations

from uuid import uuid4

import pytest

from samen.platform.database import acting as zones
from samen.platform.database.acting import PUBLIC, Acting, Zone, acting, current, declare
from samen.platform.database.rowsecurity import tables
from samen.platform.database.rules import (
    PRIVILEGES,
    Policy,
    Table,
    everything,
    guarded,
    open_to_all,
    own_column,
)

ALL = list(tables().values())
COMMANDS = {word: {word} for word in PRIVILEGES.values()} | {"ALL": set(PRIVILEGES.values())}


def test_a_policy_is_one_statement_of_postgresql():
    (policy,) = own_column("organisation_id")
    assert policy.statement("casework_task") == (
        "CREATE POLICY samen_staff_all ON casework_task FOR ALL TO samen_staff "
        "USING (organisation_id = samen_organisation()) "
        "WITH CHECK (organisation_id = samen_organisation())"
    )
    inserting = everything(Zone.OUTBOX, "INSERT")
    assert inserting.statement("t").endswith("FOR INSERT TO samen_outbox WITH CHECK (true)")
    reading = Policy(Zone.OWNER, "SELECT", "a = 1")
    assert reading.name == "samen_owner_select"
    assert reading.statement("t").endswith("FOR SELECT TO CURRENT_USER USING (a = 1)")


def test_the_system_sees_every_row_of_a_guarded_table_and_others_what_a_line_says():
    table = guarded("t", *own_column("organisation_id"), staff="SI")
    assert table.zones == {Zone.STAFF: "SI", Zone.SYSTEM: "SIUD"}
    assert table.policies[-1] == Policy(Zone.SYSTEM, "ALL", "true", "true")
    assert open_to_all("t", "why", public="S").policies == ()


def test_each_table_has_one_line():
    from samen.config.tables import TABLES

    assert len(TABLES) == len(ALL)


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_a_line_is_guarded_or_says_why_not_and_says_nothing_in_vain(table: Table):
    assert bool(table.policies) != bool(table.everybody)
    assert all(set(letters) <= set(PRIVILEGES) for letters in table.zones.values())
    assert len({policy.name for policy in table.policies}) == len(table.policies)
    for column in table.changing:
        assert any(column in policy.using + policy.check for policy in table.policies), column
    if table.everybody:
        return
    may = {
        (zone, PRIVILEGES[letter])
        for zone, letters in table.zones.items()
        for letter in letters
    }  # fmt: skip
    policies = {
        (policy.zone, command)
        for policy in table.policies
        for command in COMMANDS[policy.command]
        if policy.zone is not Zone.OWNER
    }
    assert may <= policies, "a privilege without a policy finds no row"
    used = {policy for policy in table.policies if policy.zone is Zone.OWNER} | {
        policy
        for policy in table.policies
        if any((policy.zone, command) in may for command in COMMANDS[policy.command])
    }
    assert used == set(table.policies), "a policy without a privilege has nothing to allow"


def test_reading_and_writing_the_same_row_is_asked_of_whoever_may_do_both():
    """Who may change a row may not make it somebody else's: every policy to write has a check."""
    for table in ALL:
        for policy in table.policies:
            if policy.command in ("ALL", "INSERT", "UPDATE"):
                assert policy.check, (table.name, policy)
            if policy.command != "INSERT":
                assert policy.using, (table.name, policy)


def test_only_the_logbook_outbox_and_system_read_or_write_for_all_organisations():
    """The zone of staff meets every row of these guarded tables only, and each for a reason."""
    found = {
        table.name
        for table in ALL
        for policy in table.policies
        if policy.zone is Zone.STAFF and "true" in (policy.using, policy.check)
    }
    assert found == {
        "vault_organisationvault",  # Public keys: to seal for another organisation.
        "sharing_participation",  # Who takes part is known to all who do.
        "sharing_hittoken",  # A token means nothing without two keys, and the matcher has one.
        "monitor_release",  # Figures: the same for everybody who makes them.
    }


def test_a_declaration_ends_with_its_block_also_when_that_fails():
    outside = current()
    who = zones.staff(uuid4())
    with acting(PUBLIC):
        declare(who)
        with acting(zones.ACCOUNT):
            assert current() == Acting(Zone.ACCOUNT)
        assert current() == who
    assert current() == outside

    def fails() -> None:
        with acting(who):
            raise ValueError

    with pytest.raises(ValueError):
        fails()
    assert current() == outside


def test_what_streams_is_made_for_whom_it_was_asked_and_nobody_else_notices():
    who, seen = zones.staff(uuid4()), []

    def chunks():
        for number in range(2):
            seen.append(current())
            yield number

    outside, streamed = current(), zones.each_acting(who, chunks())
    assert [(chunk, current()) for chunk in streamed] == [(0, outside), (1, outside)]
    assert seen == [who, who]
