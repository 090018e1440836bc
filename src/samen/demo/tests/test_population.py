"""The synthetic Netherlands: published totals, a hidden part that is known, one seed one world."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from samen.demo.names import LANGUAGE_WEIGHTS, NAMES
from samen.demo.organisations import organisations
from samen.demo.population import FORMS, HIDDEN_TIMES, LISTS, REGISTERED, Population, synthesise
from samen.demo.truth import write_truth
from samen.kernel.codes import FormOfExploitation, OrganisationType
from samen.platform.organisations.domain.regions import regions


@pytest.fixture(scope="module")
def population() -> Population:
    return synthesise(2026)


def test_every_year_has_exactly_the_published_number_of_registrations(population):
    assert {year: population.registered(year) for year in REGISTERED} == dict(REGISTERED)


def test_the_hidden_part_is_known_and_of_the_stated_size(population):
    for year, registered in REGISTERED.items():
        assert population.true_total(year) == pytest.approx(HIDDEN_TIMES * registered, rel=0.35)
        assert population.true_total(year) > registered
    assert len(population) == sum(map(population.true_total, REGISTERED))


def test_the_same_seed_gives_the_same_netherlands(population):
    again, other = synthesise(2026), synthesise(7)
    for name in Population.__slots__:
        assert np.array_equal(getattr(population, name), getattr(again, name)), name
    assert not np.array_equal(population.seen, other.seen)


def test_traits_are_codes_that_exist(population):
    assert set(population.form) <= set(FORMS) <= {code.value for code in FormOfExploitation}
    assert set(population.region) <= {unit.code for unit in regions("police_unit")}
    assert set(population.language) <= set(LANGUAGE_WEIGHTS) <= set(NAMES)
    assert population.seen.shape == (len(population), len(LISTS))
    assert population.age.min() >= 0 and population.age.max() < 100
    assert population.day.min() >= 0 and population.day.max() < 366


def test_the_files_say_what_the_arrays_say(population, tmp_path: Path):
    write_truth(population, tmp_path)
    with (tmp_path / "truth.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {int(r["year"]): int(r["registered"]) for r in rows} == dict(REGISTERED)
    for row in rows:
        with (tmp_path / f"lists-{row['year']}.csv").open() as file:
            histories = list(csv.DictReader(file))
        assert sum(int(h["count"]) for h in histories) == int(row["registered"])
        assert all(any(h[name] == "1" for name in LISTS) for h in histories), "none unseen"
        for name in LISTS:
            at = LISTS.index(name)
            seen = population.seen[population.year == int(row["year"]), at].sum()
            assert sum(int(h["count"]) for h in histories if h[name] == "1") == seen


def test_every_region_has_its_chain_and_everything_says_that_it_is_invented():
    units = {unit.code: unit.name for unit in regions("police_unit") if unit.code != "LE"}
    made = organisations(units)
    assert all("(demo)" in organisation.name for organisation in made)
    assert {organisation.type for organisation in made} <= {kind.value for kind in OrganisationType}
    for code in units:
        kinds = {o.type for o in made if o.region == ("police_unit", code)}
        assert {"care_coordination", "shelter", "police"} <= kinds
    logins = [member.login for organisation in made for member in organisation.members]
    assert len(set(logins)) == len(logins)
    assert any(member.shown for organisation in made for member in organisation.members)
