"""A release hides what is small, keeps it hidden, and reads back as it was written."""

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samen.kernel.codes import FormOfExploitation, Sex
from samen.kernel.errors import InvalidInput
from samen.monitor.domain.counting import AgeGroup, Registration, ReporterType
from samen.monitor.domain.publication import (
    ReleaseDocument,
    audit_from_json,
    audit_to_json,
    digest_of,
    make_release,
)

DAY = dt.date(2025, 1, 15)
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


def release(standing: list[Registration], years: tuple[int, ...] = (2024,)):
    return make_release(standing, title="t", years=years, regions=REGIONS, counted_on=DAY)


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
