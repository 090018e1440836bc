"""Is somebody known to a partner: on a decision only, counted, and nothing but hit or no hit."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.worlds import in_half_a_year, make_member

from samen.engines.linkage.key_files import keygen
from samen.engines.linkage.oprf import OprfError
from samen.engines.rules.sharing import Consent
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import Role
from samen.platform.outbox.models import Event
from samen.platform.vault.actions.keys import rotate
from samen.platform.vault.models import Grant, SealedPart
from samen.sharing.actions import enrolments, probes
from samen.sharing.actions.disclosures import take_back
from samen.sharing.actions.enrolments import enrol, forget_ended, stop_taking_part, take_part
from samen.sharing.actions.evidence import withdraw_evidence
from samen.sharing.domain.probes import A_DAY
from samen.sharing.models import Enrolment, HitToken, Participation, Probe
from samen.sharing.queries.probes import asked_of_us, counts, found_with_us
from samen.sharing.tests.knowing import (
    IOANA,
    MATCHING,
    OTHER,
    SAME,
    ask,
    begin,
    controller,
    decide,
    let_find,
    person,
    records,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_holder")]


@pytest.fixture
def both(world):
    """The coordination and the shelter, both taking part."""
    begin(world.coordination, world.shelter)
    return world.coordination, world.shelter


def test_one_person_written_otherwise_is_a_hit_and_the_partner_sees_whom(both):
    us, them = both
    theirs = person(them, SAME)
    let_find(them, theirs, us)
    row = ask(us, person(us, IOANA), them)
    assert (row.outcome, row.findable, row.basis) == ("strong", 10, "ndi")
    assert row.agreed >= 2 and 0 < row.expected_false < 0.01
    (line,) = asked_of_us(them.worker)
    assert found_with_us(them.worker, them.vault, [line]) == {row.id: theirs}
    assert counts(them.worker) == {"by_us": 0, "by_us_hits": 0, "of_us": 1, "of_us_hits": 1}
    assert Event.objects.filter(kind="nl.samen.sharing.probe.hit", subject=row.id).exists()
    assert not Grant.objects.exclude(decision_id=None).exists(), "nothing opened for anybody"


def test_who_was_found_is_told_to_the_partner_alone_and_with_their_next_key_too(both):
    us, them = both
    theirs = person(them, SAME)
    let_find(them, theirs, us)
    row = ask(us, person(us, IOANA), them)
    assert not found_with_us(us.worker, us.vault, asked_of_us(them.worker))
    rotated = rotate(make_member(them.id, Role.ORGANISATION_ADMINISTRATOR), them.vault)
    told = found_with_us(them.worker, rotated, asked_of_us(them.worker))
    assert told == {row.id: theirs}


def test_somebody_else_is_no_hit_and_the_partner_does_not_learn_who(both):
    us, them = both
    let_find(them, person(them, SAME), us)
    row = ask(us, person(us, OTHER), them)
    assert (row.outcome, row.agreed) == ("none", 0)
    assert not SealedPart.objects.filter(subject_id=row.id).exists()
    assert not Entry.objects.filter(name="probe.found").exists()


def test_with_name_and_birth_date_alone_only_the_same_is_shown_and_as_possible(both):
    us, them = both
    let_find(them, person(them, {"name": "Popescu Ioana", "birth_date": "1999-04-21"}), us)
    exact = {"name": "Ioana Popescu", "birth_date": "1999-04-21"}
    fuzzy = {"name": "Joana Popesku", "birth_date": "1999-04-21"}
    row = ask(us, person(us, exact), them)
    assert (row.outcome, row.basis) == ("possible", "nd")
    assert ask(us, person(us, fuzzy), them).outcome == "none"


def test_only_whom_the_partner_lets_us_find_is_found(both):
    us, them = both
    theirs, ours = person(them, SAME), person(us, IOANA)
    assert ask(us, ours, them).outcome == "none", "nobody enrolled"
    row = let_find(them, theirs, us)
    assert ask(us, ours, them).outcome == "strong"
    with clock.at(in_half_a_year() + timedelta(days=1)):
        # The partner's decision has ended; ours is made anew.
        again = probes.request_probe(
            us.worker, part_id=ours, to_organisation_id=them.id, facts=MATCHING,
            evidence_ids=records(us, ours), until=clock.today() + timedelta(days=9),
        )  # fmt: skip
        found = probes.probe(us.worker, us.vault, decision_id=again.id)
        assert (found.outcome, found.findable) == ("none", 10)
        assert HitToken.objects.exists() and forget_ended() > 5 and not HitToken.objects.exists()
    row = let_find(them, theirs, us)
    assert ask(us, ours, them).outcome == "strong"
    take_back(them.worker, decision_id=row.id)
    assert ask(us, ours, them).outcome == "none"
    assert not HitToken.objects.exists() and not Enrolment.objects.exists()


def test_consent_withdrawn_takes_the_tokens_away_and_forbids_the_question(both):
    us, them = both
    theirs = person(them, SAME)
    signed = records(them, theirs)
    row = decide(them, theirs, us, signed)
    enrol(them.worker, them.vault, decision_id=row.id)
    assert HitToken.objects.count() > 5
    withdraw_evidence(them.worker, evidence_id=signed[0])
    assert not HitToken.objects.exists()
    assert not decide(them, theirs, us, signed[1:]).permitted
    with pytest.raises(InvalidInput):
        enrol(them.worker, them.vault, decision_id=row.id)


def test_tokens_stay_while_another_partner_may_find_the_person(both, world):
    us, them = both
    theirs = person(them, SAME)
    first, second = let_find(them, theirs, us), let_find(them, theirs, us)
    kept = HitToken.objects.count()
    take_back(them.worker, decision_id=first.id)
    assert HitToken.objects.count() == kept
    take_back(them.worker, decision_id=second.id)
    assert HitToken.objects.count() == 0


def test_without_the_records_the_rules_say_what_is_missing_and_nothing_is_asked(both):
    us, them = both
    part = person(us, IOANA)
    row = decide(us, part, them, [])
    assert not row.permitted and {item["code"] for item in row.answer["missing"]} >= {"dpia"}
    with pytest.raises(InvalidInput, match="no valid decision"):
        probes.probe(us.worker, us.vault, decision_id=row.id)
    refused = decide(us, part, them, records(us, part, Consent.REFUSED))
    assert not refused.permitted
    assert not Probe.objects.exists() and not HitToken.objects.exists()


def test_police_have_no_row_for_it_so_they_cannot_ask_or_be_asked(both, world):
    us, _them = both
    Participation.objects.create(
        organisation_id=world.police.id, since=clock.today(), member_id=uuid4()
    )
    part = person(us, IOANA)
    row = probes.request_probe(
        us.worker, part_id=part, to_organisation_id=world.police.id, facts=MATCHING,
        evidence_ids=records(us, part), until=in_half_a_year(),
    )  # fmt: skip
    assert not row.permitted


def test_who_stops_taking_part_leaves_nothing_and_finds_nothing(both):
    us, them = both
    ours = person(us, IOANA)
    let_find(them, person(them, SAME), us)
    decision = decide(us, ours, them)
    assert stop_taking_part(controller(them)) > 5
    assert not HitToken.objects.exists() and not Enrolment.objects.exists()
    with pytest.raises(InvalidInput, match="this partner does not take part"):
        probes.probe(us.worker, us.vault, decision_id=decision.id)
    with pytest.raises(InvalidInput, match="this partner does not take part"):
        decide(us, ours, them)
    stop_taking_part(controller(us))
    with pytest.raises(InvalidInput, match="your organisation does not take part"):
        decide(us, ours, them)
    names = list(Entry.objects.order_by("index").values_list("name", flat=True))
    assert names.count("participation.end") == 2 and stop_taking_part(controller(us)) == 0


def test_every_question_is_counted_with_its_decision_in_the_logbook(both):
    us, them = both
    row = decide(us, person(us, IOANA), them)
    for number in (1, 2):
        probes.probe(us.worker, us.vault, decision_id=row.id)
        entry = Entry.objects.filter(name="probe.ask").latest("index")
        assert (entry.decision_id, entry.details) == (
            row.id, {"of_decision": number, "of_day": number},
        )  # fmt: skip
    answers = Entry.objects.filter(name="probe.answer")
    assert {entry.decision_id for entry in answers} == {row.id}
    assert {entry.details["outcome"] for entry in answers} == {"none"}
    assert "Ioana" not in str(list(Entry.objects.values_list("details", flat=True)))


def test_a_member_asks_so_many_questions_a_day_and_not_one_more(both, monkeypatch):
    us, them = both
    monkeypatch.setattr(probes, "A_DAY", 2)
    row = decide(us, person(us, IOANA), them)
    for _ in range(2):
        probes.probe(us.worker, us.vault, decision_id=row.id)
    with pytest.raises(InvalidInput, match="you asked 2 questions today"):
        probes.probe(us.worker, us.vault, decision_id=row.id)
    assert Probe.objects.count() == 2 <= A_DAY
    with clock.at(clock.today() + timedelta(days=1)):
        probes.probe(us.worker, us.vault, decision_id=row.id)


def test_no_log_no_answer(both, monkeypatch):
    us, them = both
    let_find(them, person(them, SAME), us)
    row = decide(us, person(us, IOANA), them)

    def broken(**_: object) -> None:
        raise RuntimeError("the logbook is full")

    monkeypatch.setattr(probes, "record", broken)
    with pytest.raises(RuntimeError):
        probes.probe(us.worker, us.vault, decision_id=row.id)
    assert not Probe.objects.exists()


def test_without_a_key_holder_nothing_stands_in_for_it(both, settings):
    us, them = both
    row = decide(us, person(us, IOANA), them)
    settings.KEY_HOLDER_FOLDER = None
    for act in (
        lambda: probes.probe(us.worker, us.vault, decision_id=row.id),
        lambda: enrol(us.worker, us.vault, decision_id=row.id),
        lambda: take_part(controller(us)),
    ):
        with pytest.raises(InvalidInput, match="no key holder is configured"):
            act()
    assert not HitToken.objects.exists()


def test_an_answer_made_with_another_key_is_refused(both, settings, tmp_path):
    us, them = both
    row = decide(us, person(us, IOANA), them)
    holder = enrolments.required_key_holder()

    class Tagging:
        epoch, public_key = holder.epoch, bytes(holder.public_key)

        def evaluate(self, *asked):
            return type(holder)(holder.epoch, holder.secret_key + 1, lambda *_: 0, lambda *_: None)\
                .evaluate(*asked)  # fmt: skip

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(probes, "required_key_holder", Tagging)
        with pytest.raises(OprfError):
            probes.probe(us.worker, us.vault, decision_id=row.id)
    assert not Probe.objects.exists()


def test_nothing_to_compare_is_said(both):
    us, them = both
    row = decide(us, person(us, {"description": "A tall woman", "birth_date": "1999"}), them)
    with pytest.raises(InvalidInput, match="fill in a full name"):
        probes.probe(us.worker, us.vault, decision_id=row.id)


def test_a_new_epoch_ends_what_the_old_one_could_find(both, settings):
    us, them = both
    theirs, ours = person(them, SAME), person(us, IOANA)
    row = let_find(them, theirs, us)
    assert forget_ended() == 0
    folder = settings.KEY_HOLDER_FOLDER
    (folder / "key.json").rename(folder / "old.json")
    keygen("next", folder / "key.json")
    assert ask(us, ours, them).outcome == "none", "old tokens find nothing"
    assert forget_ended() > 5
    enrol(them.worker, them.vault, decision_id=row.id)
    assert ask(us, ours, them).outcome == "strong"
    assert set(HitToken.objects.values_list("epoch", flat=True)) == {"next"}
