"""Takes the pictures of the documentation from a running demo.

``make demo`` in one window, which prints password and phrase, and in another, from the root:
``PYTHONPATH=. python tests/e2e/pictures.py http://127.0.0.1:8000 PASSWORD PHRASE``
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from tests.e2e.live import chromium

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def keep(page: Any, name: str) -> None:
    """A picture in 256 colours, small enough for a repository."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(256).save(PICTURES / f"{name}.png", optimize=True)


def log_in(browser: Any, site: str, login: str, password: str) -> Any:
    """A page of somebody who has logged in."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{site}/account/login/")
    page.fill("input[name=login]", f"{login}@demo.example")
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{site}/werk/**")
    return page


def take(site: str, password: str, phrase: str) -> None:
    """Take them all."""
    PICTURES.mkdir(exist_ok=True)
    with chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.goto(f"{site}/")
        keep(page, "home")
        page = log_in(browser, site, "zorgcoordinator", password)
        page.goto(f"{site}/werk/kluis/")
        page.fill("[name=phrase]", phrase)
        page.click("main form button[type=submit]")
        page.goto(f"{site}/werk/")
        keep(page, "today")
        page.goto(f"{site}/werk/casussen")
        page.click("tbody a")
        keep(page, "case")
        page.click("main .actions .button")
        keep(page, "help")
        phone = browser.new_context(viewport={"width": 360, "height": 720}).new_page()
        phone.goto(f"{site}/contact/me/labour/careful/")
        keep(phone, "phone")
        page = log_in(browser, site, "analist", password)
        page.goto(f"{site}/werk/analyse/schatten/")
        page.check("input[value=monitor]")
        page.fill("input[name=by]", "year")
        page.click("main form button[type=submit]")
        page.wait_for_selector("#believe")
        page.set_viewport_size({"width": 1280, "height": 1150})
        keep(page, "estimate")


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"), *sys.argv[2:4])
