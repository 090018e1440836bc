"""Entries, checkpoints and what the triggers refuse, on whichever database the tests run on."""

from __future__ import annotations

import stat
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connection, transaction
from nacl.signing import SigningKey

from samen.kernel.errors import InvalidInput
from samen.platform.database.public import OWNER, acting
from samen.platform.database.tests.owner import lifted
from samen.platform.logbook import actions, keys, queries, triggers
from samen.platform.logbook.domain import checkpoint, merkle
from samen.platform.logbook.models import Entry, Head, Node, Subject
from samen.platform.organisations.domain.actor import Actor

pytestmark = pytest.mark.django_db


def someone(organisation_id=None) -> Actor:
    return Actor(uuid4(), organisation_id or uuid4(), "police", "Test", frozenset())


def add(count: int = 1, **values) -> list[int]:
    defaults = {"actor": None, "activity": "test", "name": "test.add"}
    return [actions.record(**(defaults | values)) for _ in range(count)]


def test_numbers_are_consecutive_and_the_root_is_that_of_the_leaves():
    first = Head.objects.get().size
    assert add(21) == list(range(first, first + 21))
    leaves = [bytes(value) for value in Entry.objects.values_list("leaf_hash", flat=True)]
    frontier = actions.split_hashes(Head.objects.get().frontier)
    assert merkle.root(frontier) == merkle.root_of(leaves)
    assert frontier == queries.stored_hashes(merkle.frontier_addresses(len(leaves)))


def test_a_rolled_back_transaction_leaves_no_entry_and_no_gap():
    add(3)
    before = Head.objects.get().size
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add(2)
        raise ZeroDivisionError
    assert Head.objects.get().size == before == Entry.objects.count()
    assert add() == [before]


def test_appending_takes_the_same_few_queries_however_long_the_logbook(
    django_assert_max_num_queries,
):
    add(40)
    for _ in range(24):
        with django_assert_max_num_queries(8):
            add(subjects=[uuid4(), uuid4()])


def test_every_entry_has_a_proof_that_a_stranger_can_check():
    add(13, details={"rung": "hit"})
    for index in range(Head.objects.get().size):
        proof = queries.prove(index, queries.size())
        leaf = merkle.leaf_hash(proof.leaf.encode())
        path = [bytes.fromhex(item) for item in proof.path]
        assert leaf.hex() == proof.leaf_hash
        assert merkle.includes(leaf, index, proof.size, path, bytes.fromhex(proof.root))


def test_subjects_are_pseudonyms_and_the_leaf_does_not_name_them():
    subject = uuid4()
    (index,) = add(subjects=[subject, subject])
    (stored,) = Subject.objects.filter(entry_id=index)
    proof = queries.prove(index, queries.size())
    for secret in (str(subject), subject.hex):
        assert secret not in stored.pseudonym
        assert secret not in proof.leaf
    assert stored.pseudonym not in proof.leaf


def test_the_keeper_sees_who_read_a_datum_and_another_only_itself():
    keeper, partner, stranger = someone(), someone(), someone()
    datum = uuid4()
    for actor in (keeper, partner, keeper):
        add(actor=actor, subjects=[datum], name="vault.open_part")
    add(actor=partner, subjects=[uuid4()])
    seen = queries.entries_about(keeper, datum)
    assert [line.organisation_id for line in seen] == [
        keeper.organisation_id,
        partner.organisation_id,
        keeper.organisation_id,
    ]
    assert {line.organisation_id for line in queries.entries_about(partner, datum)} == {
        partner.organisation_id
    }
    assert queries.entries_about(stranger, datum) == []
    assert queries.entries_about(keeper, datum)[0].name == "logbook.entries_about"


def test_lines_of_logboek_dataverwerkingen():
    actor, subjects = someone(), [uuid4(), uuid4()]
    add(actor=actor, subjects=subjects, decision_id=uuid4())
    add(actor=someone(), subjects=subjects)
    lines = list(queries.export(actor, None, None))
    assert len(lines) == 2, "one line for each data subject, nothing of other organisations"
    assert len({line["trace_id"] for line in lines}) == 1
    assert len({line["span_id"] for line in lines}) == 2
    for line in lines:
        assert len(line["trace_id"]) == 32
        assert len(line["span_id"]) == 16
        assert line["status"] == "Ok"
        assert line["attributes"]["dpl.core.processing_activity_id"].endswith(":test")
        assert line["attributes"]["dpl.core.data_subject_id_type"] == "pseudonym"


