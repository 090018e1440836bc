"""Every guarded table, read and written past the queries, in raw SQL, as everybody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, models, transaction
from django.db.models import Exists, OuterRef, Q
from tests.worlds import ANSWERS, World

from samen.platform.database.acting import (
    ACCOUNT,
    LOGBOOK,
    OUTBOX,
    PUBLIC,
    REPORTER,
    SYSTEM,
    Acting,
    Zone,
    acting,
    holder_of,
    shows_receipt,
    staff,
)
from samen.platform.database.rowsecurity import tables
from samen.platform.logbook.public import record
from samen.platform.vault.models import Grant, SealedPart
from samen.reporting.models import Report
from samen.reporting.public import submit_report

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

MODELS = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
GUARDED = sorted(table.name for table in tables().values() if table.policies)
NOBODY = UUID(int=0)

ALL = Q(pk__isnull=False)
NONE = Q(pk__isnull=True)


def _holds(organisation: UUID) -> Exists:
    return Exists(Grant.objects.filter(part_id=OuterRef("pk"), holder_id=organisation))


MAY_READ: dict[str, Callable[[UUID], Any]] = {
    "organisations_member": lambda o: Q(organisation_id=o),
    "organisations_memberrole": lambda o: Q(member__organisation_id=o),
    "mfa_authenticator": lambda o: Q(user__organisation_id=o),
    "vault_organisationvault": lambda _: ALL,
    "vault_memberkey": lambda o: Q(member_id__in=_members(o)),
    "vault_vaultaccess": lambda o: Q(organisation_id=o),
    "vault_sealedpart": lambda o: Q(owner_id=o) | Q(_holds(o)),
    "vault_grant": lambda o: Q(holder_id=o) | Q(part__owner_id=o) | Q(part_id__in=_held(o)),
    "logbook_entry": lambda o: Q(organisation_id=o),
    "logbook_subject": lambda o: Q(entry__organisation_id=o),
    "outbox_event": lambda _: NONE,
    "outbox_subscriber": lambda _: NONE,
    "outbox_delivery": lambda _: NONE,
    "reporting_report": lambda o: Q(receiver_id=o),
    "reporting_attachmentfile": lambda _: NONE,
    "casework_case": lambda o: Q(organisation_id=o) | Q(referrals__provider_id=o),
    "casework_signal": lambda o: Q(organisation_id=o),
    "casework_person": lambda o: Q(case__organisation_id=o),
    "casework_task": lambda o: Q(organisation_id=o),
    "casework_referral": lambda o: Q(case__organisation_id=o) | Q(provider_id=o),
    "sharing_evidence": lambda o: Q(organisation_id=o) | Q(for_organisation_id=o),
    "sharing_sharingdecision": lambda o: (
        Q(organisation_id=o) | Q(to_organisation_id=o) | Q(signature_requests__organisation_id=o)
    ),
    "sharing_signaturerequest": lambda o: Q(organisation_id=o) | Q(decision__organisation_id=o),
    "sharing_participation": lambda _: ALL,
    "sharing_enrolment": lambda o: Q(organisation_id=o) | Q(to_organisation_id=o),
    "sharing_hittoken": lambda _: ALL,
    "sharing_probe": lambda o: Q(organisation_id=o) | Q(to_organisation_id=o),
    "monitor_release": lambda _: ALL,
}
"""By table what a member may read, in the words of the models: written apart from the policies."""


def _members(organisation: UUID) -> models.QuerySet[Any]:
    return MODELS["organisations_member"].objects.filter(organisation_id=organisation).values("pk")


def _held(organisation: UUID) -> models.QuerySet[Any]:
    return SealedPart.objects.filter(_holds(organisation)).values("pk")


@pytest.fixture(autouse=True)
def _only_where_it_exists() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row-level security exists on PostgreSQL only")


def key_columns(table: str) -> list[str]:
    return [f'"{field.column}"' for field in MODELS[table]._meta.pk_fields]


def keys_of(rows: models.QuerySet[Any]) -> set[str]:
    """As PostgreSQL writes a row of the key's columns."""
    names = [field.attname for field in rows.model._meta.pk_fields]
    return {"/".join(map(str, row)) for row in rows.values_list(*names)}


def read(who: Acting, table: str) -> set[str]:
    """The keys of all rows that a query without any condition shows; none where it is refused."""
    try:
        with acting(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(key_columns(table))} FROM {table}")
            return {"/".join(map(str, row)) for row in cursor.fetchall()}
    except ProgrammingError as refused:
        assert "permission denied for table" in str(refused), refused
        return set()


