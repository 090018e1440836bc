from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.guidance.domain import content
from samen.guidance.domain.routing import QUESTIONS, Route, RouteText, matching

PACKAGE = content.read_package()
ROUTES = PACKAGE.routes
EVERY_ANSWER = [
    dict(zip((q for q, _ in QUESTIONS), answers, strict=True))
    for answers in product(*(options for _, options in QUESTIONS))
]
some_answers = st.fixed_dictionaries(
    {}, optional={question: st.sampled_from(options) for question, options in QUESTIONS}
)


@pytest.mark.parametrize("answers", EVERY_ANSWER, ids=lambda a: "-".join(a.values()))
def test_112_is_always_first_and_somebody_else_can_be_called(answers):
    found = matching(ROUTES, answers)
    assert found[0].key == content.EMERGENCY
    assert found[0].phone == "112"
    assert len(found) >= 2


@given(some_answers, st.sampled_from(EVERY_ANSWER))
def test_one_more_answer_never_adds_a_route(given_answers, more):
    question = next((q for q, _ in QUESTIONS if q not in given_answers), None)
    if question is None:
        return
    before = {route.key for route in matching(ROUTES, given_answers)}
    after = {route.key for route in matching(ROUTES, {**given_answers, question: more[question]})}
    assert after <= before


@given(some_answers, st.permutations(list(ROUTES)))
def test_the_order_is_that_of_the_table(given_answers, shuffled):
    assert matching(shuffled, given_answers) == matching(ROUTES, given_answers)


def test_who_asks_for_no_police_is_not_sent_to_the_police():
    for answers in EVERY_ANSWER:
        keys = [route.key for route in matching(ROUTES, answers)]
        assert ("police" in keys) == (answers["how"] == "police")
        # The inspectorate investigates crimes too.
        assert answers["how"] == "police" or "labour-inspectorate" not in keys


def test_the_published_numbers():
    """Wegwijzer Mensenhandel, "Melden van mensenhandel", and the organisations' own pages."""
    phones = {route.key: route.phone for route in ROUTES if route.phone}
    assert phones == {
        "emergency": "112",
        "child-abuse": "0800-2000",
        "comensha": "033-448 11 86",
        "fairwork": "020-760 08 09",
        "labour-inspectorate": "0800-5151",
        "police": "0900-8844",
        "crime-tip-line": "0800-7000",
        "victim-support": "0900-0101",
    }


def test_every_route_has_a_source_an_owner_and_a_date():
    for route in ROUTES:
        assert route.source and route.owner
        assert dt.date(2026, 1, 1) <= route.checked_on
    assert ROUTES[0].is_overdue(ROUTES[0].checked_on + dt.timedelta(days=181))
    assert not ROUTES[0].is_overdue(ROUTES[0].checked_on + dt.timedelta(days=180))


def test_a_table_without_112_first_is_refused():
    last = [dataclasses.replace(route, position=99 - route.position) for route in ROUTES]
    assert any("first" in problem.rule for problem in content.check_routes(last))
    alone = [dataclasses.replace(ROUTES[0])]
    assert any("nobody" in problem.rule for problem in content.check_routes(alone))


def test_a_wrong_answer_code_and_a_missing_language_are_named():
    wrong = Route(
        key="x",
        position=50,
        answers={"who": frozenset({"them"}), "about": frozenset(), "how": frozenset()},
        texts={"nl": RouteText(name="x", purpose="y", hours="z")},
    )
    problems = [str(problem) for problem in content.check_routes([*ROUTES, wrong])]
    assert any("routes.yaml, x, who" in p and "them" in p for p in problems)
    assert any("needs a text in en" in p for p in problems)
    assert any("telephone number or a website" in p for p in problems)


def test_pages_are_short_and_complete():
    assert len(PACKAGE.pages) >= 10
    for page in PACKAGE.pages:
        assert page.owner and page.source
        for language in content.REQUIRED_LANGUAGES:
            text = page.texts[language]
            words = sum(len(" ".join(_texts(block)).split()) for block in text.blocks)
            assert words <= 250, f"{page.key} in {language} has {words} words"
            assert text.level == ("A2" if page.audience == "me" else "B1")


def _texts(block):
    return [block.value] if isinstance(block.value, str) else block.value


def test_a_page_that_links_nowhere_is_refused():
    page = PACKAGE.pages[0]
    text = dataclasses.replace(
        page.texts["nl"], blocks=(content.Block("call", "nobody"), content.Block("link", "nowhere"))
    )
    broken = dataclasses.replace(page, texts={"nl": text}, review_by=page.checked_on)
    problems = [str(problem) for problem in content.check_pages([broken], ROUTES)]
    assert any("nobody" in p for p in problems)
    assert any("nowhere" in p for p in problems)
    assert any("after checked_on" in p for p in problems)
    assert any("needs a text in en" in p for p in problems)
