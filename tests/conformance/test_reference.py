"""The reference in docs/reference says what the code does."""

from __future__ import annotations

import pytest
from docs.reference.generate import FOLDER, PAGES


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_as_the_code_makes_it(page: str) -> None:
    text = (FOLDER / page).read_text(encoding="utf-8")
    assert text == PAGES[page](), "run `make reference` and read what changed"


def test_every_page_is_made() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == {*PAGES, "README.md"}
