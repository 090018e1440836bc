"""Needs beside offers: yes, no and not known; nobody is ranked."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from samen.casework.domain.matching import Need, Verdict, almost, match, shortage
from samen.guidance.domain.offers import EVERYWHERE, Offer

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TERMS = [("sex", "female"), ("care", "addiction_in_use"), ("children", "with_children")]
AREAS = [("police_unit", "RE02"), ("police_unit", "RE07"), EVERYWHERE]
NEEDS = st.builds(
    Need,
    age=st.none() | st.integers(0, 90),
    areas=st.frozensets(st.sampled_from(AREAS[:2])),
    languages=st.frozensets(st.sampled_from(["nl", "ro", "ar"])),
    terms=st.frozensets(st.sampled_from(TERMS)),
)


@st.composite
def offers(draw: st.DrawFn, size: int = 6) -> list[Offer]:
    return [
        Offer(
            service_id=UUID(int=number + 1),
            organisation_id=None,
            organisation_name="x",
            name="x",
            description="",
            kind="shelter",
            minimum_age=draw(st.none() | st.integers(0, 30)),
            maximum_age=draw(st.none() | st.integers(20, 90)),
            areas=draw(st.frozensets(st.sampled_from(AREAS))),
            languages=draw(st.frozensets(st.sampled_from(["nl", "ro", "ar"]))),
            attributes={
                taxonomy: {term: draw(st.booleans())}
                for taxonomy, term in TERMS
                if draw(st.booleans())
            },
            available=draw(st.none() | st.integers(0, 3)),
            maximum=draw(st.none() | st.integers(3, 9)),
            capacity_updated=draw(st.none() | st.just(NOW - dt.timedelta(days=2))),
            assured_date=draw(st.none() | st.just(dt.date(2026, 11, 1))),
        )
        for number in range(draw(st.integers(0, size)))
    ]


def verdicts(need: Need, found: list[Offer]) -> dict[UUID, Verdict]:
    return {c.offer.service_id: c.verdict for c in match(need, found, now=NOW)}


@given(NEEDS, offers(), st.randoms())
def test_the_order_of_the_directory_changes_nothing(need, found, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert match(need, shuffled, now=NOW) == match(need, found, now=NOW)


@given(NEEDS, offers(), st.sampled_from(TERMS), st.sampled_from(AREAS[:2]), st.integers(0, 90))
def test_more_needs_never_bring_a_refused_offer_back(need, found, term, area, age):
    before = verdicts(need, found)
    more = [Need(need.age, need.areas, need.languages, need.terms | {term})]
    if need.age is None:
        more.append(Need(age, need.areas, need.languages, need.terms))
    if not need.areas:
        more.append(Need(need.age, frozenset({area}), need.languages, need.terms))
    for greater in more:
        after = verdicts(greater, found)
        refused = {one for one, verdict in before.items() if verdict is Verdict.NO}
        assert all(after[one] is Verdict.NO for one in refused)


@given(NEEDS, offers())
def test_a_verdict_is_what_its_reasons_say(need, found):
    for candidate in match(need, found, now=NOW):
        expected = (
            Verdict.NO if candidate.contra else Verdict.ASK if candidate.ask else Verdict.FITS
        )
        assert candidate.verdict is expected


@given(NEEDS)
def test_what_a_provider_has_not_said_never_excludes(need):
    silent = Offer(
        service_id=UUID(int=1),
        organisation_id=None,
        organisation_name="x",
        name="x",
        description="",
        kind="shelter",
    )
    (candidate,) = match(need, [silent], now=NOW)
    assert candidate.verdict is Verdict.ASK and not candidate.contra
    asked = {(reason.code, reason.about) for reason in candidate.ask}
    assert need.terms <= asked


@given(NEEDS, offers())
def test_what_fits_comes_first_and_then_what_must_be_asked(need, found):
    order = [c.verdict for c in match(need, found, now=NOW)]
    rank = {Verdict.FITS: 0, Verdict.ASK: 1, Verdict.NO: 2}
    assert [rank[v] for v in order] == sorted(rank[v] for v in order)


@given(NEEDS, offers())
def test_a_shortage_is_named_exactly_when_nothing_is_left_to_ask(need, found):
    candidates = match(need, found, now=NOW)
    lacking = shortage(candidates)
    assert bool(lacking) is all(c.verdict is Verdict.NO for c in candidates)
    if not found:
        assert lacking == {"no_offer"}
    assert all(c.verdict is Verdict.NO for c in almost(candidates))


def test_ages_are_inclusive_and_a_full_house_says_no():
    def offer(**options: object) -> Offer:
        return Offer(
            service_id=UUID(int=1),
            organisation_id=None,
            organisation_name="x",
            name="x",
            description="",
            kind="shelter",
            assured_date=NOW.date(),
            **options,
        )

    young = offer(minimum_age=12, maximum_age=17)
    for age, verdict in ((11, "no"), (12, "fits"), (17, "fits"), (18, "no")):
        assert verdicts(Need(age=age), [young]) == {young.service_id: verdict}
    full, unknown, free = (offer(maximum=3, available=n) for n in (0, None, 1))
    assert [verdicts(Need(), [one])[one.service_id] for one in (full, unknown, free)] == [
        "no",
        "ask",
        "fits",
    ]
    assert match(Need(kind="legal"), [free], now=NOW) == []
    stale = Offer(**{**{f: getattr(free, f) for f in free.__slots__}, "assured_date": None})
    assert verdicts(Need(), [stale])[stale.service_id] == "ask"
