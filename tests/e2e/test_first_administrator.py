"""Outside the demo: from an empty folder to an organisation at work, in a browser.

First administrator, second factor, passkey, vault, a colleague who joins and leaves, the printed
recovery key, a new key pair.
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import socket
import struct
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.live import PROGRAMS, ROOT, chromium, needs_chromium

pytestmark = needs_chromium
ADMINISTRATOR, COLLEAGUE = "first@shelter.example", "second@shelter.example"
FIRST_PASSWORD = "handed over in person"
PHRASES = "four words of hers", "four words of his", "four words after a loss"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def environment(folder: Path) -> dict[str, str]:
    """The least that an operator sets; without HTTPS, which a browser needs not for localhost."""
    return {name: value for name, value in os.environ.items() if name[:6] != "SAMEN_"} | {
        "SAMEN_SECRET_KEY": "s" * 40,
        "SAMEN_PEPPER": "p" * 40,
        "SAMEN_SECURITY_CONTACT": "mailto:security@samen.example",
        "SAMEN_HTTPS": "no",
        "SAMEN_DATA_DIR": str(folder / "not yet there"),
        "DJANGO_SETTINGS_MODULE": "samen.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A server as docs/operations.md starts it; its address and the first password."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    setting = environment(tmp_path)

    def admin(*words: str) -> str:
        command = [PROGRAMS / "django-admin", *words]
        return subprocess.run(
            command, env=setting, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout

    admin("migrate")
    said = admin(
        "add_organisation", "A shelter", "--type", "shelter", "--region", "police_unit:RE02",
        "--administrator", ADMINISTRATOR, "--administrator-name", "First",
    )  # fmt: skip
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [PROGRAMS / "samen", "serve", "--port", str(port), "--workers", "1"],
            env=setting, cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
    base = f"http://localhost:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{base}/ready", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield base, said.splitlines()[0].rpartition(" ")[2]
    finally:
        server.terminate()
        server.wait()


def code_now(secret: str) -> str:
    """The six digits that an authenticator app shows for a secret (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Any, base: str) -> None:
        self.base = base
        self.page = browser.new_context(locale="en-GB").new_page()

    def go(self, path: str) -> None:
        """Open a page of the English site."""
        self.page.goto(f"{self.base}/en{path}")

    def send(self, button: str = "main button[type=submit]", **fields: str) -> None:
        """Fill in a form and press its button."""
        for name, value in fields.items():
            self.page.fill(f"main input[name={name}]", value)
        self.page.locator(button).first.click()
        self.page.wait_for_load_state()

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")

    def log_in(self, email: str, password: str) -> None:
        """With e-mail address and password."""
        self.go("/werk/")
        self.send(login=email, password=password)

    def set_up_an_app(self, password: str) -> None:
        """Enrol an authenticator app, and find the recovery codes."""
        self.go("/account/2fa/totp/activate/")
        self.send(password=password)  # proves once more that it is them
        secret = re.search(r'value="([A-Z2-7]{32})"', self.page.content())
        assert secret is not None
        self.send(code=code_now(secret.group(1)))
        assert "10 out of 10 recovery codes" in self.text

    def reaches(self, path: str) -> bool:
        """Whether the page is theirs to see."""
        self.go(path)
        return self.page.url == f"{self.base}/en{path}"


def test_an_organisation_begins_grows_and_recovers(site: tuple[str, str]) -> None:
    base, first_password = site
    with chromium() as browser:
        first = Person(browser, base)
        first.log_in(ADMINISTRATOR, first_password)
        assert not first.reaches("/werk/"), "nothing without a second factor"
        assert "/account/2fa/" in first.page.url
        first.set_up_an_app(first_password)
        assert first.reaches("/werk/")

        keys = first.page.context.new_cdp_session(first.page)
        keys.send("WebAuthn.enable")
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        first.go("/account/2fa/webauthn/add/")
        first.page.fill("main input[name=name]", "Key of First")
        first.page.check("main input[name=passwordless]")
        first.page.locator("main button").first.click()
        first.page.wait_for_url("**/account/2fa/**")
        first.page.get_by_text("You have added 1 security key").wait_for()

        first.go("/werk/kluis/")
        first.send(phrase=PHRASES[0], again=PHRASES[0])
        printed = re.search(r"(?:[A-Z2-7]{4} ){13}[A-Z2-7]{4}", first.text)
        assert printed is not None, first.text

        first.go("/account/logout/")
        first.send()
        first.go("/account/login/")
        first.page.locator("#passkey_login").click()
        first.page.wait_for_url("**/werk/")
        first.go("/werk/kluis/")
        first.send("main button:has-text('Unlock')", phrase=PHRASES[0])

        first.go("/werk/organisatie/nieuw")
        first.page.check("input[value=caseworker]")
        first.send(name="Second", email=COLLEAGUE, password=FIRST_PASSWORD)
        second = Person(browser, base)
        second.log_in(COLLEAGUE, FIRST_PASSWORD)
        second.set_up_an_app(FIRST_PASSWORD)
        second.go("/werk/kluis/")
        second.send(phrase=PHRASES[1], again=PHRASES[1])
        second.go("/werk/kluis/")
        second.send("main button:has-text('Unlock')", phrase=PHRASES[1])
        assert "Nobody has let you into the vault yet" in second.text
        first.go("/werk/kluis/leden")
        first.send("main button:has-text('Let in')")
        second.send("main button:has-text('Unlock')", phrase=PHRASES[1])
        assert second.reaches("/werk/casussen")

        first.go("/werk/organisatie/")
        first.page.locator("tr", has_text="Second").get_by_role("link").click()
        first.send("main button:has-text('Close this account')")
        assert not second.reaches("/werk/"), "the session of who left has ended"
        first.go("/werk/kluis/leden")
        first.page.locator("tr", has_text="Second").get_by_role("button").click()
        assert "The vault has a new key" in first.text
        assert "Second" not in first.text

        first.go("/werk/kluis/herstellen")
        first.send(words=printed.group(), phrase=PHRASES[2])
        assert "Who can open the vault" in first.text
        first.go("/werk/kluis/leden")
        first.page.locator("summary", has_text="Change the key").click()
        first.page.check("main input[name=sure]")
        first.send("main details button")
        assert "The vault has a new key" in first.text
        first.go("/werk/kluis/")
        first.send("main button:has-text('Lock it')")
        first.go("/werk/kluis/")
        first.send("main button:has-text('Unlock')", phrase=PHRASES[2])
        first.go("/werk/kluis/leden")
        assert "can open the vault" in first.text
