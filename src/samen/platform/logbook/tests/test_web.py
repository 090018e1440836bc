"""The pages: only for whoever keeps watch, only about the own organisation."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from samen.platform.logbook import actions, keys
from samen.platform.logbook.domain import checkpoint, merkle
from samen.platform.logbook.web.labels import ACTIVITIES, NAMES
from samen.platform.organisations.public import actor_of, add_member, add_organisation

pytestmark = pytest.mark.django_db
SUBJECT = uuid4()


def member(organisation: str, *roles: str):
    house = add_organisation(name=organisation, kind="shelter", region=("municipality", "0363"))
    return add_member(
        None,
        organisation_id=house.id,
        email=f"{uuid4()}@samen.example",
        name="Sam Officer",
        roles=roles,
        password="a long and uncommon phrase",
    )


def login(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def officer():
    return member("House One", "privacy_officer")


@pytest.fixture
def client(officer):
    return login(officer)


@pytest.fixture
def entries(officer):
    """Three of our own entries, and one of somebody else about the same subject."""
    ours, theirs = actor_of(officer), actor_of(member("House Two", "caseworker"))
    about = {"activity": "vault", "name": "vault.read", "subjects": [SUBJECT]}
    return [
        actions.record(actor=ours, **about),
        actions.record(actor=theirs, **about),
        actions.record(actor=ours, activity="casework", name="case.open", decision_id=uuid4()),
    ]


ADDRESS = "/werk/logboek/"


def test_the_list_shows_our_own_entries_with_the_names_of_people(client, entries):
    page = client.get(ADDRESS)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Sam Officer" in text
    assert f"{ADDRESS}{entries[0]}" in text
    assert f"{ADDRESS}{entries[2]}" in text
    assert f"{ADDRESS}{entries[1]}" not in text
    assert page["Cache-Control"] == "no-store"


def test_an_empty_logbook_says_when_it_will_fill(client):
    assert "empty" in client.get(ADDRESS).content.decode()


def test_the_list_can_be_narrowed(client, entries):
    text = client.get(ADDRESS, {"activity": "casework"}).content.decode()
    assert f"{ADDRESS}{entries[2]}" in text
    assert f"{ADDRESS}{entries[0]}" not in text
    assert "empty" in client.get(ADDRESS, {"until": "2001-01-01"}).content.decode()


@pytest.mark.parametrize(
    "query",
    [{"since": "yesterday"}, {"since": "2026-02-01", "until": "2026-01-01"}, {"activity": "x"}],
)
def test_a_wrong_filter_is_named_and_kept(client, entries, query):
    page = client.get(ADDRESS, query)
    assert page.status_code == 400
    assert "field--invalid" in page.content.decode()


def test_who_read_this_shows_every_organisation_to_the_keeper(client, entries):
    page = client.post(f"{ADDRESS}over", {"subject": str(SUBJECT)})
    assert page.status_code == 200
    assert "House Two" in page.content.decode()


def test_the_same_deed_again_is_one_row_that_unfolds(client, officer):
    ours = actor_of(officer)
    about = {"activity": "vault", "name": "vault.read", "subjects": [SUBJECT]}
    numbers = [actions.record(actor=ours, **about) for _ in range(3)]
    by_decision = actions.record(actor=ours, decision_id=uuid4(), **about)
    page = client.post(f"{ADDRESS}over", {"subject": str(SUBJECT)}).content.decode()
    rows = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert [row.count("<li>") for row in rows] == [0, 3]
    assert all(f'{ADDRESS}{number}"' in rows[1] for number in numbers)
    assert f'{ADDRESS}{by_decision}"' in rows[0]
    assert "4 keer" not in page
    assert "3 keer" in rows[1]
    actions.record(actor=ours, activity="casework", name="case.open")
    actions.record(actor=ours, **about)
    listed = client.get(ADDRESS).content.decode()
    assert listed.count("3 keer") == 1, "what came between keeps them apart"


def test_a_number_that_is_none_is_explained(client):
    page = client.post(f"{ADDRESS}over", {"subject": "Janneke"})
    assert page.status_code == 400
    assert "Janneke" in page.content.decode(), "the form stays filled in"


def test_an_entry_and_its_proof(client, entries):
    page = client.get(f"{ADDRESS}{entries[0]}")
    assert page.status_code == 200
    assert str(SUBJECT) not in page.content.decode()
    download = client.get(f"{ADDRESS}{entries[0]}/bewijs")
    assert "attachment" in download["Content-Disposition"]
    proof = json.loads(download.content)
    signed = checkpoint.read(proof["checkpoint"], keys.signing_key().verify_key)
    path = [bytes.fromhex(item) for item in proof["path"]]
    leaf = merkle.leaf_hash(proof["leaf"].encode())
    assert merkle.includes(leaf, proof["index"], signed.size, path, signed.root)


@pytest.mark.parametrize("tail", ["", "/bewijs"])
def test_another_organisations_entry_is_not_there(client, entries, tail):
    assert client.get(f"{ADDRESS}{entries[1]}{tail}").status_code == 404
    assert client.get(f"{ADDRESS}99999{tail}").status_code == 404


def test_signing_and_fetching_a_checkpoint(client, entries):
    assert client.get(f"{ADDRESS}ijkpunt").status_code == 404
    assert client.post(f"{ADDRESS}ijkpunt/tekenen").status_code == 302
    note = client.get(f"{ADDRESS}ijkpunt").content.decode()
    assert checkpoint.read(note, keys.signing_key().verify_key).size == entries[-1] + 1
    assert client.get(ADDRESS).status_code == 200


def test_the_export_is_our_own_lines(client, entries):
    body = b"".join(client.post(f"{ADDRESS}export").streaming_content).decode()
    lines = [json.loads(line) for line in body.splitlines()]
    assert {line["attributes"]["samen.entry"] for line in lines} >= {entries[0], entries[2]}
    assert entries[1] not in {line["attributes"]["samen.entry"] for line in lines}
    assert str(SUBJECT) not in body


@pytest.mark.parametrize("role", ["caseworker", "analyst", "organisation_administrator"])
def test_other_roles_do_not_see_the_logbook(role):
    assert login(member("House Three", role)).get(ADDRESS).status_code == 403


def test_long_lists_have_a_next_page(client, officer):
    for _ in range(53):
        actions.record(actor=actor_of(officer), activity="casework", name="task.done")
    page = client.get(ADDRESS, {"activity": "casework"}).content.decode()
    assert 'rel="next"' in page
    assert "before=3&amp;" in page or "before=3" in page


def test_a_deed_nobody_did_yet_can_be_asked_for(client):
    answer = client.get(ADDRESS, {"name": "vault.read", "since": "2026-01-01"})
    assert answer.status_code == 200
    assert client.get(ADDRESS, {"name": "no.such.deed"}).status_code == 400


def said_of(node: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    """The texts that an expression can be, as far as they stand in the same file."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in constants:
        yield constants[node.id]
    elif isinstance(node, ast.IfExp):
        yield from said_of(node.body, constants)
        yield from said_of(node.orelse, constants)


def recorded() -> Iterator[tuple[str, str]]:
    """Every activity and name that is recorded anywhere in the house: what it is, and the code."""
    for path in Path(__file__).resolve().parents[3].rglob("*.py"):
        if "tests" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called == "record":
                for word in node.keywords:
                    if word.arg in ("activity", "name"):
                        yield from ((word.arg, code) for code in said_of(word.value, constants))
            elif called == "_log":
                # A helper of one capability that is told the name, or the last part of it.
                for code in said_of(node.args[1], constants):
                    yield "name", code if "." in code else f"monitor.{code}"


def test_all_that_is_recorded_has_words_on_the_screen():
    found = set(recorded())
    assert {("name", "task.reopen"), ("name", "monitor.refuse_release")} <= found
    known = {("activity", code) for code in ACTIVITIES} | {("name", code) for code in NAMES}
    assert sorted(found - known) == []
    assert sorted(known - found) == [], "no words for what nobody does"
