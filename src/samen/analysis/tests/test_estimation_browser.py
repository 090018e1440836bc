"""The estimation page in a real browser: small and dark, wide and light."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.live import Site, chromium, needs_chromium, running

pytestmark = needs_chromium
PASSWORD = "een-lang-voorbeeld-1"
WORLD = f"""
import django
django.setup()
from samen.platform.organisations.public import add_member, add_organisation
ours = add_organisation(name="Voorbeeld", kind="ngo", region=("police_unit", "RE03"))
add_member(None, organisation_id=ours.id, email="analyst@example.org", name="Voorbeeld",
           roles=["analyst"], password="{PASSWORD}")
"""
TABLE = """year,police,shelter,ngo,count
2023,1,0,0,60
2023,0,1,0,40
2023,0,0,1,30
2023,1,1,0,9
2023,1,0,1,3
2024,1,0,1,6
2024,0,1,1,5
2024,1,0,0,50
2024,0,0,1,20
2024,1,1,1,2
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("data"), [sys.executable, "-c", WORLD]) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


def look(page: Any, name: str) -> None:
    """Nothing sticks out, and axe finds nothing, with everything folded open."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0, name
    found = Axe().run(page).response["violations"]
    assert not found, (name, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found])


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_from_a_file_to_a_report(
    site: Site, browser: Any, width: int, scheme: str, tmp_path: Path
) -> None:
    table = tmp_path / "lists.csv"
    table.write_text(TABLE)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    context.set_default_timeout(120_000)
    page, refused = context.new_page(), []
    page.goto(f"{site.base}/account/login/")
    page.fill("input[name=login]", "analyst@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{site.base}/werk/**")
    page.on("console", lambda told: refused.append(told.text) if told.type == "error" else None)
    page.goto(f"{site.base}/werk/analyse/schatten/")
    look(page, "form")
    page.fill("input[name=replicates]", "50")
    page.fill("input[name=seed]", "1")
    page.fill("input[name=by]", "region")
    page.set_input_files("input[name=file]", table)
    page.click("main form button[type=submit]")
    page.wait_for_selector("[aria-invalid=true]")
    look(page, "form with a mistake")
    assert page.locator("input[value=kept]").is_checked(), "the table is still there"
    page.fill("input[name=by]", "year")
    page.click("main form button[type=submit]")
    page.wait_for_selector("#believe")
    look(page, "result")
    assert page.locator("figure svg[role=img]").count() == 3
    with page.expect_download() as download:
        page.click("button:text-is('JSON')")
    assert '"seed": 1' in Path(download.value.path()).read_text()
    assert refused == [], "the content security policy refused something"
    context.close()
