"""Whatever the engine states about bad input is shown, and in Dutch."""

import pytest
from django.utils import translation

from samen.analysis.domain.estimation import Choices, estimate, table_of_file
from samen.analysis.web.estimation_lines import line_of
from samen.analysis.web.estimation_page import present
from samen.analysis.web.estimation_words import is_known, number, say
from samen.kernel.errors import InvalidInput

ALL = "independence", "chao", "lincoln-petersen", "chapman", "stepwise", "bic", "aic", "average"
TABLES = {
    "two lists": "a,b,count\n1,0,40\n0,1,30\n1,1,5\n",
    "two lists that do not overlap": "a,b,count\n1,0,40\n0,1,30\n",
    "one list": "a,count\n1,40\n",
    "a list with nobody": "a,b,c,d,n\n1,0,0,0,40\n0,1,0,0,30\n0,0,1,0,9\n1,1,0,0,5\n1,0,1,0,4\n",
    "no overlap": "a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n",
    "identical lists": "a,b,c,count\n1,1,0,40\n0,0,1,30\n1,1,1,6\n",
    "nobody": "a,b,c,count\n1,0,0,0\n0,1,1,0\n",
    "everybody on one list": "a,b,c,count\n1,0,0,40\n1,1,0,9\n1,0,1,8\n1,1,1,2\n",
    "a list within another": "a,b,c,count\n1,0,0,40\n1,1,0,9\n0,0,1,8\n1,0,1,2\n1,1,1,3\n",
    "repeated rows": "a,b,c,n\n1,0,0,40\n1,0,0,9\n0,1,0,30\n0,0,1,8\n1,1,0,9\n1,0,1,8\n0,1,1,4\n",
    "few overlaps": "a,b,c,count\n1,0,0,90\n0,1,0,80\n0,0,1,70\n1,1,0,3\n1,0,1,1\n",
    "a heavy pair": "a,b,c,d,count\n1,0,0,0,9\n0,1,0,0,7\n0,0,1,0,400\n0,0,0,1,300\n1,1,0,0,60\n"
    "0,0,1,1,2\n1,0,1,0,1\n",
}
FILES = {
    "an empty file": b"",
    "no rows": b"a,b\n",
    "a nameless column": b"a,,count\n1,0,3\n",
    "a name twice": b"a,a,count\n1,0,3\n",
    "a short row": b"a,b,count\n1,0\n",
    "a list of 2": b"a,b,count\n1,0,3\n2,1,4\n0,1,5\n",
    "a negative count": b"a,b,count\n1,0,-3\n0,1,4\n",
    "half a person": b"a,b,count\n1,0,2.5\n0,1,4\n",
    "a count that overflows": b"a,b,count\n1,0,99999999999999999999\n0,1,4\n",
    "on no list": b"a,b,count\n0,0,7\n1,0,3\n0,1,4\n",
    "no lists": b"place,count\nx,3\ny,4\n",
    "13 lists": b"a,b,c,d,e,f,g,h,i,j,k,l,m\n1,0,0,0,0,0,0,0,0,0,0,0,0\n",
    "not text": b"a,b\n\xff\xfe,1\n",
    "no CSV": b"a,b\x00\n1,0\n",
    "Parquet": b"PAR1abc",
    "a client number": b"a,b,client\n" + b"".join(b"1,0,%d\n" % n for n in range(150)),
}


def in_dutch(text: str) -> str:
    with translation.override("nl"):
        return say(text)


@pytest.mark.parametrize("name", TABLES)
def test_every_statement_about_a_table_is_known_and_told_in_dutch(name: str) -> None:
    table = table_of_file(name, TABLES[name].encode())
    outcome = estimate(table, Choices(ALL, replicates=40, seed=1))
    whole = outcome.found.whole
    stated = [*whole.warnings]
    for one in whole.methods.values():
        stated += [one.status, one.reason, one.model_words, *one.assumptions]
    if outcome.comparison is not None:
        stated += outcome.comparison.warnings
        stated += [row.group for row in outcome.comparison.rows]
    stated = [text for text in stated if text and text != "ok"]
    assert [text for text in stated if not is_known(text)] == []
    assert [text for text in stated if in_dutch(text) == text] == []
    for language in ("nl", "en"):
        with translation.override(language):
            page = present(outcome, None)
        assert len(page.lines) == len(ALL)


@pytest.mark.parametrize("name", FILES)
def test_every_statement_about_a_file_is_known_and_told_in_dutch(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        table_of_file(name, FILES[name])
    stated = [text for p in refused.value.problems for text in (p.where, p.rule)]
    assert [text for text in stated if not is_known(text)] == []
    assert [text for text in stated if in_dutch(text) == text] == []


def test_figures_and_methods_inside_a_sentence_are_told_in_dutch_too() -> None:
    said = in_dutch(
        "the methods disagree: from 11,313 (stepwise) to 1,023,016 (average). The data do not "
        "settle it; publish the range and the reasons, not one of the numbers"
    )
    assert "van 11.313 (stapsgewijs) tot 1.023.016 (gemiddelde over modellen)" in said


def test_lists_and_columns_of_the_monitor_are_named_in_words() -> None:
    said = in_dutch(
        "2 of 15 pairs of lists with nobody in common (other and care and 1 more): handled by "
        "extended maximum likelihood"
    )
    assert "(Overig en Zorgcoördinatie en zorginstellingen en 1 meer)" in said
    pooled = "the figures for the whole pool year, form; where reporting differs between these, "
    assert "nemen jaar, vorm samen" in in_dutch(pooled + "trust the strata and their sum")
    assert in_dutch("must be one of: police, other") == "moet een van deze zijn: police, other"


def test_what_the_engine_may_say_one_day_is_shown_as_it_says_it() -> None:
    assert in_dutch("a sentence nobody has written yet") == "a sentence nobody has written yet"


def test_numbers_carry_the_separator_of_the_reader() -> None:
    with translation.override("nl"):
        assert number(1234567.4) == "1.234.567"
    with translation.override("en"):
        assert number(1234567.4) == "1,234,567"


@pytest.mark.parametrize("name", ["no overlap", "one list", "nobody"])
def test_where_nothing_can_be_said_no_number_looks_like_an_estimate(name: str) -> None:
    table = table_of_file(name, TABLES[name].encode())
    outcome = estimate(table, Choices(("independence", "stepwise", "bic"), replicates=40))
    for method, one in outcome.found.whole.methods.items():
        told = line_of(method, one, 0.95)
        assert one.total is None
        assert not any(character.isdigit() for character in told.told)
    assert present(outcome, None).figure == ""
