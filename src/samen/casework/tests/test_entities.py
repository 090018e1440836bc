"""What signals name: sealed, linked under access rules, decided by people, undone."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from tests.stored import every_stored_value
from tests.worlds import FACTS, in_half_a_year, sign_for_sharing

from samen.casework.actions import entities, signals
from samen.casework.actions.signals import SignalContent
from samen.casework.domain.entities import Entity
from samen.casework.queries.entities import overview, signal_page
from samen.kernel.errors import InvalidInput
from samen.platform.logbook.models import Entry
from samen.platform.vault.models import SealedPart
from samen.platform.vault.public import NotGranted
from samen.sharing.public import request_disclosure

pytestmark = pytest.mark.django_db
FIRM = {"name": "Kwekerij Zonnegloed", "kvk": "12345678", "phone": "06 12345678"}


def note(desk, year, **fields):
    """A signal of that year that names this; the part's id."""
    signal = signals.open_signal(
        desk.worker, source="own", form="LAB", region=("", ""), received_on=date(year, 5, 1),
        content=SignalContent(facts="x"),
    )  # fmt: skip
    return entities.name_entity(desk.worker, signal_id=signal, fields=fields)


def look(desk, question="employer", shown=lambda _: True, **more):
    return overview(desk.worker, desk.vault, question, shown=shown, **more)


def ids(found):
    return [[mention.id for mention in one.mentions] for one in found.found.series]


def test_signals_about_one_employer_form_a_series_over_the_years(world):
    desk = world.coordination
    first = note(desk, 2024, name="Zonnegloed B.V.", kvk="1234.5678")
    last = note(desk, 2026, name="Kwekerij Zonnegloed", kvk="12345678")
    other = note(desk, 2025, name="Garage Mulder", kvk="87654321")
    [one] = look(desk).found.series
    assert [mention.id for mention in one.mentions] == [first, last]
    assert [(year, len(told)) for year, told in one.years] == [(2024, 1), (2025, 0), (2026, 1)]
    assert (one.signals, one.organisations) == (2, 1)
    [link] = one.links
    assert {reason.field: reason.says for reason in link.reasons}["kvk"] == "equal"
    assert other not in {mention.id for mention in one.mentions}
    assert ids(look(desk, shown=lambda mention: mention.day.year > 2024)) == []
    assert ids(look(desk, least=3)) == []


def test_one_signal_that_names_a_firm_twice_is_no_series(world):
    desk = world.coordination
    part = note(desk, 2024, **FIRM)
    signal = SealedPart.objects.get(id=part).subject_id
    entities.name_entity(desk.worker, signal_id=signal, fields=FIRM)
    assert ids(look(desk)) == []


def test_the_other_questions(world):
    desk = world.coordination
    door = {"street": "Kasweg", "number": "3-a", "postcode": "2671gh"}
    a, b = note(desk, 2023, **door), note(desk, 2025, name="X", number="3A", postcode="2671 GH")
    c, d = note(desk, 2023, phone="0612345678"), note(desk, 2025, phone="+31 6 12345678")
    e, f = (
        note(desk, y, url=u) for y, u in ((2023, "https://www.a.example/1"), (2024, "a.example/1/"))
    )
    assert ids(look(desk, "address")) == [[a, b]]
    assert ids(look(desk, "phone")) == [[c, d]]
    assert ids(look(desk, "advert")) == [[e, f]]


def test_nothing_of_it_stands_in_the_open_and_reading_is_one_entry(world):
    desk = world.coordination
    left, right = note(desk, 2024, **FIRM), note(desk, 2025, **FIRM | {"place": "Naaldwijk"})
    entities.judge(
        desk.worker, desk.vault, question="employer", left=left, right=right, same=False
    )  # fmt: skip
    secrets = [b"Zonnegloed", b"12345678", b"Naaldwijk", b"different"]
    assert [
        place for place, value in every_stored_value() if any(secret in value for secret in secrets)
    ] == []
    before = Entry.objects.count()
    look(desk)
    entry = Entry.objects.order_by("index").last()
    assert Entry.objects.count() == before + 1
    assert (entry.name, entry.subjects.count()) == ("vault.read", 3)
    signal_page(desk.worker, desk.vault, SealedPart.objects.get(id=left).subject_id)
    assert Entry.objects.count() == before + 2


def test_of_another_organisation_nothing_is_linked_until_a_decision_opens_it(world):
    ours, theirs = world.shelter, world.coordination
    note(ours, 2025, **FIRM)
    part = note(theirs, 2024, **FIRM)
    assert ids(look(ours)) == [] and look(ours).opened == 1
    subject = SealedPart.objects.get(id=part).subject_id
    decision = request_disclosure(
        theirs.worker, theirs.vault, part_id=part, to_organisation_id=ours.id, facts=FACTS,
        evidence_ids=sign_for_sharing(theirs, subject), until=in_half_a_year(),
    )  # fmt: skip
    assert decision.permitted
    seen = look(ours)
    [one] = seen.found.series
    assert (one.signals, one.organisations, seen.shared) == (2, 2, 1)
    assert [mention.ours for mention in one.mentions] == [False, True]
    assert one.mentions[0].day == date(2024, 5, 1)
    assert ids(look(theirs)) == []


