from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.engines.linkage.entities import series_of
from samen.engines.linkage.judgements import Judgement
from samen.engines.linkage.stated import LIMIT, ask, explain
from samen.engines.linkage.stated_weights import (
    ADDRESS,
    ADVERT,
    EMPLOYER,
    NUMBER,
    QUESTIONS,
    door_of,
    word_bits,
)
from samen.kernel.errors import InvalidInput


def row(key, name="", kvk="", door=("", "", "", ""), phone="", url=""):
    return {"id": key, "name": name, "kvk": kvk, "door": door_of(*door), "phone": phone, "url": url}


def together(question, rows, judgements=()):
    """Who ends up together, as sorted ids."""
    linked = ask(question, rows, judgements)
    found = series_of(linked, {}, lambda source, record: True) if linked else []
    return sorted(tuple(sorted(record for _, record, _ in one.signals)) for one in found)


def pairs(question, rows):
    linked = ask(question, rows)
    return {
        (p["left"].split("/")[1], p["right"].split("/")[1]): p for p in linked.pairs().to_pylist()
    }


ROWS = [
    row("1", "Bouwbedrijf De Hoek B.V.", "12345678", ("Havenkade", "3", "3011AB", "")),
    row("2", "De Hoek Bouw", "12345678", ("Havenkade", "3", "3011 ab", "Rotterdam")),
    row("3", "Aspergekwekerij Janssen", "", ("Dorpsstraat", "90", "5961CD", "Horst")),
    row("4", "Asperges Janssen VOF", "87654321", ("Dorpsstr.", "90", "", "Horst")),
    row("5", "Bouwbedrijf de Hoek"),
    row("6", "Janssen Bouw", "", ("Dorpsstraat", "92", "5961CD", "Horst")),
    row("7", "Kwekerij Zonneveld", phone="06 12345678 | 020-1234567"),
    row("8", "Zonneveld Kwekerijen", phone="+31 6 12345678"),
]  # fmt: skip


def test_an_equal_number_links_even_among_five():
    """What learning from so few records gets wrong: it gave this pair .30."""
    assert together(EMPLOYER, ROWS[:5]) == [("1", "2")]


def test_a_probability_is_the_stated_bits_and_nothing_else():
    """Odds 2⁻¹⁰ beforehand, log₂(.9 / 2⁻²⁴) for the number, and so on: by hand."""
    pair = pairs(EMPLOYER, ROWS[:2])["1", "2"]
    bits = -np.log2(1023) + np.log2(0.9 * 2**24) + np.log2(0.68 * 2**7) + np.log2(0.12 / 0.0035)
    assert pair["match_weight"] == pytest.approx(bits)
    assert pair["match_probability"] == pytest.approx(1 / (1 + 2**-bits))
    says = {reason.field: reason.says for reason in explain(EMPLOYER, pair)}
    assert says == {"name": "alike", "kvk": "equal", "door": "equal"}


def test_neighbouring_numbers_with_alike_names_are_asked_because_of_groups_of_firms():
    group = [
        row("1", "Van Dalen Schoonmaak", "61234567"),
        row("2", "Van Dalen Schoonmaak", "61234568"),
    ]
    found = pairs(EMPLOYER, group)["1", "2"]
    thresholds = EMPLOYER.spec.thresholds
    assert thresholds.review < found["match_probability"] < thresholds.link


def test_a_pair_weighs_the_same_in_any_company():
    crowd = [row(f"x{k}", f"Bouwbedrijf Hoek{k}", str(30000000 + 97 * k)) for k in range(300)]
    alone, among = pairs(EMPLOYER, ROWS[:2]), pairs(EMPLOYER, [*crowd, *ROWS])
    assert alone["1", "2"]["match_weight"] == among["1", "2"]["match_weight"]


