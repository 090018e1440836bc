"""A release hides what is small, keeps it hidden, and reads back as it was written."""

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.kernel.codes import FormOfExploitation, Sex
from samen.kernel.errors import InvalidInput
from samen.monitor.domain.counting import AgeGroup, Registration, ReporterType
from samen.monitor.domain.publication import make_release
from samen.monitor.domain.release_audit import audit_from_json, audit_to_json
from samen.monitor.domain.release_document import ReleaseDocument, digest_of

DAY = dt.date(2025, 1, 15)
FORMS = (
    FormOfExploitation.LABOUR,
    FormOfExploitation.SEXUAL_DOMESTIC,
    FormOfExploitation.SEXUAL_CROSS_BORDER,
)
REGIONS = ("RE01", "RE02", "RE03", "unknown")


def registration(number: int, **changes: object) -> Registration:
    return Registration(
        **{
            "key": str(number),
            "year": 2024,
            "form": FormOfExploitation.LABOUR,
            "region": "RE01",
            "sex": Sex.MALE,
            "age_group": AgeGroup.ADULT,
            "reporters": frozenset({ReporterType.POLICE}),
            **changes,
        }
    )


def people(count: int, **changes: object) -> list[Registration]:
    return [registration(i, **changes) for i in range(count)]


def release(standing: list[Registration], years: tuple[int, ...] = (2024,), **more: object):
    return make_release(standing, title="t", years=years, regions=REGIONS, counted_on=DAY, **more)


SMALL = [
    *people(40),
    *people(25, region="RE02"),
    *people(4, region="RE02", form=FormOfExploitation.CRIMINAL),
    *people(30, region="RE01", form=FormOfExploitation.CRIMINAL),
]


def test_a_small_count_is_hidden_and_cannot_be_subtracted_back() -> None:
    document, audit = release(SMALL)
    table = document.table("region")
    assert table.value("2024", "criminal", "RE02") is None
    assert table.value("2024", "total", "total") == 99
    # total - shown = hidden for no row or column that holds just the small cell
    for form in table.codes("form"):
        row = [table.value("2024", form, r) for r in table.codes("region")[1:]]
        assert row.count(None) != 1 or table.value("2024", form, "total") is None
    for region in table.codes("region"):
        column = [table.value("2024", f, region) for f in table.codes("form")[1:]]
        assert column.count(None) != 1 or table.value("2024", "total", region) is None
    assert audit.hidden_small == 1
    assert audit.hidden_besides >= 3


def test_no_shown_value_is_small() -> None:
    document, _ = release(SMALL)
    shown = [v for t in document.tables for v in t.values if v is not None]
    assert all(v == 0 or v >= document.threshold for v in shown)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(FormOfExploitation), st.sampled_from(REGIONS), st.integers(1, 40)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_is_counted_no_small_value_is_shown(
    groups: list[tuple[FormOfExploitation, str, int]],
) -> None:
    standing = [r for form, region, n in groups for r in people(n, form=form, region=region)]
    try:
        document, audit = release(standing)
    except InvalidInput as error:
        assert error.problems[0].code == "everything_suppressed"
        return
    shown = [v for t in document.tables for v in t.values if v is not None]
    assert all(v == 0 or v >= document.threshold for v in shown)
    assert audit.clean


def test_reports_count_every_type_of_reporter_victims_once() -> None:
    both = frozenset({ReporterType.POLICE, ReporterType.NGO})
    document, _ = release([*people(50), *people(20, reporters=both)])
    assert document.table("age").value("2024", "total") == 70
    reports = document.table("reporter")
    assert reports.unit == "reports"
    assert reports.value("2024", "total") == 90
    assert reports.value("2024", "police") == 70
    assert reports.value("2024", "ngo") == 20


def test_years_outside_the_release_stay_outside() -> None:
    document, _ = release([*people(50), *people(30, year=2023)])
    assert document.table("region").codes("year") == ("2024",)
    assert document.table("region").value("2024", "total", "total") == 50


def test_a_document_reads_back_and_its_digest_is_that_of_its_text() -> None:
    document, audit = release(SMALL)
    text = document.to_json()
    assert ReleaseDocument.from_json(text) == document
    assert ReleaseDocument.from_json(text).to_json() == text
    assert audit_from_json(audit_to_json(audit)) == audit
    assert digest_of(text) != digest_of(text.replace("99", "98"))


def test_the_document_holds_no_hidden_value_and_no_key() -> None:
    document, _ = release(SMALL)
    for table in json.loads(document.to_json())["tables"]:
        assert set(table) == {"name", "unit", "dimensions", "values"}
    assert " 4," not in document.to_json()


def test_a_year_without_registrations_is_refused() -> None:
    with pytest.raises(InvalidInput, match="hold no registration"):
        release(people(20), years=(1999,))


LATER = [
    *SMALL,
    *people(20, region="RE02", form=FormOfExploitation.CRIMINAL),
]


def subtracted(old: ReleaseDocument, new: ReleaseDocument) -> dict[tuple[str, str, str], int]:
    """What a reader of both works out: an old total less the other figures, old or new."""
    first, second = old.table("region"), new.table("region")
    forms, regions = first.codes("form")[1:], first.codes("region")[1:]

    def shown(form: str, region: str) -> int | None:
        value = first.value("2024", form, region)
        return second.value("2024", form, region) if value is None else value

    found: dict[tuple[str, str, str], int] = {}
    for form in forms:
        for region in regions:
            total = first.value("2024", form, "total")
            others = [shown(form, other) for other in regions if other != region]
            if first.value("2024", form, region) is None and None not in (total, *others):
                found["2024", form, region] = total - sum(others)
    return found