def change(who: Acting, statement: str) -> int:
    """How many rows a statement touches, taken back afterwards; none where it is refused."""
    try:
        with acting(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            touched = cursor.rowcount
            transaction.set_rollback(True)
            return touched
    except DatabaseError as refused:
        assert "connection" not in str(refused), refused
        return 0


def may_read(organisation: UUID, table: str) -> set[str]:
    return keys_of(MODELS[table].objects.filter(MAY_READ[table](organisation)))


def test_there_is_an_expectation_for_every_guarded_table():
    assert sorted(MAY_READ) == GUARDED


def test_the_world_has_rows_in_the_tables_that_are_about_people(world, ids):
    empty = [table for table in GUARDED if not MODELS[table].objects.exists()]
    assert set(empty) <= {
        "mfa_authenticator", "monitor_release", "outbox_delivery", "outbox_subscriber",
        "sharing_signaturerequest",
    }  # fmt: skip


def test_each_organisation_reads_its_own_and_what_it_was_given(world: World, ids):
    for table in GUARDED:
        assert read(SYSTEM, table) == keys_of(MODELS[table].objects.all())
        for name, desk in world.desks.items():
            assert read(staff(desk.id), table) == may_read(desk.id, table), (name, table)


@pytest.mark.parametrize(
    "who", [PUBLIC, REPORTER, staff(NOBODY), LOGBOOK, OUTBOX], ids=lambda who: who.zone
)
def test_who_has_declared_no_organisation_or_report_reads_nothing(world, ids, who):
    open_to = {
        staff(NOBODY): {"vault_organisationvault", "sharing_participation", "sharing_hittoken"},
        REPORTER: {"vault_organisationvault"},
        LOGBOOK: {"logbook_entry", "logbook_subject"},
    }
    for table in set(GUARDED) - open_to.get(who, set()):
        assert read(who, table) == set(), table


def test_who_is_being_recognised_reads_accounts_and_nothing_else(world, ids):
    shown = {table for table in GUARDED if read(ACCOUNT, table)}
    assert shown == {"organisations_member", "organisations_memberrole"}


def test_nobody_changes_or_deletes_rows_of_another_organisation(world: World, ids):
    for table in GUARDED:
        key = key_columns(table)[0]
        for desk in (world.police, world.shelter):
            own = len(may_read(desk.id, table))
            touch = f"UPDATE {table} SET {key} = {key}"
            assert change(staff(desk.id), touch) <= own, table
            assert change(staff(desk.id), f"DELETE FROM {table}") <= own, table
        for who in (PUBLIC, REPORTER, staff(NOBODY)):
            assert change(who, touch) == change(who, f"DELETE FROM {table}") == 0, (table, who)


def test_nobody_puts_a_row_in_the_name_of_another_organisation(world: World, ids):
    """A copy of each row that is not theirs, under a number of its own, is refused."""
    police = world.police.id
    for table in GUARDED:
        model = MODELS[table]
        mine = model.objects.filter(MAY_READ[table](police))
        if MAY_READ[table](police) == ALL or not model.objects.difference(mine).exists():
            continue
        key = key_columns(table)[0]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT to_jsonb(t) FROM {table} t EXCEPT SELECT to_jsonb(t) FROM {table} t "
                f"WHERE ({key})::text = ANY(%s) LIMIT 1",
                [[row.split("/")[0] for row in keys_of(mine)]],
            )
            row = json.loads(cursor.fetchone()[0])
        number = row[key.strip('"')]
        row[key.strip('"')] = number + 10**6 if isinstance(number, int) else str(uuid4())
        with (
            pytest.raises(DatabaseError, match=r"row-level security|permission denied|append-only"),
            acting(staff(police)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)",
                [json.dumps(row)],
            )


def test_nobody_writes_in_the_logbook_for_another_organisation(world: World):
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting(staff(world.police.id)),
        transaction.atomic(),
    ):
        record(actor=world.coordination.worker, activity="test", name="test.forged")


def test_a_reporter_reads_one_report_and_only_with_its_receipt(world: World):
    first, second = (submit_report(answers=ANSWERS, language="en") for _ in range(2))
    assert first != second
    one, other = Report.objects.all()
    for table, column in (("reporting_report", "id"), ("vault_sealedpart", "subject_id")):
        model = MODELS[table]
        theirs = keys_of(model.objects.filter(**{column: one.id}))
        assert theirs
        assert read(holder_of(one.id), table) == theirs
        assert read(holder_of(uuid4()), table) == set()
    assert read(shows_receipt(bytes(one.receipt_lookup)), "reporting_report") == {str(one.id)}
    assert read(shows_receipt(b"\x00" * 32), "reporting_report") == set()
    assert read(shows_receipt(bytes(one.receipt_lookup)), "vault_sealedpart") == set()
    assert change(holder_of(one.id), "DELETE FROM reporting_report") <= 1
    of_the_other = keys_of(Grant.objects.filter(part__subject_id=other.id))
    assert of_the_other
    assert not read(holder_of(one.id), "vault_grant") & of_the_other


def test_every_zone_may_only_do_what_its_tables_say(world, ids):
    for table in tables().values():
        if table.name not in MODELS:
            continue
        for zone in Zone:
            if zone in (Zone.OWNER, Zone.SYSTEM) or "S" in table.zones.get(zone, ""):
                continue
            assert read(Acting(zone, world.coordination.id), table.name) == set()
