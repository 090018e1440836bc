"""Worked cases from the law: what may be shared, on which article, and what is missing."""

import datetime as dt

import pytest
from tests.conformance.law_cases import CASES, DAY, TABLE, VENUE, Case, D, O, P, R, ask

from samen.engines.rules.sharing import Decision, Regime
from samen.engines.rules.sharing.gaps import facts_that_matter, open_recipients


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_law(case: Case) -> None:
    decision = ask(
        case.sender, case.recipient, case.category, case.purpose, *case.records, **case.facts
    )
    assert decision.category_granted is case.granted
    assert decision.permitted is (case.granted is case.category)
    looked_at = next(
        (route.missing for route in decision.routes if route.rule_id == case.route),
        decision.missing,
    )
    assert tuple(item.code for item in looked_at) == case.missing
    assert not case.article or case.article in _cited(decision)


def _cited(decision: Decision) -> set[str]:
    return {
        str(citation)
        for part in (*decision.rules, *decision.missing, *decision.routes)
        for citation in part.basis
    }


def test_there_are_forty_cases_or_more() -> None:
    assert len(CASES) >= 40


def test_a_police_disclosure_carries_secrecy_and_the_duty_to_log() -> None:
    decision = ask(O.POLICE, O.COMENSHA, D.IDENTIFYING, P.REGISTRATION, regime=Regime.WPG_8)
    assert [duty.code for duty in decision.obligations] == [
        "log", "inform_subject", "expiry", "log_wpg", "secrecy_wpg",
    ]  # fmt: skip
    assert decision.obligations[2].due == dt.date(2027, 3, 2)


def test_a_venue_disclosure_asks_yearly_feedback_and_the_source_for_more() -> None:
    decision = ask(O.POLICE, O.RIEC, D.CRIMINAL, P.CASE_CONSULTATION, *VENUE, regime=Regime.WPG_8)
    assert {"feedback_wgs", "source_agreement_onward", "log_wgs"} <= {
        duty.code for duty in decision.obligations
    }


RUNG_FACTS = (
    "subject", "regime", "consent", "minor", "acute_danger", "incapable_of_consent",
    "bsn_included", "others_traceable", "weighty_objection", "retention_until",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_leaving_out_a_record_or_a_fact_never_opens_more(case: Case) -> None:
    def rung(records: tuple[R, ...], facts: dict) -> int:
        return ask(
            case.sender, case.recipient, case.category, case.purpose, *records, **facts
        ).rung_granted

    full = rung(case.records, case.facts)
    for record in case.records:
        less = tuple(kind for kind in case.records if kind is not record)
        assert rung(less, case.facts) <= full, record
    for name in RUNG_FACTS:
        assert rung(case.records, case.facts | {name: None}) <= full, name


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_only_the_facts_that_matter_need_be_asked(case: Case) -> None:
    """What no rule between the two tests may stay unknown without changing the answer."""
    edition = TABLE.edition(DAY)
    matter = facts_that_matter(edition, case.sender, case.recipient, case.category)
    unasked = {
        name: None
        for name in RUNG_FACTS
        if {"retention_until": "retention_expired"}.get(name, name) not in matter
    }
    full = ask(
        case.sender, case.recipient, case.category, case.purpose, *case.records, **case.facts
    )
    less = ask(
        case.sender, case.recipient, case.category, case.purpose, *case.records,
        **case.facts | unasked,
    )  # fmt: skip
    assert less.category_granted is full.category_granted
    assert less.rules == full.rules


def test_a_school_can_turn_to_somebody() -> None:
    found = open_recipients(TABLE.edition(DAY), O.SCHOOL, D.IDENTIFYING)
    assert found == (O.POLICE, O.ROYAL_MARECHAUSSEE, O.SAFE_AT_HOME, O.LAWYER)
