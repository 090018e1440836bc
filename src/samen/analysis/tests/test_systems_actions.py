"""Versions are append-only, drafts are one's own, and saving is in the logbook."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from samen.analysis.actions.systems import (
    change_draft,
    discard_draft,
    restore_version,
    save_version,
    start_model,
)
from samen.analysis.domain import systems
from samen.analysis.domain.systems import Document
from samen.analysis.models import SystemVersion
from samen.analysis.queries import systems as queries
from samen.engines.systems import Model, Relation, Variable, Vote
from samen.kernel.errors import InvalidInput
from samen.platform.logbook.public import entries_about
from samen.platform.organisations.public import Actor

pytestmark = pytest.mark.django_db
DOCUMENT = Document(
    Model(
        (Variable("A", "a", control="lever"), Variable("B", "b", goal="up")),
        (Relation("A", "B", 1),),
    )
)
STRONGER = partial(systems.change_relation, key="A>B", strength="v")
VOTE = partial(systems.cast_vote, key="A>B", vote=Vote("Shelter", -1, "w", "L"))


def someone(*roles: str, member: int = 1) -> Actor:
    return Actor(UUID(int=member), UUID(int=9), "ngo", "Voorbeeld", frozenset(roles))


ANALYST, OTHER = someone("analyst"), someone("chain_coordinator", member=2)


@pytest.fixture
def model_id() -> UUID:
    return start_model(ANALYST, title="Model", document=DOCUMENT, note="start")


def strength(actor: Actor, model_id: UUID) -> object:
    return systems.parse(queries.bench(actor, model_id).text).relation("A>B").strength


def test_a_draft_is_ones_own_until_it_is_saved(model_id):
    change_draft(ANALYST, model_id=model_id, change=STRONGER)
    assert strength(ANALYST, model_id) == "v"
    assert strength(OTHER, model_id) == "a"
    assert save_version(ANALYST, model_id=model_id, note="stronger") == 2
    assert strength(OTHER, model_id) == "v"
    assert not queries.bench(ANALYST, model_id).changed


def test_every_save_is_in_the_logbook(model_id):
    change_draft(ANALYST, model_id=model_id, change=STRONGER)
    save_version(ANALYST, model_id=model_id, note="stronger")
    restore_version(ANALYST, model_id=model_id, number=1, note="back")
    names = [line.name for line in entries_about(ANALYST, model_id)]
    assert names == ["analysis.systems.save"] * 3


def test_a_vote_stays_in_every_version_after_it(model_id):
    change_draft(ANALYST, model_id=model_id, change=VOTE)
    save_version(ANALYST, model_id=model_id, note="vote")
    change_draft(ANALYST, model_id=model_id, change=STRONGER)
    save_version(ANALYST, model_id=model_id, note="stronger")
    restored = restore_version(ANALYST, model_id=model_id, number=2, note="back")
    for number in (2, 3, restored):
        text = queries.version_text(OTHER, model_id, number)
        assert systems.parse(text).relation("A>B").votes == (Vote("Shelter", -1, "w", "L"),)


def test_the_database_refuses_to_change_or_remove_a_version(model_id):
    versions = SystemVersion.objects.filter(model_id=model_id)
    for act in (lambda: versions.update(note="other"), versions.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert versions.get().note == "start"


def test_restoring_adds_a_version_and_loses_none(model_id):
    change_draft(ANALYST, model_id=model_id, change=STRONGER)
    save_version(ANALYST, model_id=model_id, note="stronger")
    assert restore_version(ANALYST, model_id=model_id, number=1, note="back") == 3
    stories = list(queries.history(ANALYST, model_id))
    assert [story.version.number for story in stories] == [3, 2, 1]
    assert stories[0].version.digest == stories[2].version.digest
    assert [d.key for d in stories[1].changed] == ["A>B"]
    with pytest.raises(InvalidInput):
        restore_version(ANALYST, model_id=model_id, number=1, note="the same")


def test_who_is_overtaken_has_to_say_so(model_id):
    change_draft(ANALYST, model_id=model_id, change=VOTE)
    change_draft(OTHER, model_id=model_id, change=STRONGER)
    save_version(OTHER, model_id=model_id, note="first")
    with pytest.raises(InvalidInput) as refused:
        save_version(ANALYST, model_id=model_id, note="second")
    assert [p.where for p in refused.value.problems] == ["over"]
    assert save_version(ANALYST, model_id=model_id, note="second", over=True) == 3


def test_a_change_that_fails_leaves_the_draft_as_it_was(model_id):
    change_draft(ANALYST, model_id=model_id, change=STRONGER)
    wrong = partial(systems.change_variable, name="A", baseline=2.0)
    with pytest.raises(InvalidInput):
        change_draft(ANALYST, model_id=model_id, change=wrong)
    assert strength(ANALYST, model_id) == "v"
    discard_draft(ANALYST, model_id=model_id)
    assert strength(ANALYST, model_id) == "a"
    with pytest.raises(InvalidInput):
        save_version(ANALYST, model_id=model_id, note="nothing")


@pytest.mark.parametrize("role", ["caseworker", "privacy_officer", "auditor", "editor"])
def test_only_those_who_model_may_change(model_id, role):
    reader = someone(role, member=3)
    assert queries.bench(reader, model_id).may_edit is False
    for act in (
        lambda: start_model(reader, title="x", document=DOCUMENT, note=""),
        lambda: change_draft(reader, model_id=model_id, change=STRONGER),
        lambda: save_version(reader, model_id=model_id, note="x"),
        lambda: restore_version(reader, model_id=model_id, number=1, note="x"),
        lambda: discard_draft(reader, model_id=model_id),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_model_that_is_not_there(model_id):
    assert queries.bench(ANALYST, uuid4()) is None
    with pytest.raises(InvalidInput):
        change_draft(ANALYST, model_id=uuid4(), change=STRONGER)
    with pytest.raises(InvalidInput):
        start_model(ANALYST, title="  ", document=DOCUMENT, note="")
