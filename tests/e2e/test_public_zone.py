"""The public zone in a real browser against the real server: reading, leaving, looking.

JavaScript is off unless a test says otherwise. The server runs as an operator would start it, on
a data folder of its own, with a way out that stays on this machine.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import resolve
from django.utils import translation
from tests.architecture.addresses import ALL
from tests.e2e.crawl import crawl
from tests.e2e.live import needs_chromium, running, way_out

pytestmark = needs_chromium
PAGES = [
    "/",
    "/en/",
    "/ar/",
    "/ik/",
    "/ander/",
    "/beroep/",
    "/contact/",
    "/contact/me/labour/careful/",
    "/info/police/",
    "/info/no-papers/",
    "/toegankelijkheid/",
    "/hulpaanbod/",
    "/signalen/",
    "/signalen/self/",
    "/cijfers/",
    "/cijfers/melders/",
    "/cijfers/uitgaven/1/",
    "/cijfers/uitgaven/1/region-map/",
    "/account/login/",
    "/en/contact/",
    "/en/info/police/",
    "/en/signalen/self/",
    "/en/cijfers/uitgaven/1/region-map/",
    "/ar/contact/me/labour/careful/",
    "/ar/info/police/",
    "/ar/signalen/self/",
    "/ar/f/",
]
FORGOTTEN = "/account/password/reset/"
"""Who forgot a password is told on the login whom to ask; only a member meets a link to this."""
NO_PAGES = {
    "/verder",
    "/robots.txt",
    "/.well-known/security.txt",
    "/health",
    "/ready",
    "/api/hulpaanbod/v1/openapi.json",
}
"""Public addresses without a page to read, which no link leads to."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Only the public pages, with a release of figures, and nobody who works there."""
    folder = tmp_path_factory.mktemp("data")
    with running(folder, [sys.executable, "-m", "tests.e2e.released"]) as found:
        yield found.base


def history_after(page: Any, site: str) -> list[str]:
    """Paths that Back shows after leaving, until it leads nowhere."""
    seen = []
    for _ in range(8):
        if page.go_back() is None:
            break
        seen.append(page.url.removeprefix(site))
    return seen


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_sticks_out(site, browser, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page, foreign = context.new_page(), []
    page.on("request", lambda r: None if r.url.startswith(site) else foreign.append(r.url))
    for path in PAGES:
        page.goto(site + path)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, path
        found = Axe().run(page).response["violations"]
        assert not found, (path, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found])
        button = page.locator(".exit button").bounding_box()
        assert button["height"] >= 44 and button["width"] >= 44
        assert button["x"] >= 0 and button["x"] + button["width"] <= width
    assert foreign == []
    context.close()


def test_every_public_page_weighs_less_than_50_kilobytes_with_everything_on_it(site, browser):
    """Uncompressed; every page that links lead to, in every language, with what it loads."""
    pages, found = crawl(site, ("/", "/en/", "/ar/", "/f/", FORGOTTEN))
    heavy = {path: weight for path, weight in pages.items() if weight >= 50_000}
    assert not heavy
    with translation.override("nl"):
        reached = {
            resolve(re.sub(r"^/(en|ar)/", "/", path).partition("?")[0]).func for path in found
        }
    known = {
        pattern.callback
        for address, pattern in ALL
        if getattr(getattr(pattern.callback, "access", None), "audience", "") == "public"
        and address not in NO_PAGES
    }
    assert not {view.__qualname__ for view in known - reached}, "pages that nobody weighed"
    context = browser.new_context()
    page, loaded = context.new_page(), []
    page.on("response", lambda response: loaded.append(len(response.body())))
    page.goto(site + "/", wait_until="networkidle")
    assert sum(loaded) <= pages["/"], "a browser loads more than was counted"
    context.close()


def test_without_javascript_the_first_tab_stop_leads_out_and_back_shows_no_form(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/")
    page.click(".doors li:nth-child(1) a")
    page.click("main .actions a")
    page.click(".answers li:nth-child(1) a")
    page.goto(site + "/f/")
    page.click("main form button[type=submit]")
    assert page.locator("main form").count() == 1, "the first question"
    assert "f" in {cookie["name"] for cookie in context.cookies()}
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(way_out(site))
    assert context.cookies() == []
    page.goto(site + "/f/")
    assert "f" not in {cookie["name"] for cookie in context.cookies()}
    context.close()


def test_back_after_leaving_never_shows_what_was_written(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/")
    page.goto(site + "/f/")
    page.click("main form button[type=submit]")
    page.locator(".exit button").click()
    page.wait_for_url(way_out(site))
    for path in history_after(page, site):
        assert "aria-invalid" not in page.content()
        assert path == "/" or path.startswith("/f/"), path
        assert page.locator("textarea").count() == 0 or not page.locator("textarea").input_value()
    context.close()


def test_shift_three_times_leads_out_where_javascript_runs(site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(site + "/info/police/")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(way_out(site))
    context.close()


def test_three_questions_and_a_number_without_javascript(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(site + "/contact/")
    for _ in range(3):
        page.click(".answers > li:nth-child(1) > a")
    assert page.locator(".answers .phone").first.get_attribute("href") == "tel:112"
    assert context.cookies() == []
    context.close()


def test_ticked_signals_stay_out_of_the_address(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/signalen/self/")
    page.check("input[value=self-papers]")
    page.click("main form button[type=submit]")
    assert page.url == site + "/signalen/self/"
    assert page.locator("a[href='tel:112']").count() >= 2
    assert context.cookies() == []
    context.close()


def test_arabic_runs_right_to_left_and_numbers_left_to_right(site, browser):
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(site + "/ar/")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    heading = page.locator("h1").bounding_box()
    assert heading["x"] + heading["width"] > 250
    assert page.evaluate("getComputedStyle(document.querySelector('bdi')).unicodeBidi") == "isolate"
    context.close()
