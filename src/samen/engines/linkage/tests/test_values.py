from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.engines.linkage import values


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2001-05-17", (2001, 5, 17)),
        ("20010517", (2001, 5, 17)),
        ("17-05-2001", (2001, 5, 17)),
        ("05/17/2001", (2001, 5, 17)),
        ("2001", (2001, 0, 0)),
        ("ca. 2001", (2001, 0, 0)),
        ("2001-05", (2001, 5, 0)),
        ("2001-??-??", (2001, 0, 0)),
        ("onbekend", None),
    ],
)
def test_dates_of_any_precision(text: str, date: tuple[int, int, int] | None) -> None:
    assert values.parse_date(text) == date


@pytest.mark.parametrize("text", ["2001-02-30", "2001-13-01", "17 mei", "1700-01-01", "32-01-2001"])
def test_impossible_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="day|month|year|date"):  # noqa: RUF043
        values.parse_date(text)


@pytest.mark.parametrize(
    "text", ["06 12345678", "+31 6 1234 5678", "0031612345678", "+31(0)6-12345678"]
)
def test_one_telephone_number(text: str) -> None:
    assert values.parse_phone(text) == "31612345678"


def test_trade_names_without_their_legal_form() -> None:
    one = [t.text for t in values.employer_tokens("Bouwbedrijf De Hoek B.V.")]
    assert one == [t.text for t in values.employer_tokens("DE HOEK bouwbedrijf bv")][::-1]


def test_addresses_in_one_spelling() -> None:
    left = {t.text for t in values.address_tokens("Kerkstr. 12, 1234 AB Utrecht")}
    assert left >= {"12", "1234ab", "utrecht"}


@given(st.text(max_size=40))
def test_identifiers_keep_letters_and_digits_only(text: str) -> None:
    found = values.parse_identifier(text)
    assert found is None or found.isalnum()
