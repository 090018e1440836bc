"""From a person in a case to a hit and the request to share, in a real browser at two widths."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from tests.worlds import Desk, make_world

from samen.platform.organisations.public import Role
from samen.sharing.models import Probe
from samen.sharing.tests.knowing import IOANA, SAME, begin, let_find, person, records

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="NOT CHECKED in a browser: Chromium is missing"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("key_holder"),
]
ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
FACTS = ("acute_danger", "minor", "incapable_of_consent", "others_traceable", "bsn_included",
         "weighty_objection")  # fmt: skip


@pytest.fixture
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # The event loop of the browser's driver makes Django take this thread for an asynchronous one.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def page_of(browser: Any, url: str, desk: Desk, role: str, width: int) -> Any:
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 900})
    context.add_cookies(
        [
            {"name": name, "value": cookie.value, "url": url}
            for name, cookie in desk.client(role).cookies.items()
        ]
    )
    return context.new_page()


def look(page: Any, name: str, width: int) -> None:
    """One heading, no barrier that axe finds, nothing wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    assert page.locator("h1").count() == 1, name
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
        found = Axe().run(page).response["violations"]
        what = [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found]
        assert what == [], (name, width, scheme)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, (name, width, wide)


@pytest.mark.parametrize("width", [320, 1280])
def test_from_a_person_to_a_hit_and_the_request_to_share(browser, live_server, width):
    world = make_world()
    us, them = world.coordination, world.shelter
    officer = page_of(browser, live_server.url, us, Role.PRIVACY_OFFICER, width)
    officer.goto(live_server.url + "/werk/delen/navraag/")
    officer.get_by_role("button", name="Meedoen").click()
    assert officer.get_by_text("Uw organisatie doet vanaf vandaag mee").is_visible()
    begin(them)
    theirs, ours = person(them, SAME), person(us, IOANA)
    let_find(them, theirs, us)

    page = page_of(browser, live_server.url, us, Role.CARE_COORDINATOR, width)
    page.goto(live_server.url + "/werk/casussen")
    page.locator("main a[href*='/werk/casussen/']").first.click()
    page.get_by_role("link", name="Bekend bij een partner?").click()
    look(page, "1-may-we-ask", width)
    records(us, ours)
    page.reload()
    page.select_option("[name=to_organisation]", label="Shelter")
    page.select_option("[name=subject]", "victim")
    page.select_option("[name=regime]", "wmo")
    for fact in FACTS:
        page.select_option(f"[name={fact}]", "no")
    page.get_by_role("button", name="Vraag het de regels").click()
    assert page.locator("h1").inner_text() == "Nog niet", "no record was chosen"
    look(page, "2-not-yet", width)
    page.get_by_role("link", name="Opnieuw vragen").click()
    page.get_by_role("button", name="Vraag het de regels").click()
    assert page.locator("h1").inner_text() == "Ja, dit mag u vragen"
    look(page, "3-you-may-ask", width)
    page.get_by_role("button", name="Vraag Shelter of die deze persoon kent").click()
    assert page.locator("h1").inner_text() == "Hit"
    look(page, "4-hit", width)
    shown = page.content()
    assert "POPESCU" not in shown and "31612345678" not in shown and str(theirs) not in shown
    page.get_by_role("link", name="Verzoek om te delen met deze partner").click()
    assert page.input_value("[name=to_organisation]") == str(them.id)
    page.go_back()
    page.get_by_role("link", name="Een andere partner vragen").click()
    assert page.input_value("[name=to_organisation]") == ""
    assert page.input_value("[name=subject]") == "victim", "what was stated is kept"
    page.go_back()
    page.get_by_role("link", name="Het besluit waarop dit rust").click()
    page.get_by_role("button", name="Laat Shelter deze persoon vinden").click()
    assert page.get_by_text("Deze partner kan nu te weten komen").is_visible()
    look(page, "5-they-may-find", width)

    officer.goto(live_server.url + "/werk/delen/navraag/")
    look(officer, "6-what-we-asked", width)
    partner = page_of(browser, live_server.url, them, Role.CASEWORKER, width)
    partner.goto(live_server.url + "/werk/delen/navraag/")
    look(partner, "7-what-was-asked-of-us", width)
    partner.get_by_role("link", name="iemand die wij kennen").click()
    assert partner.get_by_text("vond door te vragen dat wij deze persoon kennen").is_visible()
    assert Probe.objects.get().outcome == "strong"


def test_without_a_key_holder_the_page_says_what_to_do(browser, live_server, settings):
    world = make_world()
    begin(world.coordination, world.shelter)
    part = person(world.coordination, IOANA)
    settings.KEY_HOLDER_FOLDER = None
    page = page_of(browser, live_server.url, world.coordination, Role.CARE_COORDINATOR, 320)
    page.goto(f"{live_server.url}/werk/delen/gegeven/{part}/bekend")
    assert page.get_by_text("Er is geen sleutelhouder ingesteld").is_visible()
    assert page.get_by_text("SAMEN_KEY_HOLDER_KEY").is_visible()
    assert page.locator("main form").count() == 0
    look(page, "8-no-key-holder", 320)
