"""The packaged regions agree with what CBS, the law and the field say about them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.kernel.errors import InvalidInput
from samen.platform.organisations.domain import regions as r
from samen.platform.organisations.domain.regions import RegionType


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (RegionType.MUNICIPALITY, 342),  # CBS, 1 January 2024
        (RegionType.PROVINCE, 12),
        (RegionType.SAFETY_REGION, 25),  # Wet veiligheidsregio's, annex
        (RegionType.POLICE_UNIT, 11),  # Politiewet 2012: ten regional units and a national one
        (RegionType.SHELTER_CENTRE, 35),  # RegioAtlas
    ],
)
def test_every_division_is_complete_and_dated(kind: RegionType, count: int) -> None:
    places = r.regions(kind)
    assert len({p.code for p in places}) == len(places) == count
    assert all(p.source and p.name and p.date >= dt.date(2010, 1, 1) for p in places)


def test_every_municipality_lies_in_one_region_of_each_territorial_type() -> None:
    for place in r.regions("municipality"):
        found = r.municipality_regions(place.code)
        assert {RegionType.PROVINCE, RegionType.SAFETY_REGION, RegionType.POLICE_UNIT} <= set(found)
        for kind, code in found.items():
            assert r.region(kind, code).code == code


def test_only_the_centres_themselves_know_their_shelter_centre() -> None:
    known = {
        p.code: r.municipality_regions(p.code)[RegionType.SHELTER_CENTRE]
        for p in r.regions("municipality")
        if RegionType.SHELTER_CENTRE in r.municipality_regions(p.code)
    }
    assert known == {p.code: p.code for p in r.regions("shelter_centre")}


@pytest.mark.parametrize(
    ("municipality", "unit"),
    [  # seats of the regional units, and places near a border of one
        ("Groningen", "RE01"),
        ("Apeldoorn", "RE02"),
        ("Hilversum", "RE03"),
        ("Almere", "RE03"),
        ("Haarlemmermeer", "RE04"),
        ("Aalsmeer", "RE05"),
        ("Gouda", "RE06"),
        ("Dordrecht", "RE07"),
        ("Tilburg", "RE08"),
        ("'s-Hertogenbosch", "RE09"),
        ("Maastricht", "RE10"),
    ],
)
def test_police_unit_of_well_known_places(municipality: str, unit: str) -> None:
    place = r.search_municipalities(municipality)[0]
    assert place.name == municipality
    assert r.municipality_regions(place.code)[RegionType.POLICE_UNIT] == unit
    assert r.police_unit_of("municipality", place.code) == unit


def test_a_region_that_straddles_police_units_has_none() -> None:
    zuid_holland = next(p for p in r.regions("province") if p.name == "Zuid-Holland")
    assert r.police_unit_of("province", zuid_holland.code) is None
    assert r.police_unit_of("province", "PV31") == "RE10"
    assert r.police_unit_of("safety_region", "VR14") == "RE03"
    assert r.police_unit_of("police_unit", r.NATIONAL_POLICE_UNIT) == "LE"


def test_the_national_unit_holds_no_municipality() -> None:
    units = {
        r.municipality_regions(p.code)[RegionType.POLICE_UNIT] for p in r.regions("municipality")
    }
    assert units == {p.code for p in r.regions("police_unit")} - {r.NATIONAL_POLICE_UNIT}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("den haag", "'s-Gravenhage"),
        ("s gravenhage", "'s-Gravenhage"),
        ("Den Bosch", "'s-Hertogenbosch"),
        ("spijkenisse", "Nissewaard"),
        ("sudwest", "Súdwest-Fryslân"),
        ("UTRECHT", "Utrecht"),
        ("bergen op", "Bergen op Zoom"),
        ("zoom", "Bergen op Zoom"),
        ("Zwole", "Zwolle"),
        ("Eindhofen", "Eindhoven"),
    ],
)
def test_search_finds_what_people_type(typed: str, meant: str) -> None:
    assert r.search_municipalities(typed)[0].name == meant


def test_search_keeps_namesakes_apart_and_stops_at_the_limit() -> None:
    assert {"Bergen (L.)", "Bergen (NH.)"} <= {p.name for p in r.search_municipalities("Bergen")}
    assert len(r.search_municipalities("a", limit=3)) == 3
    assert r.search_municipalities(" -' ") == ()


@given(st.text(max_size=40))
def test_search_takes_any_text(text: str) -> None:
    assert all(p.type is RegionType.MUNICIPALITY for p in r.search_municipalities(text))


@given(st.sampled_from(r.regions("municipality")))
def test_a_full_name_finds_its_municipality(place: r.Region) -> None:
    assert place in r.search_municipalities(place.name)


def test_unknown_type_or_code_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"region type: is one of municipality, .*'county'"):
        r.regions("county")
    with pytest.raises(InvalidInput, match=r"edition 2024.*'GM9999'"):
        r.municipality_regions("GM9999")
    with pytest.raises(InvalidInput):
        r.region("province", "GM0014")
