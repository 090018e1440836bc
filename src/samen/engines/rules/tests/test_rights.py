"""Rights in three-valued logic: reference dates from the law, and properties."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.engines.rules.rights import Answer, assess, cost_of_bad_employer, load_rights
from samen.kernel.errors import InvalidInput

DAY = dt.date(2026, 3, 2)
TABLE = load_rights()
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def reflection(granted: str, *, dublin: bool, day: dt.date = DAY):
    facts = {
        "indication": True, "witness_only": False, "residence": "reflection",
        "reflection_granted_on": granted, "dublin": dublin,
    }  # fmt: skip
    (term,) = assess(facts, day)["reflection_period"].terms
    return term


@pytest.mark.parametrize(
    ("granted", "dublin", "last_day"),
    [
        ("2026-01-12", False, "2026-04-12"),
        ("2026-01-31", False, "2026-04-30"),
        ("2026-02-20", True, "2026-03-22"),
        ("2023-05-18", True, "2023-08-18"),  # granted on the day itself: not after 18 May 2023
        ("2023-05-19", True, "2023-06-18"),
        ("2023-05-19", False, "2023-08-19"),
    ],
)
def test_vc_b8_3_1_reflection_period(granted: str, dublin: bool, last_day: str) -> None:
    assert reflection(granted, dublin=dublin).day == dt.date.fromisoformat(last_day)


def test_a_term_that_ends_on_sunday_runs_on_but_is_planned_before() -> None:
    term = reflection("2026-01-12", dublin=False)
    assert term.day.isoformat() == "2026-04-12"  # a Sunday
    assert term.legal_end.isoformat() == "2026-04-13"
    assert term.act_by.isoformat() == "2026-04-10"


def test_wsg_7_ten_years_and_no_running_on() -> None:
    facts = {
        "indication": True, "witness_only": False, "in_netherlands": True,
        "last_exploited_on": "2016-03-06",
    }  # fmt: skip
    (term,) = assess(facts, DAY)["compensation_fund"].terms
    assert (term.day, term.legal_end) == (dt.date(2026, 3, 6), dt.date(2026, 3, 6))
    (late,) = assess(facts, dt.date(2026, 3, 9))["compensation_fund"].terms
    assert late.passed


def test_sr_36f_advance_after_eight_months() -> None:
    facts = {"compensation_order": True, "paid_in_full": False, "judgment_final_on": "2025-10-15"}
    item = assess(facts, DAY)["state_advance"]
    assert item.answer is YES
    assert item.terms[0].day == dt.date(2026, 6, 15)
    assert not item.terms[0].limit


def test_schadefonds_own_statement_alone_is_not_enough() -> None:
    facts = {
        "indication": True, "witness_only": False, "in_netherlands": True, "minor": False,
        "evidence_own_statement": True, "evidence_medical": True, "evidence_police": False,
        "evidence_judgment": False, "evidence_authority": False,
    }  # fmt: skip
    open_ = assess(facts, DAY)["compensation_fund_evidence"]
    assert open_.answer is UNKNOWN and open_.ask == ("evidence_witness_to_police",)
    shut = assess({**facts, "evidence_witness_to_police": False}, DAY)
    assert shut["compensation_fund_evidence"].answer is NO
    assert shut["compensation_fund"].answer is YES
    minor = assess({**facts, "evidence_witness_to_police": False, "minor": True}, DAY)
    assert minor["compensation_fund_evidence"].answer is YES


def test_dublin_permit_only_if_the_prosecutor_needs_presence() -> None:
    facts = {
        "indication": True, "witness_only": False, "residence": "none", "reported": True,
        "dublin": True, "dismissed": False,
    }  # fmt: skip
    item = assess(facts, DAY)["permit_victim"]
    assert item.answer is UNKNOWN and item.ask == ("presence_needed",)
    assert assess({**facts, "presence_needed": False}, DAY)["permit_victim"].answer is NO
    assert assess({**facts, "dublin": False}, DAY)["permit_victim"].answer is YES


@pytest.mark.parametrize(
    ("facts", "route"),
    [
        ({"minor": False, "residence": "reflection"}, "shelter_cosm"),
        ({"minor": False, "residence": "dutch"}, "shelter_wmo"),
        ({"minor": False, "residence": "trafficking_permit"}, "shelter_wmo"),
        ({"minor": True, "residence": "dutch", "unaccompanied": False}, "shelter_youth"),
        ({"minor": True, "residence": "asylum", "unaccompanied": True}, "shelter_protected_minor"),
    ],
)
def test_shelter_has_one_route(facts, route: str) -> None:
    known = {
        "indication": True, "witness_only": False, "needs_shelter": True, "dublin": False,
        "reported": False, **facts,
    }  # fmt: skip
    found = assess(known, DAY)
    routes = [
        e.name for e in found.entitlements if e.name.startswith("shelter") and e.answer is YES
    ]
    assert routes == [route]


def test_help_does_not_depend_on_reporting() -> None:
    known = assess({"indication": True, "witness_only": False}, DAY)
    assert known["victim_support"].answer is YES and known["lawyer"].answer is YES


def test_closed_as_bad_employer_costs_shelter_and_the_reflection_period_but_not_wages() -> None:
    cost = cost_of_bad_employer(
        {
            "residence": "reflection", "reflection_granted_on": "2026-02-01", "dublin": False,
            "witness_only": False, "minor": False, "needs_shelter": True, "wages_unpaid": True,
        },
        DAY,
    )  # fmt: skip
    lost, kept = {loss.name for loss in cost.lost}, {loss.name for loss in cost.kept}
    assert {"reflection_period", "shelter_cosm", "income_rvb", "lawyer"} <= lost
    assert "back_wages" in kept
    assert len(cost.second_look) >= 5


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"indicatoin": True}, "indicatoin"),
        ({"residence": "belgian"}, "residence"),
        ({"minor": "yes"}, "minor"),
        ({"reflection_granted_on": "morgen"}, "reflection_granted_on"),
        ({"reflection_granted_on": "2026-12-01"}, "reflection_granted_on"),
        ({"minor": False, "unaccompanied": True}, "minor and unaccompanied"),
        ({"residence": "dutch", "dublin": True}, "residence and dublin"),
        ({"indication": False, "residence": "reflection"}, "indication and residence"),
    ],
)
def test_bad_facts_are_named(facts, where: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        assess(facts, DAY)
    assert [problem.where for problem in caught.value.problems] == [where]


def test_several_people_at_once_and_days_before_the_rules() -> None:
    with pytest.raises(InvalidInput, match="one person"):
        assess([{"indication": True}], DAY)
    with pytest.raises(InvalidInput, match="outside every version"):
        assess({}, dt.date(2020, 1, 1))


def known_facts():
    values = {
        fact.name: (
            st.booleans()
            if fact.type == "boolean"
            else st.sampled_from(sorted(fact.values))
            if fact.type == "enum"
            else st.dates(dt.date(2015, 1, 1), DAY)
        )
        for fact in TABLE.facts.values()
    }
    return st.fixed_dictionaries(values).filter(_consistent)


def _consistent(facts) -> bool:
    return not any(
        facts[c.first[0]] == c.first[1] and facts[c.second[0]] == c.second[1]
        for c in TABLE.contradictions
    )


@settings(max_examples=150, deadline=None)
@given(known_facts())
def test_with_every_fact_known_every_answer_is_known(facts) -> None:
    found = assess(facts, DAY)
    assert all(item.answer is not UNKNOWN for item in found.entitlements)
    assert found.ask_next == ()


@settings(max_examples=150, deadline=None)
@given(known_facts(), st.sets(st.sampled_from(sorted(TABLE.facts))))
def test_learning_a_fact_never_turns_a_known_answer(facts, forgotten) -> None:
    full = assess(facts, DAY)
    part = assess({n: v for n, v in facts.items() if n not in forgotten}, DAY)
    for before, after in zip(part.entitlements, full.entitlements, strict=True):
        assert before.answer in (UNKNOWN, after.answer)
        assert before.answer is not UNKNOWN or set(before.ask) & forgotten


@settings(max_examples=60, deadline=None)
@given(known_facts())
def test_asking_what_is_asked_next_always_finishes(facts) -> None:
    known: dict = {}
    for _ in range(len(TABLE.facts) + 1):
        found = assess(known, DAY)
        if not found.ask_next:
            break
        name = found.ask_next[0].fact
        assert name not in known
        known[name] = facts[name]
    assert not assess(known, DAY).ask_next
