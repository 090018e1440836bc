"""Whose data are erased is found no more: the tokens go in the same transaction, or nothing."""

from __future__ import annotations

import pytest

from samen.platform.database.public import acting, staff
from samen.platform.logbook.models import Entry
from samen.platform.vault.public import NotGranted, part_info, shred, shred_part
from samen.sharing.actions import enrolments
from samen.sharing.actions.enrolments import enrol
from samen.sharing.models import Enrolment, HitToken
from samen.sharing.tests.knowing import IOANA, OTHER, SAME, ask, begin, decide, let_find, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_holder")]


@pytest.fixture
def both(world):
    """The coordination and the shelter, both taking part."""
    begin(world.coordination, world.shelter)
    return world.coordination, world.shelter


@pytest.mark.parametrize("erase", [
    lambda desk, part: shred_part(desk.worker, part_id=part.id, reason="test"),
    lambda desk, part: shred(actor=desk.worker, subject_id=part.subject_id, reason="test"),
], ids=["a part", "a record"])  # fmt: skip
def test_who_is_erased_is_found_no_more_and_the_logbook_says_so(both, erase):
    us, them = both
    theirs, another = person(them, SAME), person(them, OTHER)
    let_find(them, another, us)
    of_another = HitToken.objects.count()
    row = let_find(them, theirs, us)
    added = HitToken.objects.count() - of_another
    assert added > 5 and ask(us, person(us, IOANA), them).outcome == "strong"
    part = part_info(them.worker, theirs)
    with acting(staff(them.id)):
        erase(them, part)
    assert [left.part_id for left in Enrolment.objects.all()] == [another]
    assert HitToken.objects.count() == of_another
    assert Entry.objects.filter(name="enrolment.end").last().details == {"tokens": added}
    assert ask(us, person(us, IOANA), them).outcome == "none"
    with pytest.raises(NotGranted):
        enrol(them.worker, them.vault, decision_id=row.id)


def test_what_cannot_be_forgotten_is_not_erased(both, monkeypatch):
    us, them = both
    theirs = person(them, SAME)
    let_find(them, theirs, us)

    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(enrolments, "_end", fails)
    with pytest.raises(ZeroDivisionError):
        shred_part(them.worker, part_id=theirs, reason="test")
    assert part_info(them.worker, theirs) and HitToken.objects.exists()


def test_who_is_erased_while_the_key_holder_is_asked_is_not_found(both, monkeypatch):
    us, them = both
    theirs = person(them, SAME)
    row = decide(them, theirs, us)
    usual = enrolments.tokens_of

    def erased_meanwhile(*asked):
        batch = usual(*asked)
        shred_part(them.worker, part_id=theirs, reason="test")
        return batch

    monkeypatch.setattr(enrolments, "tokens_of", erased_meanwhile)
    with pytest.raises(NotGranted):
        enrol(them.worker, them.vault, decision_id=row.id)
    assert not HitToken.objects.exists() and not Enrolment.objects.exists()
