"""Two signals name one firm: noted, seen as a series, a doubt decided and undone, in a browser."""

from __future__ import annotations

import pytest
from tests.e2e.live import Walker, needs_chromium
from tests.e2e.steps import log_in
from tests.e2e.stored import everything_stored, found_in

pytestmark = needs_chromium
SCREENS = [(320, False), (1280, False), (320, True), (1280, True)]
FIRMS = [("Zonnegloed", "00473112"), ("Appelvink", "00618823"),
         ("Rietdekker", "00945581"), ("Mosselbank", "00270936")]  # fmt: skip
"""One firm per screen, unlike each other: all are at one desk."""

SERIES = "/werk/signalen/verbanden"


def note(w: Walker, tag: str, **fields: str) -> str:
    """A signal that names this. The signal's path."""
    w.go("/werk/signalen/nieuw")
    w.pick("form", "LAB")
    w.type("facts", f"Loon ingehouden, {tag}")
    w.press("main form button[type=submit]")
    signal = w.page.url.removeprefix(w.site.base)
    name(w, fields)
    return signal


def name(w: Walker, fields: dict[str, str]) -> None:
    w.press("a[href$='/genoemd']")
    for field, text in fields.items():
        w.type(field, text)
    w.press("main form button[type=submit]")


@pytest.mark.parametrize(("width", "scripts"), SCREENS)
def test_two_signals_about_one_firm_are_seen_together(site, newcomer, width, scripts):
    place = SCREENS.index((width, scripts))
    tag, kvk = FIRMS[place]
    w = newcomer("series", width, scripts)
    log_in(w, "coordinator")
    signal = note(w, tag, name=f"{tag} B.V.", kvk="12")
    assert w.page.locator("[aria-invalid=true]").get_attribute("name") == "kvk"
    assert w.says("Een KvK-nummer heeft 8 cijfers")
    w.type("kvk", kvk)
    w.press("main form button[type=submit]")
    assert w.says(f"KvK {kvk}")
    note(w, tag, name=tag, kvk=f"{kvk[:4]} {kvk[4:]}")
    note(w, tag, name=tag, phone=f"06 {kvk}")

    w.go("/werk/signalen")
    w.press(f"a[href='{SERIES}']")
    card = w.page.locator(f"section.card:has(svg):has-text('{tag}')")
    assert card.count() == 1 and "2 signalen" in card.inner_text()
    assert card.locator(f"a[href='{signal}']").count() == 1
    card.locator("summary").click()
    assert "zelfde KvK-nummer" in card.inner_text()
    assert w.says("Het is geen oordeel en geen score")

    w.press(f"section.card:has-text('Hetzelfde?') li:has-text('{tag}') button[value=same]")
    assert "3 signalen" in card.inner_text()
    w.press(f"section.card:has-text('Door mensen besloten') li:has-text('{tag}') button")
    assert "2 signalen" in card.inner_text()
    w.press(f"section.card:has-text('Hetzelfde?') li:has-text('{tag}') button[value=different]")
    assert w.page.locator(f"section:has-text('Hetzelfde?') li:has-text('{tag}')").count() == 0
    w.go(f"{SERIES}?about=phone&since=2000&least=2&whose=ours")
    assert not w.says(tag), "one phone number named once is no series"

    w.go(signal)
    w.press("a[href*='/signalen/genoemd/']")
    w.page.locator("summary").click()
    w.press("form[action$='/wissen'] button")
    assert w.says("Er is nog geen werkgever")
    w.go(SERIES)
    assert card.count() == 0
    names = [text for text in w.typed if tag in text or text == kvk]
    assert len(names) >= 4
    assert found_in(everything_stored(site), names) == []
