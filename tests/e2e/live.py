"""A real server on a data folder of its own, a real browser, and one who walks and looks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
LOADED = sum(
    path.stat().st_size for path in (ROOT / "src/samen/platform/web/static/samen").iterdir()
)
"""Bytes of the stylesheet, the script and the icon that every page loads."""
needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="NOT CHECKED in a browser: Chromium is missing"),
]
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True, slots=True)
class Site:
    """Where a running server answers and where it keeps its data."""

    base: str
    folder: Path

    @property
    def written(self) -> Path:
        """What the server has said on its standard output and error."""
        return self.folder / "server.log"


def way_out(base: str) -> str:
    """Where the quick exit leads: on this machine too, but to a browser another site."""
    return f"{base.replace('127.0.0.1', 'localhost')}/robots.txt"


def environment(folder: Path, base: str) -> dict[str, str]:
    """What an operator would set."""
    return {name: value for name, value in os.environ.items() if name != "SAMEN_DATABASE_URL"} | {
        "SAMEN_DEMO": "yes",
        "SAMEN_HTTPS": "no",
        "SAMEN_DATA_DIR": str(folder),
        "SAMEN_EXIT_URL": way_out(base),
        "SAMEN_LOG_LEVEL": "INFO",
        "DJANGO_SETTINGS_MODULE": "samen.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


def run(site: Site, *command: str | Path) -> None:
    """A command beside the running server, on its data."""
    setting = environment(site.folder, site.base)
    subprocess.run(command, env=setting, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def running(folder: Path, *prepare: list[str | Path], workers: int = 1) -> Iterator[Site]:
    """A server on ``folder`` after ``migrate`` and the commands of ``prepare``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    site = Site(base, folder)
    for command in ([PROGRAMS / "django-admin", "migrate"], *prepare):
        run(site, *command)
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [PROGRAMS / "gunicorn", "-w", str(workers), "-k", "gthread", "--threads", "4", "--preload",
         "--no-control-socket", "-b", f"127.0.0.1:{port}", "samen.config.wsgi:application"],
        env=environment(folder, base), cwd=ROOT, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{base}/robots.txt", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield site
    finally:
        server.terminate()
        server.wait()
        log.close()


@contextmanager
def chromium() -> Iterator[Any]:
    """The system's Chromium, headless."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Walker:
    """Somebody at a browser: goes, types, presses, and has every page looked at.

    ``typed`` collects every text that was typed, to search for afterwards. With JavaScript each
    page passes axe and is no wider than the screen; with ``SHOTS`` it leaves a picture.
    """

    site: Site
    page: Any
    label: str
    width: int
    scripts: bool
    typed: list[str] = field(default_factory=list)
    number: int = 0

    def look(self) -> None:
        """Look at the page that is shown now."""
        self.number += 1
        where = self.page.url.removeprefix(self.site.base)
        if where.startswith("/f/"):
            assert len(self.page.content().encode()) + LOADED < 50_000, f"{where} is heavy"
        if self.scripts:
            from axe_playwright_python.sync_playwright import Axe

            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert self.page.evaluate(wide) <= 0, f"{where} is wider than the screen"
            found = Axe().run(self.page).response["violations"]
            said = [(v["id"], [node["html"] for node in v["nodes"]]) for v in found]
            assert not said, (where, said)
        if folder := os.environ.get("SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            scripts = "js" if self.scripts else "nojs"
            name = f"{self.width}-{scripts}-{self.label}-{self.number:02d}.png"
            self.page.screenshot(path=str(Path(folder) / name), full_page=True)

    def go(self, path: str) -> None:
        """Open an address and look."""
        response = self.page.goto(self.site.base + path)
        assert response is not None and response.status == 200, (path, response)
        self.look()

    def press(self, selector: str) -> None:
        """Press the first such button or link, wait for the page and look."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def type(self, name: str, text: str) -> None:
        """Write into the field of this name."""
        self.page.locator(f"[name='{name}']").fill(text)
        self.typed.append(text)

    def pick(self, name: str, value: str) -> None:
        """Tick a choice, or select it from a list."""
        control = self.page.locator(f"select[name='{name}']")
        if control.count():
            control.select_option(value)
        else:
            self.page.locator(f"input[name='{name}'][value='{value}']").check()

    def says(self, text: str) -> bool:
        """Whether the page holds a text."""
        return text in self.page.content()
