"""Public tables of other fields, with the totals their authors published.

Hepatitis A in a Taiwanese college (n = 271, three lists): Chao, Tsay, Lin, Shau and Chao 2001,
Statistics in Medicine 20:3123. Diabetes in Casale Monferrato (n = 2,069, four lists): Bruno and
others 1994, Diabetes Care 17:548; International Working Group 1995, American Journal of
Epidemiology 142:1047. Killings in Kosovo (n = 4,400, four lists): Ball, Betts, Scheuren, Dudukovic
and Asher 2002, report to the ICTY. Snowshoe hares (n = 68, six occasions): Cormack 1989, Biometrics
45:395.
"""

from __future__ import annotations

import numpy as np
import pytest

from samen.engines.mse import Lists, Settings, analyse_strata, average, best, fit, parse_model


def table(names: str, **counts: int) -> Lists:
    made = {tuple(n for n, on in zip(names.split(), key[1:], strict=True) if on == "1"): count
            for key, count in counts.items()}  # fmt: skip
    return Lists.from_counts(names.split(), made)


HEPATITIS = table("P Q E", h111=28, h110=21, h101=17, h011=18, h100=69, h010=55, h001=63)
DIABETES = table(
    "clinics hospitals prescriptions reagents",
    h1111=58, h1110=157, h1101=18, h1100=104, h1011=46, h1010=650, h1001=12, h1000=709,
    h0111=14, h0110=20, h0101=7, h0100=74, h0011=8, h0010=182, h0001=10,
)  # fmt: skip
KOSOVO = table(
    "ABA EXH HRW OSCE",
    h1111=27, h1011=32, h0111=42, h0011=123, h1110=18, h1010=31, h0110=106, h0010=306,
    h1101=181, h1001=217, h0101=228, h0001=936, h1100=177, h1000=845, h0100=1131,
)  # fmt: skip
# Rows: occasions 6, 5, 4 from 000 to 111; columns: 3, 2, 1.
_HARES = (
    (0, 3, 6, 0, 5, 1, 0, 0), (3, 2, 3, 0, 0, 1, 0, 0), (4, 2, 3, 1, 0, 1, 0, 0),
    (1, 0, 0, 0, 0, 0, 0, 0), (4, 1, 1, 1, 2, 0, 2, 0), (4, 0, 3, 0, 1, 0, 2, 0),
    (2, 0, 1, 0, 1, 0, 1, 0), (1, 1, 1, 0, 0, 0, 1, 2),
)  # fmt: skip
HARES = Lists(tuple("123456"), np.array(_HARES, dtype=np.int64).reshape(1, 64))


def test_the_margins_are_the_published_ones() -> None:
    assert HEPATITIS.list_totals == {"P": 135, "Q": 122, "E": 126}
    assert tuple(DIABETES.list_totals.values()) == (1754, 452, 1135, 173)
    assert (HEPATITIS.observed, DIABETES.observed) == (271, 2069)
    assert (KOSOVO.observed, HARES.observed) == (4400, 68)


@pytest.mark.parametrize(
    ("lists", "model", "published"),
    [
        (HEPATITIS, "[1,2,3]", 388),
        (HEPATITIS, "[12,13,23]", 1313),
        (DIABETES, "[1,2,3,4]", 2251),
        (DIABETES, "[12,13,23,24,34]", 2771),
        (KOSOVO, "[124,23,34]", 10356),
    ],
)
def test_totals_as_published(lists: Lists, model: str, published: int) -> None:
    assert fit(lists, parse_model(model, lists.lists)).total == pytest.approx(published, abs=1)


def test_the_best_models_are_those_the_authors_chose() -> None:
    assert best(KOSOVO, max_order=3, replicates=0).model == "[124,23,34]"
    assert best(DIABETES, criterion="aic", max_order=3, replicates=0).model == "[12,13,23,24,34]"


@pytest.mark.parametrize("lists", [HEPATITIS, DIABETES, KOSOVO, HARES], ids="ABCD")
def test_every_method_answers(lists: Lists) -> None:
    methods = ("independence", "chao", "stepwise", "bic", "aic", "average")
    found = analyse_strata(lists, Settings(methods=methods, replicates=200, seed=1)).whole.methods
    for one in found.values():
        assert one.total is not None
        assert one.total > lists.observed
        assert one.interval(0.95) is not None


def test_an_average_that_mostly_repeats_its_prior_says_so() -> None:
    """Hepatitis A: two thirds of the weight is on the graph that fits any table of three lists."""
    assert [warning.code for warning in average(HEPATITIS).warnings] == ["repeats-prior"]
