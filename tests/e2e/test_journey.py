"""The whole chain in a real browser: a report becomes help, and counts once.

With and without JavaScript, on a narrow and on a wide screen. Afterwards the database, its
journal, the sealed files and the server's log are searched for every sentence that was typed.
"""

from __future__ import annotations

import sys

import pytest
from tests.e2e.live import needs_chromium, run
from tests.e2e.live_world import OTHERS
from tests.e2e.steps import log_in, release, report, share, take_in
from tests.e2e.stored import ask, everything_stored, found_in

pytestmark = needs_chromium
SCREENS = [(320, False), (1280, False), (320, True), (1280, True)]


@pytest.mark.parametrize(("width", "scripts"), SCREENS)
def test_a_report_becomes_help_and_counts_once(site, newcomer, width, scripts):
    tag = f"kenmerk{SCREENS.index((width, scripts))}q"
    reporter, coordinator, shelter, officer = (
        newcomer(label, width, scripts)
        for label in ("reporter", "coordinator", "shelter", "privacy")
    )
    receipt = report(reporter, tag)
    log_in(coordinator, "coordinator")
    case = take_in(coordinator, tag)
    part = share(coordinator, case, tag)

    log_in(shelter, "shelter")
    shelter.go("/werk/delen/met-ons")
    assert shelter.says(f"Mirabella Proefpersoon {tag}")
    for other in ("Slaapt slecht", "busje", "Bezorgde Buurman"):
        assert not shelter.says(f"{other}")

    coordinator.go(f"{case}/hulp")
    coordinator.press("main form:has([name=age]) button[type=submit]")
    coordinator.press("article:has-text('Een bed van de proef') form[action$='/verwijzen'] button")
    shelter.go("/werk/verwijzingen")
    # The newest request is the one that still waits for an answer.
    waiting = shelter.page.locator("article:has-text('Aangeboden')")
    assert waiting.count() == 1
    waiting.locator("[name=state]").select_option("placed")
    shelter.press("article:has-text('Aangeboden') form button")
    coordinator.go(case)
    assert coordinator.says("Geplaatst")
    assert coordinator.page.locator("[name='help_status-value']").input_value() == "in_help"
    assert coordinator.page.locator("[name='victim_status-value']").input_value() == "possible"
    coordinator.press("form[action$='/tellen'] button")
    assert coordinator.page.locator("form[action$='/tellen']").count() == 0, "counted once"

    log_in(officer, "privacy")
    officer.go(f"/werk/delen/gegeven/{part}")
    assert officer.says("Opvang van de proef") and not officer.says(f"Mirabella {tag}")

    reporter.go("/f/post")
    reporter.type("receipt", receipt)
    reporter.press("main form button[type=submit]")
    assert reporter.says(f"Staat het busje er nu ook, {tag}?")
    reporter.type("text", f"Ja, elke nacht om twee uur, {tag}")
    reporter.press("main form:has([name=text]) button[type=submit]")
    reporter.press("form[action$='/sluiten'] button")

    run(site, sys.executable, "-m", "tests.e2e.live_world", "count")
    public = newcomer("public", width, scripts)
    public.go(release(newcomer, width, scripts, tag))
    cells = [cell.strip() for cell in public.page.locator("td").all_inner_texts()]
    journeys = ask(site, "SELECT count(*) FROM casework_person WHERE registered_on IS NOT NULL")
    # Each journey's own person, and the others who were counted in the meantime.
    assert str(journeys * (1 + OTHERS)) in cells
    assert f"Mirabella {tag}" not in public.page.content()

    typed = [text for walker in (reporter, coordinator, shelter, officer) for text in walker.typed]
    assert len(set(typed)) > 25
    stored = everything_stored(site, sealed_files=True)
    assert found_in(stored, [*typed, "Mirabella", "kenmerk van de camera"]) == []
