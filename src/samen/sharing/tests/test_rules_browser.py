"""The editor and the guide in a real browser: no barrier that axe finds, readable at any width."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from tests.worlds import make_world

from samen.kernel import clock
from samen.sharing.actions.rules import put_row, start_draft
from samen.sharing.domain.table_text import packaged_text, rows_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="NOT CHECKED in a browser: Chromium is missing"),
    pytest.mark.django_db(transaction=True),
]
ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
PAGES = (
    "/mag-ik-delen/",
    "/werk/delen/regels/",
    "/werk/delen/regels/rij/P01",
    "/werk/delen/regels/beoordelen",
    "/werk/delen/regels/proberen",
    "/werk/delen/regels/gaten",
)


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


def test_the_pages_are_accessible_and_fit(browser, live_server, settings):
    from axe_playwright_python.sync_playwright import Axe

    desk = make_world().coordination
    officer = desk.actors["privacy_officer"]
    draft = start_draft(officer, valid_from=clock.today(), note="Voorbeeld.")
    cells = next(row for row in rows_of(packaged_text()) if row["id"] == "P02")
    put_row(officer, draft_id=draft, cells=cells | {"purpose": "any"}, new=False)
    client = desk.client("privacy_officer")
    context = browser.new_context(bypass_csp=True)
    context.add_cookies(
        [
            {"name": name, "value": cookie.value, "url": live_server.url}
            for name, cookie in client.cookies.items()
        ]
    )
    page = context.new_page()
    folder = os.environ.get("SHOTS")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for number, address in enumerate(PAGES):
            page.goto(live_server.url + address)
            assert page.locator("h1").count() == 1, address
            if folder:
                page.screenshot(path=f"{folder}/{number}-{width}.png")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (address, width, wide)
            found = Axe().run(page).response["violations"]
            what = [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found]
            assert what == [], (address, width)
