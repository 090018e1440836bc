"""Published Dutch figures as input.

Forms of exploitation 2016, 2018 and 2019 (National Rapporteur through the Trafficking in Persons
reports 2018, 2020 and 2021; labour includes criminal), Zeeland-West-Brabant 2018 by form (five
forms, 34 reports), and the pairs of lists of the Dutch overlap table 2010-2015 (SparseMSE `Ned`).
"""

from __future__ import annotations

from samen.engines.disclosure.tables import Dimension, Status, Table, protect

TOTALS = {"2016": 952, "2018": 668, "2019": 1334}
FORMS = {
    "2016": {"sexual": 523, "labour": 244, "both": 35, "unknown": 150},
    "2018": {"sexual": 458, "labour": 142, "both": 28, "unknown": 40},
    "2019": {"sexual": 849, "labour": 424, "both": 0, "unknown": 61},
}
REGION = {"sexual": 20, "criminal": 10, "organ": 2, "labour": 1, "begging": 1}
PAIRS = {
    "PZ": 137, "PR": 85, "OP": 72, "OZ": 64, "KP": 44, "IP": 26, "IZ": 20, "IO": 5, "KZ": 4,
    "OR": 4, "IR": 3, "RZ": 3, "KO": 1, "IK": 0, "KR": 0,
}  # fmt: skip


def test_the_national_series_adds_up_and_needs_no_hiding():
    year, form = Dimension.flat("year", FORMS), Dimension.flat("form", FORMS["2016"])
    leaves = {(y, f): n for y, row in FORMS.items() for f, n in row.items()}
    table = Table.from_leaves((year, form), leaves)
    assert {y: int(table.counts[table.place(year=y)]) for y in TOTALS} == TOTALS
    done = protect(table, threshold=10)
    assert (done.status == Status.PUBLISHED).all()
    rounded = protect(table, threshold=10, method="round", base=5)
    assert rounded.value(year="2019", form="both") == 0
    assert abs((rounded.value() or 0) - sum(TOTALS.values())) < 5


def test_the_national_series_with_one_region_hides_that_regions_small_forms():
    form = Dimension.flat("form", REGION)
    place = Dimension.flat("place", ["Zeeland-West-Brabant", "elsewhere"], total="Nederland")
    rest = {"sexual": 438, "criminal": 51, "organ": 12, "labour": 79, "begging": 14}
    leaves = {(f, "Zeeland-West-Brabant"): n for f, n in REGION.items()}
    leaves |= {(f, "elsewhere"): n for f, n in rest.items()}
    done = protect(Table.from_leaves((form, place), leaves))
    for f in ("organ", "labour", "begging"):
        assert done.status_of(form=f, place="Zeeland-West-Brabant") == Status.PRIMARY
    assert done.value(form="sexual", place="Zeeland-West-Brabant") == 20
    assert done.audit.clean


def test_the_overlap_table_hides_its_six_small_pairs():
    table = Table.from_leaves(
        (Dimension.flat("pair", PAIRS),), {(pair,): n for pair, n in PAIRS.items()}
    )
    done = protect(table)
    hidden = {cell.members[0] for cell in done.cells() if cell.status is Status.PRIMARY}
    assert hidden == {"IO", "KZ", "OR", "IR", "RZ", "KO"}
    assert done.audit.clean
    assert done.value() == sum(PAIRS.values()) == 468