def test_a_later_release_does_not_give_away_what_an_earlier_one_hides() -> None:
    first, _ = release(SMALL)
    blind, _ = release(LATER)
    assert subtracted(first, blind)["2024", "criminal", "RE02"] == 4, "the attack works"
    second, audit = release(LATER, against={1: first})
    assert subtracted(first, second) == {}
    assert audit.clean
    assert audit.against == (1,)
    assert audit_from_json(audit_to_json(audit)) == audit


def test_the_same_counts_give_the_same_figures() -> None:
    first, _ = release(SMALL)
    again, audit = release(SMALL, against={1: first})
    assert again.tables == first.tables
    assert (audit.clean, audit.cells) == (True, 0)


MORE = st.lists(
    st.tuples(st.sampled_from(FormOfExploitation), st.sampled_from(REGIONS), st.integers(1, 30)),
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(MORE, MORE)
def test_no_later_release_shows_a_small_difference(
    then: list[tuple[FormOfExploitation, str, int]], now: list[tuple[FormOfExploitation, str, int]]
) -> None:
    """Whatever comes in, in two steps, a cell never moves by a few between releases."""
    standing, documents = list(SMALL), {1: release(SMALL)[0]}
    for number, step in enumerate((then, now), start=2):
        standing += [r for form, region, n in step for r in people(n, form=form, region=region)]
        documents[number], audit = release(standing, against=dict(documents))
        assert audit.clean
    for old, new in ((1, 2), (1, 3), (2, 3)):
        for before, after in zip(documents[old].tables, documents[new].tables, strict=True):
            for a, b in zip(before.values, after.values, strict=True):
                assert None in (a, b) or a == b or abs(a - b) >= documents[old].threshold


@pytest.mark.parametrize(("more", "told", "kept"), [(1, 31, True), (9, 31, True), (10, 41, False)])
def test_a_year_keeps_its_figures_until_one_has_moved_by_the_threshold(
    more: int, told: int, kept: bool
) -> None:
    first, _ = release(people(31, region="RE02"))
    later = dt.date(2025, 7, 15)
    again, _ = make_release(
        people(31 + more, region="RE02"),
        title="t",
        years=(2024,),
        regions=REGIONS,
        counted_on=later,
        against={1: first},
    )
    assert again.table("region").value("2024", "total", "RE02") == told
    assert again.kept == (((2024, DAY),) if kept else ())
    assert again.day_counted(2024) == (DAY if kept else later)
    assert ReleaseDocument.from_json(again.to_json()) == again
    third, _ = release(people(31 + more, region="RE02"), against={1: first, 2: again})
    assert third.day_counted(2024) == again.day_counted(2024)


def test_figures_that_cannot_be_protected_beside_the_old_ones_stay_the_old_ones() -> None:
    labour, domestic, cross_border = FORMS
    old = [
        *people(22, form=labour, region="RE01"),
        *people(18, form=cross_border, region="RE03"),
        *people(24, form=domestic, region="unknown"),
    ]
    more = people(1, form=labour, region="RE03")
    first, _ = release(old)
    second, audit = release([*old, *more], against={1: first})
    assert (second.tables, second.kept) == (first.tables, ((2024, DAY),))
    assert audit.clean
    with pytest.raises(InvalidInput) as refused:
        release([*old, *more], against={1: first}, threshold=11)
    assert [(p.where, p.code) for p in refused.value.problems] == [
        ("2024", "everything_suppressed")
    ]


def test_a_kept_year_stands_beside_new_ones() -> None:
    first, _ = release([*SMALL, *people(50, year=2023)], years=(2023, 2024))
    standing = [*SMALL, *people(51, year=2023), *people(25), *people(60, year=2025)]
    second, audit = release(standing, years=(2023, 2024, 2025), against={1: first})
    totals = [second.table("region").value(y, "total", "total") for y in ("2023", "2024", "2025")]
    assert totals == [50, 124, 60]
    assert second.kept == ((2023, DAY),)
    assert audit.cells == sum(len(t.of_year(2024)) for t in second.tables) * 2


def test_a_lower_threshold_does_not_show_what_was_small() -> None:
    first, _ = release(SMALL)
    with pytest.raises(InvalidInput) as refused:
        release(SMALL, against={1: first}, threshold=5)
    assert [p.where for p in refused.value.problems] == ["threshold"]


def test_what_an_earlier_release_shows_is_refused_as_small_and_named() -> None:
    standing = [*people(40), *people(30, region="RE02"), *people(7, region="RE03")]
    first, _ = release(standing, threshold=5)
    with pytest.raises(InvalidInput) as refused:
        release(standing, against={1: first})
    assert {p.code for p in refused.value.problems} == {"shown_before"}
    assert any("region = RE03" in p.where for p in refused.value.problems)


def test_a_release_of_other_years_is_not_laid_beside_it() -> None:
    first, _ = release([*people(50, year=2023)], years=(2023,))
    _, audit = release(SMALL, against={1: first})
    assert audit.against == ()


def test_years_that_return_stay_as_they_were_shown() -> None:
    both = [*SMALL, *people(50, year=2023)]
    first, _ = release(both, years=(2023, 2024))
    second, audit = release(
        [*LATER, *people(60, year=2025)], years=(2024, 2025), against={1: first}
    )
    assert audit.against == (1,)
    assert subtracted(first, second) == {}
    assert second.table("region").value("2025", "total", "total") == 60