def test_a_person_decides_and_can_undo_it(world):
    desk = world.coordination
    one, two = note(desk, 2024, name="De Hoek Bouw"), note(desk, 2025, name="Bouw De Hoek")
    seen = look(desk)
    assert ids(seen) == []
    [doubt] = seen.found.doubts
    assert {doubt.left.id, doubt.right.id} == {one, two}
    said = entities.judge(
        desk.worker, desk.vault, question="employer", left=one, right=two, same=True
    )
    seen = look(desk)
    assert ids(seen) == [[one, two]] and seen.found.doubts == ()
    assert [link.decided for link in seen.found.series[0].links] == [True]
    assert [decided.id for decided, _, _ in seen.decided] == [said]
    # Thinking better of it: the earlier decision gives way, the pair is not asked again.
    again = entities.judge(
        desk.worker, desk.vault, question="employer", left=two, right=one, same=False
    )
    seen = look(desk)
    assert ids(seen) == [] and seen.found.doubts == ()
    assert [decided.id for decided, _, _ in seen.decided] == [again]
    entities.undo_judgement(desk.worker, judgement_id=again)
    assert len(look(desk).found.doubts) == 1


def test_a_series_is_split_and_a_contradiction_is_refused(world):
    desk = world.coordination
    a, b, c = (note(desk, year, **FIRM) for year in (2023, 2024, 2025))

    def judge(left, right, same):
        entities.judge(
            desk.worker, desk.vault, question="employer", left=left, right=right, same=same
        )

    assert ids(look(desk)) == [[a, b, c]]
    judge(a, b, False)
    assert len(ids(look(desk))) == 1 and len(ids(look(desk))[0]) == 2
    judge(a, c, True)
    with pytest.raises(InvalidInput, match="undo one of them"):
        judge(b, c, True)
    # About another question it says nothing.
    assert ids(look(desk, "phone")) == [[a, b, c]]


def test_who_is_not_of_a_series_is_not_asked_about_every_other_of_it(world):
    desk = world.coordination
    one, two = note(desk, 2023, **FIRM), note(desk, 2024, **FIRM)
    other = note(desk, 2025, name=FIRM["name"])
    assert len(look(desk).found.doubts) == 1
    entities.judge(desk.worker, desk.vault, question="employer", left=other, right=two, same=False)
    seen = look(desk)
    assert ids(seen) == [[one, two]] and seen.found.doubts == ()


def test_erasing_takes_what_was_decided_about_it_along(world):
    desk = world.coordination
    one, two = note(desk, 2024, **FIRM), note(desk, 2025, **FIRM)
    entities.judge(desk.worker, desk.vault, question="phone", left=one, right=two, same=True)
    entities.erase_entity(desk.worker, desk.vault, entity_id=one)
    assert not SealedPart.objects.filter(kind="entity_judgement").exists()
    assert look(desk).opened == 1
    entities.correct_entity(desk.worker, desk.vault, entity_id=two, fields={"name": "Anders"})
    assert signal_page(desk.worker, desk.vault, SealedPart.objects.get(id=two).subject_id)[1][
        0
    ].entity == Entity("2025-05-01", "Anders")


def test_only_what_may_be_read_can_be_decided_about(world):
    ours, theirs = world.coordination, world.shelter
    mine, other = note(ours, 2024, **FIRM), note(theirs, 2024, **FIRM)
    for left, right in ((mine, other), (other, mine), (mine, uuid4())):
        with pytest.raises(NotGranted):
            entities.judge(
                ours.worker, ours.vault, question="employer", left=left, right=right, same=True
            )
    for act in (
        lambda: entities.correct_entity(ours.worker, ours.vault, entity_id=other, fields=FIRM),
        lambda: entities.erase_entity(ours.worker, ours.vault, entity_id=other),
        lambda: entities.undo_judgement(ours.worker, judgement_id=mine),
    ):
        with pytest.raises(NotGranted):
            act()
    with pytest.raises(InvalidInput):
        entities.judge(
            ours.worker, ours.vault, question="employer", left=mine, right=mine, same=True
        )


def test_the_limit_is_told(world, monkeypatch):
    desk = world.coordination
    for year in (2023, 2024, 2025):
        note(desk, year, **FIRM)
    monkeypatch.setattr("samen.casework.queries.entities.LIMIT", 2)
    assert (look(desk).opened, look(desk).more) == (2, True)
    page = desk.client("care_coordinator").get(
        "/werk/signalen/verbanden", headers={"accept-language": "en"}
    )
    assert "there are older ones" in page.content.decode() or "oudere" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("kvk", "1234 5678", "12345678"),
        ("kvk", "123456789012", None),
        ("kvk", "1234567", None),
        ("postcode", "2671gh", "2671 GH"),
        ("postcode", "0123 AB", None),
        ("postcode", "1234 SS", None),
        ("number", "3-A", "3-A"),
        ("number", "A3", None),
        ("phone", "06-1234 5678", "+31612345678"),
        ("phone", "0048 12 345 67 89", "+48123456789"),
        ("phone", "ring the bell", None),
        ("url", "https://voorbeeld.example/a?b=1", "https://voorbeeld.example/a?b=1"),
        ("url", "not a page", None),
        ("name", "  De   Hoek ", "De Hoek"),
    ],
)
def test_what_was_typed_is_tidied_or_refused(field, text, kept):
    rest = {"street": "Kade"} if field == "number" else {}
    if kept is None:
        with pytest.raises(InvalidInput) as refused:
            Entity.of({field: text} | rest, date(2026, 1, 1))
        assert [problem.where for problem in refused.value.problems] == [field]
    else:
        entity = Entity.of({field: text} | rest, date(2026, 1, 1))
        assert getattr(entity, field) == kept
        assert Entity.from_content(entity.as_content()) == entity


def test_nothing_and_a_lonely_number_are_refused():
    for fields in ({}, {"name": " "}, {"number": "3", "place": "Delft"}):
        with pytest.raises(InvalidInput):
            Entity.of(fields, date(2026, 1, 1))
