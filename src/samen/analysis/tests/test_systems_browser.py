"""The workbench in a real browser: by keyboard, readable at any width, in place by htmx or not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from samen.analysis.models import SystemVersion
from samen.analysis.triggers import FROZEN
from samen.platform.database.public import OWNER, acting
from samen.platform.frozen import removed
from samen.platform.organisations.public import add_member, add_organisation

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="NOT CHECKED in a browser: Chromium is missing"),
    pytest.mark.django_db(transaction=True),
]
HOME = "/werk/analyse/systeem/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # The event loop of the browser's driver makes Django take this thread for an asynchronous one.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def session(live_server: Any, client: Any) -> Iterator[dict[str, str]]:
    organisation = add_organisation(name="Voorbeeld", kind="ngo", region=("police_unit", "RE03"))
    member = add_member(
        None,
        organisation_id=organisation.id,
        email="analist@example.org",
        name="Voorbeeld",
        roles=("analyst",),
        password=None,
    )
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    (name, cookie), *_ = client.cookies.items()
    yield {"name": name, "value": cookie.value, "url": live_server.url}
    # The flush after a test that commits would be refused, as it should.
    with removed(connection, FROZEN), acting(OWNER):
        SystemVersion.objects.all().delete()


@pytest.mark.parametrize("script", [True, False], ids=["htmx", "no-script"])
def test_a_group_changes_an_arrow_and_sees_the_effect(
    live_server: Any, session: Any, browser: Any, client: Any, script: bool
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    where = client.post(f"{HOME}basismodel/")["Location"]
    for width in (320, 1280):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script
        )
        context.add_cookies([session])
        page, wrong, visits = context.new_page(), [], []
        page.on("console", lambda m, wrong=wrong: wrong.append(m.text) if m.type == "error" else 0)
        page.on("framenavigated", lambda _frame, visits=visits: visits.append(1))
        page.goto(live_server.url + where)
        visits.clear()
        page.locator('[id="relation-P4>M4"]').focus()
        page.keyboard.press("Enter")
        page.locator("#relation-strength").wait_for()
        page.locator("#relation-strength").select_option("v" if width == 320 else "s")
        if not script:
            page.locator("#send-relation").press("Enter")
        page.get_by_text("Nog niet opgeslagen").first.wait_for()
        expected = "v" if width == 320 else "s"
        chosen = f"#relation-strength option[value={expected}][selected]"
        page.locator(chosen).wait_for(state="attached")
        assert page.locator("#effect tbody tr").count() == 3
        if script:
            assert not any("://" in text for text in wrong), wrong
            assert "Mensen in uitbuiting" in page.locator("#bench-said").text_content()
            assert page.evaluate("document.activeElement.id") == "relation-strength"
            assert page.url.endswith("?relation=P4%3EM4&near=1")
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            for address in ("", "?relation=V2%3EM6&near=1", "tabel/", "vergelijken/", "hefbomen/"):
                page.goto(live_server.url + where + address)
                assert page.evaluate(wide) == 0, (address, width)
                found = Axe().run(page).response["violations"]
                assert not found, (address, [(v["id"], v["nodes"][0]["html"]) for v in found])
        assert wrong == []
        context.close()
