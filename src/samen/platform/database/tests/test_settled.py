"""Whose a row is never changes: every guarded table, in raw SQL, as everybody who may write."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from tests.worlds import World

from samen.kernel import clock
from samen.platform.database.acting import (
    ACCOUNT,
    SYSTEM,
    Acting,
    Zone,
    acting,
    holder_of,
    staff,
)
from samen.platform.database.rowsecurity import tables
from samen.platform.organisations.models import Member
from samen.reporting.models import AttachmentFile, Report
from samen.sharing.models import Evidence, SharingDecision, SignatureRequest

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

MODELS = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}

WHOSE: dict[str, tuple[str, ...]] = {
    "organisations_member": ("organisation_id",),
    "organisations_memberrole": ("member_id",),
    "mfa_authenticator": ("user_id",),
    "vault_organisationvault": ("organisation_id",),
    "vault_memberkey": ("member_id",),
    "vault_vaultaccess": ("organisation_id",),
    "vault_sealedpart": ("id", "owner_id", "subject_id"),
    "vault_grant": ("part_id", "holder_id"),
    "logbook_entry": ("organisation_id",),
    "logbook_subject": ("entry_id",),
    "outbox_event": (),
    "outbox_subscriber": (),
    "outbox_delivery": (),
    "reporting_report": ("id", "receiver_id", "receipt_lookup"),
    "reporting_attachmentfile": ("report_id",),
    "casework_case": ("id", "organisation_id"),
    "casework_signal": ("organisation_id",),
    "casework_person": ("case_id",),
    "casework_task": ("organisation_id",),
    "casework_referral": ("case_id", "provider_id"),
    "sharing_evidence": ("organisation_id", "for_organisation_id"),
    "sharing_sharingdecision": ("id", "organisation_id", "to_organisation_id"),
    "sharing_signaturerequest": ("decision_id", "organisation_id"),
    "sharing_participation": ("organisation_id",),
    "sharing_enrolment": ("organisation_id", "to_organisation_id"),
    "sharing_hittoken": ("source",),
    "sharing_probe": ("organisation_id", "to_organisation_id"),
    "monitor_release": (),
}
"""By table the columns that name its owner or its readers, written apart from the policies."""

PLACES = [(table, column) for table, columns in WHOSE.items() for column in columns]


@pytest.fixture(autouse=True)
def _only_where_it_exists() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row-level security exists on PostgreSQL only")


def says(table: str) -> str:
    """The refusal, as PostgreSQL words it."""
    place = "CONTEXT:  PL/pgSQL function samen_settled() line 1 at RAISE"
    return f"whose a row of {table} is does not change\n{place}"


@pytest.fixture
def full(world: World, ids: dict[str, UUID]) -> World:
    """A row in every table that names somebody."""
    desk = world.coordination
    SignatureRequest.objects.create(
        decision=SharingDecision.objects.get(id=ids["decision_id"]),
        kind="consent",
        organisation_id=world.shelter.id,
        asked_by=desk.worker.member_id,
        asked_on=clock.today(),
    )
    member = Member.objects.get(id=desk.worker.member_id)
    Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={})
    assert not [table for table in WHOSE if WHOSE[table] and not MODELS[table].objects.exists()]
    return world


def another(table: str, column: str) -> str:
    """SQL of a value that no row has in this column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data_type FROM information_schema.columns "
            "WHERE table_name = %s AND column_name = %s",
            [table, column],
        )
        (kind,) = cursor.fetchone()
    values = {"uuid": uuid4(), "bytea": "", "bigint": 10**9, "character varying": uuid4()}
    return f"'{values[kind]}'"


def refusal(who: Acting, statement: str) -> str:
    """Why a statement is refused; empty when it touches no row. Red when it touches one."""
    try:
        with acting(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount == 0, f"{who.zone} may: {statement}"
    except DatabaseError as refused:
        return str(refused)
    return ""


def test_there_is_an_expectation_for_every_guarded_table():
    assert sorted(WHOSE) == sorted(table.name for table in tables().values() if table.policies)


def test_no_update_gives_a_row_to_another_owner_or_reader(full: World):
    """The platform's own commands see every row, so there each of these is refused by name."""
    everybody = [ACCOUNT, *(staff(desk.id) for desk in full.desks.values())]
    everybody += map(holder_of, Report.objects.values_list("id", flat=True))
    stopped: set[tuple[Zone, str]] = set()
    for table, column in PLACES:
        change = f"UPDATE {table} SET {column} = {another(table, column)}"
        if not table.startswith("logbook"):  # Where nothing changes at all.
            assert refusal(SYSTEM, change) == says(table)
        for who in everybody:
            why = refusal(who, change)
            assert why in ("", says(table), f"permission denied for table {table}"), (who, why)
            if why == says(table):
                stopped.add((who.zone, table))
    assert stopped == {
        (zone, table.name)
        for table in tables().values()
        for zone, letters in table.zones.items()
        if "U" in letters and zone in (Zone.STAFF, Zone.REPORTER, Zone.ACCOUNT)
        if WHOSE.get(table.name)
    }


def test_who_a_record_was_signed_for_changes_neither_it_nor_who_signed(full: World):
    """The weakness that asked for this rule: each side of a record could move the other."""
    signed = Evidence.objects.first()
    assert signed is not None
    signed.id, signed.organisation_id = uuid4(), full.shelter.id
    assert signed.for_organisation_id == full.coordination.id
    signed.save(force_insert=True)
    for who, column in (
        (full.coordination, "organisation_id"), (full.shelter, "for_organisation_id"),
    ):  # fmt: skip
        change = f"UPDATE sharing_evidence SET {column} = '{full.police.id}'"
        assert refusal(staff(who.id), change) == says("sharing_evidence")


def test_a_row_is_saved_whole_and_filled_once(full: World):
    for row in (*Evidence.objects.all(), *Report.objects.all()):
        row.save()
    assert AttachmentFile.objects.filter(report_id__isnull=False).exists(), (
        "filled after its insert"
    )
    change = "UPDATE reporting_attachmentfile SET report_id = NULL"
    assert refusal(SYSTEM, change) == says("reporting_attachmentfile")