BREAK = [
    "UPDATE logbook_entry SET name = 'x'",
    'UPDATE logbook_entry SET "index" = "index" + 100',
    "DELETE FROM logbook_entry",
    "UPDATE logbook_subject SET pseudonym = 'x'",
    "DELETE FROM logbook_subject",
    "UPDATE logbook_node SET level = 9",
    "DELETE FROM logbook_node",
    "UPDATE logbook_storedcheckpoint SET note = 'x'",
    "DELETE FROM logbook_storedcheckpoint",
    "UPDATE logbook_head SET size = size - 1",
    "UPDATE logbook_head SET frontier = frontier",
    "DELETE FROM logbook_head",
    # A second entry with a number of its own choice, and a gap.
    """INSERT INTO logbook_entry SELECT "index" + 50, trace_id, span_id, name, activity, status,
    "start", "end", organisation_id, member_id, processor, decision_id, details, salt, leaf_hash
    FROM logbook_entry WHERE "index" = 0""",
]
BREAK_SQLITE = [
    "INSERT OR REPLACE INTO logbook_entry SELECT * FROM logbook_entry",
    'REPLACE INTO logbook_entry SELECT * FROM logbook_entry WHERE "index" = 0',
    "INSERT OR REPLACE INTO logbook_subject SELECT * FROM logbook_subject",
    "INSERT OR REPLACE INTO logbook_node SELECT * FROM logbook_node",
    "INSERT OR REPLACE INTO logbook_storedcheckpoint SELECT * FROM logbook_storedcheckpoint",
    "INSERT OR REPLACE INTO logbook_head SELECT id, 0, frontier FROM logbook_head",
    'UPDATE OR REPLACE logbook_entry SET "index" = 1 WHERE "index" = 2',
]
BREAK_POSTGRESQL = [
    "TRUNCATE logbook_entry CASCADE",
    "TRUNCATE logbook_head",
    "SET session_replication_role = replica; DELETE FROM logbook_entry",
    "WITH gone AS (DELETE FROM logbook_node RETURNING *) SELECT count(*) FROM gone",
    """INSERT INTO logbook_node SELECT * FROM logbook_node
    ON CONFLICT (level, position) DO UPDATE SET hash = '\\x00'""",
]


@pytest.mark.parametrize("statement", BREAK + BREAK_SQLITE + BREAK_POSTGRESQL)
def test_the_database_refuses_to_change_the_past(statement):
    if statement in BREAK_SQLITE and connection.vendor != "sqlite":
        pytest.skip("SQLite's own way of writing")
    if statement in BREAK_POSTGRESQL and connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's own way of writing")
    add(8, subjects=[uuid4()])
    actions.make_checkpoint(actor=None)
    connection.check_constraints()
    with (
        lifted(connection),
        pytest.raises(DatabaseError, match=r"append-only|violates|denied to set parameter"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.filter(name="test.add").count() == 8
    assert Node.objects.exists()


def test_the_check_refuses_a_logbook_without_its_triggers():
    assert triggers.missing(connection) == []
    assert not run_checks(tags=[Tags.database], databases=["default"])
    with acting(OWNER), connection.cursor() as cursor:
        table = " ON logbook_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER logbook_entry_no_update{table}")
    (error,) = run_checks(tags=[Tags.database], databases=["default"])
    assert error.id == "logbook.E001"
    assert "logbook_entry_no_update" in error.msg


def test_checkpoints_are_signed_stored_once_and_readable_with_the_public_key_only():
    add(5)
    stored = actions.make_checkpoint(actor=None)
    assert actions.make_checkpoint(actor=None) == stored
    read = checkpoint.read(stored.note, keys.signing_key().verify_key)
    assert (read.size, read.root) == (stored.size, bytes(stored.root))
    with pytest.raises(InvalidInput, match="no valid signature"):
        checkpoint.read(stored.note, SigningKey.generate().verify_key)
    with pytest.raises(InvalidInput, match="no valid signature"):
        forged = stored.note.replace(f"\n{stored.size}\n", f"\n{stored.size - 1}\n")
        checkpoint.read(forged, keys.signing_key().verify_key)


def test_the_signing_key_is_readable_by_its_owner_only_and_stays_the_same():
    key = keys.signing_key()
    assert stat.S_IMODE((settings.DATA_DIR / keys.FILE_NAME).stat().st_mode) == 0o600
    assert keys.signing_key() == key
