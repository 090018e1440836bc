"""Days and languages as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from samen.kernel import clock
from samen.platform.web.templatetags.days import day, weekday
from samen.platform.web.templatetags.words import language_names
from samen.platform.web.words import language_codes, languages_in_words


@pytest.fixture(autouse=True)
def in_2026(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))


@pytest.mark.parametrize(
    ("language", "value", "short", "planned"),
    [
        ("nl", date(2026, 8, 31), "31 aug", "ma 31 aug"),
        ("nl", date(2024, 3, 1), "1 mrt 2024", "vr 1 mrt 2024"),
        ("en", date(2026, 8, 31), "31 Aug", "Mon 31 Aug"),
        ("nl", None, "–", "–"),
    ],
)
def test_a_day_is_short_and_has_its_year_only_when_it_is_another(language, value, short, planned):
    with override(language):
        assert (day(value), weekday(value)) == (short, planned)


def test_languages_have_names_in_the_language_of_the_page():
    with override("nl"):
        assert language_names({"nl", "ar"}) == "Arabisch, Nederlands"
        assert language_names("ti") == "Tigrinya"
    with override("en"):
        assert language_names("nl") == "Dutch"
    assert language_names("zz") == "zz"


@pytest.mark.parametrize(
    ("written", "codes", "shown"),
    [
        ("Roemeens, english", ["ro", "en"], "Roemeens, Engels"),
        ("ti; العربيّة", ["ti", "ar"], "Tigrinya, Arabisch"),
        ("Edo, Sorani Koerdisch", ["Edo", "Sorani Koerdisch"], "Edo, Sorani Koerdisch"),
        (" , ", [], ""),
    ],
)
def test_languages_are_read_as_people_write_them(written, codes, shown):
    with override("nl"):
        assert language_codes(written) == codes
        assert languages_in_words(written) == shown
        assert language_codes(shown) == codes