def test_the_same_name_alone_is_asked_never_joined():
    found = pairs(EMPLOYER, ROWS)["1", "5"]
    assert EMPLOYER.spec.thresholds.review < found["match_probability"] < 0.5
    long = "Eerste Westerlandse Paprikakwekerij Goudappel Zonderland Vijfhuizen"
    assert together(EMPLOYER, [row("a", long), row("b", long)]) == []


def test_one_address_in_two_spellings_and_the_neighbours():
    assert together(ADDRESS, ROWS) == [("1", "2"), ("3", "4")]
    next_door = pairs(ADDRESS, ROWS)["3", "6"]
    assert 0.05 < next_door["match_probability"] < 0.5  # a slip, or next door: asked
    away = [row("a", door=("Dorpsstraat", "90", "", "Horst")),
            row("b", door=("Dorpsstraat", "90", "", "Venlo"))]  # fmt: skip
    assert together(ADDRESS, away) == []


def test_a_shared_building_does_not_make_one_employer():
    rows = [row("a", "Nagelstudio Roos", "11112222", ("", "1", "1011AA", "")),
            row("b", "Garage Mulder", "33334444", ("", "1", "1011AA", ""))]  # fmt: skip
    assert pairs(EMPLOYER, rows) == {}
    assert together(ADDRESS, rows) == [("a", "b")]


def test_numbers_and_adverts_in_their_spellings():
    assert together(NUMBER, ROWS) == [("7", "8")]
    adverts = [row("a", url="https://www.voorbeeld.example/ad/1", phone="0612345678"),
               row("b", url="voorbeeld.example/ad/1/"),
               row("c", url="https://voorbeeld.example/ad/9"),
               row("d", url="https://elders.example/x", phone="+31612345678")]  # fmt: skip
    assert together(ADVERT, adverts) == [("a", "b", "d")]


def test_a_registration_anew_is_asked():
    door = ("", "3", "3011AB", "")
    rows = [row("a", "Bouwbedrijf De Hoek", "12345678", door),
            row("b", "Bouwbedrijf De Hoek B.V.", "87654321", door)]  # fmt: skip
    assert 0.5 < pairs(EMPLOYER, rows)["a", "b"]["match_probability"] < 0.9
    assert together(EMPLOYER, rows) == []


def judged(left, right, verdict):
    return Judgement(f"records/{left}", f"records/{right}", verdict)


def test_what_a_person_decided_counts_and_can_be_undone():
    same, apart = judged("1", "5", "same"), judged("1", "2", "different")
    assert together(EMPLOYER, ROWS[:5], [same]) == [("1", "2", "5")]
    assert together(EMPLOYER, ROWS[:5], [apart]) == []
    assert together(EMPLOYER, ROWS[:5]) == [("1", "2")]
    # Of what is gone, a judgement says nothing any more.
    assert together(EMPLOYER, ROWS[:5], [judged("1", "gone", "same")]) == [("1", "2")]
    with pytest.raises(InvalidInput, match="undo one of them"):
        ask(EMPLOYER, ROWS, [same, judged("5", "2", "same"), apart])


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=str)
def test_shares_are_shares_and_more_agreement_never_weighs_less(question):
    for field in question.fields:
        assert sum(level.m for level in field.levels) == pytest.approx(1)
        assert sum(level.u for level in field.levels) == pytest.approx(1)
        bits = [level.bits for level in field.levels]
        assert bits == sorted(bits) and bits[0] < 0 < bits[-1]
        assert field.because.endswith(".")


def test_the_manual_states_every_weight_and_its_reason():
    manual = (Path(__file__).parents[5] / "docs" / "linkage" / "series.md").read_text("utf-8")
    for question in QUESTIONS.values():
        for field in question.fields:
            bits = ", ".join(f"{level.says} {level.bits:+.1f}" for level in field.levels)
            told = f"| {question.name} | {field.spec.name} | {bits} | {field.because} |"
            assert told.replace(" -", " −") in manual


