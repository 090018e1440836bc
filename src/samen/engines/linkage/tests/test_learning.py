"""What the model learns: from few records, from what is left out, and what it keeps in a file."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import numpy as np
import pytest

from samen.engines.linkage import spec_from_mapping
from samen.engines.linkage.entities import EMPLOYER, for_columns
from samen.engines.linkage.evaluation import evaluate
from samen.engines.linkage.explain import explain_pair
from samen.engines.linkage.linking import Linked, link, table_of
from samen.engines.linkage.model import load_model
from samen.engines.linkage.spec import LinkSpec
from samen.engines.linkage.synthetic import World
from samen.kernel.errors import InvalidInput

PERSON = spec_from_mapping(
    {
        "id": "id",
        "fields": {
            "name": {"columns": ["name"]},
            "born": {"kind": "date", "columns": ["born"]},
            "document": {"columns": ["document"]},
        },
    }
)
OTHERS = [
    ("Amara Okafor", "1971-02-03", "NX4455667"),
    ("Elena Popescu", "1984-11-21", "NX4526804"),
    ("Piotr Kowalczyk", "1990-06-14", "NX4597941"),
    ("Li Wei", "1979-08-30", "NX4669078"),
    ("Fatima Zahra", "1996-01-17", "NX4740215"),
    ("Jan de Vries", "1965-12-05", "NX4811352"),
    ("Kateryna Shevchenko", "1988-03-26", "NX4882489"),
    ("Yusuf Demir", "1993-09-09", "NX4953626"),
    ("Rosa Diaz", "1976-05-28", "NX5024763"),
    ("Samuel Osei", "1999-10-11", "NX5095900"),
    ("Mirela Toma", "2001-07-07", "NX5167037"),
    ("Zoltan Kiss", "1982-04-19", "NX5238174"),
    ("Tigist Haile", "1995-02-22", "NX5309311"),
    ("Ion Rusu", "1969-06-01", "NX5380448"),
    ("Blessing Igwe", "2000-12-13", "NX5451585"),
    ("Ana Marin", "1987-01-29", "NX5522722"),
    ("Nguyen Thi Hoa", "1992-11-08", "NX5593859"),
    ("Sara Jansen", "1974-08-16", "NX5664996"),
]


def probability(others: int, one: tuple[str, str, str], two: tuple[str, str, str]) -> float:
    """Of ``one`` and ``two`` being one person, in a file with ``others`` more records."""
    values = [*OTHERS[:others], one, two]
    rows = [
        {"id": str(k), "name": name, "born": born, "document": document}
        for k, (name, born, document) in enumerate(values)
    ]
    return explain_pair(link(table_of(rows, PERSON), PERSON), others, others + 1).probability


@pytest.mark.parametrize(("others", "by_document", "by_name"), [(3, 0.98, 0.8), (18, 0.96, 0.6)])
def test_few_records_lean_on_what_is_known_of_a_field(
    others: int, by_document: float, by_name: float
) -> None:
    document = ("", "", "XK1234567")
    assert probability(others, document, document) > by_document
    name = ("Joy Eze", "", "")
    assert by_name < probability(others, name, name) < 0.97
    born = ("Joy Eze", "1999-04-17", "")
    assert probability(others, born, born) > 0.99
    assert probability(others, ("Joy Ezekiel", "1999-04-17", ""), born) > 0.5
    assert probability(others, ("Maria", "", ""), ("Maria", "", "")) < 0.2
    assert probability(others, ("Maria Pop", "", ""), ("Maria Gheorghe", "", "")) < 0.2
    assert probability(others, name, ("Ion Dumitrescu", "", "")) < 0.01
    assert probability(others, born, ("Ion Dumitrescu", "1999-04-17", "")) < 0.2


def test_an_equal_number_under_another_name_is_worth_a_look() -> None:
    one, two = ("Joy Eze", "", "XK1234567"), ("Ion Dumitrescu", "", "XK1234567")
    assert PERSON.thresholds.review < probability(3, one, two) < PERSON.thresholds.link


def test_five_employers() -> None:
    columns = ("id", "name", "kvk", "address")
    rows = [
        dict(zip(columns, row, strict=True))
        for row in (
            ("1", "Bouwbedrijf De Hoek B.V.", "12345678", "Havenkade 3 3011AB"),
            ("2", "De Hoek Bouw", "12345678", "Havenkade 3, 3011 AB"),
            ("3", "Aspergekwekerij Janssen", "", "Dorpsstraat 90 5961CD"),
            ("4", "Schildersbedrijf Smit", "87654321", "Molenweg 7 2011EE"),
            ("5", "Nagelstudio Roos", "11112222", "Kerkstraat 1 1011AA"),
        )
    ]
    spec = for_columns(EMPLOYER, {"employer": ["name"], "kvk": ["kvk"], "address": ["address"]})
    linked = link(table_of(rows, spec), spec)
    assert explain_pair(linked, 0, 1).probability > 0.99
    assert linked.persons == 4


def test_nothing_in_common_is_no_certainty() -> None:
    """Nothing in common: no link, and still no certainty that there is none."""
    linked = link(
        table_of(
            [
                {"id": str(k), "name": n, "born": b, "document": d}
                for k, (n, b, d) in enumerate(OTHERS[:5])
            ],
            PERSON,
        ),
        PERSON,
    )
    assert linked.persons == 5
    assert 0.01 < linked.model.prior < 0.1


def repeats_lack_birth_dates(world: World, spec: LinkSpec) -> tuple[Linked, Linked]:
    """The world with as many birth dates left out: by chance, or of repeat records only."""
    rng = np.random.default_rng(5)
    seen: set[int] = set()
    repeat = [person in seen or seen.add(person) is not None for person in world.truth.tolist()]
    share = np.mean(repeat)
    by_chance = rng.random(len(repeat)) < 0.6 * share
    by_haste = np.array(repeat) & (rng.random(len(repeat)) < 0.6)
    found: list[Linked] = []
    for left_out in (by_chance, by_haste):
        rows = [
            {**row, "__source": row["source"], "born": "" if out else row["born"]}
            for row, out in zip(world.rows, left_out, strict=True)
        ]
        found.append(link(table_of(rows, spec), spec))
    return found[0], found[1]


def test_a_gap_tells_where_repeat_records_leave_out(world: World, spec: LinkSpec) -> None:
    chance, haste = repeats_lack_birth_dates(world, spec)
    place = [f.name for f in spec.fields].index("born")
    by_chance, by_haste = chance.model.weights()[place, 0], haste.model.weights()[place, 0]
    assert abs(by_chance) < 0.4
    assert by_haste > by_chance + 0.5
    for linked in (chance, haste):
        assert evaluate(linked, world.truth).pairs.f1 > 0.9


def test_the_waterfall_adds_up_where_a_value_is_missing(linked: Linked) -> None:
    seen: set[str] = set()
    for row in linked.scored.slice(0, 200).to_pylist():
        explained = explain_pair(linked, row["left"], row["right"])
        missing = {s.field for s in explained.steps if s.says == "one side has no value"}
        if missing <= seen:
            continue
        seen |= missing
        assert explained.weight == pytest.approx(row["match_weight"], abs=1e-6)
        for step in explained.steps:
            assert step.bits == pytest.approx(row[f"weight_{step.field}"], abs=1e-6)
            if step.field in missing:
                place = [f.name for f in linked.spec.fields].index(step.field)
                assert step.bits == pytest.approx(linked.model.weights()[place, 0])
    assert {"phone", "document"} <= seen


def test_splink_has_nothing_to_warn_of(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        probability(3, OTHERS[3], OTHERS[3])
    assert not [r for r in caplog.records if r.name.startswith("splink")]


def test_a_model_is_kept_in_a_file(linked: Linked, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    linked.model.save(path)
    again = load_model(path, linked.spec)
    assert (again.weights() == linked.model.weights()).all()
    same = link(linked.table, linked.spec, model=again)
    assert (same.cluster == linked.cluster).all()


def test_a_model_without_a_missing_level_is_refused(linked: Linked, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    linked.model.save(path)
    data = json.loads(path.read_text("utf-8"))
    data["m"] = [levels[1:] for levels in data["m"]]
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(InvalidInput, match="earlier version"):
        load_model(path, linked.spec)
