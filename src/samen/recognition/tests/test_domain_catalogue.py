from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.kernel.errors import InvalidInput
from samen.recognition.domain.catalogue import Finding, findings, indicator, indicators, lists

ILO_2012 = {
    "Abuse of vulnerability",
    "Deception",
    "Restriction of movement",
    "Isolation",
    "Physical and sexual violence",
    "Intimidation and threats",
    "Retention of identity documents",
    "Withholding of wages",
    "Debt bondage",
    "Abusive working and living conditions",
    "Excessive overtime",
}
ORIGIN = re.compile(
    r"nationali|afkomst|herkomst|land van|source country|origin|migrant|asiel|asylum|illega"
    r"|verblijf|residence|religi|geloof|huidskleur|\bskin\b|ethni|etni",
    re.IGNORECASE,
)


def test_the_eleven_indicators_of_the_ilo_are_complete():
    """ILO indicators of forced labour (2012), by their official names."""
    ilo = next(group for group in lists() if group.code == "ilo")
    assert {sign.text["en"] for sign in ilo.indicators} == ILO_2012


def test_the_twelve_of_the_labour_authority():
    nla = next(group for group in lists() if group.code == "nla")
    assert len(nla.indicators) == 12


def test_every_list_names_its_source_and_every_sign_has_two_languages():
    for group in lists():
        assert group.source and group.edition and group.indicators
        for sign in group.indicators:
            assert sign.text["nl"] and sign.text["en"]
            assert sign.list_code == group.code


def test_no_sign_is_an_origin_or_a_residence_status():
    for sign in indicators():
        assert not ORIGIN.search(sign.text["nl"] + sign.text["en"]), sign.code


def test_a_finding_has_nowhere_to_put_a_score():
    assert {field.name for field in dataclasses.fields(Finding)} == {"theme", "indicators"}


codes = st.lists(st.sampled_from([sign.code for sign in indicators()]))


@given(codes)
def test_every_ticked_sign_comes_back_once_and_nothing_else(ticked):
    found = [sign.code for finding in findings(ticked) for sign in finding.indicators]
    assert sorted(found) == sorted(set(ticked))


@given(codes)
def test_every_theme_has_something_to_ask(ticked):
    for finding in findings(ticked):
        assert finding.theme.ask["nl"] and finding.theme.ask["en"]
        assert all(question.endswith("?") for question in finding.theme.ask["nl"])


@given(codes, st.randoms())
def test_the_order_of_ticking_does_not_matter(ticked, random):
    shuffled = random.sample(ticked, len(ticked))
    sets = [
        {(f.theme.code, frozenset(s.code for s in f.indicators)) for f in findings(c)}
        for c in (ticked, shuffled)
    ]
    assert sets[0] == sets[1]


def test_an_unknown_code_is_named():
    with pytest.raises(InvalidInput, match="made-up"):
        indicator("made-up")