def test_the_question_that_cannot_be_asked():
    assert ask(ADVERT, ROWS) is None and ask(EMPLOYER, []) is None
    assert len(ask(EMPLOYER, ROWS[:1]).scored) == 0
    assert together(NUMBER, [row("a", phone="no idea"), row("b", phone="no idea")]) == []
    with pytest.raises(InvalidInput, match="at most 2,000"):
        ask(EMPLOYER, [row(str(k), "x") for k in range(LIMIT + 1)])


def test_words_of_a_trade_say_little_in_any_ending():
    for word in ("bouwbedrijf", "kwekerij", "kwekerijen", "uitzendbureau", "rotterdam", "24"):
        assert word_bits(word) < word_bits("zonneveld")


TEXT = st.sampled_from(["", "De Hoek Bouw", "Bouw De Hoek", "Кафе Роза", "Kafe Roza", "Nagel Roos"])
RECORD = st.builds(
    lambda name, kvk, number, phone: row("", name, kvk, ("Kade", number, "", "Delft"), phone),
    TEXT,
    st.sampled_from(["", "12345678", "12345687", "1234", "87654321"]),
    st.sampled_from(["", "3", "5", "3a"]),
    st.sampled_from(["", "0612345678", "0612345679", "+31612345678", "x"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORD, min_size=2, max_size=7), st.randoms())
def test_neither_the_order_of_records_nor_of_a_pair_matters(records, chance):
    rows = [{**record, "id": f"r{k}"} for k, record in enumerate(records)]
    mixed = rows[:]
    chance.shuffle(mixed)

    def weights(some):
        return {
            frozenset(pair): round(found["match_weight"], 9)
            for pair, found in (pairs(EMPLOYER, some) if ask(EMPLOYER, some) else {}).items()
        }

    assert weights(rows) == weights(mixed)
    assert together(EMPLOYER, rows) == together(EMPLOYER, mixed)


def _world(chance):
    """120 employers, each mentioned one to five times as people write: truth by id."""
    trades = ["Bouwbedrijf", "Kwekerij", "Nagelstudio", "Schoonmaak", "Restaurant", "Uitzendbureau"]

    def word():
        return "".join(chance.choice("bdfghklmnprstvwz") + chance.choice("aeiou") for _ in "123")

    streets = [f"{word()}weg" for _ in range(30)]
    rows, truth = [], {}
    for firm in range(120):
        name = f"{chance.choice(trades)} {word().title()}"
        kvk, phone = str(chance.randint(10**7, 9 * 10**7)), f"06{chance.randint(0, 99999999):08d}"
        street, number = chance.choice(streets), str(chance.randint(1, 60))
        postcode = f"{2600 + streets.index(street)}AB"
        for _ in range(chance.choice([1, 1, 2, 3, 5])):
            written = name if chance.random() < 0.6 else f"{name.split()[1]} B.V."
            door = (street, number, postcode if chance.random() < 0.6 else "", "Delft")
            made = row(
                str(len(rows)),
                written,
                kvk if chance.random() < 0.5 else "",
                door if chance.random() < 0.7 else ("", "", "", ""),
                phone if chance.random() < 0.4 else "",
            )
            truth[made["id"]] = firm
            rows.append(made)
    return rows, truth


def test_an_invented_region_is_linked_without_one_wrong_series():
    """Most pairs are found, nothing is joined that should not be, and little is asked."""
    rows, truth = _world(random.Random(5))
    right = {frozenset(p) for p in combinations(truth, 2) if truth[p[0]] == truth[p[1]]}
    found = {frozenset(p) for one in together(EMPLOYER, rows) for p in combinations(one, 2)}
    asked = {frozenset(pair) for pair in pairs(EMPLOYER, rows)}
    assert found <= right
    assert len(found) / len(right) > 0.6
    assert len((found | asked) & right) / len(right) > 0.9
    assert len(asked - right) < len(rows) / 4
