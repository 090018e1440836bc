"""The whole chain on the demo's synthetic Netherlands: records → persons → lists → estimate.

Who is on which list, and how many there truly are, comes from ``samen.demo.population`` (registered
totals of the National Rapporteur's series B; the hidden part is known). Every list writes its own
record of a person, with names of many languages and realistic error. What the estimators make of
the linked records must hold the true number, as it does on the lists without any linkage error.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from samen.demo.population import LISTS, Population, synthesise
from samen.engines import mse
from samen.engines.linkage import capture_histories, evaluate, link, spec_from_mapping, table_of
from samen.engines.linkage.read import SOURCE
from samen.engines.linkage.synthetic_people import LANGUAGES, make_identity, write_record

ERROR = 0.3
SPEC = spec_from_mapping(
    {
        "id": "id",
        "link": "both",
        "fields": {
            "name": {"kind": "name", "columns": ["given_name", "family_name"]},
            "born": {"kind": "date", "columns": ["born"]},
            "sex": {"kind": "sex", "columns": ["sex"]},
            "nationality": {"kind": "nationality", "columns": ["nationality"]},
            "address": {"kind": "address", "columns": ["address"]},
            "phone": {"kind": "phone", "columns": ["phone"]},
            "document": {"kind": "document", "columns": ["document"]},
        },
    }
)


@cache
def population() -> Population:
    return synthesise()


def records_of(year: int) -> tuple[list[dict[str, str]], np.ndarray]:
    """What the six lists write down in a year, in no order, and who each record is about."""
    world = population()
    rng = np.random.default_rng([2026, year])
    rows: list[dict[str, str]] = []
    for number in np.flatnonzero((world.year == year) & world.seen.any(axis=1)).tolist():
        language = str(world.language[number])
        person = make_identity(rng, language if language in LANGUAGES else None)
        rows += [
            {SOURCE: name, "person": str(number), **write_record(person, rng, ERROR)}
            for name, seen in zip(LISTS, world.seen[number], strict=True)
            if seen
        ]
    rows = [
        {"id": str(k), **rows[int(place)]} for k, place in enumerate(rng.permutation(len(rows)))
    ]
    return rows, np.array([int(row["person"]) for row in rows])


def interval(estimate: mse.Estimate) -> tuple[float, float]:
    """The widest 95 % interval of an estimate."""
    found = [i for i in estimate.intervals if i.level == 0.95]
    assert all(i.lower is not None and i.upper is not None for i in found)
    return min(i.lower or 0.0 for i in found), max(i.upper or 0.0 for i in found)


@pytest.mark.parametrize("year", [2020, 2022, 2024])
def test_linked_lists_lead_to_the_hidden_population(year: int) -> None:
    rows, person = records_of(year)
    linked = link(table_of(rows, SPEC), SPEC)
    assert evaluate(linked, person).clusters.f1 >= 0.9
    registered = population().registered(year)
    assert linked.persons == pytest.approx(registered, rel=0.02)

    found = capture_histories(linked, draws=20)
    lists = mse.Lists.from_counts(
        list(found.lists),
        {tuple(n for n in found.lists if row[n]): row["count"] for row in found.rows()},
    )
    truth = population().true_total(year)
    average = mse.average(lists)
    best = mse.best(lists, criterion="bic", replicates=200, seed=1)
    for estimate in (average, best):
        lower, upper = interval(estimate)
        assert lower <= truth <= upper, estimate.method
        # The estimate says something: far from what is registered, not everything at once.
        assert registered < lower and upper < 3 * truth
