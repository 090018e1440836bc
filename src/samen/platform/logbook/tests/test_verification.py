"""``samen log verify`` sees every change that somebody with the database in hand could make."""

from __future__ import annotations

import json
from contextlib import contextmanager
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import connection
from nacl.signing import SigningKey

from samen.cli import main
from samen.platform.database.tests.owner import lifted
from samen.platform.logbook import actions, keys, queries, triggers
from samen.platform.logbook.domain import checkpoint
from samen.platform.logbook.models import Head

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def entries():
    for number in range(11):
        actions.record(
            actor=None,
            activity="test",
            name="test.add",
            subjects=[uuid4() for _ in range(number % 3)],
            details={"number": number},
        )


def run(*arguments: object):
    return CliRunner().invoke(main, ["log", *map(str, arguments)])


@contextmanager
def unprotected():
    """A cursor with which somebody who owns the database can do as they like."""
    connection.check_constraints()
    with lifted(connection), triggers.removed(connection), connection.cursor() as cursor:
        yield cursor
        connection.check_constraints()


def tamper(statement: str) -> None:
    with unprotected() as cursor:
        cursor.execute(statement)


def test_an_untouched_logbook_verifies():
    result = run("verify")
    assert result.exit_code == 0, result.output
    assert "11 entries" in result.output
    assert "Nothing was changed" in result.output


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE logbook_entry SET name = 'x' WHERE \"index\" = 4", "entry 4 was changed"),
        (
            "UPDATE logbook_entry SET member_id = NULL, details = '{}' WHERE \"index\" = 5",
            "entry 5",
        ),
        (
            "UPDATE logbook_entry SET start = '2020-01-01 00:00:00+00:00' WHERE \"index\" = 6",
            "entry 6",
        ),
        ("DELETE FROM logbook_subject WHERE entry_id = 2", "entry 2 was changed"),
        ("UPDATE logbook_subject SET pseudonym = 'x' WHERE entry_id = 1", "entry 1 was changed"),
        ('DELETE FROM logbook_entry WHERE "index" = 3', "entry 3 is missing"),
        ('DELETE FROM logbook_entry WHERE "index" = 9', "entry 9 is missing"),
        (
            "DELETE FROM logbook_node WHERE level = 2 AND position = 0",
            "stored subtree 0 of level 2",
        ),
        ("UPDATE logbook_head SET size = 10", "stored head"),
    ],
)
def test_a_change_is_found_and_named(statement, finding):
    tamper(statement)
    result = run("verify")
    assert result.exit_code == 1
    assert finding in result.output


def test_a_rewritten_past_with_matching_hashes_is_found_by_a_kept_checkpoint(tmp_path):
    kept = tmp_path / "checkpoint"
    kept.write_text(run("checkpoint").output, encoding="utf-8")
    with unprotected() as cursor:
        for table in ("subject", "node", "storedcheckpoint", "entry"):
            cursor.execute(f"DELETE FROM logbook_{table}")
        Head.objects.update(size=0, frontier=b"")
    for _ in range(12):
        actions.record(actor=None, activity="test", name="test.another_past")
    assert run("verify").exit_code == 0, "it is consistent in itself"
    result = run("verify", "--checkpoint", kept)
    assert result.exit_code == 1
    assert "the first 11 entries are not those of the checkpoint" in result.output


def test_a_logbook_cut_short_is_found_by_its_own_checkpoint():
    actions.make_checkpoint(actor=None)
    tamper("DELETE FROM logbook_subject WHERE entry_id = 10")
    tamper('DELETE FROM logbook_entry WHERE "index" = 10')
    frontier = queries.stored_hashes([(3, 0), (1, 4)])
    with unprotected() as cursor:
        cursor.execute("UPDATE logbook_head SET size = 10, frontier = %s", [b"".join(frontier)])
    result = run("verify")
    assert result.exit_code == 1
    assert "counts 11 entries, and there are only 10" in result.output


def test_a_proof_can_be_checked_without_the_database(tmp_path):
    file = tmp_path / "proof.json"
    file.write_text(run("prove", 7).output, encoding="utf-8")
    key = run("key").output.strip()
    result = run("check", file, "--key", key)
    assert result.exit_code == 0, result.output
    proof = json.loads(file.read_text())
    proof["leaf"] = proof["leaf"].replace('"number":7', '"number":8')
    file.write_text(json.dumps(proof), encoding="utf-8")
    assert run("check", file, "--key", key).exit_code == 1
    stranger = checkpoint.verifier(keys.origin(), SigningKey.generate().verify_key)
    assert run("check", file, "--key", stranger).exit_code == 2


def test_growth_can_be_proven_between_two_checkpoints(tmp_path):
    old, proof = tmp_path / "old", tmp_path / "proof.json"
    old.write_text(run("checkpoint").output, encoding="utf-8")
    actions.record(actor=None, activity="test", name="test.more")
    proof.write_text(run("extends", 11).output, encoding="utf-8")
    key = run("key").output.strip()
    assert run("check", proof, "--key", key, "--checkpoint", old).exit_code == 0
    damaged = json.loads(proof.read_text())
    damaged["path"] = damaged["path"][:-1]
    proof.write_text(json.dumps(damaged), encoding="utf-8")
    assert run("check", proof, "--key", key, "--checkpoint", old).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["prove", "11"], "must be a number below 11"),
        (["extends", "0"], "must be from 1 up to the 11 entries"),
        (["extends", "12"], "must be from 1 up to the 11 entries"),
    ],
)
def test_wrong_input_is_named(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_a_file_that_is_no_proof_and_a_line_that_is_no_key(tmp_path):
    file = tmp_path / "proof.json"
    file.write_text("[]", encoding="utf-8")
    assert run("check", file, "--key", run("key").output).exit_code == 2
    result = run("check", file, "--key", "nothing")
    assert result.exit_code == 2
    assert "key" in result.output
